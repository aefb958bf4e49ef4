"""What is held about one person, as staff read and print it with them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from matching.database import UnitOfWork
from matching.queries.case_files import CaseFile, case_file
from matching.records import Disclosure, Offer, Provider, Suggestion


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
class MyFile:
    """The case file, why offers were suggested, and who was told."""

    case: CaseFile
    suggested: list[SuggestedOffer]
    told: list[TellingRow]


def my_file(work: UnitOfWork, subject_id: int) -> MyFile:
    """Read everything that the person may see. Raises NotFound as `case_file` does."""
    case = case_file(work, subject_id)
    return MyFile(case, suggested_offers(work.session, subject_id), tellings(work.session, subject_id))


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
