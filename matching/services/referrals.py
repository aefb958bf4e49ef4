"""Handing a need to somebody who can help, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.errors import BadInput, IllegalStep, NotFound, StaleEdit
from matching.privacy import own_subject
from matching.queries.needs import LIVE_REFERRALS
from matching.queries.services import service_in_sight
from matching.queries.subject_work import ENDED_NEEDS
from matching.records import Need, Referral
from matching.services.needs import need_to_change, put_need
from matching.services.timeline import record_event
from matching.vocabulary import NeedState, ReferralState

_ENDS = frozenset({ReferralState.HELPED, ReferralState.REFUSED, ReferralState.NO_ANSWER, ReferralState.WITHDRAWN})
STEPS: Mapping[ReferralState, frozenset[ReferralState]] = MappingProxyType(
    {ReferralState.SENT: _ENDS | {ReferralState.ACCEPTED}, ReferralState.ACCEPTED: _ENDS}
)
"""State of a referral -> the states that can follow; nothing follows an end."""


@dataclass(frozen=True)
class Refer:
    """To whom a need is referred: a service of the directory, or a name in words."""

    subject_id: int
    need_id: int
    version: int
    service_id: int | None = None
    referred_to: str | None = None
    answer_by_on: date | None = None
    note: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class MoveReferral:
    """What came of a referral; `need_is_answered` ends the need as well."""

    subject_id: int
    referral_id: int
    version: int
    state: ReferralState
    need_is_answered: bool = False
    note: str | None = field(default=None, repr=False)


def refer(work: UnitOfWork, command: Refer) -> Referral:
    """Hand a need to somebody.

    Raises:
        NotFound: for a subject, a need or a service that is not the viewer's to see.
        StaleEdit: where somebody else moved the need first.
        IllegalStep: where the need has ended, or the answer would be due before today.
        BadInput: where nobody is named.
    """
    need = need_to_change(work, command.subject_id, command.need_id, command.version)
    if command.answer_by_on is not None and command.answer_by_on < work.today:
        raise IllegalStep("An answer cannot be due before today.", about="answer_by_on")
    name = command.referred_to
    if command.service_id is not None:
        service = service_in_sight(work, command.service_id)
        name = f"{service.organisation}: {service.name}"
    if not name:
        raise BadInput("Say to whom the need is referred, or choose a service.", about="referred_to")
    referral = Referral(
        need_id=command.need_id, service_id=command.service_id, referred_to=name[:200], referred_on=work.today,
        answer_by_on=command.answer_by_on, note=command.note, account_id=work.viewer.account_id,
    )  # fmt: skip
    work.session.add(referral)
    work.session.flush()
    record_event(work, command.subject_id, "referral.sent", kind=need.kind.value, need=need.id, referral=referral.id)
    if need.state is not NeedState.REFERRED:
        put_need(work, need, NeedState.REFERRED)
    else:
        need.version += 1
    return referral


def move_referral(work: UnitOfWork, command: MoveReferral) -> Referral:
    """Note what came of a referral. A need that nobody else works on is open again after a refusal.

    Raises:
        NotFound: for a subject or a referral that is not the viewer's.
        StaleEdit: where somebody else noted something first.
        IllegalStep: where this cannot follow.
    """
    referral, need = _own_referral(work, command.subject_id, command.referral_id)
    if referral.version != command.version:
        raise StaleEdit
    if command.state not in STEPS.get(referral.state, frozenset()):
        raise IllegalStep
    referral.state, referral.answered_on = command.state, work.today
    referral.version += 1
    record_event(
        work, command.subject_id, "referral.moved", command.note,
        kind=need.kind.value, state=command.state.value, need=need.id, referral=referral.id,
    )  # fmt: skip
    work.session.flush()
    if need.state not in ENDED_NEEDS:
        _follow(work, need, command.need_is_answered)
    return referral


def _follow(work: UnitOfWork, need: Need, is_answered: bool) -> None:
    """What a referral's end means for its need."""
    live = select(Referral.id).where(col(Referral.need_id) == need.id, col(Referral.state).in_(LIVE_REFERRALS))
    if is_answered:
        put_need(work, need, NeedState.ANSWERED)
    elif work.session.exec(live).first() is None and need.state is NeedState.REFERRED:
        put_need(work, need, NeedState.OPEN)


def _own_referral(work: UnitOfWork, subject_id: int, referral_id: int) -> tuple[Referral, Need]:
    own_subject(work.session, work.viewer, subject_id)
    referral = work.session.get(Referral, referral_id)
    need = work.session.get(Need, referral.need_id) if referral is not None else None
    if referral is None or need is None or need.subject_id != subject_id:
        raise NotFound
    return referral, need
