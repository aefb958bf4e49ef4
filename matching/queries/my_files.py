"""What is held about one person, as staff read and print it with them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from matching.database import UnitOfWork
from matching.queries.case_files import CaseFile, case_file
from matching.records import Account, AuditEntry, CaseEvent, Disclosure, Offer, Provider, Suggestion, Unit

OTHER_LOOKS = ("case_file.printed", "subject.identity_revealed", "scan.opened")
"""Acts that are looks at a person, beside all that end in *seen*."""


@dataclass(frozen=True)
class SuggestedOffer:
    """One offer that a caseworker looked at for the person, and what spoke for and against it, in 1/10,000."""

    title: str
    provider: str
    score: int
    baseline: int
    contributions: dict[str, int]
    decided_at: datetime


@dataclass(frozen=True)
class TellingRow:
    """One time that a provider was told who the person is."""

    provider: str
    fields: list[str]
    disclosed_at: datetime


@dataclass(frozen=True)
class SeenBy:
    """One unit or provider whose accounts looked at the file, how often, and when last."""

    name: str
    times: int
    last_at: datetime


@dataclass(frozen=True)
class MyFile:
    """The case file, why offers were suggested, who was told, who looked, and when it was gone through with the person."""

    case: CaseFile
    suggested: list[SuggestedOffer]
    told: list[TellingRow]
    seen_by: list[SeenBy]
    shown_on: list[date]


def my_file(work: UnitOfWork, subject_id: int) -> MyFile:
    """Read everything that the person may see. Raises NotFound as `case_file` does."""
    case = case_file(work, subject_id)
    session = work.session
    return MyFile(
        case, suggested_offers(session, subject_id), tellings(session, subject_id), seen_by(session, subject_id),
        shown_on(session, subject_id),
    )  # fmt: skip


def seen_by(session: Session, subject_id: int) -> list[SeenBy]:
    """Count the looks at a person's pages by unit and by provider, the newest look first (one statement)."""
    looks = or_(col(AuditEntry.act).endswith(".seen"), col(AuditEntry.act).in_(OTHER_LOOKS))
    last = func.max(col(AuditEntry.at))
    rows = session.exec(
        select(Unit.name, Provider.name, func.count(), last)
        .select_from(AuditEntry)
        .join(Account, col(Account.id) == col(AuditEntry.account_id))
        .join(Unit, col(Unit.id) == col(AuditEntry.unit_id), isouter=True)
        .join(Provider, col(Provider.id) == col(Account.provider_id), isouter=True)
        .where(col(AuditEntry.subject_id) == subject_id, looks)
        .group_by(col(Unit.name), col(Provider.name))
        .order_by(last.desc())
    )
    return [SeenBy(unit or provider or "", times, at) for unit, provider, times, at in rows]


def shown_on(session: Session, subject_id: int) -> list[date]:
    """The days on which the file was gone through with the person, the newest first, at most ten."""
    shown = select(CaseEvent).where(col(CaseEvent.subject_id) == subject_id, col(CaseEvent.key) == "my_file.shown")
    return [event.on for event in session.exec(shown.order_by(col(CaseEvent.id).desc()).limit(10))]


def suggested_offers(session: Session, subject_id: int) -> list[SuggestedOffer]:
    """List the offers on which somebody decided, the newest first, at most 50."""
    rows = session.exec(
        select(Suggestion, Offer.title, Provider.name)
        .join(Offer, col(Offer.id) == col(Suggestion.offer_id))
        .join(Provider, col(Provider.id) == col(Offer.provider_id))
        .where(col(Suggestion.subject_id) == subject_id)
        .order_by(col(Suggestion.decided_at).desc(), col(Suggestion.id).desc())
        .limit(50)
    )
    return [
        SuggestedOffer(title, provider, row.score, row.baseline, row.contributions, row.decided_at)
        for row, title, provider in rows
    ]


def tellings(session: Session, subject_id: int) -> list[TellingRow]:
    """List each disclosure, the newest first."""
    rows = session.exec(
        select(Disclosure, Provider.name)
        .join(Provider, col(Provider.id) == col(Disclosure.provider_id))
        .where(col(Disclosure.subject_id) == subject_id)
        .order_by(col(Disclosure.disclosed_at).desc(), col(Disclosure.id).desc())
    )
    return [TellingRow(provider, list(row.fields), row.disclosed_at) for row, provider in rows]
