"""Imports of directories: every listing becomes a service; one that gives homes, training or jobs is an offer as well."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlmodel import col, select

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.importing.directories.listing import Directory, Listing
from matching.importing.directories.reading import Meaning, housing_kind_of, meaning_of
from matching.importing.faults import RowFault, fault_of
from matching.importing.postings import Posting, said
from matching.records import Offer, Service
from matching.scoring.occupations import occupation_for
from matching.services.imports.columns import write
from matching.services.imports.offers import OfferImport
from matching.services.imports.shared import Imported, refuse_all_but_officers
from matching.vocabulary import OfferKind, ToCheck

SOURCE = "directory"
"""The name under which services and offers of directories are kept; the reference tells whose and where."""


class OfferRefused(RowFault):
    """The service was stored, but not what it offers: its provider was refused or suspended."""


@dataclass(frozen=True)
class ImportServices:
    """A directory, and where it belongs."""

    unit_id: int
    directory: Directory = field(repr=False)
    publish: bool = False


@dataclass
class ServicesImported(Imported):
    """What an import of a directory did; `offers` counts the services that are offers as well."""

    offers: int = 0


def import_services(work: UnitOfWork, command: ImportServices) -> ServicesImported:
    """Store a directory: new services are made, those that are here updated, and their offers with them.

    Raises:
        NotAllowed: for an account that is not an officer's.
    """
    refuse_all_but_officers(work)
    offering = OfferImport(work, command.unit_id, SOURCE, publish=command.publish)
    done = ServicesImported()
    known = _known(work, command.unit_id)
    made: list[tuple[Service, Offer]] = []
    for reference, (listing, copies) in _by_reference(command.directory.listings, command.unit_id).items():
        done.duplicates += copies
        meaning = meaning_of(listing)
        service, values = known.get(reference), _values(listing, meaning)
        if service is None:
            service = _made(work, command.unit_id, reference, values)
            done.created += 1
        else:
            _update(service, values)
            done.updated += 1
        done.flagged += bool(service.to_check)
        offer = offering.take(posting_of(listing, meaning, reference)) if meaning.kinds else None
        if offer is not None:
            made.append((service, offer))
    offering.finish()
    for service, offer in made:
        service.offer_id, service.provider_id = offer.id, offer.provider_id
    done.offers, done.states = len(made), offering.done.states
    done.faults += [fault_of(fault.row, fault.column, OfferRefused()) for fault in offering.done.faults]
    done.add_refused_rows(command.directory.faults)
    record_act(work, "service.imported", unit=command.unit_id, created=done.created, updated=done.updated)
    return done


def _by_reference(listings: Sequence[Listing], unit_id: int) -> dict[str, tuple[Listing, int]]:
    """Listings by what tells them apart; of equal ones the first, with how many others there are."""
    found: dict[str, tuple[Listing, int]] = {}
    for listing in listings:
        reference = listing.reference(unit_id)
        first, copies = found.get(reference, (listing, -1))
        found[reference] = (first, copies + 1)
    return found


def _known(work: UnitOfWork, unit_id: int) -> dict[str, Service]:
    stored = select(Service).where(col(Service.source) == SOURCE, col(Service.unit_id) == unit_id)
    return {service.source_reference or "": service for service in work.session.exec(stored.order_by(col(Service.id)))}


def _values(listing: Listing, meaning: Meaning) -> dict[str, Any]:
    """What a listing says, as columns of a service."""
    checks = [*meaning.entry.to_check, *meaning.to_check]
    return {
        "organisation": listing.organisation[:200],
        "name": listing.name[:200],
        "needs": [need.value for need in meaning.needs],
        "description": listing.description,
        "eligibility": listing.eligibility or listing.audience or None,
        "to_check": [check.value for check in dict.fromkeys(checks)],
        "fees": listing.fees or None,
        "how_to_apply": listing.how_to_apply or None,
        "phone": listing.phone[:80] or None,
        "mail": listing.mail[:200] or None,
        "website": listing.website[:300] or None,
        "address": listing.address[:300] or None,
        "hours": listing.hours or None,
    }


def _made(work: UnitOfWork, unit_id: int, reference: str, values: dict[str, Any]) -> Service:
    service = Service(unit_id=unit_id, source=SOURCE, source_reference=reference, created_at=work.now, **values)
    work.session.add(service)
    return service


def _update(service: Service, values: dict[str, Any]) -> None:
    """Bring a service to what the directory says now.

    What an officer made of unchanged words on whom it takes stays, and so does every column that an officer put right:
    where the directory now says something else of it, that is noted, and the service is to be checked.
    """
    said_before = service.corrections.get("eligibility", service.eligibility)
    if said_before == values["eligibility"]:
        del values["to_check"]
    corrected = {name: values.pop(name) for name in service.corrections if name in values}
    has_changed = write(service, values)
    still = {name: value for name, value in corrected.items() if value != getattr(service, name)}
    is_news = any(service.corrections[name] != value for name, value in still.items())
    if still != service.corrections:
        service.corrections = still
    if has_changed or is_news:
        service.is_checked = False
        service.version += 1


def posting_of(listing: Listing, meaning: Meaning, reference: str) -> Posting:
    """What a listing offers, as a posting of the first kind that it gives."""
    kind = meaning.kinds[0]
    terms: dict[str, Any] = {}
    checks = [*meaning.entry.to_check, *meaning.to_check]
    if kind is OfferKind.HOUSING:
        terms["housing_kind"], is_said = housing_kind_of(listing)
        checks += [] if is_said else [ToCheck.HOUSING_KIND]
    if not meaning.is_plain:
        checks.append(ToCheck.KIND)
    entry = replace(meaning.entry, to_check=tuple(dict.fromkeys(checks)))
    own = None if listing.latitude is None or listing.longitude is None else (listing.latitude, listing.longitude)
    return Posting(
        listing.row, 0, kind, reference, listing.organisation[:200], own, _offered(listing, meaning), terms, entry
    )


def _offered(listing: Listing, meaning: Meaning) -> dict[str, Any]:
    """What a listing says, as columns of an offer; how it is reached stands below its description."""
    lines = {"How to apply": listing.how_to_apply, "Fees": listing.fees, "Hours": listing.hours, "Phone": listing.phone}
    below = [f"{name}: {text}" for name, text in lines.items() if text]
    words = "\n\n".join([listing.description or ", ".join(listing.keywords) or listing.name, *below])
    is_training = meaning.kinds[0] is OfferKind.TRAINING
    return said(
        {
            "title": listing.name[:200],
            "description": words,
            "eligibility": listing.eligibility or listing.audience or None,
            "address": listing.address[:300] or None,
            "occupation_code": occupation_for(listing.name) if is_training else None,
        }
    )
