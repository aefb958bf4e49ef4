"""The story for jobs, from intake to a placement that holds, as each role walks it."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import count

import pytest
from stdnum.cn import ric

from tests.builders import PASSWORD, TODAY, Office, add_office, sign_in_name_of
from tests.journeys.conftest import Service, Visitor

pytestmark = pytest.mark.chromium
_people = count(1)


PEOPLE = {"en": ("周远航", "19880412"), "zh": ("唐秋实", "19750923")}


def identity_number(born: str) -> str:
    """A valid number in an area that was never given out."""
    head = f"330199{born}{next(_people):03d}"
    return head + str(ric.calc_check_digit(head + "0"))


def take_in(officer: Visitor, office: Office, name: str, number: str) -> int:
    officer.open("/people/new")
    officer.fill(
        name=name,
        identity_number=number,
        household_place="柳亭镇河西路3号",
        residence="柳亭镇桥头村8号",
        phone="13800000000",
    )
    officer.choose("unit_id", str(office.township.id))
    officer.choose("caseworker_id", str(office.caseworker.account_id))
    officer.choose("legal_status", "released")
    officer.date("release_on", TODAY)
    officer.press()
    return officer.number_in_address("people")


def record_case(caseworker: Visitor, subject: int) -> None:
    """What a caseworker finds out in the first talk."""
    caseworker.open(f"/people/{subject}/report")
    caseworker.date("reported_on", TODAY)
    caseworker.press()
    for kind, answer in (("home", "yes"), ("kin", "unknown"), ("work", "no")):
        caseworker.open(f"/people/{subject}/circumstances/{kind}")
        caseworker.choose("answer", answer)
        caseworker.choose("source", "subject")
        caseworker.date("found_on", TODAY)
        caseworker.press()
    caseworker.open(f"/people/{subject}/abilities")
    caseworker.fill(skills="切菜\n洗碗")
    caseworker.page.locator("[name=skills_known]").check()
    caseworker.page.locator("[name=qualifications_known]").check()
    caseworker.press()
    caseworker.open(f"/people/{subject}/wishes")
    caseworker.fill(
        hours_min="30", hours_max="44", work_from="06:00", work_to="20:00", journey_limit_km="20", pay_needed="2800"
    )
    caseworker.press()
    for papers in ("conditions", "offences"):
        caseworker.open(f"/people/{subject}/{papers}")
        caseworker.press(f"form[action$='/{papers}/read'] button")


def register(visitor: Visitor, office: Office, name: str, sign_in_name: str) -> None:
    visitor.open("/register-provider")
    visitor.choose("kind", "employer")
    visitor.choose("unit_id", str(office.township.id))
    visitor.fill(
        name=name,
        address="柳亭镇工业路1号",
        contact_name="周师傅",
        phone="0571000000",
        sign_in_name=sign_in_name,
        new=PASSWORD,
    )
    visitor.press()


def post_opening(provider: Visitor, title: str) -> None:
    provider.open("/my/openings/new")
    provider.press()
    provider.fill(title=title, description="洗菜、切菜、洗碗，包午餐。Washing and cutting vegetables, lunch included.")
    provider.press()
    if provider.page.locator("[name=title]").count():
        provider.press()
    provider.fill(address="柳亭镇工业路1号")
    provider.press()
    provider.fill(hours_per_week="40", shift_from="08:00", shift_to="16:00")
    provider.press()
    provider.fill(pay_from="3000", pay_to="3400")
    provider.choose("pay_period", "month")
    provider.choose("contract", "permanent")
    provider.choose("lodging", "no")
    provider.press()
    provider.fill(age_from="18", skills="切菜")
    provider.press()
    provider.press()
    provider.fill(places="1")
    provider.press()
    provider.press("form[action$='/preview'] button")


def await_suggestion(caseworker: Visitor, subject: int, title: str, seconds: float = 30) -> float:
    """Wait until the shortlist on the case file names an offer; how long it took."""
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        caseworker.open(f"/people/{subject}")
        if title in caseworker.text():
            return time.monotonic() - started
        time.sleep(0.3)
    pytest.fail(f"{title!r} did not come on the shortlist within {seconds} s")


@pytest.mark.parametrize(
    ("service", "language"),
    [("sqlite", "en"), pytest.param("postgres", "zh", marks=pytest.mark.postgres)],
    indirect=["service"],
)
def test_a_person_is_taken_in_matched_reviewed_proposed_placed_and_still_holds_after_a_week(
    service: Service,
    visit: Callable[..., Visitor],
    later: Callable[[int], AbstractContextManager[Service]],
    language: str,
) -> None:
    office = add_office(service.engine)
    names = {role: sign_in_name_of(service.engine, getattr(office, role)) for role in ("officer", "caseworker")}
    name, born = PEOPLE[language]
    number = identity_number(born)
    title, firm = f"厨房帮工 Kitchen helper {number[-4:]}", f"河边食堂 {number[-4:]}"
    officer, caseworker, provider = visit(language), visit(language), visit(language)
    officer.sign_in(names["officer"])
    caseworker.sign_in(names["caseworker"])

    subject = take_in(officer, office, name, number)
    officer.open("/people/new")
    officer.fill(name=name, identity_number=number)
    officer.choose("unit_id", str(office.township.id))
    officer.choose("legal_status", "released")
    officer.page.locator("main form button").first.click()
    assert officer.page.locator(f"a[href='/people/{subject}']").count(), (
        "the duplicate is shown before anything is stored"
    )
    record_case(caseworker, subject)

    register(provider, office, firm, f"provider{number}")
    provider.sign_in(f"provider{number}")
    officer.open("/providers")
    officer.page.get_by_role("link", name=firm).click()
    officer.press("form[action$='/check'] button")
    post_opening(provider, title)
    officer.open("/offers")
    officer.page.get_by_role("link", name=title).click()
    officer.press("form[action$='/moderate'] button")

    assert await_suggestion(caseworker, subject, title) < 10
    caseworker.page.get_by_role("link", name=title).first.click()
    assert caseworker.axe_faults() == []
    caseworker.press("form:has(input[value=endorse]) button")

    officer.open("/proposals")
    officer.page.locator("li", has_text=name).locator("button").click()
    officer.page.wait_for_url("**/proposals/*")
    proposal = officer.number_in_address("proposals")
    officer.press("form[action$='/agree'] button")
    officer.press("form[action$='/offer'] button")
    assert officer.axe_faults() == []

    provider.open("/my/proposals")
    provider.page.locator("main a[href*='/my/proposals/']").first.click()
    assert name not in provider.page.content()
    assert provider.axe_faults() == []
    provider.press("form[action$='/interested'] button")
    card = provider.page.url

    officer.open(f"/proposals/{proposal}")
    assert not officer.page.locator("form[action$='/disclose']").count(), "nothing is disclosed without a consent"
    caseworker.open(f"/people/{subject}/consents/new")
    caseworker.choose("purpose", "disclose_to_provider")
    caseworker.page.locator("[name=provider_id]").select_option(label=firm)
    caseworker.fill(form="同意书 B", kept_at="档案柜 3")
    caseworker.date("signed_on", TODAY)
    caseworker.press()
    officer.open(f"/proposals/{proposal}")
    officer.press("form[action$='/disclose'] button")

    provider.page.goto(card)
    assert name in provider.page.content()
    provider.press("form[action$='/accept'] button")
    officer.open(f"/proposals/{proposal}")
    officer.date("starts_on", TODAY)
    officer.press("form[action$='/plan'] button")
    provider.open("/my/placements")
    provider.press("form[action$='/start'] button")
    caseworker.open(f"/people/{subject}")
    assert ("Has work" if language == "en" else "有工作") in caseworker.text()

    with later(8) as week_after:
        provider.at(week_after.address)
        provider.sign_in(f"provider{number}")
        provider.open("/my/placements")
        provider.press("form[action*='/checks/'] button")
        caseworker.at(week_after.address)
        caseworker.sign_in(names["caseworker"])
        caseworker.open(f"/people/{subject}")
        assert ("7" in caseworker.text()) and caseworker.axe_faults() == []
