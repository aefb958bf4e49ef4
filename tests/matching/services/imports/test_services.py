"""Importing directories: services for referrals, and offers that an officer must look at; the real files where they are."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from matching.errors import BadInput, NotAllowed
from matching.importing.directories.reading import read_directory
from matching.importing.mapping import read_mapping
from matching.importing.postings import postings
from matching.importing.rows import checked_rows
from matching.importing.tables import read_table
from matching.records import HousingTerms, Offer, Provider, Service, TrainingTerms
from matching.reference import data_path
from matching.services.imports.offers import ImportOffers, import_offers
from matching.services.imports.services import ImportServices, ServicesImported, import_services
from matching.services.services import ChangeService, ServiceDetails, change_service, check_service
from matching.viewer import CONSOLE, Viewer
from matching.vocabulary import Answer, HousingKind, NeedKind, OfferKind, OfferState, ProviderKind, Sex
from tests.builders import Office, doing, make_office
from tests.matching.importing.test_directories import folder_of, ohana_of, organisation, zip_of

MEGABYTE = 1024 * 1024
REAL = Path(__file__).parents[5] / "shared" / "data"
ABSENT = "the public files are not beside this checkout (../shared/data)"


def imported(
    engine: Engine, office: Office, path: Path, *, publish: bool = True, viewer: Viewer = CONSOLE
) -> ServicesImported:
    directory = read_directory(path, 10 * MEGABYTE)
    with doing(engine, viewer) as work:
        return import_services(work, ImportServices(office.township.id or 0, directory, publish))


def test_a_service_that_gives_homes_is_an_offer_that_waits(engine: Engine, office: Office, tmp_path: Path) -> None:
    done = imported(engine, office, folder_of(tmp_path))
    assert (done.created, done.refused, done.flagged, done.offers) == (1, 2, 1, 1)
    with Session(engine) as session:
        service, offer = session.exec(select(Service)).one(), session.exec(select(Offer)).one()
        terms, provider = session.get_one(HousingTerms, offer.id), session.get_one(Provider, offer.provider_id)
    assert (service.offer_id, service.provider_id, service.is_checked) == (offer.id, provider.id, False)
    assert (service.needs, service.eligibility) == ([NeedKind.HOUSING], "Women, 18 and over. No arson.")
    assert (offer.state, offer.places_to_confirm, offer.kind) == (OfferState.SUBMITTED, True, OfferKind.HOUSING)
    assert (offer.eligibility, offer.age_from) == ("Women, 18 and over. No arson.", 18)
    assert offer.to_check == ["exclusions", "housing_kind", "places"]
    assert [(row["category"], row["ground"]) for row in offer.exclusions] == [("arson", "preference")]
    assert (terms.sex_only, terms.step_free, terms.housing_kind) == (Sex.FEMALE, Answer.YES, HousingKind.HOSTEL)
    assert provider.kind is ProviderKind.LANDLORD


def test_the_zip_of_the_same_folder_updates(engine: Engine, office: Office, tmp_path: Path) -> None:
    imported(engine, office, folder_of(tmp_path))
    done = imported(engine, office, zip_of(tmp_path, "inside/"))
    assert (done.created, done.updated) == (0, 1)
    with Session(engine) as session:
        assert len(session.exec(select(Service)).all()) == len(session.exec(select(Offer)).all()) == 1


def test_what_an_officer_made_of_the_words_stays(engine: Engine, office: Office, tmp_path: Path) -> None:
    imported(engine, office, folder_of(tmp_path))
    with doing(engine) as work:
        offer, service = work.session.exec(select(Offer)).one(), work.session.exec(select(Service)).one()
        offer.to_check, offer.exclusions, service.to_check, service.is_checked = [], [], [], True
    imported(engine, office, folder_of(tmp_path))
    with Session(engine) as session:
        offer, service = session.exec(select(Offer)).one(), session.exec(select(Service)).one()
        assert (offer.to_check, offer.exclusions, service.to_check, service.is_checked) == ([], [], [], True)


def test_a_plain_training_service_can_be_published(engine: Engine, office: Office, tmp_path: Path) -> None:
    plain = organisation(
        name="Welding school", keywords=["Vocational Training"], description="A course", eligibility=""
    )
    asking = organisation(
        name="Cooking school", keywords=["Vocational Training"], description="A course", eligibility="Men only"
    )
    imported(engine, office, ohana_of(tmp_path, [plain, asking]))
    with Session(engine) as session:
        offers = session.exec(select(Offer).order_by(col(Offer.id))).all()
        assert [(offer.state, offer.to_check) for offer in offers] == [
            (OfferState.PUBLISHED, []),
            (OfferState.SUBMITTED, ["sex"]),
        ]
        assert len(session.exec(select(TrainingTerms)).all()) == 2


def test_only_an_officer_imports_services(engine: Engine, office: Office, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        imported(engine, office, folder_of(tmp_path), viewer=office.caseworker)
    with pytest.raises(BadInput):
        imported(engine, office, folder_of(tmp_path, services=""))
    with Session(engine) as session:
        assert session.exec(select(Service)).all() == []


@pytest.mark.skipif(not REAL.exists(), reason=ABSENT)
def test_the_public_directories_go_in(sqlite: Engine) -> None:
    with doing(sqlite) as work:
        office = make_office(work.session)
    first = imported(sqlite, office, REAL / "services" / "ohana_sample_csv_hsds1")
    assert (first.created, first.refused, first.offers) == (21, 2, 1)
    guide = REAL / "services" / "sf_adult_probation_reentry_guide_ohana.json"
    done = imported(sqlite, office, guide)
    assert (done.created, done.duplicates, done.refused) == (227, 1, 1)
    assert done.offers == 93 and OfferState.PUBLISHED not in done.states
    assert imported(sqlite, office, guide).updated == 227
    with Session(sqlite) as session:
        homes = session.exec(select(Offer).where(col(Offer.kind) == OfferKind.HOUSING)).all()
        assert all(home.places_to_confirm and home.state is OfferState.SUBMITTED for home in homes)
        grounds = {row["ground"] for home in homes for row in home.exclusions}
        assert grounds == {"preference"}


@pytest.mark.skipif(not REAL.exists(), reason=ABSENT)
def test_the_public_training_programmes_go_in(sqlite: Engine) -> None:
    with doing(sqlite) as work:
        office = make_office(work.session)
    mapping = read_mapping(data_path("mappings", "etpl_programs.toml"))
    rows, faults = checked_rows(read_table(REAL / "training" / "colorado_etpl_programs.csv", 10 * MEGABYTE), mapping)
    command = ImportOffers(office.county.id or 0, mapping, postings(rows, mapping), publish=True)
    with doing(sqlite) as work:
        done = import_offers(work, command)
    assert (len(rows), faults, done.created, done.states) == (2572, [], 2572, {OfferState.PUBLISHED: 2572})
    with doing(sqlite) as work:
        assert import_offers(work, command).updated == 2572
        known = work.session.exec(select(Offer.id).where(col(Offer.occupation_code).is_not(None))).all()
        assert len(known) > 1500


def test_a_correction_stays_and_what_the_directory_says_now_is_to_be_checked(
    engine: Engine, office: Office, tmp_path: Path
) -> None:
    def directory(**said: Any) -> None:
        imported(engine, office, ohana_of(tmp_path, [organisation(**said)]))

    def service() -> Service:
        with Session(engine) as session:
            return session.exec(select(Service)).one()

    directory(fees="None.")
    first = service()
    details = ServiceDetails(
        first.organisation, first.name, tuple(NeedKind(need) for need in first.needs), first.description,
        eligibility=first.eligibility, fees="Ten yuan", how_to_apply=first.how_to_apply, hours=first.hours,
        phone=first.phone, mail=first.mail, website=first.website, address=first.address,
    )  # fmt: skip
    with doing(engine, office.officer) as work:
        change_service(work, ChangeService(first.id or 0, first.version, details))
        check_service(work, first.id or 0, first.version + 1)
    assert (service().fees, service().corrections) == ("Ten yuan", {"fees": "None."})
    directory(fees="None.")
    assert (service().fees, service().is_checked) == ("Ten yuan", True)
    directory(fees="Five yuan")
    assert (service().fees, service().is_checked, service().corrections) == ("Ten yuan", False, {"fees": "Five yuan"})
    directory(fees="Ten yuan")
    assert (service().fees, service().corrections) == ("Ten yuan", {})
