"""Sparse vectors as the kernel reads them: of offers by feature, of subjects by subject."""

import numpy as np
from scipy.sparse import csr_matrix

from matching.engine.sides import Postings, Vectors


class Index:
    """Feature -> offers, over the features that any of m offers has.

    Args:
        vectors: csr int32 (m, features), of the offers.

    Attributes:
        postings: as the kernel reads them, the features numbered anew.
    """

    def __init__(self, vectors: csr_matrix) -> None:
        columns = vectors.tocsc()
        used = np.flatnonzero(np.diff(columns.indptr))
        starts = np.append(columns.indptr[used], columns.nnz).astype(np.int64)
        self.postings = Postings(starts, columns.indices.astype(np.int32), columns.data.astype(np.int32))
        self._number_of = np.full(vectors.shape[1], -1, dtype=np.int32)
        self._number_of[used] = np.arange(len(used), dtype=np.int32)

    def read(self, vectors: csr_matrix) -> Vectors:
        """Vectors of n subjects, csr int32 (n, features), without the features that no offer has."""
        numbers = self._number_of[vectors.indices]
        shared = numbers >= 0
        starts = np.concatenate([[0], np.cumsum(shared)])[vectors.indptr].astype(np.int64)
        return Vectors(starts, numbers[shared], vectors.data[shared].astype(np.int32))
