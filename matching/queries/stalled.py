"""What of a unit's or a provider's work has waited too long, and who answers for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, auto

from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.deadlines import deadline
from matching.queries.concerned import accounts_by_unit, provider_accounts
from matching.queries.covers import holds_on
from matching.queries.waiting import NOUNS, my_work, reviews
from matching.queries.waiting.item import WaitingItem
from matching.records import Account, Cover, Placement, Proposal, Subject
from matching.viewer import Viewer
from matching.vocabulary import AccountState, Role


class Who(Enum):
    """Who answers for a line of work."""

    CASEWORKER = auto()
    OFFICERS = auto()
    PROVIDER = auto()


STALLS: dict[str, Who] = {
    "suggestion.to_propose": Who.OFFICERS,
    "review_request.open": Who.OFFICERS,
    "proposal.to_review": Who.CASEWORKER,
    "placement.overstay": Who.CASEWORKER,
    "placement.past_end": Who.CASEWORKER,
    "placement.exit_path": Who.CASEWORKER,
    "proposal.to_ask": Who.CASEWORKER,
    "proposal.to_offer": Who.OFFICERS,
    "proposal.to_disclose": Who.OFFICERS,
    "proposal.to_plan": Who.OFFICERS,
    "proposal.lapses_soon": Who.OFFICERS,
    "proposal.card": Who.PROVIDER,
    "placement.start": Who.CASEWORKER,
    "placement.check": Who.CASEWORKER,
    "placement.own_start": Who.PROVIDER,
    "placement.own_check": Who.PROVIDER,
    "placement.own_past_end": Who.PROVIDER,
    "placement.own_overstay": Who.PROVIDER,
    "notice.receipt_due": Who.OFFICERS,
    "notice.many_receipts": Who.OFFICERS,
    "referral.answer_due": Who.CASEWORKER,
    "correction_request.open": Who.CASEWORKER,
    "service.to_check": Who.OFFICERS,
    "subject.missing": Who.CASEWORKER,
    "question.open": Who.CASEWORKER,
    "subject.did_not_report": Who.CASEWORKER,
    "subject.no_caseworker": Who.OFFICERS,
    "offer.to_check": Who.OFFICERS,
    "offer.many_to_check": Who.OFFICERS,
    "provider.to_check": Who.OFFICERS,
}
"""Key of a waiting line in which somebody must act -> who; other lines never stall."""

AT_ONCE = {"proposal.lapses_soon": "days", "proposal.card": "days"}
"""Lines with a date of their own: they stall when the days that their argument counts are nearly over."""

NEAR_DAYS = 1
BEHIND: dict[str, type[Proposal] | type[Placement]] = {"proposal": Proposal, "placement": Placement}
"""First word of a key -> the record that its id names; the others name a subject."""


@dataclass(frozen=True)
class Assigned:
    """One line of somebody's work, and the accounts that answer for it."""

    item: WaitingItem
    answering: frozenset[int]


def has_stalled(item: WaitingItem, clock: str, today: date) -> bool:
    """Whether a line has waited past a deadline (`stalls` or `escalates`), or its own date is near."""
    if item.key not in STALLS:
        return False
    if item.key in AT_ONCE and clock == "stalls":
        return int(item.arguments.get(AT_ONCE[item.key], 0)) <= NEAR_DAYS
    return deadline(clock).after(item.since) < today


def unit_work(work: UnitOfWork, unit_id: int) -> list[WaitingItem]:
    """What waits in a unit for any of its caseworkers and officers, but for reviews, which never stall.

    A fixed number of statements.
    """
    whole = Viewer(unit_id=unit_id, roles=frozenset({Role.CASEWORKER, Role.OFFICER}), name="unit")
    return my_work(replace(work, viewer=whole), [noun for noun in NOUNS if noun is not reviews])


def stalled_in_unit(work: UnitOfWork, unit_id: int, waiting: Sequence[WaitingItem], clock: str) -> list[Assigned]:
    """Those of a unit's lines that have stalled by a deadline, with who answers for each (six statements)."""
    return assigned_in_unit(work, unit_id, [item for item in waiting if has_stalled(item, clock, work.today)])


def assigned_in_unit(work: UnitOfWork, unit_id: int, items: Sequence[WaitingItem]) -> list[Assigned]:
    """Lines of a unit in which somebody must act, with who answers for each (six statements)."""
    officers = frozenset(accounts_by_unit(work, [unit_id], Role.OFFICER).get(unit_id, ()))
    mine = _caseworkers(work, [item for item in items if STALLS[item.key] is Who.CASEWORKER])
    return [
        Assigned(item, mine.get(_about(item)) or officers if STALLS[item.key] is Who.CASEWORKER else officers)
        for item in items
    ]


def stalled_at_provider(work: UnitOfWork, provider_id: int) -> list[Assigned]:
    """What stalls at a provider, oldest first."""
    whole = Viewer(provider_id=provider_id, roles=frozenset({Role.PROVIDER}), name="provider")
    accounts = frozenset(provider_accounts(work, provider_id))
    waiting = my_work(replace(work, viewer=whole))
    return [Assigned(item, accounts) for item in waiting if has_stalled(item, "stalls", work.today)]


def _about(item: WaitingItem) -> tuple[str, int]:
    """The record that a line is about: its noun where that is not a subject, and its number."""
    noun = item.key.split(".")[0]
    return noun if noun in BEHIND else "subject", item.ids.get("id", 0)


def _caseworkers(work: UnitOfWork, items: Sequence[WaitingItem]) -> dict[tuple[str, int], frozenset[int]]:
    """Record -> the active accounts that answer for its subject, covers included (five statements at most)."""
    subject_of = {_about(item): item.ids.get("id", 0) for item in items}
    for noun, record in BEHIND.items():
        ids = [number for kind, number in subject_of if kind == noun]
        if ids:
            behind = select(record.id, record.subject_id).where(col(record.id).in_(ids))
            subject_of |= {(noun, number or 0): subject_id for number, subject_id in work.session.exec(behind)}
    held = select(Subject.id, Subject.caseworker_id).where(col(Subject.id).in_(set(subject_of.values())))
    caseworker = dict(work.session.exec(held).all())
    standing = _standing_in(work, set(caseworker.values()))
    return {about: standing.get(caseworker.get(subject_id), frozenset()) for about, subject_id in subject_of.items()}


def _standing_in(work: UnitOfWork, account_ids: Iterable[int | None]) -> dict[int | None, frozenset[int]]:
    """Account -> itself and whoever covers it today, as far as they are active."""
    asked = {account_id for account_id in account_ids if account_id is not None}
    covers = select(Cover.account_id, Cover.covered_by_id).where(col(Cover.account_id).in_(asked), holds_on(work.today))
    pairs = [(account_id, account_id) for account_id in asked] + list(work.session.exec(covers).all())
    standing = select(Account.id).where(
        col(Account.id).in_({by for _account_id, by in pairs}), col(Account.state) == AccountState.ACTIVE
    )
    active = set(work.session.exec(standing))
    return {
        account_id: frozenset(by for whose, by in pairs if whose == account_id and by in active) for account_id in asked
    }
