"""A direct proposal from an officer's find to a home that somebody stays in for too long; and a caseload that is covered."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import NamedTuple

import pytest

from matching.vocabulary import HousingKind, OfferKind, ProviderKind, Role
from tests.builders import (
    TODAY,
    Office,
    add_office,
    doing,
    make_account,
    make_offer,
    make_provider,
    make_subject,
    sign_in_name_of,
)
from tests.journeys.conftest import Service, Visitor
from tests.proposing import make_consent

pytestmark = pytest.mark.chromium
STAY_DAYS = 30


class Home(NamedTuple):
    """One person, one transitional home, and the names under which everybody signs in."""

    person: int
    name: str
    offer: int
    landlord: str
    second: str


def make_home(service: Service, office: Office) -> Home:
    """Somebody who lives nowhere yet, and a landlord with a free room for thirty days."""
    with doing(service.engine) as work:
        session = work.session
        person = make_subject(session, office.township, name="江北望", caseworker_id=office.caseworker.account_id)
        house = make_provider(session, office.township, kind=ProviderKind.LANDLORD)
        terms = {"housing_kind": HousingKind.SHARED_FLAT, "stay_limit_days": STAY_DAYS}
        room = make_offer(session, house, terms, kind=OfferKind.HOUSING, title="Room by the river")
        make_consent(session, person.id or 0, house.id)
        landlord = make_account(session, Role.PROVIDER, provider=house)
        second = make_account(session, Role.CASEWORKER, unit=office.township)
        number, name, offer = person.id or 0, person.name, room.id or 0
    names = [sign_in_name_of(service.engine, viewer) for viewer in (landlord, second)]
    return Home(number, name, offer, *names)


def unfold(visitor: Visitor, action: str) -> None:
    """Open what a form is folded into."""
    visitor.page.locator(f"details:has(form[action$='{action}']) > summary").first.click()


def propose_and_endorse(officer: Visitor, caseworker: Visitor, home: Home) -> int:
    officer.open(f"/people/{home.person}/offers/{home.offer}")
    unfold(officer, "/propose")
    officer.fill(reason="The landlord knows his uncle.")
    officer.press("form[action$='/propose'] button")
    proposal = officer.number_in_address("proposals")
    assert officer.axe_faults() == []
    caseworker.open("/today")
    caseworker.page.locator(f"main a[href$='/proposals/{proposal}/review']").first.click()
    assert "The landlord knows his uncle." in caseworker.text()
    assert caseworker.axe_faults() == []
    caseworker.press("form:has(input[value=endorse]) button")
    return proposal


def meet(officer: Visitor, landlord: Visitor, proposal: int) -> None:
    """From the person's yes to the landlord's, with an interview between."""
    officer.open(f"/proposals/{proposal}")
    officer.press("form[action$='/agree'] button")
    officer.press("form[action$='/offer'] button")
    landlord.open("/my/proposals")
    landlord.page.locator("main a[href*='/my/proposals/']").first.click()
    landlord.press("form[action$='/interested'] button")
    officer.open(f"/proposals/{proposal}")
    officer.date("interview_on", TODAY + timedelta(days=1))
    officer.fill(interview_from="10:00", interview_place="Office, room 2")
    officer.press("form[action$='/disclose'] button")
    unfold(officer, "/interview")
    officer.page.locator("form[action$='/interview'] [name=interview_place]").fill("At the house")
    officer.press("form[action$='/interview'] button")
    assert officer.axe_faults() == []
    landlord.open("/today")
    landlord.page.get_by_role("link", name="Interview on").first.click()
    assert "At the house" in landlord.text()
    landlord.press("form[action$='/accept'] button")


def move_in(officer: Visitor, landlord: Visitor, proposal: int) -> int:
    officer.open(f"/proposals/{proposal}")
    officer.date("starts_on", TODAY)
    officer.press("form[action$='/plan'] button")
    placement = officer.number_in_address("placements")
    landlord.open("/my/placements")
    landlord.press("form[action$='/start'] button")
    officer.open(f"/placements/{placement}")
    assert "1 Oct 2026" in officer.text()
    unfold(officer, "/extend")
    officer.date("ends_on", TODAY + timedelta(days=STAY_DAYS + 10))
    officer.page.locator("form[action$='/extend'] [name=reason]").select_option("no_other_home")
    officer.page.locator("[name=provider_agrees]").check()
    officer.press("form[action$='/extend'] button")
    assert "11 Oct 2026" in officer.text()
    assert officer.axe_faults() == []
    return placement


def cover_caseload(supervisor: Visitor, office: Office, second: str) -> None:
    supervisor.open("/covers/new")
    supervisor.choose("account_id", str(office.caseworker.account_id))
    options = supervisor.page.locator("select[name=covered_by_id] option")
    others = [options.nth(place).get_attribute("value") for place in range(options.count())]
    supervisor.choose(
        "covered_by_id", next(each for each in others if each and each != str(office.caseworker.account_id))
    )
    supervisor.choose("reason", "leave")
    assert supervisor.axe_faults() == []
    supervisor.press()
    assert supervisor.axe_faults() == []


def test_a_home_is_proposed_directly_met_moved_into_extended_and_outstayed_and_the_caseload_covered(
    service: Service, visit: Callable[..., Visitor], later: Callable[[int], AbstractContextManager[Service]]
) -> None:
    office = add_office(service.engine)
    home = make_home(service, office)
    roles = ("officer", "caseworker", "supervisor")
    names = {role: sign_in_name_of(service.engine, getattr(office, role)) for role in roles}
    names |= {"landlord": home.landlord, "second": home.second}
    people = {who: visit() for who in names}
    for who, visitor in people.items():
        visitor.sign_in(names[who])

    proposal = propose_and_endorse(people["officer"], people["caseworker"], home)
    meet(people["officer"], people["landlord"], proposal)
    placement = move_in(people["officer"], people["landlord"], proposal)

    second = people["second"]
    second.open("/people?whose=mine")
    assert home.name not in second.text()
    cover_caseload(people["supervisor"], office, home.second)
    second.open(f"/people/{home.person}")
    assert "you cover for the caseworker" in second.text()

    with later(STAY_DAYS + 15) as afterwards:
        second.at(afterwards.address)
        second.sign_in(home.second)
        assert second.page.locator(f"main a[href$='/placements/{placement}']").count()
        assert "Still lives there" in second.text()
        second.open("/placements")
        assert "stays beyond the agreed day" in second.text()
        assert second.axe_faults() == []
