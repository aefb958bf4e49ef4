"""Everybody who is matched, ready to be asked at once how well one offer would suit them.

The mirror of `openings`, by the same rules and components: a rule is decided once for subjects who are alike to it, what
differs from one to the next (words, skills, work done) is read from sparse rows.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from matching.eligibility.assess import parameters_on
from matching.eligibility.rulebook import Rulebook, RuleEntry
from matching.facts import Offers, Subjects
from matching.facts.classes import Classifier
from matching.scoring.abilities import FULL_PRODUCT
from matching.scoring.components import COMPONENTS, Context, Measured
from matching.scoring.occupations import relatedness
from matching.scoring.policy import Policy
from matching.scoring.score import Scores, contributions_of
from matching.scoring.shortlist import Ids, Marks
from matching.scoring.skills import same_skills, skill_code
from matching.vocabulary import OfferKind, Verdict

Rows = NDArray[np.intp]
BY_PAIR = ("journey_limit",)
"""Rules to which nearly everybody is different: decided last, for whoever is left."""


class Suited(NamedTuple):
    """Whom an offer is open to: ids of subjects, marks, and scores in 1/10,000 point, each (k,)."""

    subjects: Ids
    marks: Marks
    scores: Scores


class Lists:
    """Lists of names of n subjects as numbers: the names, and csr int8 (n, names) of ones."""

    def __init__(self, lists: Sequence[Sequence[str]]) -> None:
        numbers: dict[str, int] = {}
        named = [sorted({numbers.setdefault(name, len(numbers)) for name in names if name}) for names in lists]
        starts = np.cumsum([0, *map(len, named)])
        columns = np.fromiter((column for row in named for column in row), dtype=np.int32, count=int(starts[-1]))
        shape = len(named), len(numbers)
        self.names = list(numbers)
        self.rows = csr_matrix((np.ones(len(columns), dtype=np.int8), columns, starts), shape=shape)


class Seekers:
    """Subjects, what they are alike in, and their words, skills and occupations as sparse rows.

    Args:
        subjects: everybody who may be asked.
        texts: the vectors of their texts, csr int32 (n, features).
    """

    def __init__(self, subjects: Subjects, texts: csr_matrix) -> None:
        self.subjects, self._texts, self._classifier = subjects, texts, Classifier(subjects)
        self._skills = Lists([[skill_code(name) for name in names] for names in subjects.skills])
        done = zip(subjects.occupations, subjects.wished_occupations, strict=True)
        named = [(*own, *wished) for own, wished in done]
        self._occupations, self._has_occupation = Lists(named), np.array([bool(codes) for codes in named], dtype=bool)

    def suited(self, offer: Offers, rulebook: Rulebook, policy: Policy, context: Context, on: date) -> Suited:
        """Whom one offer (columns of one row, its text in the context) is open to, with the numbers of their shortlists."""
        kind = OfferKind(offer.kind[0])
        rows, marks = self._open_to([entry for entry in rulebook.in_force(on) if kind in entry.kinds], offer, on)
        shares, one = policy.of(kind), np.zeros(1, dtype=np.intp)
        scores = np.full(len(rows), shares.baseline, dtype=np.int32)
        for name in shares.coefficients:
            scores += contributions_of(name, [shares], one, self._measured(name, rows, offer, context))[:, 0]
        return Suited(self.subjects.ids[rows], marks, scores)

    def _open_to(self, entries: Sequence[RuleEntry], offer: Offers, on: date) -> tuple[Rows, Marks]:
        """The rows of those whom no rule bars, and which of them are marked."""
        barred, unknown = np.zeros(len(self.subjects), dtype=bool), np.zeros(len(self.subjects), dtype=bool)
        for entry in (each for each in entries if each.id not in BY_PAIR):
            of, first = self._classifier.by(entry.rule.of_subject)
            alike = self.subjects.only(entry.rule.of_subject, first)
            verdicts = entry.rule.decide(alike, offer, parameters_on(entry, on))[:, 0]
            barred |= (verdicts == Verdict.BROKEN)[of]
            unknown |= (verdicts == Verdict.UNKNOWN)[of]
        rows = np.flatnonzero(~barred)
        marks = unknown[rows]
        for entry in (each for each in entries if each.id in BY_PAIR):
            some = self.subjects.only(entry.rule.of_subject, rows)
            verdicts = entry.rule.decide(some, offer, parameters_on(entry, on))[:, 0]
            kept = verdicts != Verdict.BROKEN
            rows, marks = rows[kept], (marks | (verdicts == Verdict.UNKNOWN))[kept]
        return rows, marks

    def _measured(self, name: str, rows: Rows, offer: Offers, context: Context) -> Measured:
        """One component for some rows, (k, 1)."""
        if name not in COUNTED:
            component = COMPONENTS[name]
            return component.measure(self.subjects.only(component.of_subject, rows), offer, context)
        values, known = COUNTED[name](self, rows, offer, context)
        return Measured(np.where(known, values, 0.0)[:, None], known[:, None])

    def _text(self, rows: Rows, offer: Offers, context: Context) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        words = np.asarray(context.offer_vectors[0].todense()).ravel()
        own = self._texts[rows]
        product = own @ words
        return np.minimum(product / FULL_PRODUCT, 1), (np.diff(own.indptr) > 0) & bool(words.any())

    def _skill(self, rows: Rows, offer: Offers, context: Context) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        asked = sorted({code for code in map(skill_code, offer.skills[0]) if code})
        held = self._skills.rows[rows]
        same = same_skills(self._skills.names, asked)
        covered = sum(((held @ column.astype(np.int32)) > 0).astype(np.int64) for column in same.T)
        known = self.subjects.skills_known[rows] & bool(offer.skills[0])
        return np.broadcast_to(covered / max(len(asked), 1), known.shape), known

    def _occupation(self, rows: Rows, offer: Offers, context: Context) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        near = np.array([relatedness(code, offer.occupation[0]) for code in self._occupations.names])
        own = self._occupations.rows[rows]
        named, values = np.diff(own.indptr) > 0, np.zeros(len(rows))
        if named.any():
            values[named] = np.maximum.reduceat(near[own.indices], own.indptr[:-1][named])
        return values, self._has_occupation[rows] & bool(offer.occupation[0])


COUNTED = {"text": Seekers._text, "skills": Seekers._skill, "occupation": Seekers._occupation}
"""Components that are read from sparse rows."""
