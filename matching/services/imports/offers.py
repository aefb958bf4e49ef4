"""Imports of offers: those of somebody's file, stored in one transaction; the same file again updates them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import col, select

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.importing.faults import Fault, RowFault, fault_of
from matching.importing.mapping import Mapping
from matching.importing.postings import Posting
from matching.queries.facts.batches import batches
from matching.queries.offer_gaps import TERMS, Terms, missing_parts
from matching.records import Offer, Provider, Unit
from matching.services.announcing import tell_of_import
from matching.services.drafts import coordinates
from matching.services.imports.columns import entry_terms, entry_values, write
from matching.services.imports.shared import Imported, refuse_all_but_officers
from matching.services.offers import STEPS, Step, mark_published, move
from matching.services.withdrawing import hold_proposed, withdraw_from_offers
from matching.vocabulary import OfferKind, OfferState, ProviderKind, ProviderState, ToCheck
from matching.work import add_work

PROVIDER_KINDS = {
    OfferKind.JOB: ProviderKind.EMPLOYER,
    OfferKind.TRAINING: ProviderKind.TRAINER,
    OfferKind.HOUSING: ProviderKind.LANDLORD,
}
"""What sort of provider is made for the first offer of a kind."""


class Barred(RowFault):
    """This provider was refused or suspended. An officer must approve it first."""


class OtherUnits(RowFault):
    """Another unit has imported this offer."""


class OtherKind(RowFault):
    """There is an offer of another kind under this reference. Give this one a reference of its own."""


@dataclass(frozen=True)
class ImportOffers:
    """Postings of a file, where they belong, and whether what is complete is published at once."""

    unit_id: int
    mapping: Mapping
    postings: Sequence[Posting] = field(repr=False)
    publish: bool = False


def import_offers(work: UnitOfWork, command: ImportOffers) -> Imported:
    """Store offers: new ones are made, those of the same source and reference updated.

    One full run is asked for where open offers changed, in place of a rematch for each.

    Raises:
        NotAllowed: for an account that is not an officer's.
    """
    refuse_all_but_officers(work)
    importing = OfferImport(work, command.unit_id, command.mapping.source, command.mapping, publish=command.publish)
    for posting in command.postings:
        importing.take(posting)
    importing.finish()
    done = importing.done
    record_act(
        work, "offer.imported", unit=command.unit_id, created=done.created, updated=done.updated, refused=done.refused
    )
    return done


class OfferImport:
    """One import under way: what is already here, what is new, and the counts."""

    def __init__(
        self, work: UnitOfWork, unit_id: int, source: str, mapping: Mapping | None = None, *, publish: bool = False
    ) -> None:
        self.work, self.source, self.mapping, self.publish = work, source, mapping, publish
        self.done = Imported()
        self.unit = work.session.get_one(Unit, unit_id)
        hold_proposed(work, col(Offer.source) == source, col(Offer.unit_id) == unit_id)
        providers = select(Provider).where(col(Provider.unit_id) == unit_id).order_by(col(Provider.id).desc())
        self.providers = {provider.name.casefold(): provider for provider in work.session.exec(providers)}
        ours = select(Offer).where(col(Offer.source) == source).order_by(col(Offer.id)).with_for_update()
        self.offers = {offer.source_reference or "": offer for offer in work.session.exec(ours)}
        self.terms = self._stored_terms()
        self.new: list[tuple[Offer, Terms]] = []
        self.expired: list[int] = []
        self.is_open_changed = False
        self.sent_in = 0

    def _stored_terms(self) -> dict[int, Terms]:
        found: dict[int, Terms] = {}
        ids = [offer.id or 0 for offer in self.offers.values()]
        for some in batches(ids):
            found |= {row.offer_id: row for table in TERMS.values() for row in self._rows(table, some)}
        return found

    def _rows(self, table: type[Terms], offer_ids: Sequence[int]) -> list[Terms]:
        found: Any = self.work.session.exec(select(table).where(col(table.offer_id).in_(offer_ids)))
        return list(found)

    def take(self, posting: Posting) -> Offer | None:
        """Make or update one offer, or refuse it with its row's number."""
        fault = self.fault_of_posting(posting)
        if fault is not None:
            self.done.faults.append(fault)
            self.done.refused += posting.copies + 1
            return None
        self.done.duplicates += posting.copies
        found = self.offers.get(posting.reference)
        offer = self._updated(found, posting) if found else self._created(posting)
        self.done.states[offer.state] = self.done.states.get(offer.state, 0) + 1
        self.done.flagged += bool(offer.to_check)
        return offer

    def finish(self) -> None:
        """Store all new offers, and then their terms, in a few statements; close what rested on passed ones; tell who checks."""
        self.work.session.add_all([offer for offer, _terms in self.new])
        self.work.session.flush()
        for offer, terms in self.new:
            terms.offer_id = offer.id or 0
        self.work.session.add_all([terms for _offer, terms in self.new])
        self.work.session.flush()
        withdraw_from_offers(self.work, self.expired)
        if self.is_open_changed:
            add_work(self.work.session, "start_run", self.work.instant)
        if self.sent_in:
            tell_of_import(self.work, self.unit.id or 0, self.source, self.sent_in)

    def fault_of_posting(self, posting: Posting) -> Fault | None:
        """What only the stored records can tell."""
        provider = self.providers.get(posting.provider.casefold())
        if provider is not None and provider.state in (ProviderState.REFUSED, ProviderState.SUSPENDED):
            return self.said(posting, "provider", Barred())
        found = self.offers.get(posting.reference)
        if found is not None and found.unit_id != self.unit.id:
            return self.said(posting, "reference", OtherUnits())
        if found is not None and found.kind is not posting.kind:
            return self.said(posting, "reference", OtherKind())
        return None

    def differs(self, offer: Offer, posting: Posting) -> bool:
        """Whether a posting says something else than what is stored."""
        pairs = ((offer, posting.offer), (self.terms[offer.id or 0], posting.terms))
        return any(getattr(record, name) != value for record, values in pairs for name, value in values.items())

    def said(self, posting: Posting, name: str, error: RowFault) -> Fault:
        """A fault of a posting, under the column that fills a field."""
        return fault_of(posting.row, self.mapping.column_of(name) if self.mapping else name, error)

    def _created(self, posting: Posting) -> Offer:
        provider, now = self.provider_of(posting), self.work.now
        latitude, longitude = posting.coordinates or (None, None)
        offer = Offer(
            provider_id=provider.id or 0,
            unit_id=self.unit.id or 0,
            kind=posting.kind,
            state=OfferState.SUBMITTED,
            source=self.source,
            source_reference=posting.reference,
            created_at=now,
            submitted_at=now,
            **coordinates(latitude, longitude, self.unit),
            **({"places_to_confirm": "places" not in posting.offer} | entry_values(posting) | posting.offer),
        )
        terms = TERMS[posting.kind](offer_id=0, **(entry_terms(posting) | posting.terms))
        self.settle(offer, terms, provider)
        self.new.append((offer, terms))
        self.is_open_changed |= offer.state is OfferState.PUBLISHED
        self.sent_in += offer.state is OfferState.SUBMITTED
        self.done.created += 1
        return offer

    def _updated(self, offer: Offer, posting: Posting) -> Offer:
        """Bring an offer to what the file says now. What an officer made of unchanged entry words stays."""
        before, values, terms_values = offer.state, dict(posting.offer), dict(posting.terms)
        if posting.offer.get("eligibility") not in (None, offer.eligibility):
            values = entry_values(posting) | values
            terms_values = entry_terms(posting) | terms_values
        elif "places" in values:
            values["to_check"] = [check for check in offer.to_check if check != ToCheck.PLACES]
        if "places" in values:
            values["places"] = max(values["places"], offer.places_taken)
        if posting.coordinates:
            values |= coordinates(*posting.coordinates, self.unit)
        terms = self.terms[offer.id or 0]
        has_changed = write(offer, values) | write(terms, terms_values)
        self.settle(offer, terms, self.work.session.get_one(Provider, offer.provider_id))
        self.sent_in += offer.state is OfferState.SUBMITTED and before is not OfferState.SUBMITTED
        if has_changed or offer.state is not before:
            offer.version += has_changed
            offer.facts_version += 1
            self.is_open_changed |= OfferState.PUBLISHED in (before, offer.state)
        self.done.updated += 1
        return offer

    def provider_of(self, posting: Posting) -> Provider:
        """The unit's provider of this name; an unknown one is made, approved, with a note that it was imported."""
        known = self.providers.get(posting.provider.casefold())
        if known is not None:
            return known
        provider = Provider(
            unit_id=self.unit.id or 0,
            kind=PROVIDER_KINDS[posting.kind],
            name=posting.provider,
            state=ProviderState.APPROVED,
            state_note=f"Imported: {self.source}",
            checked_by_id=self.work.viewer.account_id,
            created_at=self.work.now,
        )
        self.work.session.add(provider)
        self.work.session.flush()
        record_act(self.work, "provider.imported", provider=provider.id)
        self.providers[posting.provider.casefold()] = provider
        return provider

    def settle(self, offer: Offer, terms: Terms, provider: Provider) -> None:
        """Bring an offer to the state that its dates and this import give it. What staff have ended stays ended."""
        if offer.closes_on is not None and offer.closes_on < self.work.today:
            self._expire(offer)
            return
        if offer.state is OfferState.EXPIRED:
            move(offer, Step.RENEW)
        if offer.state is OfferState.RETURNED:
            move(offer, Step.SUBMIT)
        is_approved = provider.state is ProviderState.APPROVED
        if offer.state is OfferState.FILLED and offer.places > offer.places_taken and is_approved:
            move(offer, Step.FREE)
        if offer.state is OfferState.PUBLISHED and offer.places == offer.places_taken:
            move(offer, Step.FILL)
        if self.publish and offer.state is OfferState.SUBMITTED and self._is_ready(offer, terms, provider):
            move(offer, Step.PUBLISH)
            mark_published(offer, self.work.now, self.work.viewer.account_id)

    def _expire(self, offer: Offer) -> None:
        if offer.state is OfferState.SUBMITTED:
            offer.state = OfferState.EXPIRED
        elif offer.state in STEPS[Step.EXPIRE][0]:
            move(offer, Step.EXPIRE)
            self.expired.append(offer.id or 0)

    def _is_ready(self, offer: Offer, terms: Terms, provider: Provider) -> bool:
        """Whether nothing is left for an officer: no gap, nothing to check, and of a home the number of places."""
        waits = offer.to_check or (offer.kind is OfferKind.HOUSING and offer.places_to_confirm)
        gaps = missing_parts(offer, terms, self.work.today, is_imported=True)
        return not waits and not gaps and provider.state is ProviderState.APPROVED
