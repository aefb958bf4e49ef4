"""Imports: offers of somebody's file, stored in one transaction; the same file again updates them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import col, select

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.errors import BadInput, NotAllowed
from matching.importing.mapping import Mapping
from matching.importing.postings import Posting
from matching.importing.rows import Fault
from matching.privacy import checking_units
from matching.queries.offer_gaps import missing_parts
from matching.records import JobTerms, Offer, Provider, Unit
from matching.services.closing import hold_proposed, withdraw_from_offers
from matching.services.drafts import coordinates
from matching.services.offers import STEPS, Step, mark_published, move
from matching.vocabulary import OfferState, ProviderKind, ProviderState, Role, UnitLevel
from matching.work import add_work


@dataclass(frozen=True)
class ImportOffers:
    """Postings of a file, where they belong, and whether what is complete is published at once."""

    unit_id: int
    mapping: Mapping
    postings: Sequence[Posting] = field(repr=False)
    publish: bool = False


@dataclass
class Imported:
    """What an import did. Every row read is created, updated, a duplicate or refused."""

    created: int = 0
    updated: int = 0
    duplicates: int = 0
    refused: int = 0
    faults: list[Fault] = field(default_factory=list)
    states: dict[OfferState, int] = field(default_factory=dict)


def unit_for_import(work: UnitOfWork, code: str | None) -> Unit:
    """The unit that an import is for: by its code, else the viewer's own, else the only county.

    Raises:
        BadInput: for a code that no unit of the viewer's line has, or where it must be said.
    """
    mine = select(Unit).where(checking_units(work.viewer, col(Unit.id)))
    if code is not None:
        unit = work.session.exec(mine.where(col(Unit.code) == code)).first()
        if unit is None:
            raise BadInput(f"There is no unit {code!r} for this account: see the codes on the page Units and accounts.")
        return unit
    own = col(Unit.id) == work.viewer.unit_id if work.viewer.unit_id else col(Unit.level) == UnitLevel.COUNTY
    units = work.session.exec(mine.where(own).order_by(col(Unit.id))).all()
    if len(units) != 1:
        raise BadInput("Say with --unit CODE for which unit the offers are: there is not exactly one county.")
    return units[0]


def import_offers(work: UnitOfWork, command: ImportOffers) -> Imported:
    """Store offers: new ones are made, those of the same source and reference updated.

    One full run is asked for where open offers changed, in place of a rematch for each.

    Raises:
        NotAllowed: for an account that is not an officer's.
    """
    if not (work.viewer.is_machine or work.viewer.has_role(Role.OFFICER)):
        raise NotAllowed
    hold_proposed(work, col(Offer.source) == command.mapping.source, col(Offer.unit_id) == command.unit_id)
    importing = _Import(work, command)
    for posting in command.postings:
        importing.take(posting)
    importing.store_new()
    withdraw_from_offers(work, importing.expired)
    done = importing.done
    record_act(
        work, "offer.imported", unit=command.unit_id, created=done.created, updated=done.updated, refused=done.refused
    )
    if importing.is_open_changed:
        add_work(work.session, "start_run", work.instant)
    return done


class _Import:
    """One import under way: what is already here, what is new, and the counts."""

    def __init__(self, work: UnitOfWork, command: ImportOffers) -> None:
        self.work, self.command, self.done = work, command, Imported()
        self.unit = work.session.get_one(Unit, command.unit_id)
        providers = select(Provider).where(col(Provider.unit_id) == command.unit_id).order_by(col(Provider.id).desc())
        self.providers = {provider.name.casefold(): provider for provider in work.session.exec(providers)}
        stored = select(Offer, JobTerms).join(JobTerms, col(JobTerms.offer_id) == col(Offer.id))
        ours = stored.where(col(Offer.source) == command.mapping.source)
        ours = ours.order_by(col(Offer.id)).with_for_update(of=Offer)
        self.offers = {offer.source_reference: (offer, terms) for offer, terms in work.session.exec(ours)}
        self.new: list[tuple[Offer, JobTerms]] = []
        self.expired: list[int] = []
        self.is_open_changed = False

    def take(self, posting: Posting) -> None:
        """Make or update one offer, or refuse it with its row's number."""
        fault = self._fault(posting)
        if fault is not None:
            self.done.faults.append(fault)
            self.done.refused += posting.copies + 1
            return
        self.done.duplicates += posting.copies
        found = self.offers.get(posting.reference)
        offer = self._updated(*found, posting) if found else self._created(posting)
        self.done.states[offer.state] = self.done.states.get(offer.state, 0) + 1

    def store_new(self) -> None:
        """Store all new offers, and then their terms, in a few statements."""
        self.work.session.add_all([offer for offer, _terms in self.new])
        self.work.session.flush()
        for offer, terms in self.new:
            terms.offer_id = offer.id or 0
        self.work.session.add_all([terms for _offer, terms in self.new])
        self.work.session.flush()

    def _fault(self, posting: Posting) -> Fault | None:
        """What only the stored records can tell."""
        provider = self.providers.get(posting.provider.casefold())
        if provider is not None and provider.state in (ProviderState.REFUSED, ProviderState.SUSPENDED):
            return self._said(
                posting, "provider", "This provider was refused or suspended. An officer must approve it first."
            )
        found = self.offers.get(posting.reference)
        if found is not None and found[0].unit_id != self.unit.id:
            return self._said(posting, "reference", "Another unit has imported this offer.")
        return None

    def _said(self, posting: Posting, name: str, message: str) -> Fault:
        return Fault(posting.row, self.command.mapping.column_of(name), message)

    def _created(self, posting: Posting) -> Offer:
        provider, mapping, now = self._provider(posting.provider), self.command.mapping, self.work.now
        latitude, longitude = posting.coordinates or (None, None)
        silent = {"places_to_confirm": "places" not in posting.offer}
        offer = Offer(
            provider_id=provider.id or 0,
            unit_id=self.unit.id or 0,
            kind=mapping.kind,
            state=OfferState.SUBMITTED,
            source=mapping.source,
            source_reference=posting.reference,
            created_at=now,
            submitted_at=now,
            **coordinates(latitude, longitude, self.unit),
            **(silent | posting.offer),
        )
        terms = JobTerms(offer_id=0, **posting.terms)
        self._settle(offer, terms, provider)
        self.new.append((offer, terms))
        self.is_open_changed |= offer.state is OfferState.PUBLISHED
        self.done.created += 1
        return offer

    def _updated(self, offer: Offer, terms: JobTerms, posting: Posting) -> Offer:
        before, values = offer.state, dict(posting.offer)
        if "places" in values:
            values["places"] = max(values["places"], offer.places_taken)
        if posting.coordinates:
            values |= coordinates(*posting.coordinates, self.unit)
        has_changed = _write(offer, values) | _write(terms, posting.terms)
        self._settle(offer, terms, self.work.session.get_one(Provider, offer.provider_id))
        if has_changed or offer.state is not before:
            offer.version += has_changed
            offer.facts_version += 1
            self.is_open_changed |= OfferState.PUBLISHED in (before, offer.state)
        self.done.updated += 1
        return offer

    def _provider(self, name: str) -> Provider:
        """The unit's provider of this name; an unknown one is made, approved, with a note that it was imported."""
        known = self.providers.get(name.casefold())
        if known is not None:
            return known
        provider = Provider(
            unit_id=self.unit.id or 0,
            kind=ProviderKind.EMPLOYER,
            name=name,
            state=ProviderState.APPROVED,
            state_note=f"Imported: {self.command.mapping.source}",
            checked_by_id=self.work.viewer.account_id,
            created_at=self.work.now,
        )
        self.work.session.add(provider)
        self.work.session.flush()
        record_act(self.work, "provider.imported", provider=provider.id)
        self.providers[name.casefold()] = provider
        return provider

    def _settle(self, offer: Offer, terms: JobTerms, provider: Provider) -> None:
        """Bring an offer to the state that its dates and this import give it. What staff have ended stays ended."""
        if offer.closes_on is not None and offer.closes_on < self.work.today:
            if offer.state is OfferState.SUBMITTED:
                offer.state = OfferState.EXPIRED
            elif offer.state in STEPS[Step.EXPIRE][0]:
                move(offer, Step.EXPIRE)
                self.expired.append(offer.id or 0)
            return
        if offer.state is OfferState.EXPIRED:
            move(offer, Step.RENEW)
        if offer.state is OfferState.RETURNED:
            move(offer, Step.SUBMIT)
        is_complete = (
            not missing_parts(offer, terms, self.work.today, is_imported=True)
            and provider.state is ProviderState.APPROVED
        )
        if self.command.publish and offer.state is OfferState.SUBMITTED and is_complete:
            move(offer, Step.PUBLISH)
            mark_published(offer, self.work.now, self.work.viewer.account_id)


def _write(record: Offer | JobTerms, values: dict[str, Any]) -> bool:
    """Set what differs. Says whether anything did."""
    changed = {name: value for name, value in values.items() if getattr(record, name) != value}
    for name, value in changed.items():
        setattr(record, name, value)
    return bool(changed)
