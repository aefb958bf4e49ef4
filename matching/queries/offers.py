"""What the pages of offers read."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.errors import NotFound
from matching.privacy import checking_units, visible_offers
from matching.queries.exclusions import ExclusionRow, exclusion_rows
from matching.queries.offer_gaps import Gap, Terms, missing_parts, terms_of
from matching.queries.pages import ON_A_PAGE, Listed, page_within
from matching.records import Account, Offer, Proposal, Provider, Unit
from matching.services.proposal_steps import OPEN_STATES
from matching.vocabulary import OfferKind, OfferState

UNSENT = (OfferState.RETURNED, OfferState.DRAFT)

STATE_ORDER = (
    OfferState.SUBMITTED,
    OfferState.PUBLISHED,
    OfferState.PAUSED,
    OfferState.FILLED,
    OfferState.RETURNED,
    OfferState.DRAFT,
    OfferState.CLOSED,
    OfferState.EXPIRED,
    OfferState.WITHDRAWN,
)
"""The order of lists: what is to be checked first, what is over last."""

OWN_ORDER = (*UNSENT, *(state for state in STATE_ORDER if state not in UNSENT))
"""The order of a provider's own list: what waits for it first."""


@dataclass(frozen=True)
class OfferRow:
    """One line of a list of offers."""

    id: int
    title: str
    kind: OfferKind
    state: OfferState
    provider_id: int
    provider_name: str
    unit_name: str
    places: int
    places_taken: int
    places_to_confirm: bool
    created_at: datetime
    submitted_at: datetime | None
    closes_on: date | None

    @property
    def places_free(self) -> int:
        """How many places nobody has."""
        return self.places - self.places_taken


@dataclass(frozen=True)
class OfferFilter:
    """What a list of offers is narrowed to. None: everything."""

    state: OfferState | None = None
    kind: OfferKind | None = None
    words: str | None = None
    provider_id: int | None = None


@dataclass(frozen=True)
class OfferPage:
    """One offer with all its terms, whose it is, what it still lacks, and how many proposals rest on it.

    A provider counts only the proposals that were put to it.
    """

    offer: Offer
    terms: Terms | None
    provider: Provider
    unit: Unit
    published_by: str | None
    gaps: list[Gap]
    exclusions: list[ExclusionRow] = field(default_factory=list)
    open_proposals: int = 0

    @property
    def closed_days(self) -> list[tuple[date, date]]:
        """First and last day of every time in which a home is out of service."""
        spans = getattr(self.terms, "out_of_service", [])
        return [(date.fromisoformat(span["from"]), date.fromisoformat(span["to"])) for span in spans]


def offer_list(work: UnitOfWork, wanted: OfferFilter, page: int = 1) -> Listed[OfferRow]:
    """List the offers that the viewer may see: to check first, oldest first, then by state and title (two statements)."""
    where = [visible_offers(work.viewer), *_narrowed(wanted)]
    count = work.session.exec(_joined(func.count()).where(*where)).one()
    page = page_within(page, count)
    waits_since = case((col(Offer.state) == OfferState.SUBMITTED, col(Offer.submitted_at)))
    states = STATE_ORDER if work.viewer.provider_id is None else OWN_ORDER
    order = case({state: place for place, state in enumerate(states)}, value=col(Offer.state))
    rows = (
        _joined(Offer, Provider.name, Unit.name)
        .where(*where)
        .order_by(order, waits_since, func.lower(col(Offer.title)), col(Offer.id))
        .offset((page - 1) * ON_A_PAGE)
        .limit(ON_A_PAGE)
    )
    return Listed([_row(*row) for row in work.session.exec(rows).all()], count, page)


def offer_page(work: UnitOfWork, offer_id: int) -> OfferPage:
    """Read one offer that the viewer may see (four statements). Raises NotFound for a missing and for a foreign one alike."""
    found = _joined(Offer, Provider, Unit, Account.name).outerjoin(
        Account, col(Account.id) == col(Offer.published_by_id)
    )
    row = work.session.exec(found.where(col(Offer.id) == offer_id, visible_offers(work.viewer))).first()
    if row is None:
        raise NotFound
    offer, provider, unit, published_by = row
    terms = terms_of(work.session, offer)
    return OfferPage(
        offer,
        terms,
        provider,
        unit,
        published_by,
        missing_parts(offer, terms, work.today, is_imported=offer.source is not None),
        exclusion_rows(offer, work.today),
        _open_proposals(work, offer_id),
    )


def _open_proposals(work: UnitOfWork, offer_id: int) -> int:
    standing = [col(Proposal.offer_id) == offer_id, col(Proposal.state).in_(OPEN_STATES)]
    if work.viewer.provider_id is not None:
        standing.append(col(Proposal.answer_by_on).is_not(None))
    return work.session.exec(select(func.count()).select_from(Proposal).where(*standing)).one()


def may_check(work: UnitOfWork, offer_id: int) -> bool:
    """Whether the viewer's unit checks this offer; what was never sent is its provider's alone."""
    sent = col(Offer.submitted_at).is_not(None)
    mine = select(Offer.id).where(col(Offer.id) == offer_id, sent, checking_units(work.viewer, col(Offer.unit_id)))
    return work.session.exec(mine).first() is not None


def _narrowed(wanted: OfferFilter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.state is not None:
        where.append(col(Offer.state) == wanted.state)
    if wanted.kind is not None:
        where.append(col(Offer.kind) == wanted.kind)
    if wanted.provider_id is not None:
        where.append(col(Offer.provider_id) == wanted.provider_id)
    if wanted.words:
        where += [_holds(word) for word in wanted.words.split()[:6]]
    return where


def _holds(word: str) -> ColumnElement[bool]:
    return or_(col(Offer.title).icontains(word, autoescape=True), col(Provider.name).icontains(word, autoescape=True))


def _joined(*columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(Offer)
        .join(Provider, col(Provider.id) == col(Offer.provider_id))
        .join(Unit, col(Unit.id) == col(Offer.unit_id))
    )


def _row(offer: Offer, provider_name: str, unit_name: str) -> OfferRow:
    return OfferRow(
        offer.id or 0,
        offer.title,
        offer.kind,
        offer.state,
        offer.provider_id,
        provider_name,
        unit_name,
        offer.places,
        offer.places_taken,
        offer.places_to_confirm,
        offer.created_at,
        offer.submitted_at,
        offer.closes_on,
    )


def offers_to_check(work: UnitOfWork, limit: int) -> tuple[list[OfferRow], int]:
    """The offers that wait for a check by the viewer's unit, oldest first, and how many there are (two statements)."""
    where = and_(col(Offer.state) == OfferState.SUBMITTED, checking_units(work.viewer, col(Offer.unit_id)))
    count = work.session.exec(select(func.count()).select_from(Offer).where(where)).one()
    rows = (
        _joined(Offer, Provider.name, Unit.name)
        .where(where)
        .order_by(col(Offer.submitted_at), col(Offer.id))
        .limit(limit)
    )
    return [_row(*row) for row in work.session.exec(rows).all()], count
