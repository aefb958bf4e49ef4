"""A provider's own details: what changes at once, and what goes past an officer again."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from matching.errors import NotFound, StaleEdit
from matching.records import Account, AuditEntry, Offer, Provider, WorkItem
from matching.services.offers import NotApproved
from matching.services.provider_details import OwnDetails, change_details
from matching.vocabulary import OfferState, ProposalState, ProviderKind, ProviderState
from tests.builders import Office, add_office, doing, make_offer
from tests.proposing import make_case


def details_of(office: Office, **changed: Any) -> OwnDetails:
    own = office.provider
    said = OwnDetails(
        own.version, own.kind, own.name, own.registration_number, "Zhou Min", "0571 1", None, "Lake Road 3", None
    )
    return replace(said, **changed)


@pytest.mark.parametrize(
    ("state", "changed", "after", "offer_state"),
    [
        (ProviderState.APPROVED, {"phone": "0571 2"}, ProviderState.APPROVED, OfferState.PUBLISHED),
        (ProviderState.APPROVED, {"about": "We bake"}, ProviderState.APPROVED, OfferState.PUBLISHED),
        (ProviderState.APPROVED, {"name": "Lake Bakery"}, ProviderState.SUBMITTED, OfferState.PAUSED),
        (ProviderState.APPROVED, {"kind": ProviderKind.TRAINER}, ProviderState.SUBMITTED, OfferState.PAUSED),
        (ProviderState.APPROVED, {"registration_number": "91330000"}, ProviderState.SUBMITTED, OfferState.PAUSED),
        (ProviderState.REFUSED, {"registration_number": "91330000"}, ProviderState.SUBMITTED, OfferState.PAUSED),
        (ProviderState.SUSPENDED, {"name": "Lake Bakery"}, ProviderState.SUSPENDED, OfferState.PUBLISHED),
        (ProviderState.SUBMITTED, {"name": "Lake Bakery"}, ProviderState.SUBMITTED, OfferState.PUBLISHED),
    ],
)
def test_what_a_change_leads_to(
    sqlite: Engine, state: ProviderState, changed: dict[str, Any], after: ProviderState, offer_state: OfferState
) -> None:
    office = add_office(sqlite)
    with doing(sqlite) as work:
        offer = make_offer(work.session, office.provider)
        work.session.merge(office.provider).state = state
    with doing(sqlite, office.provider_viewer) as work:
        change_details(work, details_of(office, **changed))
    with Session(sqlite) as session:
        provider = session.get_one(Provider, office.provider.id)
        assert provider.state is after
        assert {name: getattr(provider, name) for name in changed} == changed
        assert session.get_one(Offer, offer.id).state is offer_state
        acts = set(session.exec(select(AuditEntry.act)).all())
        assert "provider.details_changed" in acts
        was_paused = offer_state is OfferState.PAUSED
        assert ("provider.sent_again" in acts) == was_paused
        assert bool(session.exec(select(WorkItem).where(WorkItem.name == "rematch_offer")).all()) == was_paused


def test_mail_for_a_new_password_follows_the_details(engine: Engine, office: Office) -> None:
    with doing(engine, office.provider_viewer) as work:
        change_details(work, details_of(office, mail="zhou@lake.example"))
    with Session(engine) as session:
        assert session.get_one(Account, office.provider_viewer.account_id).mail == "zhou@lake.example"


def test_an_address_chosen_for_the_own_account_stays_while_the_details_keep_theirs(sqlite: Engine) -> None:
    office = add_office(sqlite)
    with doing(sqlite, office.provider_viewer) as work:
        work.session.get_one(Account, office.provider_viewer.account_id).mail = "own@lake.example"
        change_details(work, details_of(office, phone="0571 2"))
    with Session(sqlite) as session:
        assert session.get_one(Account, office.provider_viewer.account_id).mail == "own@lake.example"


def test_nobody_is_disclosed_to_a_provider_that_says_it_is_somebody_else(engine: Engine, office: Office) -> None:
    case = make_case(engine, office).brought_to(ProposalState.INTERESTED)
    with doing(engine, office.provider_viewer) as work:
        change_details(work, details_of(office, name="Lake Bakery"))
    with pytest.raises(NotApproved):
        case.take(ProposalState.DISCLOSED)
    with doing(engine) as work:
        work.session.get_one(Provider, office.provider.id).state = ProviderState.APPROVED
    case.take(ProposalState.DISCLOSED)
    assert case.proposal.state is ProposalState.DISCLOSED


def test_a_stale_page_and_somebody_without_a_provider_change_nothing(engine: Engine, office: Office) -> None:
    with pytest.raises(StaleEdit), doing(engine, office.provider_viewer) as work:
        change_details(work, details_of(office, version=7))
    with pytest.raises(NotFound), doing(engine, office.officer) as work:
        change_details(work, details_of(office))
