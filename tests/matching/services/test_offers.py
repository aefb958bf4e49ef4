"""An offer's life as a table, and who may take which step."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from matching.database import UnitOfWork
from matching.errors import BadInput, IllegalStep, NotFound, Refused, StaleEdit
from matching.queries.offers import OfferFilter, offer_list, offer_page
from matching.queries.waiting import my_work
from matching.records import AuditEntry, Offer, WorkItem
from matching.services.drafts import copy_offer, save_part, start_draft
from matching.services.offer_parts import PlacesPart
from matching.services.offers import (
    OFFICER_STEPS,
    PROVIDER_STEPS,
    STEPS,
    DateHasPassed,
    NotApproved,
    NotFinished,
    NotReviewed,
    Step,
    TakeStep,
    expire_offers,
    moderate_offer,
    move,
    step_own_offer,
    submit_offer,
)
from matching.services.providers import CheckProvider, CheckStep, check_provider
from matching.viewer import Viewer
from matching.vocabulary import OfferKind, OfferState, ProviderState, Role, UnitLevel
from tests.builders import NOW, TODAY, Office, add_office, doing, make_account, make_offer, make_provider, make_unit

LIFE = {
    OfferState.DRAFT: {Step.SUBMIT: OfferState.SUBMITTED, Step.WITHDRAW: OfferState.WITHDRAWN},
    OfferState.SUBMITTED: {
        Step.RETURN: OfferState.RETURNED,
        Step.PUBLISH: OfferState.PUBLISHED,
        Step.WITHDRAW: OfferState.WITHDRAWN,
    },
    OfferState.RETURNED: {Step.SUBMIT: OfferState.SUBMITTED, Step.WITHDRAW: OfferState.WITHDRAWN},
    OfferState.PUBLISHED: {
        Step.PAUSE: OfferState.PAUSED,
        Step.WITHDRAW: OfferState.WITHDRAWN,
        Step.CLOSE: OfferState.CLOSED,
        Step.FILL: OfferState.FILLED,
        Step.EXPIRE: OfferState.EXPIRED,
    },
    OfferState.PAUSED: {
        Step.RESUME: OfferState.PUBLISHED,
        Step.MEND: OfferState.RETURNED,
        Step.WITHDRAW: OfferState.WITHDRAWN,
        Step.CLOSE: OfferState.CLOSED,
        Step.EXPIRE: OfferState.EXPIRED,
    },
    OfferState.FILLED: {Step.CLOSE: OfferState.CLOSED, Step.FREE: OfferState.PUBLISHED},
    OfferState.EXPIRED: {Step.RENEW: OfferState.SUBMITTED},
    OfferState.CLOSED: {},
    OfferState.WITHDRAWN: {},
}

READY = {"hours_per_week": 40, "pay_from": 3000}


@pytest.mark.parametrize("state", OfferState)
@pytest.mark.parametrize("step", Step)
def test_every_step_from_every_state(state: OfferState, step: Step) -> None:
    offer = Offer(provider_id=1, unit_id=1, kind=OfferKind.JOB, state=state, created_at=NOW)
    if step in LIFE[state]:
        move(offer, step)
        assert (offer.state, offer.version) == (LIFE[state][step], 2)
    else:
        with pytest.raises(IllegalStep):
            move(offer, step)
        assert (offer.state, offer.version) == (state, 1)


def test_the_table_names_every_step_once() -> None:
    assert set(STEPS) == set(Step)
    assert set(PROVIDER_STEPS) & {Step.PUBLISH, Step.RETURN} == set() and Step.MEND not in OFFICER_STEPS


def an_offer(work: UnitOfWork, office: Office, state: OfferState = OfferState.SUBMITTED, **fields: Any) -> int:
    sent = None if state is OfferState.DRAFT else NOW
    offer = make_offer(
        work.session,
        office.provider,
        READY,
        **({"state": state, "address": "Lake Road 3", "submitted_at": sent, "published_at": None} | fields),
    )
    return offer.id or 0


@pytest.mark.parametrize(
    ("fields", "command", "error"),
    [
        ({"closes_on": date(2026, 8, 31)}, {}, DateHasPassed),
        ({"exclusions": [{"category": "drugs", "ground": "preference", "justification": None}]}, {}, NotReviewed),
        (
            {"exclusions": [{"category": "drugs", "ground": "justified", "justification": None}]},
            {"is_reviewed": True},
            NotFinished,
        ),
        ({"address": None}, {}, NotFinished),
        ({}, {"version": 7}, StaleEdit),
        ({}, {"step": Step.MEND}, IllegalStep),
        ({}, {"step": Step.RESUME}, IllegalStep),
        ({}, {"step": Step.RETURN}, BadInput),
    ],
)
def test_what_an_officer_cannot_do(
    sqlite: Engine, fields: dict[str, Any], command: dict[str, Any], error: type[Refused]
) -> None:
    office = add_office(sqlite)
    with doing(sqlite) as work:
        offer_id = an_offer(work, office, **fields)
    with pytest.raises(error), doing(sqlite, office.officer) as work:
        moderate_offer(work, TakeStep(**({"offer_id": offer_id, "step": Step.PUBLISH, "version": 1} | command)))
    with Session(sqlite) as session:
        assert session.get_one(Offer, offer_id).state is OfferState.SUBMITTED
        assert session.exec(select(WorkItem)).all() == []


def test_publishing_confirms_places_and_leaves_a_trace(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        offer_id = an_offer(work, office, places_to_confirm=True)
    with doing(engine, office.county_officer) as work:
        moderate_offer(work, TakeStep(offer_id, Step.PUBLISH, 1, places=4))
    with Session(engine) as session:
        offer = session.get_one(Offer, offer_id)
        assert (offer.state, offer.places, offer.places_to_confirm) == (OfferState.PUBLISHED, 4, False)
        assert (offer.published_by_id, offer.facts_version) == (office.county_officer.account_id, 2)
        entry = session.exec(select(AuditEntry).where(AuditEntry.act == "offer.publish")).one()
        assert (entry.account_id, entry.ids) == (office.county_officer.account_id, {"offer": offer_id})


def test_officers_of_another_township_or_the_city_do_not_check(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        city = make_unit(work.session, UnitLevel.CITY)
        work.session.merge(office.county).parent_id = city.id
        strangers = [
            make_account(work.session, Role.OFFICER, unit=make_unit(work.session, UnitLevel.TOWNSHIP, office.county)),
            make_account(work.session, Role.OFFICER, unit=city),
            office.provider_viewer,
            office.administrator,
        ]
        offer_id = an_offer(work, office)
    for stranger in strangers:
        with pytest.raises(NotFound), doing(engine, stranger) as work:
            moderate_offer(work, TakeStep(offer_id, Step.PUBLISH, 1))


def test_who_sees_which_offer(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        sibling = make_account(
            work.session, Role.OFFICER, unit=make_unit(work.session, UnitLevel.TOWNSHIP, office.county)
        )
        rival = make_account(work.session, Role.PROVIDER, provider=make_provider(work.session, office.township))
        draft, sent = an_offer(work, office, OfferState.DRAFT), an_offer(work, office)
        published = an_offer(work, office, OfferState.PUBLISHED, published_at=NOW)
        expired = an_offer(work, office, OfferState.EXPIRED, published_at=NOW)
    seen = {
        "own": (office.provider_viewer, {draft, sent, published, expired}),
        "rival": (rival, set()),
        "officer": (office.officer, {sent, published, expired}),
        "county": (office.county_officer, {sent, published, expired}),
        "sibling": (sibling, {published, expired}),
        "administrator": (office.administrator, set()),
    }
    for name, (viewer, expected) in seen.items():
        with doing(engine, viewer) as work:
            assert {row.id for row in offer_list(work, OfferFilter()).rows} == expected, name
            for offer_id in {draft, sent, published, expired} - expected:
                with pytest.raises(NotFound):
                    offer_page(work, offer_id)


def test_lists_put_first_what_is_to_be_checked(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        paused, published = (
            an_offer(work, office, OfferState.PAUSED, published_at=NOW),
            an_offer(work, office, OfferState.PUBLISHED, published_at=NOW),
        )
        sent = an_offer(work, office, title="100% Cook_er")
    with doing(engine, office.officer) as work:
        assert [row.id for row in offer_list(work, OfferFilter()).rows] == [sent, published, paused]
        assert [row.id for row in offer_list(work, OfferFilter(words="100% cook_")).rows] == [sent]
        assert offer_list(work, OfferFilter(state=OfferState.PAUSED)).count == 1
        assert offer_list(work, OfferFilter(), page=99).page == 1


def test_a_provider_sends_only_when_finished_and_approved(engine: Engine, office: Office) -> None:
    with doing(engine, office.provider_viewer) as work:
        empty = start_draft(work, OfferKind.JOB).id or 0
    with pytest.raises(NotFinished), doing(engine, office.provider_viewer) as work:
        submit_offer(work, empty, 1)
    with doing(engine) as work:
        ready = an_offer(work, office, OfferState.DRAFT)
        work.session.merge(office.provider).state = ProviderState.SUBMITTED
    with pytest.raises(NotApproved), doing(engine, office.provider_viewer) as work:
        submit_offer(work, ready, 1)


def test_only_drafts_are_edited_and_never_below_the_places_taken(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        published = an_offer(work, office, OfferState.PUBLISHED)
        mended = an_offer(work, office, OfferState.RETURNED, places=3, places_taken=2)
    with pytest.raises(IllegalStep), doing(engine, office.provider_viewer) as work:
        save_part(work, published, 1, PlacesPart(2, None, None))
    with pytest.raises(BadInput), doing(engine, office.provider_viewer) as work:
        save_part(work, mended, 1, PlacesPart(1, None, None))
    with pytest.raises(StaleEdit), doing(engine, office.provider_viewer) as work:
        save_part(work, mended, 0, PlacesPart(3, None, None))


def test_a_copy_is_a_draft_without_dates_or_history(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        past = an_offer(
            work, office, OfferState.CLOSED, closes_on=TODAY, places=3, places_taken=3, source="x", source_reference="1"
        )
    with doing(engine, office.provider_viewer) as work:
        copied = copy_offer(work, past)
        assert (copied.state, copied.closes_on, copied.places, copied.places_taken, copied.source) == (
            OfferState.DRAFT,
            None,
            3,
            0,
            None,
        )
        assert copied.address == "Lake Road 3" and copied.submitted_at is None


def test_expiring_takes_only_what_has_passed(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        passed = an_offer(work, office, OfferState.PUBLISHED, closes_on=date(2026, 8, 31))
        an_offer(work, office, OfferState.PUBLISHED, closes_on=TODAY)
        an_offer(work, office, OfferState.PUBLISHED)
    with doing(engine) as work:
        assert expire_offers(work) == 1
        assert expire_offers(work) == 0
        assert work.session.get_one(Offer, passed).state is OfferState.EXPIRED


def test_suspending_a_provider_pauses_its_offers(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        offer_id = an_offer(work, office, OfferState.PUBLISHED)
    with doing(engine, office.officer) as work:
        check_provider(work, CheckProvider(office.provider.id or 0, CheckStep.SUSPEND, 1, "No longer at this address"))
    with pytest.raises(NotApproved), doing(engine, office.provider_viewer) as work:
        step_own_offer(work, TakeStep(offer_id, Step.RESUME, 2))


def lines_of(engine: Engine, viewer: Viewer) -> list[str]:
    with doing(engine, viewer) as work:
        return [item.key for item in my_work(work) if item.key.startswith(("offer", "provider"))]


def test_what_waits_for_whom(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        for state in (OfferState.DRAFT, OfferState.RETURNED, OfferState.SUBMITTED, OfferState.PUBLISHED):
            an_offer(work, office, state)
        make_provider(work.session, office.township, state=ProviderState.SUBMITTED)
    assert sorted(lines_of(engine, office.provider_viewer)) == ["offer.returned", "offer.unfinished"]
    assert sorted(lines_of(engine, office.officer)) == ["offer.to_check", "provider.to_check"]
    assert lines_of(engine, office.caseworker) == []
    with doing(engine) as work:
        for _number in range(20):
            an_offer(work, office)
    assert "offer.many_to_check" in lines_of(engine, office.county_officer)
