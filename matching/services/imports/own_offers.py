"""Imports of a provider's own offers: finished ones are sent for the check, others stay drafts. Nothing is published."""

from collections.abc import Sequence

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.errors import NotAllowed
from matching.importing.faults import Fault, RowFault
from matching.importing.mapping import Mapping
from matching.importing.postings import Posting
from matching.queries.offer_gaps import Terms, missing_parts
from matching.records import Offer, Provider
from matching.services.imports.offers import OfferImport
from matching.services.imports.shared import Imported
from matching.services.offers import EDITABLE, Step, move
from matching.vocabulary import OfferState, ProviderState


class NotEditable(RowFault):
    """This opening is with an officer or published. Pause it and press Mend to change it, or take out the row."""


def source_of(provider_id: int) -> str:
    """The name under which a provider's own imported offers are kept."""
    return f"provider-{provider_id}"


def import_own_offers(work: UnitOfWork, mapping: Mapping, found: Sequence[Posting]) -> Imported:
    """Store offers of the viewer's own provider: new ones are made, drafts and returned ones updated.

    Raises:
        NotAllowed: for an account without a provider.
    """
    provider = work.session.get(Provider, work.viewer.provider_id) if work.viewer.provider_id else None
    if provider is None:
        raise NotAllowed
    importing = _OwnImport(work, provider, mapping)
    for posting in found:
        importing.take(posting)
    importing.finish()
    done = importing.done
    record_act(work, "offer.own_imported", provider=provider.id, created=done.created, updated=done.updated)
    return done


class _OwnImport(OfferImport):
    """An import by the provider whose offers they are."""

    def __init__(self, work: UnitOfWork, provider: Provider, mapping: Mapping) -> None:
        super().__init__(work, provider.unit_id, source_of(provider.id or 0), mapping)
        self.own = provider

    def provider_of(self, posting: Posting) -> Provider:
        """The provider itself, whatever the row names."""
        return self.own

    def fault_of_posting(self, posting: Posting) -> Fault | None:
        """A row may change only what the provider may edit."""
        found = self.offers.get(posting.reference)
        if found is not None and found.state not in EDITABLE and self.differs(found, posting):
            return self.said(posting, "reference", NotEditable())
        return super().fault_of_posting(posting)

    def settle(self, offer: Offer, terms: Terms, provider: Provider) -> None:
        """Send what is finished, where the provider is approved; leave the rest as a draft."""
        if offer.state is OfferState.SUBMITTED and offer.id is None:
            offer.state, offer.submitted_at = OfferState.DRAFT, None
        is_finished = not missing_parts(offer, terms, self.work.today)
        if offer.state in EDITABLE and is_finished and provider.state is ProviderState.APPROVED:
            move(offer, Step.SUBMIT)
            offer.submitted_at, offer.return_note = self.work.now, None
