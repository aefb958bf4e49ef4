"""Making one case file of two about the same person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import SQLModel, col, select

from matching.database import UnitOfWork
from matching.errors import BadInput, IllegalStep, Refused, StaleEdit
from matching.privacy import own_subject, subject_for
from matching.queries.two_files import PROFILE_FIELDS, SUBJECT_FIELDS, Side, collisions, differences
from matching.queries.under_way import LIVE_SUGGESTIONS, under_way
from matching.records import (
    CaseAccess,
    CaseEvent,
    CaseFacts,
    Circumstance,
    Condition,
    Consent,
    CorrectionRequest,
    Disclosure,
    Experience,
    HouseholdMember,
    Need,
    Offence,
    Outcome,
    Placement,
    Profile,
    Proposal,
    Qualification,
    Question,
    ReleaseNotice,
    ReviewRequest,
    Scan,
    Skill,
    Subject,
    Suggestion,
)
from matching.services.cases.closing import drop_shortlists
from matching.services.intake import grant_access
from matching.services.proposal_steps import close_suggestion, lock_subject
from matching.services.second_person import close_request
from matching.services.timeline import facts_changed, record_event
from matching.services.withdrawing import withdraw_protected
from matching.vocabulary import CaseState, CloseReason, SuggestionState

MOVED: tuple[type[SQLModel], ...] = (
    CaseEvent, Circumstance, Consent, CorrectionRequest, Disclosure, Need, Outcome, Placement, Proposal, Question, ReleaseNotice,
    ReviewRequest, Suggestion,
)  # fmt: skip
"""Records that go to the file that stays as they are."""

WITHOUT_DOUBLES: dict[type[SQLModel], tuple[str, ...]] = {
    Skill: ("name",),
    Qualification: ("code",),
    Experience: ("title", "occupation_code", "years", "text"),
    HouseholdMember: ("relation", "name", "born_on"),
    Condition: ("kind", "ground", "from_on", "to_on", "home_from", "home_to", "terms", "ended_on"),
    Offence: ("category", "penalty", "committed_on", "judged_on", "text"),
    Scan: ("sha256",),
}
"""Records that go there unless the same one is there already -> what makes two of them the same."""


class BothUnderWay(Refused):
    """Both files have something of the same kind under way. End one of the two first; the page says what."""


class ChooseValue(BadInput):
    """Choose for every detail that differs which of the two holds."""


@dataclass(frozen=True)
class MergeCases:
    """Two case files as they were seen, and whose value holds for each detail that differs."""

    stays_id: int
    goes_id: int
    stays_version: int
    goes_version: int
    choices: Mapping[str, Side]


def merge_cases(work: UnitOfWork, command: MergeCases) -> Subject:
    """Bring everything of one case file into another and close it; its page then leads to the one that stays.

    Raises:
        NotFound: where either file is not the viewer's to see.
        IllegalStep: for a file with itself, a closed one that would stay, or one that was merged before.
        StaleEdit: where somebody else changed either file first.
        BothUnderWay: where both have a placement of one kind, or an open proposal for one offer.
        ChooseValue: where a detail differs that nothing was chosen for.
    """
    stays, goes = _held(work, command)
    chosen = _chosen(work, stays, goes, command.choices)
    _refuse_collisions(work, command)
    _part_suggestions(work, command)
    for table in MOVED:
        _move(work, table, command)
    for table, same in WITHOUT_DOUBLES.items():
        _move_single(work, table, same, command)
    _close(work, goes, command.stays_id)
    _write_choices(work, stays, goes, chosen)
    _join(work, stays, goes)
    record_event(work, command.stays_id, "subject.merged", other=command.goes_id)
    if stays.is_protected:
        withdraw_protected(work, command.stays_id)
    facts_changed(work, command.stays_id)
    facts_changed(work, command.goes_id)
    return stays


def _held(work: UnitOfWork, command: MergeCases) -> tuple[Subject, Subject]:
    """Find both people, hold them in the order of their ids, and refuse what was not seen as it is."""
    if command.stays_id == command.goes_id:
        raise IllegalStep("A case file cannot be merged with itself.")
    for subject_id in (command.stays_id, command.goes_id):
        own_subject(work.session, work.viewer, subject_id)
    held = {subject_id: lock_subject(work, subject_id) for subject_id in sorted((command.stays_id, command.goes_id))}
    stays, goes = held[command.stays_id], held[command.goes_id]
    if (stays.version, goes.version) != (command.stays_version, command.goes_version):
        raise StaleEdit
    if stays.state is CaseState.CLOSED:
        raise IllegalStep("The file that stays is closed. Reopen it first, or keep the other one.")
    if goes.merged_into_id is not None:
        raise IllegalStep("This case file was merged into another one. Work in that one.")
    return stays, goes


def _chosen(work: UnitOfWork, stays: Subject, goes: Subject, choices: Mapping[str, Side]) -> list[str]:
    """The names of the details that come from the file that goes. What only one of both knows holds by itself."""
    _subject, sight = subject_for(work.session, work.viewer, stays.id or 0)
    taken = []
    for row in differences(work.session, stays, goes, sight):
        side = choices.get(row.name, row.suggested)
        if side is None:
            raise ChooseValue
        if side is Side.GOES:
            taken.append(row.name)
    return taken


def _refuse_collisions(work: UnitOfWork, command: MergeCases) -> None:
    first = under_way(work.session, command.stays_id, work.today)
    second = under_way(work.session, command.goes_id, work.today)
    if collisions(work.session, command.stays_id, command.goes_id, first, second):
        raise BothUnderWay


def _part_suggestions(work: UnitOfWork, command: MergeCases) -> None:
    """Where both were decided on for one offer, keep the decision that went further; of two equal ones, the file's own."""
    live = (*LIVE_SUGGESTIONS, SuggestionState.PROPOSED)
    both = (command.stays_id, command.goes_id)
    wanted = select(Suggestion).where(col(Suggestion.subject_id).in_(both), col(Suggestion.state).in_(live))
    rows = work.session.exec(wanted.order_by(col(Suggestion.id))).all()
    mine = {row.offer_id: row for row in rows if row.subject_id == command.stays_id}
    for row in rows:
        own = mine.get(row.offer_id)
        if row.subject_id == command.goes_id and own is not None:
            weaker = own if row.state is SuggestionState.PROPOSED else row
            close_request(work, weaker.id)
            close_suggestion(work, weaker, SuggestionState.WITHDRAWN)
    work.session.flush()


def _move(work: UnitOfWork, table: Any, command: MergeCases) -> None:
    """Give all of one kind of record to the file that stays."""
    rows = update(table).where(table.subject_id == command.goes_id)
    work.session.execute(rows.values(subject_id=command.stays_id))


def _move_single(work: UnitOfWork, table: Any, same: tuple[str, ...], command: MergeCases) -> None:
    """Give those of one kind of record to the file that stays which it does not hold; the doubles go."""
    mark = _mark_of(same)
    columns = [getattr(table, name) for name in ("id", *same)]
    read = select(*columns)
    held = {mark(row) for row in work.session.execute(read.where(table.subject_id == command.stays_id))}
    fresh: list[int] = []
    doubles: list[int] = []
    for row in work.session.execute(read.where(table.subject_id == command.goes_id).order_by(table.id)):
        (doubles if mark(row) in held else fresh).append(row.id)
        held.add(mark(row))
    work.session.execute(delete(table).where(table.id.in_(doubles)))
    work.session.execute(update(table).where(table.id.in_(fresh)).values(subject_id=command.stays_id))


def _mark_of(same: tuple[str, ...]) -> Callable[[Any], str]:
    return lambda row: repr([getattr(row, name) for name in same])


def _close(work: UnitOfWork, goes: Subject, stays_id: int) -> None:
    """Close the file that goes first: of two files with one identity number only one may be open."""
    goes_id = goes.id or 0
    goes.state, goes.closed_on, goes.close_reason = CaseState.CLOSED, work.today, CloseReason.MERGED
    goes.merged_into_id = stays_id
    goes.version += 1
    before = update(Subject).where(col(Subject.merged_into_id) == goes_id)
    work.session.execute(before.values(merged_into_id=stays_id))
    drop_shortlists(work, goes_id)
    drop_shortlists(work, stays_id)
    record_event(work, goes_id, "subject.merged_away", other=stays_id)
    work.session.flush()


def _write_choices(work: UnitOfWork, stays: Subject, goes: Subject, chosen: list[str]) -> None:
    profile, other = work.session.get(Profile, stays.id), work.session.get(Profile, goes.id)
    for name in chosen:
        for column in SUBJECT_FIELDS.get(name, ()):
            setattr(stays, column, getattr(goes, column))
        for column in PROFILE_FIELDS.get(name, ()):
            if profile is not None and other is not None:
                setattr(profile, column, getattr(other, column))
    if profile is not None and other is not None:
        profile.skills_known = profile.skills_known or other.skills_known
        profile.qualifications_known = profile.qualifications_known or other.qualifications_known
        profile.version += 1


def _join(work: UnitOfWork, stays: Subject, goes: Subject) -> None:
    """Join what is neither chosen nor moved: whether the person has come, what is complete, and every protection."""
    if stays.state is CaseState.EXPECTED and goes.reported_on is not None:
        stays.state, stays.reported_on = CaseState.OPEN, goes.reported_on
    stays.is_juvenile, stays.is_sealed = stays.is_juvenile or goes.is_juvenile, stays.is_sealed or goes.is_sealed
    stays.version += 1
    _join_facts(work, stays.id or 0, goes.id or 0)
    _join_access(work, stays, goes.id or 0)
    work.session.flush()


def _join_facts(work: UnitOfWork, stays_id: int, goes_id: int) -> None:
    mine, other = work.session.get(CaseFacts, stays_id), work.session.get(CaseFacts, goes_id)
    if other is None:
        return
    if mine is None:
        mine = CaseFacts(subject_id=stays_id)
        work.session.add(mine)
    for name in ("conditions_read_on", "offences_read_on", "household_asked_on"):
        days = [day for day in (getattr(mine, name), getattr(other, name)) if day is not None]
        setattr(mine, name, max(days, default=None))


def _join_access(work: UnitOfWork, stays: Subject, goes_id: int) -> None:
    """Whoever was named for either file is named for the one that stays; a protected file keeps its readers."""
    wanted = select(CaseAccess).where(col(CaseAccess.subject_id) == goes_id).order_by(col(CaseAccess.account_id))
    for held in work.session.exec(wanted).all() if stays.is_protected else ():
        if work.session.get(CaseAccess, (stays.id, held.account_id)) is None:
            by, at = held.granted_by_id, held.granted_at
            access = CaseAccess(subject_id=stays.id or 0, account_id=held.account_id, granted_by_id=by, granted_at=at)
            work.session.add(access)
    grant_access(work, stays)
