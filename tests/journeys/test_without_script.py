"""Each role's acts in a browser that runs no script: plain forms, pressed one after the other."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from sqlmodel import Session

from matching.records import CaseAccess, Proposal, Subject, Unit
from matching.vocabulary import (
    CaseState,
    LegalStatus,
    ProposalState,
    Role,
    SuggestionState,
    UnitLevel,
)
from tests.builders import (
    NOW,
    PASSWORD,
    TODAY,
    doing,
    make_account,
    make_offer,
    make_subject,
    make_unit,
    sign_in_name_of,
    stored,
)
from tests.guards.world import World, add_suggestion, make_world
from tests.journeys.conftest import Service, Visitor

pytestmark = pytest.mark.chromium

FIRST = "main form:not([action]) button"
"""The button of the page's own form."""


@dataclass(frozen=True)
class Act:
    """A page, what is typed or chosen there, and the button that is pressed."""

    page: str
    button: str = FIRST
    fields: tuple[tuple[str, str | date], ...] = ()


def act(page: str, button: str = FIRST, **fields: str | date) -> Act:
    return Act(page, button, tuple(fields.items()))


def to(end: str, button: str = "button") -> str:
    """The button of the form whose address ends so."""
    return f"main form[action$='{end}'] {button}"


FILE = "/people/{subject_id}"
CASEWORKER = [
    act(f"{FILE}/notes", text="Came on time"),
    act(f"{FILE}/conditions/new/travel_leave", answer="no", ground="Order of August"),
    act(f"{FILE}/conditions/{{condition_id}}/edit", home_from="21:00", home_to="06:00", ground="Order of August"),
    act(f"{FILE}/conditions/{{condition_id}}/end", ended_on=TODAY),
    act(f"{FILE}/offences", category="fraud", is_intentional="yes", penalty="fixed_term"),
    act(f"{FILE}/offences", to("/offences/{offence_id}/remove")),
    act(f"{FILE}/household/{{member_id}}", relation="child", name="Second child"),
    act(f"{FILE}/household", to("/household/{member_id}/remove")),
    act(f"{FILE}/experience", title="Baker", years="2"),
    act(f"{FILE}/experience", to("/experience/{experience_id}/remove")),
    act(f"{FILE}/home", rent_limit="600", step_free_needed="no"),
    act(f"{FILE}/needs/new", kind="phone"),
    act(FILE, to("/needs/{need_id}", "button[value=closed]")),
    act(f"{FILE}/scans/{{scan_id}}/remove", reason="unreadable"),
    act(f"{FILE}/details", phone="0571000000"),
    act("/people/{ending_id}/end-of-correction"),
    act("/people", words="Subject"),
    act(f"{FILE}/offers/{{decided_id}}", to("/reopen")),
    act("/checks/{check_id}/ended", ended_on=TODAY, reason="moved_on", next_situation="other_work"),
    act("/covers/{cover_id}", to("/people/{protected_id}")),
    act("/covers/{cover_id}", to("/covers/{cover_id}/end")),
]
OFFICER = [
    act("/notifications", to("/notifications/seen")),
    act(f"{FILE}/merge", reference="{other}"),
    act("/people/{closed_id}/reopen", note="Came back for help"),
    act("/people/{known_id}", "main form[action$='/identity'] button"),
    act(f"{FILE}/notices/new", sender="North Hill", received_on=TODAY),
    act("/imports/uploads/{upload_id}", to("/drop")),
    act("/offers/{offer_id}", to("/number-of-places"), places="4"),
    act("/services/{service_id}", to("/check")),
    act("/services/{service_id}/edit", needs="cv", phone="0571000000"),
    act("/proposals/requests/{request_id}", to("/send-back")),
]
SUPERVISOR = [act("/units/{unit_id}/protected", account_id="{caseworker_id}")]
ADMINISTRATOR = [
    act("/units/new", parent="{unit_id}", name="North township", code="N-{unit_id}"),
    act("/units/{unit_id}/edit", name="North county"),
    act("/accounts/new", name="New colleague", sign_in_name="colleague{unit_id}", unit="{unit_id}", roles="officer"),
    act("/accounts/{leaving_id}/edit", name="Changed name"),
    act("/accounts/{leaving_id}", to("/disable")),
    act("/accounts/{leaving_id}", to("/enable")),
    act("/work", to("/work/{item_id}/requeue")),
]
PROVIDER = [
    act("/my/openings/{offer_id}/preview", to("/copy")),
    act("/my/openings/{offer_id}/preview", to("/change", "button[value=pause]")),
]
ALONE = [
    act("/proposals", to("/suggestions/{alone_id}/ask-above")),
    act("/proposals/{direct_id}", to("/ask-above")),
]
"""The only account of an office asks the one above."""

ACTS = {
    "caseworker": CASEWORKER, "officer": OFFICER, "supervisor": SUPERVISOR, "administrator": ADMINISTRATOR, "provider": PROVIDER,
    "alone": ALONE,
}  # fmt: skip


@pytest.fixture
def world(service: Service) -> World:
    """The world of the guards, and whatever else an act needs that it may be done once."""
    with doing(service.engine) as work:
        session = work.session
        made = make_world(session)
        unit, caseworker = session.get_one(Unit, made.unit.id), made.staff["caseworker"].account_id or 0
        mine = {"caseworker_id": caseworker}
        correction = {"legal_status": LegalStatus.SUSPENDED_SENTENCE, "correction_ends_on": TODAY}
        protected = make_subject(session, unit, is_sealed=True, **mine)
        session.add(CaseAccess(subject_id=protected.id or 0, account_id=caseworker, granted_at=NOW))
        make_subject(session, unit, is_sealed=True)
        decided = make_offer(session, made.provider)
        add_suggestion(session, made.subject, decided, caseworker, SuggestionState.ENDORSED)
        made.numbers.update(
            ending_id=make_subject(session, unit, **correction, **mine).id or 0,
            closed_id=make_subject(session, unit, state=CaseState.CLOSED).id or 0,
            known_id=make_subject(session, unit, identity_number=f"99010219900517{unit.id:03d}X").id or 0,
            protected_id=protected.id or 0, decided_id=decided.id or 0, caseworker_id=caseworker,
            leaving_id=make_account(session, Role.OFFICER, unit=unit).account_id or 0,
        )  # fmt: skip
        made.offer.submitted_at = NOW
        add_office_of_one(session, made, unit)
    return made


def add_office_of_one(session: Session, world: World, above: Unit) -> None:
    """A township with one account: it has endorsed one suggestion, and proposed another pair directly."""
    unit = make_unit(session, UnitLevel.TOWNSHIP, above)
    alone = make_account(session, Role.CASEWORKER, Role.OFFICER, unit=unit)
    account = alone.account_id or 0
    endorsed, proposed = (make_subject(session, unit, caseworker_id=account) for _each in range(2))
    suggestion = add_suggestion(session, endorsed, world.offer, account, SuggestionState.ENDORSED)
    direct = Proposal(
        code=f"DIRE-{account:04d}", subject_id=proposed.id or 0, offer_id=world.offer.id or 0, provider_id=world.provider.id or 0,
        unit_id=unit.id or 0, state=ProposalState.AWAITING_REVIEW, proposed_by_id=account, proposed_at=NOW, changed_at=NOW,
        is_direct=True, direct_reason="They know each other",
    )  # fmt: skip
    world.staff["alone"] = alone
    world.numbers.update(alone_id=suggestion.id or 0, direct_id=stored(session, direct).id)


def unfold(visitor: Visitor, selector: str) -> None:
    """Open the fold that hides something."""
    if not visitor.page.locator(selector).first.is_visible():
        visitor.page.locator(f"details:has({selector}) > summary").first.click()


def fill(visitor: Visitor, name: str, value: str | date) -> None:
    """Type or choose whatever kind of field it is."""
    boxes = visitor.page.locator(f"main [name='{name}']")
    if isinstance(value, date):
        visitor.date(name, value)
    elif visitor.page.locator(f"main select[name='{name}'], main input[name='{name}'][value='{value}']").count():
        visitor.choose(name, value)
    else:
        unfold(visitor, f"[name='{name}']")
        boxes.fill(value)


def fault_of(visitor: Visitor, each: Act, blanks: dict[str, object]) -> str:
    """Open the page, fill it and press; what is wrong with the answer."""
    visitor.open(each.page.format(**blanks))
    button = visitor.page.locator(each.button.format(**blanks)).first
    if not button.count():
        return f"{each.page}: no button {each.button}"
    for name, value in each.fields:
        fill(visitor, name, value if isinstance(value, date) else value.format(**blanks))
    if not button.is_visible():
        button.locator("xpath=ancestor::details[not(@open)]/summary").first.click()
    with visitor.page.expect_navigation() as answer:
        button.click()
    faults = visitor.page.locator(".govuk-error-summary")
    if faults.count() or answer.value.status >= 400:
        return f"{each.page}: {answer.value.status} {visitor.text()[:300]}"
    return ""


@pytest.mark.parametrize("who", list(ACTS))
def test_every_act_is_a_plain_form(service: Service, visit: Callable[..., Visitor], world: World, who: str) -> None:
    visitor = visit(scripts=False)
    visitor.sign_in(sign_in_name_of(service.engine, world.staff[who]))
    with Session(service.engine) as session:
        other = session.get_one(Subject, world.numbers["other_id"]).reference
    blanks: dict[str, object] = {**world.numbers, "other": other}
    faults = [fault for each in ACTS[who] if (fault := fault_of(visitor, each, blanks))]
    assert not faults, "\n".join(faults)


def test_a_forgotten_password_is_set_anew_by_a_printed_code(
    service: Service, visit: Callable[..., Visitor], world: World
) -> None:
    supervisor, officer = visit(scripts=False), visit(scripts=False)
    name = sign_in_name_of(service.engine, world.staff["officer"])
    officer.open("/password/forgotten")
    officer.fill(sign_in_name=name)
    officer.press()
    supervisor.sign_in(sign_in_name_of(service.engine, world.staff["supervisor"]))
    supervisor.open(f"/accounts/{world.staff['officer'].account_id}")
    supervisor.press(to("/code"))
    officer.open("/password/code")
    officer.fill(sign_in_name=name, code=supervisor.page.locator(".code").inner_text(), new="four small new words")
    officer.press()
    officer.sign_in(name, "four small new words")
    officer.page.locator("header form[action*='/language/'] button").click()
    assert officer.page.locator("h1").inner_text() == "今日工作"
    officer.open("/password")
    officer.fill(old="four small new words", new=PASSWORD)
    officer.press()
    officer.sign_in(name)
