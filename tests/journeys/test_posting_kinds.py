"""A school and a landlord register and post; an officer approves them and publishes what they offer."""

from collections.abc import Callable, Iterator

import pytest

from tests.builders import PASSWORD, TODAY, Office, add_office, sign_in_name_of
from tests.journeys.conftest import Service, Visitor

pytestmark = pytest.mark.chromium

Page = Callable[[Visitor], None]


def course_pages() -> Iterator[Page]:
    """The pages of a course, in the order of the form."""
    yield lambda visitor: visitor.fill(title="电焊初级班 Welding", description="动手为主 By hand", certificate="焊工证")
    yield lambda visitor: visitor.fill(address="柳亭镇学前路20号", latitude="30.12", longitude="120.21")
    yield lambda visitor: visitor.fill(weeks="8", hours_per_week="30", shift_from="08:30", shift_to="15:30")
    yield lambda visitor: visitor.fill(age_from="18", entry_requirements="视力正常")

    def money(visitor: Visitor) -> None:
        visitor.fill(fee="0", stipend_month="600")
        visitor.choose("lodging", "yes")

    yield money
    yield lambda visitor: None
    yield lambda visitor: visitor.fill(places="12")


def home_pages() -> Iterator[Page]:
    """The pages of a home, in the order of the form."""

    def home(visitor: Visitor) -> None:
        visitor.fill(title="女床位 Bed for women", description="两人间，一楼 Room of two, ground floor")
        visitor.choose("housing_kind", "hostel")

    def residents(visitor: Visitor) -> None:
        visitor.fill(household_max="1", eligibility="合住一间、共用卫生间 Shared room and washroom")
        for name, answer in (("children", "no"), ("sex_only", "female"), ("step_free", "yes")):
            visitor.choose(name, answer)

    def closures(visitor: Visitor) -> None:
        visitor.date("first_on", TODAY)
        visitor.date("last_on", TODAY)

    def exclusions(visitor: Visitor) -> None:
        visitor.page.locator("summary", has_text="Add an exclusion").click()
        visitor.choose("category", "drugs")
        visitor.choose("ground", "preference")

    yield home
    yield lambda visitor: visitor.fill(address="柳亭镇安宁路9号")
    yield residents
    yield lambda visitor: visitor.choose("rule_codes", "no_alcohol")
    yield lambda visitor: visitor.fill(rent_month="200", stay_limit_days="180")
    yield closures
    yield exclusions
    yield lambda visitor: visitor.fill(places="4")


def register(visitor: Visitor, office: Office, kind: str, name: str) -> None:
    visitor.open("/register-provider")
    visitor.choose("kind", kind)
    visitor.choose("unit_id", str(office.township.id))
    visitor.fill(
        name=name, address="柳亭镇1号", contact_name="许老师", phone="0571000000", sign_in_name=name, new=PASSWORD
    )
    assert visitor.axe_faults() == []
    visitor.press()
    visitor.sign_in(name)


def approve(officer: Visitor, name: str) -> None:
    officer.open("/providers")
    officer.page.get_by_role("link", name=name).click()
    officer.press("form[action$='/check'] button")


def post(visitor: Visitor, pages: Iterator[Page], title: str) -> str:
    """Post an opening with the kind that is preselected; every page of the form is read by axe."""
    visitor.open("/my/openings")
    visitor.page.get_by_role("button", name="Post an opening").click()
    assert visitor.axe_faults() == []
    visitor.press()
    for fill in pages:
        assert visitor.axe_faults() == [], visitor.page.url
        fill(visitor)
        visitor.press()
    assert title in visitor.text() and visitor.axe_faults() == []
    address = visitor.page.url
    visitor.press("form[action$='/preview'] button")
    return address


@pytest.mark.parametrize(
    ("kind", "pages", "title", "shown"),
    [
        ("trainer", course_pages, "电焊初级班 Welding", "焊工证"),
        ("landlord", home_pages, "女床位 Bed for women", "not applied"),
    ],
)
def test_a_school_and_a_landlord_register_post_and_are_published(
    service: Service,
    visit: Callable[..., Visitor],
    kind: str,
    pages: Callable[[], Iterator[Page]],
    title: str,
    shown: str,
) -> None:
    office = add_office(service.engine)
    name = f"{kind}{office.township.id}"
    officer, provider = visit(), visit(width=360)
    officer.sign_in(sign_in_name_of(service.engine, office.officer))
    register(provider, office, kind, name)
    approve(officer, name)
    address = post(provider, pages(), title)

    officer.open("/offers?state=submitted")
    officer.page.get_by_role("link", name=title).first.click()
    assert shown in officer.text() and officer.axe_faults() == []
    if officer.page.locator("[name=is_reviewed]").count():
        officer.page.locator("[name=is_reviewed]").check()
    officer.press("form[action$='/moderate'] button[value=publish]")
    assert "Published" in officer.text()

    provider.page.goto(address)
    provider.page.locator("details:has([name=places]) summary").click()
    provider.fill(places="6")
    assert provider.axe_faults() == []
    provider.press("form[action$='/number-of-places'] button")
    assert "6" in provider.text()
    provider.open("/my/details")
    assert provider.axe_faults() == []
    provider.fill(phone="0571999999")
    provider.press()
    assert "Your details are saved" in provider.text()
