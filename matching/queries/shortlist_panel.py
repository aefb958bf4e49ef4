"""What a case file shows of a person's shortlists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from matching.database import UnitOfWork
from matching.privacy import subject_for
from matching.queries.consents import has_withdrawn_matching
from matching.queries.settled import HeldPlace, held_places
from matching.queries.shortlists import ShortlistEntry, StoredShortlist, shortlists_by_kind
from matching.queries.suggestions import is_answered, needed_kinds, newest_decisions, three_noes
from matching.records import Offer, Provider, Suggestion
from matching.vocabulary import OfferKind, OfferState, SuggestionState

SHOWN = 10


@dataclass(frozen=True)
class PanelRow:
    """One entry: the offer, its score in 1/10,000, and what was decided on it last."""

    offer_id: int
    title: str
    provider: str
    is_open: bool
    score: int
    needs_information: bool
    state: SuggestionState | None


@dataclass(frozen=True)
class KindPanel:
    """The best offers of one kind, and the place of that kind that the person holds.

    Attributes:
        is_answered: whether the person has what the kind gives, though no placement of ours gave it.
    """

    kind: OfferKind
    rows: list[PanelRow]
    held: HeldPlace | None
    is_answered: bool


@dataclass(frozen=True)
class ShortlistPanel:
    """The best offers for one person, the kind that answers the strongest need first.

    Attributes:
        computed_at: None where nothing was computed yet.
        is_withdrawn: whether nothing is computed because the person withdrew the consent to be matched.
    """

    subject_id: int
    kinds: list[KindPanel]
    computed_at: datetime | None = None
    policy: str = ""
    rulebook: str = ""
    is_withdrawn: bool = False


def panel_of(work: UnitOfWork, subject_id: int) -> ShortlistPanel:
    """The panel of somebody whom the viewer may see. Raises NotFound for everyone else."""
    subject_for(work.session, work.viewer, subject_id)
    stored = shortlists_by_kind(work.session, [subject_id]).get(subject_id, {})
    held = held_places(work.session, [subject_id])
    if not stored and not held:
        return ShortlistPanel(subject_id, [], is_withdrawn=has_withdrawn_matching(work.session, subject_id))
    rows = _rows(work.session, subject_id, stored)
    noes = three_noes(work.session, [subject_id]).get(subject_id, {})
    kinds = [
        KindPanel(kind, rows.get(kind, []), held.get((subject_id, kind)), is_answered(kind, noes))
        for kind in needed_kinds(noes)
    ]
    newest = max(stored.values(), key=lambda each: each.computed_at, default=None)
    if newest is None:
        return ShortlistPanel(subject_id, kinds)
    return ShortlistPanel(subject_id, kinds, newest.computed_at, newest.policy, newest.rulebook)


def _rows(
    session: Session, subject_id: int, stored: dict[OfferKind, StoredShortlist]
) -> dict[OfferKind, list[PanelRow]]:
    """The first entries of each kind, with the newest decision on each."""
    entries = {kind: each.entries[:SHOWN] for kind, each in stored.items()}
    offers = _offers(session, [entry.offer_id for some in entries.values() for entry in some])
    decided = newest_decisions(session, [subject_id])
    return {
        kind: [_row(entry, *offers[entry.offer_id], decided.get((subject_id, entry.offer_id))) for entry in some]
        for kind, some in entries.items()
    }


def _offers(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, str, bool]]:
    """Title and provider of each offer, and whether it is open."""
    offers = (
        select(Offer.id, Offer.title, Provider.name, Offer.state)
        .join(Provider, col(Provider.id) == col(Offer.provider_id))
        .where(col(Offer.id).in_(ids))
    )
    return {
        number or 0: (title, name, OfferState(state) is OfferState.PUBLISHED)
        for number, title, name, state in session.exec(offers)
    }


def _row(entry: ShortlistEntry, title: str, provider: str, is_open: bool, decided: Suggestion | None) -> PanelRow:
    state = decided.state if decided is not None else None
    return PanelRow(entry.offer_id, title, provider, is_open, entry.score, entry.needs_information, state)
