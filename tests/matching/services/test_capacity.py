"""The number of places of an open offer, as a table, and a full offer that comes back."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from matching.errors import IllegalStep, NotFound, ResettleError, StaleEdit
from matching.records import AuditEntry, Offer, WorkItem
from matching.services.capacity import ChangePlaces, change_checked_places, change_own_places
from matching.services.offers import FewerThanTaken, NotApproved, Step, TakeStep, moderate_offer, step_own_offer
from matching.vocabulary import OfferState, ProviderState
from tests.builders import Office, add_office, doing, make_offer

S = OfferState


@pytest.mark.parametrize(
    ("state", "taken", "places", "after"),
    [
        (S.FILLED, 2, 3, S.PUBLISHED),
        (S.FILLED, 2, 2, S.FILLED),
        (S.PUBLISHED, 1, 5, S.PUBLISHED),
        (S.PUBLISHED, 1, 1, S.FILLED),
        (S.PAUSED, 1, 1, S.PAUSED),
        (S.PAUSED, 0, 4, S.PAUSED),
        (S.FILLED, 2, 1, FewerThanTaken),
        (S.PUBLISHED, 2, 1, FewerThanTaken),
        (S.DRAFT, 0, 4, IllegalStep),
        (S.SUBMITTED, 0, 4, IllegalStep),
        (S.CLOSED, 0, 4, IllegalStep),
    ],
)
def test_what_another_number_of_places_does(
    sqlite: Engine, state: OfferState, taken: int, places: int, after: OfferState | type[ResettleError]
) -> None:
    office = add_office(sqlite)
    with doing(sqlite) as work:
        offer = make_offer(
            work.session, office.provider, state=state, places=2, places_taken=taken, submitted_at=work.now
        )
    command = ChangePlaces(offer.id or 0, 1, places)
    if not isinstance(after, OfferState):
        for viewer, change in ((office.provider_viewer, change_own_places), (office.officer, change_checked_places)):
            with pytest.raises(after), doing(sqlite, viewer) as work:
                change(work, command)
        return
    with doing(sqlite, office.provider_viewer) as work:
        change_own_places(work, command)
    with Session(sqlite) as session:
        found = session.get_one(Offer, offer.id)
        assert (found.state, found.places, found.places_to_confirm) == (after, places, False)
        assert session.exec(select(AuditEntry).where(AuditEntry.act == "offer.places_changed")).one()
        rematched = session.exec(select(WorkItem).where(WorkItem.name == "rematch_offer")).all()
        assert bool(rematched) == (after is not state), "only what opens or closes is matched again"


def test_nobody_elses_places_and_no_stale_number(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        offer = make_offer(work.session, office.provider, places=2)
    with pytest.raises(NotFound), doing(engine, office.officer) as work:
        change_own_places(work, ChangePlaces(offer.id or 0, 1, 3))
    with pytest.raises(NotFound), doing(engine, office.provider_viewer) as work:
        change_checked_places(work, ChangePlaces(offer.id or 0, 1, 3))
    with pytest.raises(StaleEdit), doing(engine, office.provider_viewer) as work:
        change_own_places(work, ChangePlaces(offer.id or 0, 7, 3))


def test_a_filled_offer_of_a_barred_provider_does_not_open_again(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        offer = make_offer(work.session, office.provider, state=S.FILLED, places=1, places_taken=1)
        work.session.merge(office.provider).state = ProviderState.SUSPENDED
    with pytest.raises(NotApproved), doing(engine, office.provider_viewer) as work:
        change_own_places(work, ChangePlaces(offer.id or 0, 1, 2))


def test_a_full_offer_that_resumes_is_filled_at_once(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        offer = make_offer(work.session, office.provider, state=S.PAUSED, places=1, places_taken=1)
    with doing(engine, office.provider_viewer) as work:
        assert step_own_offer(work, TakeStep(offer.id or 0, Step.RESUME, 1)).state is S.FILLED


def test_an_officer_does_not_confirm_fewer_places_than_are_taken(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        offer = make_offer(
            work.session, office.provider, {"hours_per_week": 40, "pay_from": 3000}, state=S.SUBMITTED, address="Lake Road 3",
            places=3, places_taken=2, places_to_confirm=True, submitted_at=work.now,
        )  # fmt: skip
    with pytest.raises(FewerThanTaken), doing(engine, office.officer) as work:
        moderate_offer(work, TakeStep(offer.id or 0, Step.PUBLISH, 1, places=1))
