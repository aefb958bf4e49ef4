"""People for an offer: computed when asked, over those whom the viewer may see. Nothing of it is stored."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isnan

import numpy as np
from sqlmodel import Session, col, select

from matching.database import UnitOfWork
from matching.eligibility.assess import Assessment, assess
from matching.eligibility.rulebook import Rulebook
from matching.facts import Offers, SubjectFacts, Subjects
from matching.facts.places import distances
from matching.privacy import Sight, audiences_of, own_subjects
from matching.queries.covers import answers_for
from matching.queries.facts import matched_subject_ids, offer_facts, subject_facts
from matching.queries.facts.batches import batches
from matching.queries.settled import HeldPlace, held_places
from matching.records import Subject, Suggestion
from matching.scoring.near import NearPair, near_pairs
from matching.scoring.shortlist import people_for
from matching.scoring.skills import held_and_lacking
from matching.services.versions import EngineVersions, engine_versions
from matching.vocabulary import OfferKind, RuleKind, SuggestionState, Verdict

TOP = 50
"""How many people the page shows."""

NEAR = 10
"""How many people are shown whom one small change would let take the offer."""


@dataclass(frozen=True)
class Candidate:
    """One person who may take the offer.

    Attributes:
        score: in 1/10,000.
        km: the journey, or None where a place is unknown.
        facts: what the engine knows of the person.
        state: what was decided on the pair last, if anything.
        held: the place of the offer's kind that the person has, if any.
    """

    subject_id: int
    reference: str
    name: str = field(repr=False)
    score: int
    needs_information: bool
    km: float | None
    has: list[str]
    lacks: list[str]
    facts: SubjectFacts = field(repr=False)
    state: SuggestionState | None
    held: HeldPlace | None


@dataclass(frozen=True)
class NotEligible:
    """One person who may not take the offer, and the first rule that says so."""

    subject_id: int
    reference: str
    name: str = field(repr=False)
    rule: str


@dataclass(frozen=True)
class NearPerson:
    """One person whom a small change would let take the offer."""

    subject_id: int
    reference: str
    name: str = field(repr=False)
    pair: NearPair


@dataclass(frozen=True)
class PeopleForOffer:
    """The best candidates, best first, who nearly could, and who is barred.

    Attributes:
        eligible: how many may take it, those not shown too.
        unsettled: how many of them are marked, because a rule waits for a fact.
        looked_at: how many people were compared.
    """

    candidates: list[Candidate]
    near: list[NearPerson]
    barred: list[NotEligible]
    eligible: int
    unsettled: int
    looked_at: int

    @property
    def settled(self) -> list[Candidate]:
        """Those whose rules are all settled."""
        return [each for each in self.candidates if not each.needs_information]

    @property
    def marked(self) -> list[Candidate]:
        """Those of whom a rule waits for a fact."""
        return [each for each in self.candidates if each.needs_information]


def people_for_offer(work: UnitOfWork, offer_id: int, *, mine_only: bool = False) -> PeopleForOffer:
    """Find whom of the viewer's people an offer suits, by the shortlists' rules, scores and ties.

    `mine_only` leaves those for whom the viewer answers.
    """
    people = _people(work, mine_only=mine_only)
    versions = engine_versions(work.session)
    opening = offer_facts(work.session, [offer_id], work.today)
    subjects = subject_facts(work.session, sorted(people), work.today)
    assessment = assess(subjects, opening, versions.rulebook, work.today)
    hidden = hidden_rules(versions.rulebook, Sight(frozenset(audiences_of(work.viewer.roles))))
    places = _places(work.session, sorted(people), OfferKind(opening.kind[0]))
    return PeopleForOffer(
        candidates=_candidates(work, people, subjects, opening, versions, places),
        near=_near(work, people, subjects, opening, versions, places, hidden),
        barred=_barred(people, subjects, assessment, hidden),
        eligible=int(assessment.eligible.sum()),
        unsettled=int(assessment.needs_information.sum()),
        looked_at=len(people),
    )


def _people(work: UnitOfWork, *, mine_only: bool) -> dict[int, Subject]:
    """Everyone of the viewer's who is matched, by id."""
    matched = set(matched_subject_ids(work.session))
    rows = select(Subject).where(own_subjects(work.viewer))
    if mine_only:
        rows = rows.where(col(Subject.caseworker_id).in_(answers_for(work)))
    return {row.id or 0: row for row in work.session.exec(rows) if row.id in matched}


def _places(session: Session, subject_ids: Sequence[int], kind: OfferKind) -> dict[int, HeldPlace]:
    """Who of these people has a place of the kind already."""
    found = (held_places(session, some) for some in batches(subject_ids))
    return {number: held for some in found for (number, of_kind), held in some.items() if of_kind is kind}


def _candidates(
    work: UnitOfWork,
    people: dict[int, Subject],
    subjects: Subjects,
    opening: Offers,
    versions: EngineVersions,
    places: dict[int, HeldPlace],
) -> list[Candidate]:
    """The best, with what is decided on each and what place each has already."""
    engine = versions.rulebook, versions.policy, versions.vocabulary
    ranked = people_for(opening, subjects, *engine, work.today, versions.seed, TOP)
    numbers = ranked.subjects.tolist()
    decided = _newest_states(work.session, ranked.offer, numbers)
    at = {number: position for position, number in enumerate(subjects.ids.tolist())}
    best = zip(numbers, ranked.scores.tolist(), ranked.needs_information.tolist(), strict=True)
    return [
        _candidate(
            people[number],
            subjects.take([at[number]]),
            opening,
            score,
            marked,
            decided.get(number),
            places.get(number),
        )
        for number, score, marked in best
    ]


def _newest_states(session: Session, offer_id: int, subject_ids: Sequence[int]) -> dict[int, SuggestionState]:
    """The newest decision on the offer, by subject."""
    rows = select(Suggestion.subject_id, Suggestion.state).where(col(Suggestion.offer_id) == offer_id)
    found = session.exec(rows.where(col(Suggestion.subject_id).in_(subject_ids)).order_by(col(Suggestion.id)))
    return {subject_id: SuggestionState(state) for subject_id, state in found}


def _candidate(
    person: Subject,
    subject: Subjects,
    opening: Offers,
    score: int,
    marked: bool,
    state: SuggestionState | None,
    held: HeldPlace | None,
) -> Candidate:
    facts = subject.row(0)
    has, lacks = held_and_lacking(facts.skills, opening.row(0).skills)
    return Candidate(
        subject_id=person.id or 0,
        reference=person.reference,
        name=person.name,
        score=score,
        needs_information=marked,
        km=journey_km(subject, opening),
        has=has,
        lacks=lacks,
        facts=facts,
        state=state,
        held=held,
    )


def journey_km(subject: Subjects, opening: Offers) -> float | None:
    """The way from a subject to an offer (columns of one row each); None where a place is not known."""
    km = float(distances(subject, opening)[0, 0])
    return None if isnan(km) else km


def hidden_rules(rulebook: Rulebook, sight: Sight) -> set[str]:
    """The rules whose names tell what somebody with this sight may not see: offences, or conditions."""
    offences, conditions = sight.sees("offence_category"), sight.sees("conditions")
    return {
        entry.id
        for entry in rulebook.rules
        if (entry.restricted and not offences) or (entry.kind is RuleKind.CONDITION and not conditions)
    }


def _near(
    work: UnitOfWork,
    people: dict[int, Subject],
    subjects: Subjects,
    opening: Offers,
    versions: EngineVersions,
    places: dict[int, HeldPlace],
    hidden: set[str],
) -> list[NearPerson]:
    """Whom one small change would let take the offer, the best first; nobody who has such a place for good."""
    engine = versions.rulebook, versions.policy, versions.vocabulary
    settled = {number for number, held in places.items() if not held.is_followed}
    seeking = subjects.take([at for at, number in enumerate(subjects.ids.tolist()) if number not in settled])
    found = near_pairs(seeking, opening, *engine, work.today, hidden, NEAR)
    named = ((people[pair.subject], pair) for pair in found)
    return [NearPerson(person.id or 0, person.reference, person.name, pair) for person, pair in named]


def _barred(
    people: dict[int, Subject], subjects: Subjects, assessment: Assessment, hidden: set[str]
) -> list[NotEligible]:
    """Who may not take the offer, with the first broken rule in words that the viewer may read."""
    found = []
    for position in np.flatnonzero(~assessment.eligible[:, 0]):
        person = people[int(subjects.ids[position])]
        rule = next(name for name, verdicts in assessment.verdicts.items() if verdicts[position, 0] == Verdict.BROKEN)
        shown = "lawful_bar" if rule in hidden else rule
        found.append(NotEligible(person.id or 0, person.reference, person.name, shown))
    return found
