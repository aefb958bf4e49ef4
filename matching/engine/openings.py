"""The open offers of one kind, ready to be matched; and the best of them for any block of subjects."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from matching.eligibility.rulebook import Rulebook
from matching.engine.journeys import Places, near_places
from matching.engine.kernel import find
from matching.engine.planes import RulePlanes, as_bits
from matching.engine.postings import Index
from matching.engine.sides import PLACE, SKILLS, TEXT, Found, Near, OfferSide, Points, SubjectSide
from matching.engine.tables import ComponentTable
from matching.facts import Offers, Subjects
from matching.facts.classes import Classifier
from matching.facts.columns import YES
from matching.facts.subjects import Floats
from matching.scoring.abilities import FULL_PRODUCT
from matching.scoring.circumstances import LODGING_VALUE, travel_limits
from matching.scoring.components import COMPONENTS, Context
from matching.scoring.policy import Policy
from matching.scoring.score import Scores
from matching.scoring.shortlist import Ids, Marks, mixed
from matching.scoring.skills import AskedSkills
from matching.vocabulary import OfferKind

COUNTED = ("text", "skills", "journey")
"""Components that the kernel counts itself; `journey_limit` is the one rule that it does."""


@dataclass(frozen=True)
class Best:
    """The best offers of n subjects, best first.

    Attributes:
        offers, scores, marks: ids, 1/10,000 point, and which need information, each (n, top); the first `counts` of a
            row count.
        pairs, postings: how many pairs were scored, and postings read.
    """

    offers: Ids
    scores: Scores
    marks: Marks
    counts: NDArray[np.int32]
    pairs: int
    postings: int


class Openings:
    """The open offers of one kind under one rulebook, policy, vocabulary and seed, on one day.

    What is worked out for one block of subjects is kept for the next.

    Attributes:
        offers: sorted by place.
    """

    def __init__(
        self, offers: Offers, kind: OfferKind, rulebook: Rulebook, policy: Policy, context: Context, on: date, seed: int
    ) -> None:
        order = np.lexsort((offers.ids, Places.among(offers.latitude, offers.longitude).of))
        self.offers, self.kind, self._seed = offers.take(order), kind, np.uint64(seed % 2**64)
        self._shares, self._context = policy.of(kind), Context(context.vocabulary, context.offer_vectors[order])
        classifier = Classifier(self.offers)
        entries = [entry for entry in rulebook.in_force(on) if kind in entry.kinds]
        self._rules = [RulePlanes(entry, classifier, on) for entry in entries if entry.id != "journey_limit"]
        self._limits = next((entry for entry in entries if entry.id == "journey_limit"), None)
        self._tables = [
            ComponentTable(COMPONENTS[name], self._shares, classifier, self._context)
            for name in self._shares.coefficients
            if name not in COUNTED
        ]
        self._texts, self._asked = Index(self._context.offer_vectors), AskedSkills.of(self.offers.skills)
        self._skills = Index(self._asked.wants)
        self._places = Places.among(self.offers.latitude, self.offers.longitude)
        self._side = self._offer_side()

    def best_for(self, subjects: Subjects, texts: csr_matrix | None = None, top: int = 20, threads: int = 1) -> Best:
        """The `top` eligible offers of every subject, in the subjects' order.

        Args:
            subjects: to be served, in any order.
            texts: the vectors of their texts, where they are at hand.
            top: how many each gets at most.
            threads: among which the subjects are shared out.
        """
        side, points, found = self._subject_side(subjects, texts), self._points(), Found.empty(len(subjects), top)
        ends = np.linspace(0, len(subjects), threads + 1).astype(int)
        run = find()
        with ThreadPoolExecutor(threads) as pool:
            shares = [
                pool.submit(run, side, self._side, points, *part, found) for part in zip(ends, ends[1:], strict=False)
            ]
            counted = [share.result() for share in shares]
        pairs, postings = map(sum, zip(*counted, strict=True))
        ids = self.offers.ids[found.offers] if len(self.offers) else np.zeros_like(found.offers, dtype=np.int64)
        return Best(ids, found.scores, found.marks.astype(bool), found.counts, pairs, postings)

    def _points(self) -> Points:
        points = self._shares.points
        approximate = self._limits.parameters["approximate_km"] if self._limits else 0.0
        weights = (points.get("text", 0), FULL_PRODUCT, points.get("skills", 0), points.get("journey", 0))
        return Points(*map(float, (*weights, LODGING_VALUE, approximate)))

    def _offer_side(self) -> OfferSide:
        offers, places = self.offers, self._places
        lodged, placed = offers.lodging == YES, places.of >= 0
        classes = [table.class_of for table in self._tables] or [np.zeros(len(offers), dtype=np.int64)]
        every = np.ones(-(-len(offers) // 64) * 64, dtype=bool)
        every[: len(offers)] = False
        return OfferSide(
            ids=offers.ids, draws=mixed(offers.ids.astype(np.uint64)), start=self._starts(lodged, placed),
            classes=np.stack(classes, axis=1).astype(np.int32), asked=self._asked.wants.getnnz(axis=1).astype(np.int32),
            place=places.of.astype(np.int32),
            place_starts=np.searchsorted(places.of, np.arange(len(places.latitude) + 1)).astype(np.int64),
            is_lodged=lodged, has_own_place=offers.coordinates_own, lodged=as_bits(lodged), placed=as_bits(placed),
            absent=as_bits(every), texts=self._texts.postings, skills=self._skills.postings,
        )  # fmt: skip

    def _starts(self, lodged: NDArray[np.bool_], placed: NDArray[np.bool_]) -> NDArray[np.int32]:
        """What a score starts from, int32 (8, m), by what is known of a subject."""
        shares, worded = self._shares, np.diff(self._context.offer_vectors.indptr) > 0
        far = np.rint(shares.points.get("journey", 0) * np.where(lodged, LODGING_VALUE, 0.0))
        parts = {
            TEXT: np.where(worded, -shares.baselines.get("text", 0), 0),
            SKILLS: np.where([bool(names) for names in self.offers.skills], -shares.baselines.get("skills", 0), 0),
            PLACE: np.where(placed, far - shares.baselines.get("journey", 0), 0),
        }
        starts = [shares.baseline + sum(part for bit, part in parts.items() if known & bit) for known in range(8)]
        return np.stack([np.broadcast_to(start, len(lodged)) for start in starts]).astype(np.int32)

    def _subject_side(self, subjects: Subjects, texts: csr_matrix | None) -> SubjectSide:
        classifier, homes = Classifier(subjects), Places.among(subjects.latitude, subjects.longitude)
        texts = self._context.vocabulary.vectors(subjects.text) if texts is None else texts
        limit = subjects.journey_limit_km if self._limits else np.full(len(subjects), np.nan)
        cap = travel_limits(subjects.journey_limit_km)
        rules, planes = self._rules_of(classifier)
        rows, table = self._rows_of(classifier)
        known = TEXT * (np.diff(texts.indptr) > 0) + SKILLS * subjects.skills_known + PLACE * (homes.of >= 0)
        held = [names if asked else () for names, asked in zip(subjects.skills, subjects.skills_known, strict=True)]
        return SubjectSide(
            order=np.lexsort((limit, homes.of)).astype(np.int64),
            draws=mixed(subjects.ids.astype(np.uint64) ^ mixed(np.atleast_1d(self._seed))), known=known.astype(np.uint8),
            place=homes.of, limit=limit, cap=cap, rules=rules, rows=rows, planes=planes, table=table,
            texts=self._texts.read(texts), skills=self._skills.read(self._asked.covered(held)),
            near=self._near(homes, np.fmax(limit + self._points().approximate_km, cap)),
        )  # fmt: skip

    def _rules_of(self, subjects: Classifier[Subjects]) -> tuple[NDArray[np.int32], NDArray[np.uint64]]:
        """Each subject's rows of planes by rule, and the planes of the block."""
        columns, planes, begun = [], [], 0
        for rule in self._rules:
            of = rule.of(subjects)
            used, place = np.unique(of[of >= 0], return_inverse=True)
            column = np.full(len(of), -1, dtype=np.int32)
            column[of >= 0] = begun + place
            columns.append(column)
            planes += [rule.planes[number] for number in used]
            begun += len(used)
        words = len(self._side.absent)
        none = np.zeros((0, 2, words), dtype=np.uint64)
        rows = np.stack(columns, axis=1) if columns else np.zeros((len(subjects.columns), 0), dtype=np.int32)
        return np.ascontiguousarray(rows), np.stack(planes) if planes else none

    def _rows_of(self, subjects: Classifier[Subjects]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Where each subject's row begins by table, and the rows of the block one after another."""
        columns, parts, begun = [], [np.zeros(1, dtype=np.int32)], 1
        for table in self._tables:
            used, place = np.unique(table.of(subjects), return_inverse=True)
            columns.append(begun + place * table.width)
            parts += [table.rows[number] for number in used]
            begun += len(used) * table.width
        rows = np.stack(columns, axis=1) if columns else np.zeros((len(subjects.columns), 1), dtype=np.int64)
        return np.ascontiguousarray(rows.astype(np.int64)), np.concatenate(parts)

    def _near(self, homes: Places, reaches: Floats) -> Near:
        """What lies within reach of each home; nothing where this kind of offer asks for no journey."""
        is_asked = self._limits is not None or self._shares.points.get("journey", 0) > 0
        if is_asked and len(homes.latitude):
            return near_places(homes, float(np.max(reaches)), self._places)
        nowhere = np.zeros(len(homes.latitude) + 1, dtype=np.int64)
        return Near(nowhere, np.zeros(0, dtype=np.int32), np.zeros(0))
