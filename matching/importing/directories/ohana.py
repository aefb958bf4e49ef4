"""The JSON of the Ohana API's loader: organisations, with their locations, with their services."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from matching.errors import BadInput
from matching.importing.directories.hsds import NoName
from matching.importing.directories.listing import Directory, Listing
from matching.importing.encodings import decoded
from matching.importing.faults import Fault, fault_of
from matching.importing.texts import clean, printable


def read_ohana(path: Path, limit_bytes: int) -> Directory:
    """Read the services of a document; each organisation of the list is numbered from 1.

    Raises:
        BadInput: for what is too large, no JSON, or of another layout.
    """
    if path.stat().st_size > limit_bytes:
        raise BadInput(f"The file is larger than {limit_bytes // 1024 // 1024} MB. Split it.")
    document = _document(decoded(path.read_bytes()))
    listings: list[Listing] = []
    faults: list[Fault] = []
    read = 0
    for number, organisation in enumerate(document, start=1):
        for location, service in _services(organisation):
            read += 1
            found = _listing(number, organisation, location, service)
            (listings if isinstance(found, Listing) else faults).append(found)  # type: ignore[arg-type]
    return Directory(read, listings, faults)


def _document(text: str) -> list[dict[str, Any]]:
    try:
        found = json.loads(text, object_pairs_hook=_said_once)
    except (ValueError, RecursionError) as fault:
        raise BadInput(f"The file is no JSON ({printable(str(fault), 100)}). Export it again.") from None
    organisations = [found] if isinstance(found, dict) else found
    if not isinstance(organisations, list) or not all(
        isinstance(each, dict) and isinstance(each.get("locations"), list) for each in organisations
    ):
        raise BadInput(
            "This is no directory in the layout of the Ohana API: a list of organisations, each with a name and locations."
        )
    return organisations


def _services(organisation: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for location in _dicts(organisation["locations"]):
        for service in _dicts(location.get("services_attributes")) or [{}]:
            yield location, service


def _said_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON. Of a name that stands twice, JSON would keep the last and drop the others in silence."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for number, (name, _value) in enumerate(pairs) if name in dict(pairs[:number]))
        raise ValueError(f"{printable(twice, 40)} stands twice in one object")
    return found


def _listing(
    number: int, organisation: dict[str, Any], location: dict[str, Any], service: dict[str, Any]
) -> Listing | Fault:
    name = _text(service, "name") or _text(location, "name") or _text(organisation, "name")
    if not name:
        return fault_of(number, "name", NoName())
    address = location.get("address_attributes")
    place = address if isinstance(address, dict) else {}
    return Listing(
        row=number,
        organisation=_text(organisation, "name") or name,
        name=name,
        description=_text(service, "description") or _text(location, "description"),
        audience=_text(service, "audience"),
        eligibility=_text(service, "eligibility"),
        fees=_text(service, "fees"),
        how_to_apply=_text(service, "how_to_apply"),
        phone=_phone(location),
        mail=_joined(location.get("emails"))[:200],
        website=_joined(location.get("urls")),
        address=", ".join(part for part in (_text(place, key) for key in ("street", "city", "state", "zip")) if part),
        hours=_text(location, "hours"),
        accessibility=_joined(location.get("accessibility")),
        keywords=tuple(_keywords(service.get("keywords"))),
    )


def _keywords(found: Any) -> Iterator[str]:
    """Keywords, also where a list of them was typed into one; a comma in brackets parts nothing."""
    for text in found if isinstance(found, list) else [found]:
        if isinstance(text, str):
            yield from (part.strip() for part in re.split(r"[,;]\s*(?![^()]*\))|\.\s+", clean(text)) if part.strip())


def _phone(location: dict[str, Any]) -> str:
    for phone in _dicts(location.get("phones_attributes")):
        digits = _text(phone, "number")
        if digits:
            spaced = re.sub(r"^(\d{3})(\d{3})(\d{4})$", r"\1 \2-\3", digits)
            return spaced + (f" ext. {_text(phone, 'extension')}" if _text(phone, "extension") else "")
    return ""


def _dicts(found: Any) -> list[dict[str, Any]]:
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    return clean(value) if isinstance(value, str) else ""


def _joined(found: Any) -> str:
    texts = found if isinstance(found, list) else [found]
    return ", ".join(clean(text) for text in texts if isinstance(text, str) and text.strip())
