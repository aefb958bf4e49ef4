"""Help that a subject needs before or during a placement, and what a subject has ready."""

from dataclasses import dataclass, field

from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.errors import IllegalStep, NotFound, StaleEdit
from matching.privacy import own_subject
from matching.queries.needs import LIVE_REFERRALS
from matching.queries.subject_work import ENDED_NEEDS
from matching.records import Need, Referral
from matching.services.timeline import record_event
from matching.vocabulary import NeedKind, NeedState, ReferralState


@dataclass(frozen=True)
class OpenNeed:
    """A need as it came up."""

    subject_id: int
    kind: NeedKind
    note: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class MoveNeed:
    """How far a need has come."""

    subject_id: int
    need_id: int
    version: int
    state: NeedState


def open_need(work: UnitOfWork, command: OpenNeed) -> Need:
    """Open a need.

    Raises:
        NotFound: for a subject who is not the viewer's.
        IllegalStep: where a need of this kind is open.
    """
    own_subject(work.session, work.viewer, command.subject_id)
    if live_need(work, command.subject_id, command.kind) is not None:
        raise IllegalStep("A need of this kind is open already. Refer it, or note that it is answered.", about="kind")
    need = Need(**vars(command), opened_on=work.today)
    work.session.add(need)
    work.session.flush()
    record_event(work, command.subject_id, "need.opened", kind=command.kind.value, need=need.id)
    return need


def move_need(work: UnitOfWork, command: MoveNeed) -> Need:
    """Note how far a need has come; an answered or closed one stays so.

    Raises:
        NotFound: for a subject or a need that is not the viewer's.
        StaleEdit: where somebody else moved it first.
        IllegalStep: where it has ended.
    """
    need = need_to_change(work, command.subject_id, command.need_id, command.version)
    put_need(work, need, command.state)
    return need


def note_ready(work: UnitOfWork, subject_id: int, kind: NeedKind) -> Need:
    """Note that the person has something of the readiness list: an open need of the kind is answered, else one is written so.

    Raises:
        NotFound: for a subject who is not the viewer's.
    """
    own_subject(work.session, work.viewer, subject_id)
    need = live_need(work, subject_id, kind)
    if need is not None:
        put_need(work, need, NeedState.ANSWERED)
        return need
    ready = Need(subject_id=subject_id, kind=kind, state=NeedState.ANSWERED, opened_on=work.today, closed_on=work.today)
    work.session.add(ready)
    work.session.flush()
    record_event(work, subject_id, "need.ready", kind=kind.value, need=ready.id)
    return ready


def live_need(work: UnitOfWork, subject_id: int, kind: NeedKind) -> Need | None:
    """The need of a kind that has not ended; None where there is none."""
    live = select(Need).where(
        col(Need.subject_id) == subject_id, col(Need.kind) == kind, col(Need.state).not_in(ENDED_NEEDS)
    )
    return work.session.exec(live.order_by(col(Need.id))).first()


def need_to_change(work: UnitOfWork, subject_id: int, need_id: int, version: int) -> Need:
    """Find an open need of the viewer's own people, as it was on the page. Errors as `move_need`."""
    own_subject(work.session, work.viewer, subject_id)
    need = work.session.get(Need, need_id)
    if need is None or need.subject_id != subject_id:
        raise NotFound
    if need.state in ENDED_NEEDS:
        raise IllegalStep
    if need.version != version:
        raise StaleEdit
    return need


def put_need(work: UnitOfWork, need: Need, state: NeedState) -> None:
    """Put a need into a state, for whoever has checked that it may; with its end, its referrals end."""
    need.state = state
    need.closed_on = work.today if state in ENDED_NEEDS else None
    need.version += 1
    record_event(work, need.subject_id, "need.moved", kind=need.kind.value, state=state.value, need=need.id)
    if state in ENDED_NEEDS:
        _end_referrals(work, need)


def _end_referrals(work: UnitOfWork, need: Need) -> None:
    live = select(Referral).where(col(Referral.need_id) == need.id, col(Referral.state).in_(LIVE_REFERRALS))
    for referral in work.session.exec(live.order_by(col(Referral.id))).all():
        referral.state, referral.answered_on = ReferralState.WITHDRAWN, work.today
        referral.version += 1
        record_event(
            work, need.subject_id, "referral.moved",
            kind=need.kind.value, state=referral.state.value, need=need.id, referral=referral.id,
        )  # fmt: skip
