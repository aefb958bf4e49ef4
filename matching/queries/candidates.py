"""People for an offer: computed when asked, over those whom the viewer may see. Nothing of it is stored."""

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
from matching.queries.facts import matched_subject_ids, offer_facts, subject_facts
from matching.records import Subject, Suggestion
from matching.scoring.shortlist import Candidates, people_for
from matching.scoring.skills import held_and_lacking
from matching.services.versions import EngineVersions, engine_versions
from matching.vocabulary import RuleKind, SuggestionState, Verdict

TOP = 50
"""How many people the page shows."""


@dataclass(frozen=True)
class Candidate:
    """One person who may take the offer.

    Attributes:
        score: in 1/10,000.
        km: the journey, or None where a place is unknown.
        facts: what the engine knows of the person.
        state: what was decided on the pair last, if anything.
    """

    subject_id: int
    reference: str
    name: str = field(repr=False)
    score: int
    needs_information: bool
    km: float | None
    held: list[str]
    lacking: list[str]
    facts: SubjectFacts = field(repr=False)
    state: SuggestionState | None


@dataclass(frozen=True)
class NotEligible:
    """One person who may not take the offer, and the first rule that says so."""

    subject_id: int
    reference: str
    name: str = field(repr=False)
    rule: str


@dataclass(frozen=True)
class PeopleForOffer:
    """The best candidates, best first, and who is barred; `eligible` counts also those not shown."""

    candidates: list[Candidate]
    barred: list[NotEligible]
    eligible: int


def people_for_offer(work: UnitOfWork, offer_id: int) -> PeopleForOffer:
    """Find whom of the viewer's people an offer suits, by the shortlists' rules, scores and ties."""
    people = _people(work)
    versions = engine_versions(work.session)
    opening = offer_facts(work.session, [offer_id], work.today)
    subjects = subject_facts(work.session, sorted(people), work.today)
    assessment = assess(subjects, opening, versions.rulebook, work.today)
    ranked = _ranked(work, opening, subjects, versions)
    decided = _newest_states(work.session, offer_id)
    at = {subject_id: position for position, subject_id in enumerate(subjects.ids.tolist())}
    km = distances(subjects, opening)[:, 0]
    best = zip(ranked.subjects.tolist(), ranked.scores.tolist(), ranked.needs_information.tolist(), strict=True)
    return PeopleForOffer(
        candidates=[
            _candidate(
                people[number],
                subjects,
                opening,
                at[number],
                score,
                marked,
                float(km[at[number]]),
                decided.get(number),
            )
            for number, score, marked in best
        ],
        barred=_barred(work, people, subjects, assessment, versions.rulebook),
        eligible=int(assessment.eligible.sum()),
    )


def _people(work: UnitOfWork) -> dict[int, Subject]:
    """Everyone of the viewer's who is matched, by id."""
    matched = set(matched_subject_ids(work.session))
    rows = work.session.exec(select(Subject).where(own_subjects(work.viewer)))
    return {row.id or 0: row for row in rows if row.id in matched}


def _ranked(work: UnitOfWork, opening: Offers, subjects: Subjects, versions: EngineVersions) -> Candidates:
    return people_for(
        opening,
        subjects,
        versions.rulebook,
        versions.policy,
        versions.vocabulary,
        work.today,
        versions.seed,
        TOP,
    )


def _newest_states(session: Session, offer_id: int) -> dict[int, SuggestionState]:
    """The newest decision on the offer, by subject."""
    rows = select(Suggestion.subject_id, Suggestion.state).where(col(Suggestion.offer_id) == offer_id)
    found = session.exec(rows.order_by(col(Suggestion.id)))
    return {subject_id: SuggestionState(state) for subject_id, state in found}


def _candidate(
    person: Subject,
    subjects: Subjects,
    opening: Offers,
    position: int,
    score: int,
    marked: bool,
    km: float,
    state: SuggestionState | None,
) -> Candidate:
    facts, offer = subjects.row(position), opening.row(0)
    held, lacking = held_and_lacking(facts.skills, offer.skills)
    return Candidate(
        subject_id=person.id or 0,
        reference=person.reference,
        name=person.name,
        score=score,
        needs_information=marked,
        km=_known(km),
        held=held,
        lacking=lacking,
        facts=facts,
        state=state,
    )


def _known(number: float) -> float | None:
    return None if isnan(number) else number


def hidden_rules(rulebook: Rulebook, sight: Sight) -> set[str]:
    """The rules whose names tell what somebody with this sight may not see: offences, or conditions."""
    offences, conditions = sight.sees("offence_category"), sight.sees("conditions")
    return {
        entry.id
        for entry in rulebook.rules
        if (entry.restricted and not offences) or (entry.kind is RuleKind.CONDITION and not conditions)
    }


def _barred(
    work: UnitOfWork,
    people: dict[int, Subject],
    subjects: Subjects,
    assessment: Assessment,
    rulebook: Rulebook,
) -> list[NotEligible]:
    """Who may not take the offer, with the first broken rule in words that the viewer may read."""
    hidden = hidden_rules(rulebook, Sight(frozenset(audiences_of(work.viewer.roles))))
    found = []
    for position in np.flatnonzero(~assessment.eligible[:, 0]):
        person = people[int(subjects.ids[position])]
        rule = next(name for name, verdicts in assessment.verdicts.items() if verdicts[position, 0] == Verdict.BROKEN)
        shown = "lawful_bar" if rule in hidden else rule
        found.append(NotEligible(person.id or 0, person.reference, person.name, shown))
    return found
