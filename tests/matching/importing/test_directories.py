"""Directories of services: two layouts, and files that are neither."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from matching.errors import BadInput
from matching.importing.directories.reading import housing_kind_of, meaning_of, read_directory
from matching.vocabulary import HousingKind, NeedKind, OfferKind

MEGABYTE = 1024 * 1024
HSDS = {
    "organizations": "id,name,website\n1,Lotus Help,https://lotus.example\n",
    "locations": "id,organization_id,name,latitude,longitude,accessibility,description\n1,1,Lotus House,30.1,120.2,wheelchair,A house\n",
    "addresses": "id,location_id,address_1,city\n1,1,12 Lake Road,Lotus\n",
    "phones": "id,service_id,location_id,organization_id,number,number_type\n1,,1,,555 0100,fax\n2,,1,,555 0101,voice\n",
    "regular_schedules": "id,location_id,service_id,weekday,opens_at,closes_at\n1,1,,Monday,08:00,17:00\n",
    "taxonomy": "taxonomy_id,name,parent_id,parent_name\n103-05,Short-Term Housing,,\n",
    "services": (
        "id,location_id,name,status,eligibility,keywords,taxonomy_ids,description,application_process,fees\n"
        '1,1,Lotus Rooms,active,"Women, 18 and over. No arson.",,103-05,Rooms for a while,Call us,None\n'
        "2,1,Old service,inactive,,,,,,\n"
        "3,9,Lost service,active,,,,,,\n"
    ),
}


def folder_of(path: Path, **changed: str) -> Path:
    folder = path / "directory"
    folder.mkdir(exist_ok=True)
    for name, text in (HSDS | changed).items():
        (folder / f"{name}.csv").write_text(text)
    return folder


def zip_of(path: Path, inside: str = "", **changed: str) -> Path:
    packed = path / "directory.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in (HSDS | changed).items():
            book.writestr(f"{inside}{name}.csv", text)
    return packed


def ohana_of(path: Path, document: Any) -> Path:
    file = path / "directory.json"
    file.write_text(json.dumps(document))
    return file


def organisation(**service: Any) -> dict[str, Any]:
    said = {
        "name": "",
        "keywords": ["Transitional Housing, Counseling. Referrals to housing"],
        "eligibility": "Men only",
    } | service
    location = {
        "name": "Pine House", "services_attributes": [said], "accessibility": ["Wheelchair accessible."], "emails": ["a@pine.example"],
        "phones_attributes": [{"number": "4155550100", "extension": "2"}], "address_attributes": {"street": "1 Pine Road", "city": "Pine"},
    }  # fmt: skip
    return {"name": "Pine Aid", "locations": [location]}


@pytest.mark.parametrize("packed", [False, True, "inside/"])
def test_a_folder_and_its_zip_say_the_same(tmp_path: Path, packed: Any) -> None:
    path = zip_of(tmp_path, packed if isinstance(packed, str) else "") if packed else folder_of(tmp_path)
    found = read_directory(path, MEGABYTE)
    (listing,) = found.listings
    assert (found.read, [(fault.row, fault.column) for fault in found.faults]) == (
        3,
        [(3, "status"), (4, "location_id")],
    )
    assert (listing.title, listing.phone, listing.address) == (
        "Lotus Rooms (Lotus Help)",
        "555 0101",
        "12 Lake Road, Lotus",
    )
    assert (listing.hours, listing.website, listing.latitude) == ("Monday 08:00-17:00", "https://lotus.example", 30.1)
    meaning = meaning_of(listing)
    assert (meaning.kinds, meaning.needs) == ((OfferKind.HOUSING,), (NeedKind.HOUSING,))


def test_the_json_layout(tmp_path: Path) -> None:
    nameless = {"name": " ", "locations": [{"services_attributes": [{}]}]}
    found = read_directory(ohana_of(tmp_path, [organisation(), nameless]), MEGABYTE)
    (listing,) = found.listings
    assert (listing.name, listing.organisation, listing.phone) == ("Pine House", "Pine Aid", "415 555-0100 ext. 2")
    assert [(fault.row, fault.column) for fault in found.faults] == [(2, "name")]
    meaning = meaning_of(listing)
    assert meaning.kinds == (OfferKind.HOUSING,) and NeedKind.PSYCHOLOGICAL in meaning.needs
    assert meaning.entry.sex_only is not None


@pytest.mark.parametrize(
    ("keywords", "kinds"),
    [
        ("Transitional housing referrals", ()),
        ("Assistance with Permanent Housing", ()),
        ("Vocational Training", (OfferKind.TRAINING,)),
        ("Vocational Training Placement", ()),
        ("Transitional Employment", (OfferKind.JOB,)),
        ("Emergency Shelter, Vocational Training", (OfferKind.HOUSING, OfferKind.TRAINING)),
        ("Food, Clothing", ()),
    ],
)
def test_what_is_only_referred_to_is_not_given(tmp_path: Path, keywords: str, kinds: Any) -> None:
    (listing,) = read_directory(ohana_of(tmp_path, [organisation(keywords=[keywords])]), MEGABYTE).listings
    assert meaning_of(listing).kinds == kinds


def test_the_sort_of_home_is_guessed_and_said_so(tmp_path: Path) -> None:
    named = organisation(name="Emergency Shelter")
    plain, shelter = read_directory(ohana_of(tmp_path, [organisation(), named]), MEGABYTE).listings
    assert housing_kind_of(plain) == (HousingKind.HOSTEL, False)
    assert housing_kind_of(shelter) == (HousingKind.HOSTEL, True)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"services": ""}, "services.csv is not in it"),
        ({"services": "id,name\n1,A\n"}, "services.csv lacks the columns location_id"),
        ({"locations": HSDS["locations"] + "2,1\n"}, r"locations.csv has rows .*: 3"),
        (
            {"services": HSDS["services"].replace("3,9,Lost service", '3,9,"Lost, service"').replace('"', "")},
            r"services.csv has rows",
        ),
    ],
)
def test_a_directory_that_is_not_whole_is_refused(tmp_path: Path, changed: dict[str, str], words: str) -> None:
    for path in (folder_of(tmp_path, **changed), zip_of(tmp_path, **changed)):
        with pytest.raises(BadInput, match=words):
            read_directory(path, MEGABYTE)


def test_an_encoding_that_nobody_knows_names_its_file(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    (folder / "services.csv").write_bytes(b"id,location_id,name\n1,1,\xff\xff\xff\n")
    with pytest.raises(BadInput, match=r"services.csv: .*encoding"):
        read_directory(folder, MEGABYTE)


@pytest.mark.parametrize(
    "content", [b"", b"{", b'{"a": 1}', b"[1]", b"[" * 5_000, b"\xff\xff\xff", b"PK\x03\x04nonsense"]
)
def test_what_is_no_directory_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(BadInput):
        read_directory(path, MEGABYTE)


def test_bombs_are_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("services.csv", b"0" * 12 * MEGABYTE)
    (tmp_path / "bomb.zip").write_bytes(packed.getvalue())
    with pytest.raises(BadInput, match="beyond measure"):
        read_directory(tmp_path / "bomb.zip", MEGABYTE)
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as book:
        for number in range(201):
            book.writestr(f"t{number}.csv", "a\n")
    with pytest.raises(BadInput, match="more than 200 files"):
        read_directory(tmp_path / "many.zip", MEGABYTE)
    with pytest.raises(BadInput, match="larger than 0 MB"):
        read_directory(tmp_path / "many.zip", 10)
