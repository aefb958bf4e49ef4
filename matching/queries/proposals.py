"""What staff read of proposals: what may be proposed, what waits for whom, and one proposal's steps."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Row, Select, exists
from sqlalchemy import select as select_rows
from sqlmodel import Session, col, select

from matching.clock import office_time
from matching.database import UnitOfWork
from matching.errors import NotFound
from matching.privacy import own_subjects
from matching.queries.consents import consent_to_disclose
from matching.records import (
    Account,
    CaseEvent,
    Offer,
    Placement,
    Proposal,
    ProposalStep,
    Provider,
    ReviewRequest,
    Subject,
)
from matching.records.proposals import RESERVING
from matching.services.interviews import InterviewStep
from matching.services.may_propose import ACTIVE
from matching.services.planned_ends import StatedEnd, stated_end
from matching.services.proposal_steps import ANSWERED_BY_PROVIDER, ENDS, OPEN_STATES
from matching.vocabulary import (
    OfferKind,
    ProposalState,
    RefusalReason,
)

MOST_ENDED = 20
ProposalParts = tuple[Proposal, Subject, Offer, str, int | None, bool]


@dataclass(frozen=True)
class ProposalRow:
    """One proposal on the board.

    Attributes:
        proposed_by_id: who proposed; a direct proposal waits for somebody else.
        since: the day of its last step.
        is_asked_above: whether the unit above is asked to endorse it.
        blocking_id: the placement of this kind that runs; this one is planned once that has ended.
        days_left: working towards `answer_by_on`; None where no provider's answer is awaited.
    """

    id: int
    state: ProposalState
    kind: OfferKind
    title: str
    provider: str
    subject_id: int
    name: str = field(repr=False)
    caseworker_id: int | None
    proposed_by_id: int
    is_protected: bool
    since: date
    answer_by_on: date | None
    days_left: int | None
    interview_at: datetime | None
    is_asked_above: bool
    blocking_id: int | None
    version: int

    @property
    def has_place(self) -> bool:
        """Whether a place of the offer is reserved for it."""
        return self.state in RESERVING


@dataclass(frozen=True)
class StepRow:
    """One step that a proposal took.

    Attributes:
        interview: whether it set the interview or called it off; None where it was another step.
        meets_on: the day of the interview that it set.
    """

    state: ProposalState
    reason: RefusalReason | None
    by: str | None = field(repr=False)
    at: datetime
    interview: InterviewStep | None
    meets_on: date | None


@dataclass(frozen=True)
class ProposalPage:
    """Everything that staff see of one proposal.

    Attributes:
        direct_reason: why an officer proposed it without a suggestion.
        blocking: the placement of this kind that runs, before whose end this one cannot be planned.
        begins_on: the day on which the offer begins; None where people may come at once.
    """

    row: ProposalRow
    code: str
    offer_id: int
    provider_id: int
    steps: list[StepRow]
    note: str | None = field(repr=False)
    interview_place: str | None = field(repr=False)
    direct_reason: str | None = field(repr=False)
    is_consent_live: bool
    blocking: "BlockingRow | None"
    stated_end: StatedEnd
    begins_on: date | None
    placement_id: int | None

    def state_at(self, version: int) -> ProposalState | None:
        """The state that a page of this version showed; None where there was none."""
        return self.steps[version - 1].state if 0 < version <= len(self.steps) else None


@dataclass(frozen=True)
class BlockingRow:
    """A placement that must end first."""

    id: int
    title: str
    ends_on: date | None


def open_proposals(work: UnitOfWork) -> list[ProposalRow]:
    """The open proposals of the viewer's people, the longest waiting first."""
    found = _proposals(work).where(col(Proposal.state).in_(OPEN_STATES))
    rows = work.session.execute(found.order_by(col(Proposal.changed_at), col(Proposal.id)))
    return [_row(row, work.today) for row in rows]


def ended_proposals(work: UnitOfWork) -> list[ProposalRow]:
    """The twenty proposals of the viewer's people that ended last."""
    found = _proposals(work).where(col(Proposal.state).in_(ENDS))
    newest = found.order_by(col(Proposal.changed_at).desc(), col(Proposal.id).desc()).limit(MOST_ENDED)
    return [_row(row, work.today) for row in work.session.execute(newest)]


def one_proposal(work: UnitOfWork, proposal_id: int) -> ProposalPage:
    """One proposal of the viewer's people with all its steps. Raises NotFound for every other."""
    found = work.session.execute(_proposals(work).where(col(Proposal.id) == proposal_id)).first()
    if found is None:
        raise NotFound
    proposal, offer = found[0], found[2]
    consent = consent_to_disclose(work.session, proposal, work.today)
    placed = select(Placement.id).where(col(Placement.proposal_id) == proposal_id)
    return ProposalPage(
        row=_row(found, work.today),
        code=proposal.code,
        offer_id=proposal.offer_id,
        provider_id=proposal.provider_id,
        steps=_steps(work, proposal),
        note=proposal.note,
        interview_place=proposal.interview_place,
        direct_reason=proposal.direct_reason,
        is_consent_live=consent is not None,
        blocking=_blocking(work, found[4]),
        stated_end=stated_end(work.session, offer),
        begins_on=offer.starts_on if offer.starts_on and offer.starts_on > work.today else None,
        placement_id=work.session.exec(placed).first(),
    )


def _blocking(work: UnitOfWork, placement_id: int | None) -> BlockingRow | None:
    placement = work.session.get(Placement, placement_id) if placement_id is not None else None
    if placement is None:
        return None
    return BlockingRow(placement_id or 0, work.session.get_one(Offer, placement.offer_id).title, placement.ends_on)


def _steps(work: UnitOfWork, proposal: Proposal) -> list[StepRow]:
    steps = (
        select_rows(ProposalStep, col(Account.name))
        .join(Account, col(Account.id) == col(ProposalStep.account_id), isouter=True)
        .where(col(ProposalStep.proposal_id) == proposal.id)
        .order_by(col(ProposalStep.id))
    )
    rows: list[StepRow] = []
    met = iter(_interviews(work, proposal))
    for step, name in work.session.execute(steps):
        stays = bool(rows) and rows[-1].state is step.state
        rows.append(StepRow(step.state, step.reason, name, step.at, *(next(met) if stays else (None, None))))
    return rows


def _interviews(work: UnitOfWork, proposal: Proposal) -> list[tuple[InterviewStep, date | None]]:
    """What the case file tells of the interviews of one proposal, in order: each is a step that leaves the state as it is."""
    told = select(CaseEvent).where(
        col(CaseEvent.subject_id) == proposal.subject_id,
        col(CaseEvent.key).in_([each.value for each in InterviewStep]),
    )
    return [
        (InterviewStep(event.key), _day(event.arguments.get("meets_on")))
        for event in work.session.exec(told.order_by(col(CaseEvent.id)))
        if event.arguments.get("proposal") == proposal.id
    ]


def _day(said: str | None) -> date | None:
    return None if said is None else date.fromisoformat(said)


def _proposals(work: UnitOfWork) -> Select[*ProposalParts]:
    asked = exists().where(col(ReviewRequest.proposal_id) == col(Proposal.id), col(ReviewRequest.closed_at).is_(None))
    running = select(Placement.id).where(
        col(Placement.subject_id) == col(Proposal.subject_id),
        col(Placement.kind) == col(Offer.kind),
        col(Placement.state).in_(ACTIVE),
        col(Proposal.state).in_(OPEN_STATES),
    )
    blocking = running.correlate(Proposal, Offer).limit(1).scalar_subquery()
    return (
        select_rows(Proposal, Subject, Offer, col(Provider.name), blocking, asked)
        .join(Subject, col(Subject.id) == col(Proposal.subject_id))
        .join(Offer, col(Offer.id) == col(Proposal.offer_id))
        .join(Provider, col(Provider.id) == col(Proposal.provider_id))
        .where(own_subjects(work.viewer))
    )


def _row(row: Row[*ProposalParts], today: date) -> ProposalRow:
    proposal, subject, offer, provider, blocking_id, is_asked = row
    answer_by_on = proposal.answer_by_on if proposal.state in ANSWERED_BY_PROVIDER else None
    return ProposalRow(
        id=proposal.id or 0,
        state=proposal.state,
        kind=offer.kind,
        title=offer.title,
        provider=provider,
        subject_id=subject.id or 0,
        name=subject.name,
        caseworker_id=subject.caseworker_id,
        proposed_by_id=proposal.proposed_by_id,
        is_protected=subject.is_protected,
        since=office_time(proposal.changed_at).date(),
        answer_by_on=answer_by_on,
        days_left=None if answer_by_on is None else (answer_by_on - today).days,
        interview_at=proposal.interview_at,
        is_asked_above=bool(is_asked),
        blocking_id=blocking_id,
        version=proposal.version,
    )


def proposal_of(session: Session, suggestion_id: int) -> int | None:
    """The proposal that rests on a suggestion, if there is one."""
    return session.exec(select(Proposal.id).where(col(Proposal.suggestion_id) == suggestion_id)).first()
