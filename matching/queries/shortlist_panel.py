"""What a case file shows of a person's shortlist."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.privacy import subject_for
from matching.queries.consents import has_withdrawn_matching
from matching.queries.shortlists import stored_shortlists
from matching.queries.suggestions import newest_decisions
from matching.records import Offer, Provider
from matching.vocabulary import OfferState, SuggestionState

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
class ShortlistPanel:
    """The best offers for one person.

    Attributes:
        computed_at: None where nothing was computed yet.
        is_withdrawn: whether nothing is computed because the person withdrew the consent to be matched.
    """

    subject_id: int
    rows: list[PanelRow]
    computed_at: datetime | None = None
    policy: str = ""
    rulebook: str = ""
    is_withdrawn: bool = False


def panel_of(work: UnitOfWork, subject_id: int) -> ShortlistPanel:
    """The panel of somebody whom the viewer may see. Raises NotFound for everyone else."""
    subject_for(work.session, work.viewer, subject_id)
    stored = stored_shortlists(work.session, [subject_id]).get(subject_id)
    if stored is None:
        return ShortlistPanel(subject_id, [], is_withdrawn=has_withdrawn_matching(work.session, subject_id))
    entries = stored.entries[:SHOWN]
    offers = (
        select(Offer.id, Offer.title, Provider.name, Offer.state)
        .join(Provider, col(Provider.id) == col(Offer.provider_id))
        .where(col(Offer.id).in_([entry.offer_id for entry in entries]))
    )
    named = {number: (title, name, state) for number, title, name, state in work.session.exec(offers)}
    decided = newest_decisions(work.session, [subject_id])
    rows = []
    for entry in entries:
        title, provider, state = named[entry.offer_id]
        earlier = decided.get((subject_id, entry.offer_id))
        is_open = OfferState(state) is OfferState.PUBLISHED
        newest = earlier.state if earlier is not None else None
        rows.append(PanelRow(entry.offer_id, title, provider, is_open, entry.score, entry.needs_information, newest))
    return ShortlistPanel(subject_id, rows, stored.computed_at, stored.policy, stored.rulebook)
