"""Mixed Chinese and English text as weighted vectors.

Tokens are lower-case words, a plural s folded, and bigrams of Chinese characters; numbers and a few empty
words are dropped. Weights are sub-linear tf-idf (Manning, Raghavan and Schütze, *Introduction to Information
Retrieval*, 2008, section 6.4): (1 + ln min(tf, cap)) * idf with idf = ln((1 + N) / (1 + df)) + 1; rows have
length `UNIT`, their weights rounded to whole numbers, so that no sum depends on its order. The cap on tf keeps a stuffed keyword from winning. The text of a `Vocabulary` is its version:
vectors of two versions must not be compared.
"""

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

from matching.errors import BadInput

FEATURES = 2**18
TERM_CAP = 4
_TF = (1 + np.log(np.arange(1, TERM_CAP + 1))).astype(np.float32)
UNIT = 2**12
"""The length of a vector. Two vectors' product, over its square, is their cosine within 1/1,000."""

TEXT_LIMIT = 20_000
"""Characters read of one text; what follows is passed over."""

_APOSTROPHES = re.compile("['’‘]")
_PIECE = re.compile(r"[a-z][a-z+#]*|[\u3400-\u4dbf\u4e00-\u9fff]+")
_JOINTS = re.compile("[的了和与及或等在是有者之并需能会可为其]")
_ENGLISH_JOINTS = (
    "a all an and any are as at be by for from has have in including is it its job may must not of on or "
    "other our per required requirement shall such that the their this to under we who will with within "
    "work working you your"
)
_CHINESE_EMPTY = "工作 公司 岗位 要求 负责 相关 以上 以下 人员 优先 我们 招聘 任职 职责 经验 熟练 能力"
_EMPTY_WORDS = frozenset((_ENGLISH_JOINTS + " " + _CHINESE_EMPTY).split())


def tokens(text: str) -> list[str]:
    """The tokens of a text, in order, with repeats.

    >>> tokens("Forklift drivers 3 years，会开叉车")
    ['forklift', 'driver', 'year', '开叉', '叉车']
    """
    folded = unicodedata.normalize("NFKC", text[:TEXT_LIMIT]).casefold()
    return [
        token
        for piece in _PIECE.findall(_APOSTROPHES.sub("", folded))
        for token in _parts(piece)
        if token not in _EMPTY_WORDS
    ]


def _parts(piece: str) -> Iterator[str]:
    """A word in its singular, or the bigrams of a run of characters between joints.

    A lone character stands for itself.
    """
    if piece.isascii():
        if len(piece) > 1:
            yield _singular(piece)
        return
    for run in _JOINTS.split(piece):
        yield from (run[i : i + 2] for i in range(max(len(run) - 1, min(len(run), 1))))


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


_VECTORIZER = HashingVectorizer(analyzer=tokens, n_features=FEATURES, norm=None, alternate_sign=False, dtype=np.float32)


def _counts(texts: Sequence[str]) -> csr_matrix:
    """Token counts, csr (len(texts), FEATURES)."""
    if not texts:
        return csr_matrix((0, FEATURES), dtype=np.float32)
    return _VECTORIZER.transform(texts)


@dataclass(frozen=True, eq=False, repr=False)
class Vocabulary:
    """How rare each token is, learnt from a body of texts; frozen under a version.

    `features` int32 (k,): hashed tokens seen; `idf` float32 (k,); `unseen`: the idf of every other token, the
    highest.
    """

    version: str
    features: NDArray[np.int32]
    idf: NDArray[np.float32]
    unseen: float

    @classmethod
    def fit(cls, texts: Sequence[str], version: str) -> "Vocabulary":
        """Learn from these texts; without any, every token weighs the same."""
        frequency = np.bincount(_counts(texts).indices, minlength=FEATURES)
        seen = np.flatnonzero(frequency).astype(np.int32)
        idf = np.log((1 + len(texts)) / (1 + frequency[seen])) + 1
        return cls(version, seen, idf.astype(np.float32), float(np.log(1 + len(texts)) + 1))

    @cached_property
    def _weights(self) -> NDArray[np.float32]:
        weights = np.full(FEATURES, self.unseen, dtype=np.float32)
        weights[self.features] = self.idf
        return weights

    def vectors(self, texts: Sequence[str]) -> csr_matrix:
        """Texts as csr int32 (len(texts), FEATURES).

        Each row has about length `UNIT`, or is empty where the text has no token.
        """
        counts = _counts(texts)
        repeats = np.minimum(counts.data, TERM_CAP).astype(np.int32)
        counts.data = _TF[repeats - 1] * self._weights[counts.indices]
        vectors = normalize(counts, norm="l2", copy=False) if texts else counts
        vectors.data = np.rint(vectors.data * UNIT).astype(np.int32)
        return vectors

    def weight(self, token: str) -> float:
        """The idf of one token."""
        return float(self._weights[_counts([token]).indices[0]]) if tokens(token) else 0.0

    def to_bytes(self) -> bytes:
        """The vocabulary as numpy's npz, without pickle."""
        file = io.BytesIO()
        np.savez_compressed(
            file,
            version=np.array(self.version),
            features=self.features,
            idf=self.idf,
            unseen=np.array(self.unseen),
        )
        return file.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> "Vocabulary":
        """Read what `to_bytes` wrote; anything else is refused."""
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
                return cls(str(arrays["version"]), arrays["features"], arrays["idf"], float(arrays["unseen"]))
        except (ValueError, KeyError, OSError, EOFError, BadZipFile) as error:
            raise BadInput("This is no stored vocabulary.") from error


def shared_phrases(text: str, other: str, vocabulary: Vocabulary, most: int = 3) -> list[str]:
    """What two texts share, the weightiest first.

    Words, and Chinese bigrams joined to the longest common runs.
    """
    common = set(tokens(text)) & set(tokens(other))
    phrases: dict[str, float] = {}
    for phrase, weight in _runs(text, common, vocabulary):
        phrases[phrase] = max(weight, phrases.get(phrase, 0.0))
    return sorted(phrases, key=lambda phrase: (-phrases[phrase], phrase))[:most]


def _runs(text: str, common: set[str], vocabulary: Vocabulary) -> Iterator[tuple[str, float]]:
    """Stretches of consecutive common tokens and their summed weight; only Chinese bigrams are joined."""
    phrase, weight = "", 0.0
    for token in tokens(text):
        joins = phrase and not token.isascii() and phrase[-1] == token[0] and token in common
        if not joins and phrase:
            yield phrase, weight
            phrase, weight = "", 0.0
        if token in common:
            phrase, weight = phrase + (token[1:] if joins else token), weight + vocabulary.weight(token)
    if phrase:
        yield phrase, weight
