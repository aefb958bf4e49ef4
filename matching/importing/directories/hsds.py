"""Open Referral HSDS 1.0 (Human Services Data Specification) as CSV tables, as the Ohana API exports it."""

from collections import defaultdict
from collections.abc import Mapping

from matching.errors import BadInput
from matching.importing.cells import parts
from matching.importing.directories.listing import Directory, Listing
from matching.importing.faults import Fault, RowFault, fault_of
from matching.importing.tables import Table, TableRow
from matching.importing.texts import clean

NEEDED = {
    "organizations": ("id", "name"),
    "locations": ("id", "organization_id", "name"),
    "services": ("id", "location_id", "name"),
}
"""The tables and columns without which nothing can be told of a service."""

Cells = Mapping[str, str]


class NotActive(RowFault):
    """The directory marks this service as no longer active: it was left out."""


class NoPlace(RowFault):
    """The location or the organisation of this service is not in the files."""


class NoName(RowFault):
    """This service has no name, and neither has its organisation."""


def read_hsds(tables: dict[str, Table]) -> Directory:
    """Read the services of a directory.

    Raises:
        BadInput: where a table or a column is missing.
    """
    _refuse_missing(tables)
    rows = _Tables(tables)
    listings: list[Listing] = []
    faults: list[Fault] = []
    for row in tables["services"].rows:
        found = _listing(row, rows)
        if isinstance(found, Listing):
            listings.append(found)
        else:
            faults.append(found)
    return Directory(len(tables["services"].rows), listings, faults)


class _Tables:
    """The tables, by what their rows belong to."""

    def __init__(self, tables: dict[str, Table]) -> None:
        self.organisations = {row.cells["id"]: _cleaned(row) for row in tables["organizations"].rows}
        self.locations = {row.cells["id"]: _cleaned(row) for row in tables["locations"].rows}
        self.addresses = _grouped(tables.get("addresses"), "location_id")
        self.phones = {
            key: _grouped(tables.get("phones"), key) for key in ("service_id", "location_id", "organization_id")
        }
        self.schedules = {key: _grouped(tables.get("regular_schedules"), key) for key in ("service_id", "location_id")}
        taxonomy = tables["taxonomy"].rows if "taxonomy" in tables else []
        self.taxonomy = {row.cells.get("taxonomy_id", ""): row.cells.get("name", "") for row in taxonomy}


def _listing(row: TableRow, rows: _Tables) -> Listing | Fault:
    service = _cleaned(row)
    if service.get("status", "").casefold() in ("inactive", "defunct"):
        return fault_of(row.number, "status", NotActive())
    location = rows.locations.get(service["location_id"])
    organisation = rows.organisations.get(location["organization_id"]) if location else None
    if location is None or organisation is None:
        return fault_of(row.number, "location_id", NoPlace())
    if not organisation["name"]:
        return fault_of(row.number, "name", NoName())
    where = {"service_id": service["id"], "location_id": location["id"], "organization_id": organisation["id"]}
    coordinates = _degrees(location)
    return Listing(
        row=row.number,
        organisation=organisation["name"],
        name=service["name"] or location["name"] or organisation["name"],
        description=service.get("description") or location.get("description", ""),
        audience=service.get("audience", ""),
        eligibility=service.get("eligibility", ""),
        fees=service.get("fees", ""),
        how_to_apply=service.get("application_process", ""),
        phone=_phones(rows, where),
        mail=_first("email", service, location, organisation),
        website=_first("website", service, location, organisation),
        address=_address(rows.addresses.get(location["id"], [])),
        hours=_hours(rows, where),
        accessibility=location.get("accessibility", ""),
        latitude=coordinates[0] if coordinates else None,
        longitude=coordinates[1] if coordinates else None,
        keywords=_keywords(service, rows),
    )


def _refuse_missing(tables: dict[str, Table]) -> None:
    missing = [f"{name}.csv" for name in NEEDED if name not in tables]
    if missing:
        raise BadInput(
            f"This is no directory in the layout of Open Referral HSDS 1.0: {', '.join(missing)} is not in it. "
            "Give the folder or the zip that holds organizations.csv, locations.csv and services.csv."
        )
    for name, columns in NEEDED.items():
        lacking = [column for column in columns if column not in tables[name].columns]
        if lacking:
            raise BadInput(f"{name}.csv lacks the columns {', '.join(lacking)}.")


def _cleaned(row: TableRow) -> dict[str, str]:
    return {name: clean(text) for name, text in row.cells.items()}


def _grouped(table: Table | None, key: str) -> dict[str, list[Cells]]:
    found: dict[str, list[Cells]] = defaultdict(list)
    for row in table.rows if table else []:
        if row.cells.get(key):
            found[row.cells[key]].append(_cleaned(row))
    return found


def _first(name: str, *rows: Cells) -> str:
    return next((row[name] for row in rows if row.get(name)), "")


def _phones(rows: _Tables, where: dict[str, str]) -> str:
    """The first voice number of the service, else of the location, else of the organisation."""
    for key, number in where.items():
        for phone in rows.phones[key].get(number, []):
            if phone.get("number") and phone.get("number_type", "voice") in ("", "voice", "hotline", "cell"):
                extension = f" ext. {phone['extension']}" if phone.get("extension") else ""
                return phone["number"] + extension
    return ""


def _address(addresses: list[Cells]) -> str:
    names = ("address_1", "address_2", "city", "state_province", "postal_code")
    return ", ".join(addresses[0][name] for name in names if addresses[0].get(name)) if addresses else ""


def _hours(rows: _Tables, where: dict[str, str]) -> str:
    for key in ("service_id", "location_id"):
        lines = rows.schedules[key].get(where[key], [])
        said = [f"{line.get('weekday', '')} {line.get('opens_at', '')}-{line.get('closes_at', '')}" for line in lines]
        if said:
            return "; ".join(said)
    return ""


def _keywords(service: Cells, rows: _Tables) -> tuple[str, ...]:
    categories = [part.strip() for part in service.get("taxonomy_ids", "").split(",")]
    named = [rows.taxonomy[number] for number in categories if rows.taxonomy.get(number)]
    return tuple([*(word for part in parts(service.get("keywords", "")) for word in part.split(",")), *named])


def _degrees(location: Cells) -> tuple[float, float] | None:
    try:
        latitude, longitude = float(location.get("latitude", "")), float(location.get("longitude", ""))
    except ValueError:
        return None
    return (latitude, longitude) if -90 <= latitude <= 90 and -180 <= longitude <= 180 else None
