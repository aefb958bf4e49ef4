"""What staff and providers read of placements and of the checks that are due."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, false, func, or_
from sqlalchemy import select as select_rows
from sqlmodel import col, select

from matching.clock import office_time
from matching.database import UnitOfWork
from matching.deadlines import deadline
from matching.errors import NotFound
from matching.privacy import Sight, audiences_of, own_subjects
from matching.queries.consents import is_live
from matching.queries.exits import is_followed
from matching.queries.pages import ON_A_PAGE, Listed, page_within
from matching.records import Consent, Extension, Offer, Outcome, Placement, Proposal, Provider, RetentionCheck, Subject
from matching.vocabulary import (
    CheckAnswer,
    ConsentPurpose,
    EndReason,
    ExtensionReason,
    NextSituation,
    OfferKind,
    OutcomeKind,
    PlacementState,
)

ACTIVE = (PlacementState.PLANNED, PlacementState.STARTED)
MOST_ENDED = 50


@dataclass(frozen=True)
class PlacementRow:
    """One placement in a list; `who` is a name, or the code where no live consent covers the name.

    Attributes:
        is_followed: whether something of the same kind is to follow, as after a transitional job; not for a provider to know.
    """

    id: int
    state: PlacementState
    kind: OfferKind
    title: str
    provider: str
    subject_id: int
    caseworker_id: int | None
    who: str = field(repr=False)
    code: str
    planned_on: date
    started_on: date | None
    ends_on: date | None
    ended_on: date | None
    end_reason: EndReason | None
    next_situation: NextSituation | None
    exit_goal: NextSituation | None
    is_followed: bool
    version: int

    def is_past_end(self, today: date) -> bool:
        """Whether it runs on after the last day that was agreed."""
        return self.state is PlacementState.STARTED and self.ends_on is not None and self.ends_on < today

    def needs_exit_path(self, today: date) -> bool:
        """Whether it ends so soon that what follows should be settled, and it is not."""
        if not self.is_followed or self.exit_goal is not None or self.ends_on is None:
            return False
        return self.state in ACTIVE and self.ends_on <= deadline("exit").after(today)


@dataclass(frozen=True)
class CheckRow:
    """One retention check, with the placement it asks about."""

    id: int
    version: int
    days: int
    due_on: date
    answer: CheckAnswer | None
    placement: PlacementRow

    def is_due(self, today: date) -> bool:
        """Whether it may be answered now."""
        running = self.placement.state is PlacementState.STARTED
        return running and self.due_on <= today and self.answer in (None, CheckAnswer.NOT_REACHED)


@dataclass(frozen=True)
class OutcomeRow:
    """One outcome of a placement."""

    kind: OutcomeKind
    days: int | None
    recorded_on: date


@dataclass(frozen=True)
class ExtensionRow:
    """One agreement that a placement goes on; its note is for staff."""

    earlier_on: date | None
    ends_on: date
    reason: ExtensionReason
    note: str | None = field(repr=False)
    agreed_on: date


@dataclass(frozen=True)
class PlacementPage:
    """One placement with its checks, extensions and outcomes; what is not for a provider is None for it."""

    row: PlacementRow
    exit_plan: str | None = field(repr=False)
    extensions: list[ExtensionRow]
    proposal_id: int
    checks: list[CheckRow]
    outcomes: list[OutcomeRow]


@dataclass(frozen=True)
class RunningFilter:
    """What a list of running placements is narrowed to."""

    kind: OfferKind | None = None
    words: str | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.kind or self.words)


def active_placements(work: UnitOfWork) -> list[PlacementRow]:
    """The planned and running placements that the viewer may see, by their day of start."""
    return _rows(work, col(Placement.state).in_(ACTIVE), col(Placement.planned_on), col(Placement.id))


def planned_placements(work: UnitOfWork) -> list[PlacementRow]:
    """The placements that the viewer may see and that have not started, by their planned day."""
    return _rows(work, col(Placement.state) == PlacementState.PLANNED, col(Placement.planned_on))


def running_placements(work: UnitOfWork, wanted: RunningFilter, page: int = 1) -> Listed[PlacementRow]:
    """One page of the running placements: by their agreed last day, then those without one, the latest start first (two statements)."""
    where = _narrowed(wanted)
    count = work.session.execute(_joined(func.count()).where(seen_by(work), where)).scalar_one()
    page = page_within(page, count)
    order = (col(Placement.ends_on).is_(None), col(Placement.ends_on), col(Placement.started_on).desc())
    return Listed(_rows(work, where, *order, page=page), count, page)


def _narrowed(wanted: RunningFilter) -> ColumnElement[bool]:
    where = [col(Placement.state) == PlacementState.STARTED]
    if wanted.kind is not None:
        where.append(col(Placement.kind) == wanted.kind)
    for word in (wanted.words or "").split()[:6]:
        where.append(or_(*(each.icontains(word, autoescape=True) for each in (col(Offer.title), col(Provider.name)))))
    return and_(*where)


def ended_placements(work: UnitOfWork) -> list[PlacementRow]:
    """The fifty placements that ended or came to nothing last."""
    over = col(Placement.state).not_in(ACTIVE)
    return _rows(work, over, col(Placement.id).desc())[:MOST_ENDED]


def checks_due(work: UnitOfWork) -> list[CheckRow]:
    """The unanswered checks of running placements that are due, oldest first."""
    checks = (
        select(RetentionCheck)
        .join(Placement, col(Placement.id) == col(RetentionCheck.placement_id))
        .where(col(Placement.state) == PlacementState.STARTED, col(RetentionCheck.answer).is_(None))
        .where(col(RetentionCheck.due_on) <= work.today)
        .order_by(col(RetentionCheck.due_on), col(RetentionCheck.id))
    )
    placements = {row.id: row for row in _rows(work, col(Placement.state) == PlacementState.STARTED)}
    found = work.session.exec(checks.where(col(Placement.id).in_(list(placements))))
    return [_check(check, placements[check.placement_id]) for check in found]


def one_placement(work: UnitOfWork, placement_id: int) -> PlacementPage:
    """One placement that the viewer may see. Raises NotFound for every other."""
    rows = _rows(work, col(Placement.id) == placement_id)
    if not rows:
        raise NotFound
    checks = select(RetentionCheck).where(col(RetentionCheck.placement_id) == placement_id)
    outcomes = select(Outcome).where(col(Outcome.placement_id) == placement_id).order_by(col(Outcome.id))
    placement = work.session.get_one(Placement, placement_id)
    return PlacementPage(
        row=rows[0],
        exit_plan=placement.exit_plan if _sees_exit_plan(work) else None,
        extensions=_extensions(work, placement_id),
        proposal_id=placement.proposal_id,
        checks=[_check(check, rows[0]) for check in work.session.exec(checks.order_by(col(RetentionCheck.days)))],
        outcomes=[OutcomeRow(row.kind, row.days, row.recorded_on) for row in work.session.exec(outcomes)],
    )


def _sees_exit_plan(work: UnitOfWork) -> bool:
    return work.viewer.provider_id is None and Sight(frozenset(audiences_of(work.viewer.roles))).sees("exit_plan")


def _extensions(work: UnitOfWork, placement_id: int) -> list[ExtensionRow]:
    """Every extension, oldest first; a provider reads no note."""
    is_staff = work.viewer.provider_id is None
    agreed = select(Extension).where(col(Extension.placement_id) == placement_id).order_by(col(Extension.id))
    return [
        ExtensionRow(
            each.earlier_on,
            each.ends_on,
            each.reason,
            each.note if is_staff else None,
            office_time(each.agreed_at).date(),
        )
        for each in work.session.exec(agreed)
    ]


def one_check(work: UnitOfWork, check_id: int) -> CheckRow:
    """One check of a placement that the viewer may see. Raises NotFound for every other."""
    check = work.session.get(RetentionCheck, check_id)
    if check is None:
        raise NotFound
    return _check(check, one_placement(work, check.placement_id).row)


def seen_by(work: UnitOfWork) -> ColumnElement[bool]:
    """Filter to the placements of the viewer's people, or of the viewer's own offers."""
    if work.viewer.provider_id is not None:
        return col(Placement.provider_id) == work.viewer.provider_id
    return own_subjects(work.viewer) if work.viewer.is_staff else false()


def _rows(work: UnitOfWork, wanted: ColumnElement[bool], *order: Any, page: int | None = None) -> list[PlacementRow]:
    consented = (
        select(Consent.id)
        .where(col(Consent.subject_id) == col(Placement.subject_id))
        .where(col(Consent.provider_id) == col(Placement.provider_id))
        .where(col(Consent.purpose) == ConsentPurpose.DISCLOSE_TO_PROVIDER, is_live(work.today))
        .exists()
    )
    found = (
        _joined(Placement, Subject, col(Offer.title), col(Provider.name), col(Proposal.code), consented, is_followed())
        .where(seen_by(work), wanted)
        .order_by(*order, col(Placement.id))
    )
    if page is not None:
        found = found.offset((page - 1) * ON_A_PAGE).limit(ON_A_PAGE)
    return [_row(row, work.viewer.provider_id is not None) for row in work.session.execute(found)]


def _joined(*columns: Any) -> Any:
    return (
        select_rows(*columns)
        .select_from(Placement)
        .join(Subject, col(Subject.id) == col(Placement.subject_id))
        .join(Offer, col(Offer.id) == col(Placement.offer_id))
        .join(Provider, col(Provider.id) == col(Placement.provider_id))
        .join(Proposal, col(Proposal.id) == col(Placement.proposal_id))
    )


def _row(row: Row[Placement, Subject, str, str, str, bool, bool], for_provider: bool) -> PlacementRow:
    placement, subject, title, provider, code, is_consented, followed = row
    hides_name = for_provider and not (is_consented and placement.state in ACTIVE)
    return PlacementRow(
        id=placement.id or 0,
        state=placement.state,
        kind=placement.kind,
        title=title,
        provider=provider,
        subject_id=subject.id or 0,
        caseworker_id=subject.caseworker_id,
        who=code if hides_name else subject.name,
        code=code,
        planned_on=placement.planned_on,
        started_on=placement.started_on,
        ends_on=placement.ends_on,
        ended_on=placement.ended_on,
        end_reason=placement.end_reason,
        next_situation=placement.next_situation,
        exit_goal=None if for_provider else placement.exit_goal,
        is_followed=bool(followed) and not for_provider,
        version=placement.version,
    )


def _check(check: RetentionCheck, placement: PlacementRow) -> CheckRow:
    return CheckRow(check.id or 0, check.version, check.days, check.due_on, check.answer, placement)
