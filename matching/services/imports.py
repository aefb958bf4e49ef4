"""Imports: offers of somebody's file, stored in one transaction; the same file again updates them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import col, select

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.errors import BadInput, NotAllowed
from matching.facts.qualifications import qualifications_in
from matching.importing.mapping import Mapping
from matching.importing.rows import Fault, OfferRow
from matching.importing.terms import hours_in, posts_named, shift_in, weekdays_in
from matching.privacy import checking_units
from matching.queries.offer_gaps import missing_parts
from matching.records import JobTerms, Offer, Provider, Unit
from matching.scoring.occupations import occupation_for
from matching.services.drafts import coordinates
from matching.services.offers import STEPS, Step, mark_published, move
from matching.vocabulary import OfferState, ProviderKind, ProviderState, Role, UnitLevel
from matching.work import add_work


@dataclass(frozen=True)
class ImportOffers:
    """Checked rows of a file, where they belong, and whether what is complete is published at once."""

    unit_id: int
    mapping: Mapping
    rows: Sequence[tuple[int, OfferRow]] = field(repr=False)
    publish: bool = False


@dataclass
class Imported:
    """What an import did. Every row read is created, updated, a duplicate or refused."""

    read: int = 0
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
    """Store offers: new ones are made, those of the same source and reference updated. Faulty rows are left out.

    Rows of one reference are one offer: the newest row (of equal ones the first) speaks, and it has the largest number of
    places that any of them states. They advertise the same places to different readers, so that adding up would count twice.

    Raises:
        NotAllowed: for an account that is not an officer's.
    """
    if not (work.viewer.is_machine or work.viewer.has_role(Role.OFFICER)):
        raise NotAllowed
    importing = _Import(work, command)
    for number, row, copies in _newest(command.rows):
        importing.store(number, row, copies)
    work.session.flush()
    importing.finish()
    return importing.done


def _newest(rows: Sequence[tuple[int, OfferRow]]) -> list[tuple[int, OfferRow, int]]:
    """One row per reference, in file order, with its number and how many others were the same."""
    found: dict[str, list[tuple[int, OfferRow]]] = {}
    for number, row in rows:
        found.setdefault(row.reference, []).append((number, row))
    chosen = []
    for copies in found.values():
        number, row = max(copies, key=lambda copy: (copy[1].updated_on is not None, copy[1].updated_on, -copy[0]))
        places = max((copy.places for _number, copy in copies if copy.places is not None), default=None)
        chosen.append((number, row.model_copy(update={"places": places}), len(copies) - 1))
    return chosen


class _Import:
    """One import under way: what is already here, and the counts."""

    def __init__(self, work: UnitOfWork, command: ImportOffers) -> None:
        self.work, self.command, self.done = work, command, Imported()
        self.unit = work.session.get_one(Unit, command.unit_id)
        providers = select(Provider).where(col(Provider.unit_id) == command.unit_id).order_by(col(Provider.id).desc())
        self.providers = {provider.name.casefold(): provider for provider in work.session.exec(providers)}
        stored = select(Offer, JobTerms).join(JobTerms, col(JobTerms.offer_id) == col(Offer.id))
        ours = stored.where(col(Offer.source) == command.mapping.source)
        self.offers = {offer.source_reference: (offer, terms) for offer, terms in work.session.exec(ours)}
        self.is_open_changed = False

    def store(self, number: int, row: OfferRow, copies: int) -> None:
        """Make or update one offer, or refuse it with its row's number."""
        fault = self._fault(row)
        if fault is not None:
            self.done.faults.append(Fault(number, self.command.mapping.column_of(fault[0]), fault[1]))
            self.done.refused += copies + 1
            return
        self.done.duplicates += copies
        found = self.offers.get(row.reference)
        offer = self._updated(*found, row) if found else self._created(row)
        self.done.states[offer.state] = self.done.states.get(offer.state, 0) + 1

    def finish(self) -> None:
        """Leave the trace, and ask for one full run where open offers changed."""
        counts = {"created": self.done.created, "updated": self.done.updated, "refused": self.done.refused}
        record_act(self.work, "offer.imported", unit=self.unit.id, **counts)
        if self.is_open_changed:
            add_work(self.work.session, "start_run", self.work.instant)

    def _fault(self, row: OfferRow) -> tuple[str, str] | None:
        """What only the stored records can tell: the field, and the words."""
        provider = self.providers.get(row.provider.casefold())
        if provider is not None and provider.state not in (ProviderState.APPROVED, ProviderState.SUBMITTED):
            return "provider", "This provider was refused or suspended. An officer must approve it first."
        found = self.offers.get(row.reference)
        if found is not None and found[0].unit_id != self.unit.id:
            return "reference", "Another unit has imported this offer."
        return None

    def _created(self, row: OfferRow) -> Offer:
        provider, mapping, now = self._provider(row.provider), self.command.mapping, self.work.now
        offer = Offer(
            provider_id=provider.id or 0, unit_id=self.unit.id or 0, kind=mapping.kind, state=OfferState.SUBMITTED, source=mapping.source,
            source_reference=row.reference, created_at=now, submitted_at=now, places_to_confirm=row.places is None,
            **coordinates(row.latitude, row.longitude, self.unit), **_offer_values(row),
        )  # fmt: skip
        self.work.session.add(offer)
        self.work.session.flush()
        terms = JobTerms(offer_id=offer.id or 0, **_terms_values(row, mapping))
        self.work.session.add(terms)
        self.done.created += 1
        self._settle(offer, terms, provider)
        self.is_open_changed |= offer.state is OfferState.PUBLISHED
        return offer

    def _updated(self, offer: Offer, terms: JobTerms, row: OfferRow) -> Offer:
        was_open = offer.state is OfferState.PUBLISHED
        values = _offer_values(row)
        if row.places is not None:
            values |= {"places": max(row.places, offer.places_taken), "places_to_confirm": False}
        if row.latitude is not None:
            values |= coordinates(row.latitude, row.longitude, self.unit)
        has_changed = _write(offer, values) | _write(terms, _terms_values(row, self.command.mapping))
        before = offer.state
        self._settle(offer, terms, self.work.session.get_one(Provider, offer.provider_id))
        if has_changed or offer.state is not before:
            offer.version += has_changed
            offer.facts_version += 1
            self.is_open_changed |= was_open or offer.state is OfferState.PUBLISHED
        self.done.updated += 1
        return offer

    def _provider(self, name: str) -> Provider:
        """The unit's provider of this name; an unknown one is made, approved, with a note that it was imported."""
        known = self.providers.get(name.casefold())
        if known is not None:
            return known
        provider = Provider(
            unit_id=self.unit.id or 0, kind=ProviderKind.EMPLOYER, name=name, state=ProviderState.APPROVED,
            state_note=f"Imported: {self.command.mapping.source}", checked_by_id=self.work.viewer.account_id, created_at=self.work.now,
        )  # fmt: skip
        self.work.session.add(provider)
        self.work.session.flush()
        record_act(self.work, "provider.imported", provider=provider.id)
        self.providers[name.casefold()] = provider
        return provider

    def _settle(self, offer: Offer, terms: JobTerms, provider: Provider) -> None:
        """Bring an offer to the state that its dates and this import give it. What staff have ended stays ended."""
        has_passed = offer.closes_on is not None and offer.closes_on < self.work.today
        if has_passed:
            if offer.state is OfferState.SUBMITTED:
                offer.state = OfferState.EXPIRED
            elif offer.state in STEPS[Step.EXPIRE][0]:
                move(offer, Step.EXPIRE)
            return
        if offer.state is OfferState.EXPIRED:
            move(offer, Step.RENEW)
        if offer.state is OfferState.RETURNED:
            move(offer, Step.SUBMIT)
        is_complete = not missing_parts(offer, terms, self.work.today, is_imported=True) and provider.state is ProviderState.APPROVED
        if self.command.publish and offer.state is OfferState.SUBMITTED and is_complete:
            move(offer, Step.PUBLISH)
            mark_published(offer, self.work.now, self.work.viewer.account_id)


def _offer_values(row: OfferRow) -> dict[str, Any]:
    """What a row says, as an offer's columns; silent fields are left out, so that an update keeps what is stored."""
    said = {name: getattr(row, name) for name in ("title", "description", "address", "places", "starts_on", "closes_on", "age_from", "age_to")}
    values = {name: value for name, value in said.items() if value is not None}
    values["occupation_code"] = occupation_for(row.title) or occupation_for(row.other_title or "")
    values["post_kinds"] = [post.value for post in posts_named(row.title)]
    if row.qualifications is not None:
        values["qualifications"] = sorted(qualifications_in(row.qualifications))
    if row.skills is not None:
        values["skills"] = [skill.strip() for skill in row.skills.replace("；", ";").replace("\n", ";").split(";") if skill.strip()][:30]
    return values


def _terms_values(row: OfferRow, mapping: Mapping) -> dict[str, Any]:
    """What a row says, as a job's columns; a pay of 0 is unstated."""
    text = row.hours or ""
    stated = float(text) if text.replace(".", "", 1).isdecimal() and 1 <= float(text) <= 84 else hours_in(text)
    shift = shift_in(text)
    values: dict[str, Any] = {
        "hours_per_week": stated if stated is not None else mapping.full_time_hours.get(row.full_time or ""),
        "pay_from": row.pay_from or None,
        "pay_to": row.pay_to or None,
        "contract": row.contract,
        "lodging": row.lodging,
        "subsidy": row.subsidy,
        "weekdays": weekdays_in(text) or None,
    }
    if shift is not None:
        values |= {"shift_from": shift[0], "shift_to": shift[1]}
    return {"pay_period": row.pay_period, **{name: value for name, value in values.items() if value is not None}}


def _write(record: Offer | JobTerms, values: dict[str, Any]) -> bool:
    """Set what differs. Says whether anything did."""
    changed = {name: value for name, value in values.items() if getattr(record, name) != value}
    for name, value in changed.items():
        setattr(record, name, value)
    return bool(changed)
