"""What help a subject needs, to whom each need was referred, and what the subject has ready."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sqlmodel import Session, col, select

from matching.privacy import Sight
from matching.queries.subject_work import ENDED_NEEDS
from matching.records import Need, Referral
from matching.vocabulary import NeedKind, NeedState, ReferralState

LIVE_REFERRALS = (ReferralState.SENT, ReferralState.ACCEPTED)
READINESS = (
    NeedKind.IDENTITY_CARD, NeedKind.BANK_ACCOUNT, NeedKind.PHONE, NeedKind.HEALTH_CHECK, NeedKind.CV,
    NeedKind.DISCLOSURE_ADVICE,
)  # fmt: skip
"""What a person should have before a placement begins, in the order of the list."""


class Ready(StrEnum):
    """How far one thing of the readiness list is."""

    READY = "ready"
    BEING_DONE = "being_done"
    MISSING = "missing"
    NOT_NEEDED = "not_needed"
    NOT_ASKED = "not_asked"


_READY = {
    NeedState.ANSWERED: Ready.READY,
    NeedState.REFERRED: Ready.BEING_DONE,
    NeedState.OPEN: Ready.MISSING,
    NeedState.CLOSED: Ready.NOT_NEEDED,
}


@dataclass(frozen=True)
class ReferralRow:
    """One time that a need was referred; its note is None for whoever may not read notes."""

    id: int
    service_id: int | None
    referred_to: str
    state: ReferralState
    referred_on: date
    answer_by_on: date | None
    answered_on: date | None
    note: str | None = field(repr=False)
    is_live: bool
    is_due: bool
    version: int


@dataclass(frozen=True)
class NeedRow:
    """One need and its referrals, the newest first; the note is None for whoever may not read notes."""

    id: int
    kind: NeedKind
    state: NeedState
    note: str | None = field(repr=False)
    opened_on: date
    closed_on: date | None
    is_open: bool
    referrals: list[ReferralRow]
    version: int


@dataclass(frozen=True)
class ReadyRow:
    """One thing of the readiness list, and since when it stands so."""

    kind: NeedKind
    state: Ready
    since: date | None


def needs_of(session: Session, subject_id: int, sight: Sight, today: date) -> list[NeedRow]:
    """List a subject's needs, the open ones first, then the newest first (two statements)."""
    needs = session.exec(select(Need).where(col(Need.subject_id) == subject_id)).all()
    referrals = _referrals_of(session, subject_id, sight, today) if sight.sees("referrals") else {}
    rows = [_row(need, referrals.get(need.id or 0, []), sight) for need in needs]
    return sorted(rows, key=lambda row: (not row.is_open, -row.opened_on.toordinal(), -row.id))


def readiness_of(needs: Sequence[NeedRow]) -> list[ReadyRow]:
    """Read the readiness list off a subject's needs: of each kind, the newest need says how far it is."""
    newest = {row.kind: row for row in sorted(needs, key=lambda row: row.id)}
    return [_ready(kind, newest.get(kind)) for kind in READINESS]


def _ready(kind: NeedKind, need: NeedRow | None) -> ReadyRow:
    if need is None:
        return ReadyRow(kind, Ready.NOT_ASKED, None)
    return ReadyRow(kind, _READY[need.state], need.closed_on or need.opened_on)


def _row(need: Need, referrals: list[ReferralRow], sight: Sight) -> NeedRow:
    note = need.note if sight.sees("notes") else None
    is_open = need.state not in ENDED_NEEDS
    return NeedRow(
        need.id or 0, need.kind, need.state, note, need.opened_on, need.closed_on, is_open, referrals, need.version
    )


def _referrals_of(session: Session, subject_id: int, sight: Sight, today: date) -> dict[int, list[ReferralRow]]:
    """Every referral of a subject's needs by need, the newest first."""
    mine = select(Referral).join(Need, col(Need.id) == col(Referral.need_id))
    found: dict[int, list[ReferralRow]] = defaultdict(list)
    for referral in session.exec(mine.where(col(Need.subject_id) == subject_id).order_by(col(Referral.id).desc())):
        found[referral.need_id].append(_referral_row(referral, sight.sees("notes"), today))
    return found


def _referral_row(referral: Referral, reads: bool, today: date) -> ReferralRow:
    is_live = referral.state in LIVE_REFERRALS
    is_due = is_live and referral.answer_by_on is not None and referral.answer_by_on <= today
    return ReferralRow(
        referral.id or 0, referral.service_id, referral.referred_to, referral.state, referral.referred_on,
        referral.answer_by_on, referral.answered_on, referral.note if reads else None, is_live, is_due, referral.version,
    )  # fmt: skip
