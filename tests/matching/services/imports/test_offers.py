"""Importing postings: what is stored, refused, updated; on both databases."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from matching.errors import BadInput, NotAllowed
from matching.importing.faults import Fault
from matching.importing.mapping import ImportKind, Mapping, read_mapping
from matching.importing.postings import postings
from matching.importing.rows import checked_rows
from matching.importing.tables import read_table, table_in
from matching.importing.templates import csv_template
from matching.records import HousingTerms, JobTerms, Notification, Offer, Provider, WorkItem
from matching.reference import data_path
from matching.services.imports.offers import ImportOffers, import_offers
from matching.services.imports.shared import Imported, unit_for_import
from matching.services.offers import expire_offers
from matching.viewer import CONSOLE, Viewer
from matching.vocabulary import CoordinatesFrom, OfferKind, OfferState, PayPeriod, PostKind, ProviderKind, ProviderState
from tests.builders import TODAY, Office, doing, make_office

MAPPING = Mapping(
    source="test",
    columns={
        "reference": "id",
        "provider": "firm",
        "title": "title",
        "description": ("text", "needs"),
        "places": "places",
        "closes_on": "until",
        "pay_from": "pay",
        "pay_period": "per",
        "hours": "hours",
        "qualifications": "needs",
        "latitude": "lat",
        "longitude": "lon",
        "updated_on": "changed",
    },
    codes={"pay_period": {"Hourly": "hour"}},
)
HEADER = "id,firm,title,text,needs,places,until,pay,per,hours,lat,lon,changed\n"
GOOD = 'A1,Lake Works,Teacher,"Teach, gently",A driving licence is required,2,2026-12-31,30,Hourly,40 hours per week,30.123,120.2,2026-08-01\n'
SILENT = "B2,Lake Works,Cleaner,Clean,,,,,,,,,\n"
CITY = Path(__file__).parents[5] / "shared" / "data" / "jobs" / "nyc_jobs_2019-07_dev.csv.gz"


def imported(
    engine: Engine,
    office: Office,
    folder: Path,
    lines: str,
    *,
    publish: bool = True,
    viewer: Viewer = CONSOLE,
    today: date = TODAY,
) -> tuple[Imported, list[Fault]]:
    path = folder / "file.csv"
    path.write_text(HEADER + lines, encoding="utf-8")
    rows, faults = checked_rows(read_table(path, 1 << 20), MAPPING)
    with doing(engine, viewer, today) as work:
        return import_offers(
            work, ImportOffers(office.township.id or 0, MAPPING, postings(rows, MAPPING), publish)
        ), faults


def offers(engine: Engine) -> list[Offer]:
    with Session(engine) as session:
        return list(session.exec(select(Offer).order_by(col(Offer.id))))


def test_a_row_becomes_an_offer_with_what_it_says(engine: Engine, office: Office, tmp_path: Path) -> None:
    done, faults = imported(engine, office, tmp_path, GOOD)
    assert (done.created, done.updated, done.duplicates, done.refused, faults) == (1, 0, 0, 0, [])
    (offer,) = offers(engine)
    assert (offer.state, offer.places, offer.places_to_confirm, offer.closes_on) == (
        OfferState.PUBLISHED,
        2,
        False,
        date(2026, 12, 31),
    )
    assert (offer.latitude, offer.coordinates_from) == (30.12, CoordinatesFrom.OWN)
    assert (offer.qualifications, offer.post_kinds) == (["licence_c1"], [PostKind.TEACHER])
    assert offer.description == "Teach, gently\n\nneeds:\nA driving licence is required"
    with Session(engine) as session:
        terms, provider = session.get_one(JobTerms, offer.id), session.get_one(Provider, offer.provider_id)
        assert (terms.pay_from, terms.pay_period, terms.hours_per_week) == (30, PayPeriod.HOUR, 40)
        assert (provider.state, provider.state_note) == (ProviderState.APPROVED, "Imported: test")
        names = session.exec(select(WorkItem.name)).all()
        assert list(names) == ["start_run"]


def test_a_silent_row_is_unknown_and_one_place_to_confirm(engine: Engine, office: Office, tmp_path: Path) -> None:
    imported(engine, office, tmp_path, SILENT)
    (offer,) = offers(engine)
    assert (offer.places, offer.places_to_confirm, offer.coordinates_from, offer.latitude) == (
        1,
        True,
        CoordinatesFrom.UNIT,
        30.1,
    )
    with Session(engine) as session:
        terms = session.get_one(JobTerms, offer.id)
        assert (terms.pay_from, terms.hours_per_week, terms.shift_from, terms.weekdays) == (None, None, None, [])


def test_without_publish_an_officer_checks_first(engine: Engine, office: Office, tmp_path: Path) -> None:
    imported(engine, office, tmp_path, GOOD, publish=False)
    assert [offer.state for offer in offers(engine)] == [OfferState.SUBMITTED]
    with Session(engine) as session:
        assert session.exec(select(WorkItem)).all() == []


def test_rows_of_one_reference_are_one_offer_with_the_most_places(
    engine: Engine, office: Office, tmp_path: Path
) -> None:
    newer = GOOD.replace("Teacher", "Head teacher").replace(",2,", ",1,").replace("2026-08-01", "2026-08-02")
    done, _faults = imported(engine, office, tmp_path, GOOD + newer + GOOD)
    assert (done.created, done.duplicates) == (1, 2)
    assert [(offer.title, offer.places) for offer in offers(engine)] == [("Head teacher", 2)]


def test_the_same_file_again_updates(engine: Engine, office: Office, tmp_path: Path) -> None:
    imported(engine, office, tmp_path, GOOD + SILENT)
    done, _faults = imported(engine, office, tmp_path, GOOD.replace(",2,", ",5,") + SILENT)
    assert (done.created, done.updated) == (0, 2)
    assert [(offer.places, offer.facts_version) for offer in offers(engine)] == [(5, 2), (1, 1)]


def test_what_staff_ended_stays_ended(engine: Engine, office: Office, tmp_path: Path) -> None:
    imported(engine, office, tmp_path, GOOD)
    with doing(engine) as work:
        work.session.exec(select(Offer)).one().state = OfferState.CLOSED
    imported(engine, office, tmp_path, GOOD)
    assert [offer.state for offer in offers(engine)] == [OfferState.CLOSED]


def test_a_passed_posting_is_kept_as_expired_and_opened_by_a_later_date(
    engine: Engine, office: Office, tmp_path: Path
) -> None:
    imported(engine, office, tmp_path, GOOD, today=date(2027, 1, 1))
    assert [offer.state for offer in offers(engine)] == [OfferState.EXPIRED]
    imported(engine, office, tmp_path, GOOD.replace("2026-12-31", "2027-12-31"), today=date(2027, 1, 1))
    assert [offer.state for offer in offers(engine)] == [OfferState.PUBLISHED]
    with doing(engine, today=date(2028, 1, 1)) as work:
        assert expire_offers(work) == 1
    assert [offer.state for offer in offers(engine)] == [OfferState.EXPIRED]


def test_faulty_rows_are_left_out_and_named(engine: Engine, office: Office, tmp_path: Path) -> None:
    bad = "C3,Lake Works,,Clean,,-1,31.12.2026,much,Weekly,,95,,\nD4,Lake Works\n"
    done, faults = imported(engine, office, tmp_path, GOOD + bad)
    assert done.created == 1
    assert {(fault.row, fault.column) for fault in faults} == {
        (3, name) for name in ("title", "places", "until", "pay", "per", "lat")
    } | {(4, "changed")}
    assert "This is needed" in next(fault.message for fault in faults if fault.column == "title")


def test_a_suspended_providers_rows_are_refused(engine: Engine, office: Office, tmp_path: Path) -> None:
    with doing(engine) as work:
        work.session.add(
            Provider(
                **office.provider.model_dump(exclude={"id", "name", "state"}),
                name="LAKE WORKS",
                state=ProviderState.SUSPENDED,
            )
        )
    done, _faults = imported(engine, office, tmp_path, GOOD + GOOD)
    assert (done.created, done.refused, done.duplicates) == (0, 2, 0)
    assert [(fault.row, fault.column) for fault in done.faults] == [(2, "firm")]


def test_missing_columns_are_named_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("id,title\n1,Cook\n")
    with pytest.raises(BadInput, match=r"missing: firm, text, needs.*The file has: id, title.*rename the columns"):
        checked_rows(read_table(path, 1 << 20), MAPPING)


def test_only_an_officer_imports_and_only_for_the_own_line_of_units(
    engine: Engine, office: Office, tmp_path: Path
) -> None:
    with pytest.raises(NotAllowed):
        imported(engine, office, tmp_path, GOOD, viewer=office.caseworker)
    with doing(engine, office.officer) as work:
        assert unit_for_import(work, None).id == office.township.id
        assert unit_for_import(work, office.county.code).id == office.county.id
        with pytest.raises(BadInput):
            unit_for_import(work, "nowhere")
    with doing(engine) as work:
        assert unit_for_import(work, None).id == office.county.id


@pytest.mark.parametrize(
    "name",
    [
        "offers.toml",
        "training.toml",
        "housing.toml",
        "notices.toml",
        "subjects.toml",
        "nyc_jobs.toml",
        "etpl_programs.toml",
    ],
)
def test_the_mappings_that_ship_are_right(name: str) -> None:
    assert read_mapping(data_path("mappings", name)).source


def test_a_wrong_mapping_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    for text in ("source = [", "source = 'x'\n[columns]\nnonsense = 'a'", "source = 'x'\n[columns]\ntitle = 'a'"):
        path.write_text(text)
        with pytest.raises(BadInput, match="mapping"):
            read_mapping(path)


@pytest.mark.skipif(not CITY.exists(), reason="the city's postings are not beside this checkout (../shared/data/jobs)")
def test_the_citys_postings_go_in(sqlite: Engine, tmp_path: Path) -> None:
    with doing(sqlite) as work:
        office = make_office(work.session)
    mapping = read_mapping(data_path("mappings", "nyc_jobs.toml"))
    table = read_table(CITY, 10 << 20)
    rows, faults = checked_rows(table, mapping)
    command = ImportOffers(office.county.id or 0, mapping, postings(rows, mapping), publish=True)
    with doing(sqlite, today=date(2019, 7, 23)) as work:
        done = import_offers(work, command)
    assert (len(table.rows), done.created, done.duplicates, faults) == (2169, 1206, 963, [])
    assert done.states[OfferState.PUBLISHED] > 1150
    with doing(sqlite, today=date(2019, 7, 23)) as work:
        assert import_offers(work, replace(command)).updated == 1206
        assert not work.session.exec(select(Offer).where(col(Offer.description).contains("â€"))).all()


HOMES = Mapping(
    source="homes",
    kind=ImportKind.HOUSING,
    columns={
        name: name
        for name in (
            "reference",
            "provider",
            "title",
            "description",
            "housing_kind",
            "places",
            "eligibility",
            "rule_codes",
        )
    },
)
HOME = "reference,provider,title,description,housing_kind,places,eligibility,rule_codes\nH1,Lotus House,Room,A room,shared_flat,{places},{words},no_pets; no_smoking\n"


def imported_home(engine: Engine, office: Office, folder: Path, places: str = "2", words: str = "") -> Imported:
    path = folder / "homes.csv"
    path.write_text(HOME.format(places=places, words=words))
    rows, faults = checked_rows(read_table(path, 1 << 20), HOMES)
    assert faults == []
    with doing(engine) as work:
        return import_offers(work, ImportOffers(office.township.id or 0, HOMES, postings(rows, HOMES), publish=True))


def test_a_home_brings_its_own_terms(engine: Engine, office: Office, tmp_path: Path) -> None:
    imported_home(engine, office, tmp_path)
    (home,) = offers(engine)
    with Session(engine) as session:
        terms, provider = session.get_one(HousingTerms, home.id), session.get_one(Provider, home.provider_id)
    assert (home.kind, home.state, provider.kind) == (OfferKind.HOUSING, OfferState.PUBLISHED, ProviderKind.LANDLORD)
    assert (terms.housing_kind, terms.rule_codes, terms.rules_stated) == (
        "shared_flat",
        ["no_pets", "no_smoking"],
        True,
    )


def test_a_home_without_a_number_of_places_waits_in_any_case(engine: Engine, office: Office, tmp_path: Path) -> None:
    imported_home(engine, office, tmp_path, places="")
    assert [(home.state, home.to_check) for home in offers(engine)] == [(OfferState.SUBMITTED, ["places"])]
    imported_home(engine, office, tmp_path, places="3")
    assert [(home.state, home.to_check) for home in offers(engine)] == [(OfferState.PUBLISHED, [])]


def test_words_that_could_not_be_read_keep_an_offer_from_being_published(
    engine: Engine, office: Office, tmp_path: Path
) -> None:
    assert imported_home(engine, office, tmp_path, words="Must like singing").flagged == 1
    assert [(home.state, home.to_check) for home in offers(engine)] == [(OfferState.SUBMITTED, ["entry"])]
    imported_home(engine, office, tmp_path)
    assert [(home.state, home.eligibility) for home in offers(engine)] == [(OfferState.SUBMITTED, "Must like singing")]


def test_more_places_reopen_a_filled_offer(engine: Engine, office: Office, tmp_path: Path) -> None:
    imported_home(engine, office, tmp_path)
    with doing(engine) as work:
        home = work.session.exec(select(Offer)).one()
        home.places_taken, home.state = 2, OfferState.FILLED
    imported_home(engine, office, tmp_path)
    assert [home.state for home in offers(engine)] == [OfferState.FILLED]
    imported_home(engine, office, tmp_path, places="3")
    assert [(home.state, home.places) for home in offers(engine)] == [(OfferState.PUBLISHED, 3)]
    imported_home(engine, office, tmp_path, places="1")
    assert [(home.state, home.places) for home in offers(engine)] == [(OfferState.FILLED, 2)]


@pytest.mark.parametrize("kind", list(ImportKind))
def test_the_made_up_row_of_a_template_is_refused(kind: ImportKind) -> None:
    mapping = read_mapping(None, kind)
    rows, faults = checked_rows(table_in(csv_template(mapping)), mapping)
    assert (rows, [fault.row for fault in faults]) == ([], [2])
    filled = {**mapping.example, "name": "Somebody", "reference": "other"}
    names = [name for name in mapping.columns]
    text = "\n".join(
        ",".join(f'"{cell}"' for cell in line) for line in (names, [filled.get(name, "") for name in names])
    )
    assert checked_rows(table_in(text.encode()), mapping)[1] == []


def test_who_must_check_hears_of_an_import_once(engine: Engine, office: Office, tmp_path: Path) -> None:
    lines = "".join(f"{number},Works,Cook {number},Cooking,,,2026-12-31,,,,,,\n" for number in range(30))
    rows, faults = checked_rows(table_in((HEADER + lines).encode()), MAPPING)
    command = ImportOffers(office.township.id or 0, MAPPING, postings(rows, MAPPING))
    for _time in range(2):
        with doing(engine) as work:
            assert (import_offers(work, command).refused, faults) == (0, [])
    with Session(engine) as session:
        told = session.exec(select(Notification)).all()
    assert [(line.account_id, line.key, line.ids) for line in told] == [
        (office.officer.account_id, "offer.imported", {"count": 30})
    ]
