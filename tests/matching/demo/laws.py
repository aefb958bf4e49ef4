"""What must hold of everything in the database, whoever wrote it: one small check per law, naming who breaks it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, SQLModel

from matching.clock import office_time
from matching.demo.town.rows import table_of
from matching.records import (
    CaseEvent,
    Circumstance,
    Consent,
    Decision,
    Disclosure,
    Extension,
    JobTerms,
    Need,
    Offer,
    Outcome,
    Placement,
    Proposal,
    ProposalStep,
    RetentionCheck,
    ReviewRequest,
    Subject,
    Suggestion,
    TrainingTerms,
)
from matching.records.proposals import RESERVING
from matching.services.outcomes import AFTER
from matching.services.placements import CHECK_DAYS
from matching.services.proposal_steps import ENDS, STEPS
from matching.vocabulary import (
    CaseState,
    CheckAnswer,
    OfferState,
    OutcomeKind,
    PlacementState,
    ProposalState,
    Source,
    SuggestionState,
)

S, P, G = PlacementState, ProposalState, SuggestionState
Row = Any


class Everything:
    """All rows of the tables that the laws speak of, read once."""

    def __init__(self, session: Session, today: date) -> None:
        self.session, self.today = session, today

    def of(self, table: type[SQLModel]) -> list[Row]:
        """The rows of a table in the order of their ids."""
        return self._read[table]

    def by_id(self, table: type[SQLModel]) -> dict[int, Row]:
        """The rows of a table by id."""
        return self._by_id[table]

    def grouped(self, table: type[SQLModel], column: str) -> dict[int, list[Row]]:
        """The rows of a table by what a column says."""
        found: dict[int, list[Row]] = defaultdict(list)
        for row in self.of(table):
            found[getattr(row, column)].append(row)
        return found

    @cached_property
    def _read(self) -> dict[type[SQLModel], list[Row]]:
        return {table: self._rows(table) for table in TABLES}

    @cached_property
    def _by_id(self) -> dict[type[SQLModel], dict[int, Row]]:
        return {
            table: {row[0] if not hasattr(row, "id") else row.id: row for row in self.of(table)} for table in TABLES
        }

    def _rows(self, table: type[SQLModel]) -> list[Row]:
        core = table_of(table)
        return list(self.session.execute(select(core).order_by(*core.primary_key.columns)))


TABLES = (
    CaseEvent, Circumstance, Consent, Decision, Disclosure, Extension, JobTerms, Need, Offer, Outcome, Placement, Proposal,
    ProposalStep, RetentionCheck, ReviewRequest, Subject, Suggestion, TrainingTerms,
)  # fmt: skip

Law = Callable[[Everything], Iterable[int]]
LAWS: list[Law] = []

OPENING = ("subject.taken_in", "notice.recorded", "subject.merged_away")
"""What may stand first in a file: one that was merged into another has given its lines away."""


def law(check: Law) -> Law:
    """Enter a check into the book: it gives the ids of the rows that break it."""
    LAWS.append(check)
    return check


def day(instant: datetime | None) -> date | None:
    """The office's day of an instant."""
    return None if instant is None else office_time(instant).date()


@law
def places_taken_are_reserved_or_held(town: Everything) -> Iterable[int]:
    taken = Counter(row.offer_id for row in town.of(Proposal) if row.state in RESERVING)
    taken += Counter(row.offer_id for row in town.of(Placement) if row.state in (S.PLANNED, S.STARTED))
    return [row.id for row in town.of(Offer) if row.places_taken != taken[row.id]]


@law
def an_offer_without_a_free_place_is_filled_and_no_other(town: Everything) -> Iterable[int]:
    is_full = {row.id: row.places_taken >= row.places for row in town.of(Offer)}
    wrong = {OfferState.PUBLISHED: True, OfferState.FILLED: False}
    return [row.id for row in town.of(Offer) if wrong.get(row.state) is is_full[row.id]]


@law
def a_published_offer_has_not_closed(town: Everything) -> Iterable[int]:
    standing = (OfferState.PUBLISHED, OfferState.FILLED)
    return [row.id for row in town.of(Offer) if row.state in standing and row.closes_on and row.closes_on < town.today]


@law
def who_endorses_never_proposes(town: Everything) -> Iterable[int]:
    return [row.id for row in town.of(Proposal) if row.endorsed_by_id == row.proposed_by_id]


@law
def the_endorser_is_whoever_decided_on_the_suggestion(town: Everything) -> Iterable[int]:
    decided = {row.id: row.decided_by_id for row in town.of(Suggestion)}
    return [
        row.id for row in town.of(Proposal) if row.suggestion_id and decided[row.suggestion_id] != row.endorsed_by_id
    ]


@law
def nobody_holds_two_active_placements_of_a_kind(town: Everything) -> Iterable[int]:
    held = Counter((row.subject_id, row.kind) for row in town.of(Placement) if row.state in (S.PLANNED, S.STARTED))
    return [subject_id for (subject_id, _kind), number in held.items() if number > 1]


@law
def no_pair_has_two_live_suggestions_or_open_proposals(town: Everything) -> Iterable[int]:
    live = (G.ENDORSED, G.HELD, G.NEEDS_INFORMATION, G.PROPOSED)
    suggested = Counter((row.subject_id, row.offer_id) for row in town.of(Suggestion) if row.state in live)
    proposed = Counter((row.subject_id, row.offer_id) for row in town.of(Proposal) if row.state not in ENDS)
    return [pair[0] for counted in (suggested, proposed) for pair, number in counted.items() if number > 1]


@law
def checks_fall_due_as_many_days_after_the_start_as_they_say(town: Everything) -> Iterable[int]:
    checks = town.grouped(RetentionCheck, "placement_id")
    wrong = []
    for placement in town.of(Placement):
        found = [(row.days, (row.due_on - placement.started_on).days) for row in checks[placement.id]]
        wanted = [(days, days) for days in CHECK_DAYS] if placement.started_on else []
        wrong += [placement.id] if sorted(found) != wanted else []
    return wrong


@law
def a_check_is_answered_when_it_is_due_and_the_placement_has_begun(town: Everything) -> Iterable[int]:
    answered = [row for row in town.of(RetentionCheck) if row.answer is not None]
    return [row.id for row in answered if row.answered_at is None or day(row.answered_at) < row.due_on]  # type: ignore[operator]


@law
def a_check_that_holds_lies_before_the_end_was_known(town: Everything) -> Iterable[int]:
    placements, ends = town.by_id(Placement), _ended_at(town)
    held = [row for row in town.of(RetentionCheck) if row.answer is CheckAnswer.HOLDS]
    return [
        row.id for row in held
        if placements[row.placement_id].state is S.ENDED and row.answered_at > ends[row.placement_id]
    ]  # fmt: skip


@law
def a_placement_has_the_days_of_its_state(town: Everything) -> Iterable[int]:
    wrong = []
    for row in town.of(Placement):
        begun, over = row.state in (S.STARTED, S.ENDED), row.state is S.ENDED
        fits = (row.started_on is not None) is begun and (row.ended_on is not None) is over
        has_reason = row.end_reason is not None if over else row.end_reason is None or row.state is S.CANCELLED
        ordered = not over or row.started_on <= row.ended_on <= town.today
        wrong += [] if fits and has_reason and ordered else [row.id]
    return wrong


@law
def what_follows_a_placement_goes_with_its_kind(town: Everything) -> Iterable[int]:
    return [row.id for row in town.of(Placement) if row.state is S.ENDED and row.next_situation not in AFTER[row.kind]]


@law
def a_placement_stands_on_a_proposal_that_says_placed(town: Everything) -> Iterable[int]:
    proposals = town.by_id(Proposal)
    same = ("subject_id", "offer_id", "provider_id")
    wrong = []
    for row in town.of(Placement):
        behind = proposals[row.proposal_id]
        fits = behind.state is P.PLACED and all_equal(row, behind, same)
        wrong += [] if fits else [row.id]
    placed = {row.proposal_id for row in town.of(Placement)}
    return wrong + [row.id for row in town.of(Proposal) if (row.state is P.PLACED) is not (row.id in placed)]


def all_equal(one: Row, other: Row, columns: Iterable[str]) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in columns)


@law
def the_kind_of_a_placement_is_that_of_its_offer(town: Everything) -> Iterable[int]:
    offers = town.by_id(Offer)
    return [row.id for row in town.of(Placement) if offers[row.offer_id].kind is not row.kind]


@law
def a_suggestion_is_proposed_while_its_proposal_stands_and_no_longer(town: Everything) -> Iterable[int]:
    standing = {row.suggestion_id for row in town.of(Proposal) if row.state not in ENDS}
    by_proposal = {row.id: row.suggestion_id for row in town.of(Proposal)}
    standing |= {by_proposal[row.proposal_id] for row in town.of(Placement) if row.state in (S.PLANNED, S.STARTED)}
    return [row.id for row in town.of(Suggestion) if (row.state is G.PROPOSED) is not (row.id in standing)]


@law
def steps_of_a_proposal_follow_one_another(town: Everything) -> Iterable[int]:
    steps = town.grouped(ProposalStep, "proposal_id")
    wrong = []
    for proposal in town.of(Proposal):
        taken = steps[proposal.id]
        states = [row.state for row in taken]
        first = P.AWAITING_REVIEW if proposal.is_direct else P.PROPOSED
        allowed = all_follow(states) and states[0] is first and states[-1] is proposal.state
        ordered = [row.at for row in taken] == sorted(row.at for row in taken)
        wrong += [] if allowed and ordered and day(proposal.changed_at) == day(taken[-1].at) else [proposal.id]
    return wrong


def all_follow(states: list[ProposalState]) -> bool:
    return all(after in (*STEPS[before], before) for before, after in zip(states, states[1:], strict=False))


@law
def a_refusal_has_a_reason(town: Everything) -> Iterable[int]:
    refusals = (P.REFUSED, P.REFUSED_BY_SUBJECT, P.WITHDRAWN)
    return [row.id for row in town.of(Proposal) if row.state in refusals and row.reason is None]


@law
def decisions_end_in_the_state_of_their_suggestion(town: Everything) -> Iterable[int]:
    decisions = town.grouped(Decision, "suggestion_id")
    wrong = []
    for row in town.of(Suggestion):
        last, first = decisions[row.id][-1].state, decisions[row.id][0]
        last = G.PROPOSED if row.state is G.PROPOSED and last is G.ENDORSED else last
        fits = last is row.state and day(first.at) == day(row.decided_at) and first.account_id == row.decided_by_id
        wrong += [] if fits else [row.id]
    return wrong


@law
def an_ended_suggestion_says_when_and_a_live_one_does_not(town: Everything) -> Iterable[int]:
    ended = (G.WITHDRAWN, G.EXPIRED, G.REOPENED)
    return [row.id for row in town.of(Suggestion) if (row.ended_at is not None) is not (row.state in ended)]


@law
def a_score_is_the_sum_of_its_parts(town: Everything) -> Iterable[int]:
    return [row.id for row in town.of(Suggestion) if row.score != row.baseline + sum(row.contributions.values())]


@law
def a_decided_pair_keeps_what_it_rested_on(town: Everything) -> Iterable[int]:
    parts = {"subject", "offer", "values", "subject_version", "offer_version"}
    return [row.id for row in town.of(Suggestion) if row.facts.keys() != parts or not row.policy or not row.findings]


@law
def nothing_broken_was_endorsed(town: Everything) -> Iterable[int]:
    taken = {row.suggestion_id for row in town.of(Proposal)} | {
        row.suggestion_id for row in town.of(Decision) if row.state is G.ENDORSED
    }
    return [
        row.id for row in town.of(Suggestion)
        if row.id in taken and any(finding["verdict"] == "broken" for finding in row.findings)
    ]  # fmt: skip


@law
def no_protected_person_is_proposed(town: Everything) -> Iterable[int]:
    protected = {row.id for row in town.of(Subject) if row.is_juvenile or row.is_sealed}
    return [row.id for row in town.of(Proposal) if row.subject_id in protected]


@law
def nobody_is_proposed_before_reporting(town: Everything) -> Iterable[int]:
    people = town.by_id(Subject)
    return [
        row.id for row in town.of(Proposal)
        if people[row.subject_id].reported_on is None or day(row.proposed_at) < people[row.subject_id].reported_on  # type: ignore[operator]
    ]  # fmt: skip


@law
def nothing_is_proposed_before_it_was_published(town: Everything) -> Iterable[int]:
    offers = town.by_id(Offer)
    return [
        row.id for row in town.of(Proposal)
        if offers[row.offer_id].published_at is None or row.proposed_at < offers[row.offer_id].published_at
    ]  # fmt: skip


@law
def nothing_is_proposed_after_it_closed(town: Everything) -> Iterable[int]:
    offers = town.by_id(Offer)
    closes = {row.id: offers[row.offer_id].closes_on for row in town.of(Proposal)}
    return [row.id for row in town.of(Proposal) if closes[row.id] and day(row.proposed_at) > closes[row.id]]  # type: ignore[operator]


@law
def a_disclosure_rests_on_a_consent_for_this_provider_signed_before(town: Everything) -> Iterable[int]:
    consents, wrong = town.by_id(Consent), []
    for row in town.of(Disclosure):
        consent = consents[row.consent_id]
        same = (consent.subject_id, consent.provider_id) == (row.subject_id, row.provider_id)
        withdrawn = consent.withdrawn_at is not None and consent.withdrawn_at < row.disclosed_at
        wrong += [] if same and consent.recorded_at <= row.disclosed_at and not withdrawn else [row.id]
    return wrong


@law
def a_proposal_past_the_blind_card_was_disclosed(town: Everything) -> Iterable[int]:
    told = {row.proposal_id for row in town.of(Disclosure)}
    return [
        row.id for row in town.of(Proposal) if row.state in (P.DISCLOSED, P.ACCEPTED, P.PLACED) and row.id not in told
    ]


@law
def a_card_says_until_when_it_is_answered(town: Everything) -> Iterable[int]:
    return [row.id for row in town.of(Proposal) if row.state in (*RESERVING, P.PLACED) and row.answer_by_on is None]


@law
def a_started_placement_has_its_outcomes(town: Everything) -> Iterable[int]:
    outcomes = town.grouped(Outcome, "placement_id")
    wanted = {
        S.PLANNED: set(), S.CANCELLED: set(), S.NO_SHOW: {OutcomeKind.NO_SHOW}, S.STARTED: {OutcomeKind.STARTED},
        S.ENDED: {OutcomeKind.STARTED, OutcomeKind.ENDED},
    }  # fmt: skip
    return [
        row.id for row in town.of(Placement)
        if {each.kind for each in outcomes[row.id]} - {OutcomeKind.HELD} != wanted[row.state]
    ]  # fmt: skip


@law
def an_outcome_keeps_the_features_of_its_suggestion(town: Everything) -> Iterable[int]:
    suggestions = town.by_id(Suggestion)
    return [
        row.id for row in town.of(Outcome)
        if row.features["score"] != suggestions[row.features["suggestion"]].score
        or suggestions[row.features["suggestion"]].subject_id != row.subject_id
    ]  # fmt: skip


@law
def every_check_that_holds_is_an_outcome(town: Everything) -> Iterable[int]:
    held = {(row.placement_id, row.days) for row in town.of(Outcome) if row.kind is OutcomeKind.HELD}
    return [
        row.id for row in town.of(RetentionCheck)
        if (row.answer is CheckAnswer.HOLDS) is not ((row.placement_id, row.days) in held)
    ]  # fmt: skip


@law
def an_extension_leads_to_a_later_day(town: Everything) -> Iterable[int]:
    return [row.id for row in town.of(Extension) if row.earlier_on is not None and row.ends_on <= row.earlier_on]


@law
def the_newest_finding_of_a_kind_is_the_newest_by_number(town: Everything) -> Iterable[int]:
    newest: dict[tuple[int, Any], Row] = {}
    wrong = []
    for row in town.of(Circumstance):
        before = newest.get((row.subject_id, row.kind))
        wrong += [row.id] if before is not None and row.recorded_at < before.recorded_at else []
        newest[row.subject_id, row.kind] = row
    return wrong


@law
def a_finding_from_a_placement_names_it(town: Everything) -> Iterable[int]:
    return [
        row.id
        for row in town.of(Circumstance)
        if (row.source is Source.PLACEMENT) is not (row.placement_id is not None)
    ]


@law
def nothing_is_under_way_in_a_closed_file(town: Everything) -> Iterable[int]:
    closed = {row.id for row in town.of(Subject) if row.state is CaseState.CLOSED}
    live = (G.ENDORSED, G.HELD, G.NEEDS_INFORMATION, G.PROPOSED)
    standing = [row for row in town.of(Placement) if row.state in (S.PLANNED, S.STARTED)]
    standing += [row for row in town.of(Proposal) if row.state not in ENDS]
    standing += [row for row in town.of(Suggestion) if row.state in live]
    standing += [row for row in town.of(Consent) if row.withdrawn_at is None]
    return [row.subject_id for row in standing if row.subject_id in closed]


@law
def a_closed_file_says_when_and_why(town: Everything) -> Iterable[int]:
    return [
        row.id for row in town.of(Subject)
        if (row.state is CaseState.CLOSED) is not (row.closed_on is not None and row.close_reason is not None)
    ]  # fmt: skip


@law
def an_open_file_belongs_to_somebody_who_has_reported(town: Everything) -> Iterable[int]:
    wanted = {CaseState.OPEN: True, CaseState.EXPECTED: False}
    return [
        row.id
        for row in town.of(Subject)
        if wanted.get(row.state, row.reported_on is not None) is not (row.reported_on is not None)
    ]


@law
def nothing_happens_after_today(town: Everything) -> Iterable[int]:
    instants = {
        CaseEvent: "at", Decision: "at", ProposalStep: "at", Outcome: "recorded_at", Suggestion: "decided_at",
        Proposal: "changed_at", Consent: "recorded_at", Disclosure: "disclosed_at", Circumstance: "recorded_at",
        Extension: "agreed_at",
    }  # fmt: skip
    return [
        row.id for table, name in instants.items() for row in town.of(table)
        if day(getattr(row, name)) > town.today  # type: ignore[operator]
    ]  # fmt: skip


@law
def nothing_is_told_before_the_person_was_taken_in(town: Everything) -> Iterable[int]:
    first: dict[int, Row] = {}
    wrong = []
    for row in sorted(town.of(CaseEvent), key=lambda row: (row.at, row.id)):
        before = first.setdefault(row.subject_id, row)
        wrong += [row.id] if before is row and row.key not in OPENING else []
    return wrong


@law
def a_line_of_the_timeline_lies_on_its_day(town: Everything) -> Iterable[int]:
    return [row.id for row in town.of(CaseEvent) if day(row.at) != row.on]


@law
def a_consent_is_withdrawn_after_it_was_signed(town: Everything) -> Iterable[int]:
    return [row.id for row in town.of(Consent) if row.withdrawn_at is not None and row.withdrawn_at < row.recorded_at]


@law
def nothing_but_a_reopening_follows_the_closing_of_a_file(town: Everything) -> Iterable[int]:
    closing = {row.subject_id: row.at for row in town.of(CaseEvent) if row.key == "subject.closed"}
    people = town.by_id(Subject)
    return [
        row.id for row in town.of(CaseEvent)
        if row.subject_id in closing and people[row.subject_id].state is CaseState.CLOSED and row.at > closing[row.subject_id]
    ]  # fmt: skip


@law
def every_placement_can_be_read_in_the_timeline(town: Everything) -> Iterable[int]:
    told = {(row.arguments.get("placement"), row.key) for row in town.of(CaseEvent)}
    return [row.id for row in town.of(Placement) if (row.id, f"placement.{row.state.value}") not in told]


@law
def a_request_to_the_unit_above_ends_with_its_suggestion(town: Everything) -> Iterable[int]:
    suggestions = town.by_id(Suggestion)
    return [
        row.id for row in town.of(ReviewRequest)
        if row.suggestion_id and row.closed_at is None and suggestions[row.suggestion_id].state is not G.ENDORSED
    ]  # fmt: skip


def _ended_at(town: Everything) -> dict[int, datetime]:
    """When each end was recorded, by placement."""
    return {row.placement_id: row.recorded_at for row in town.of(Outcome) if row.kind is OutcomeKind.ENDED}
