"""Everybody who is matched, kept warm in a process: only whose facts changed is read again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

import numpy as np
from scipy.sparse import csr_matrix, vstack
from sqlalchemy import Engine

from matching.database import UnitOfWork
from matching.engine.seekers import Seekers
from matching.facts import Subjects
from matching.queries.facts import subject_facts
from matching.queries.facts.subjects import matched_versions
from matching.scoring.text import Vocabulary


@dataclass(frozen=True, eq=False)
class _Warm:
    """Seekers with what they were prepared from: the day, the vocabulary's version, and those of each one's facts."""

    on: date
    vocabulary: str
    stated: Mapping[int, int]
    subjects: Subjects
    texts: csr_matrix
    seekers: Seekers


_warm: WeakKeyDictionary[Engine, _Warm] = WeakKeyDictionary()


def everybody(work: UnitOfWork, vocabulary: Vocabulary) -> Seekers:
    """Everybody who is matched, ready to be asked about an offer."""
    database = work.session.get_bind().engine
    stated = matched_versions(work.session)
    held = _warm.get(database)
    if held is None or (held.on, held.vocabulary, held.stated) != (work.today, vocabulary.version, stated):
        _warm[database] = held = _renewed(work, held, stated, vocabulary)
    return held.seekers


def _renewed(work: UnitOfWork, held: _Warm | None, stated: Mapping[int, int], vocabulary: Vocabulary) -> _Warm:
    """Read whose facts are new or changed and keep the others'."""
    same: set[int] = set()
    if held is not None and (held.on, held.vocabulary) == (work.today, vocabulary.version):
        same = {subject_id for subject_id, version in stated.items() if held.stated.get(subject_id) == version}
    subjects = subject_facts(work.session, sorted(stated.keys() - same), work.today)
    texts = vocabulary.vectors(subjects.text)
    if held is not None and same:
        kept = np.flatnonzero(np.isin(held.subjects.ids, list(same)))
        subjects = Subjects.joined([held.subjects.take(kept), subjects])
        texts = vstack([held.texts[kept], texts], "csr")
    return _Warm(work.today, vocabulary.version, stated, subjects, texts, Seekers(subjects, texts))
