"""Every view names who may open it, changes nothing on GET, wants a token on POST, and hides what is foreign."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine
from werkzeug.routing import Rule

from matching.queries.needs import READINESS
from matching.queries.offer_gaps import PARTS
from matching.vocabulary import CircumstanceKind, ConditionKind, OfferKind, Role
from tests.builders import Browser, doing, sign_in_name_of
from tests.guards.world import World, make_world, state_of
from webapp.access import Access

WORDS: dict[str, dict[str, list[str]]] = {
    "accounts.choose_language": {"code": ["en"]},
    "circumstances.record": {"code": [kind.value for kind in CircumstanceKind]},
    "conditions.add": {"code": [kind.value for kind in ConditionKind]},
    "needs.note_ready": {"code": [kind.value for kind in READINESS]},
    "imports.csv_file": {"kind": ["job", "notices"]},
    "imports.upload": {"kind": ["job", "training", "housing", "notices", "subjects"]},
    "imports.xlsx_file": {"kind": ["housing", "subjects"]},
    "figures.download": {"filename": ["figures.xlsx", "held.csv"]},
    "offers.edit_step": {"step": list(PARTS[OfferKind.JOB])},
    "placements.step": {"act": ["start", "no-show", "cancel", "extend", "exit", "end"]},
    "proposals.card": {"code": ["*"]},
    "proposals.answer": {"code": ["*"], "act": ["interested", "accept", "refuse"]},
    "proposals.step": {"act": ["agree", "refuse", "offer", "disclose", "interview", "plan", "withdraw"]},
}
"""Endpoint -> the words that its address may hold besides numbers; * is the world's own proposal code."""

PEOPLES_NUMBERS = {
    "notification_id",
    "subject_id", "suggestion_id", "request_id", "proposal_id", "placement_id", "check_id", "condition_id", "offence_id", "consent_id", "need_id",
    "experience_id", "member_id", "referral_id", "correction_id", "code", "notice_id", "scan_id", "other_id", "upload_id",
    "cover_id",
}  # fmt: skip
"""Blanks that lead to somebody: foreign ones answer like missing ones to everybody."""

OPEN_TO_OTHER_UNITS = {"offer_id", "provider_id", "unit_id", "account_id", "item_id", "service_id"}
"""Blanks that others may fill as well, as far as the view says; a provider's account never gets a foreign one."""

LEADS_ON_GET = {"reviews.first"}
ROLES = [role.value for role in Role]


@dataclass(frozen=True)
class Door:
    """One address of one endpoint, its blanks still open."""

    rule: Rule
    words: dict[str, str]

    def address(self, world: World) -> str:
        values: dict[str, Any] = dict(world.numbers) | {
            name: world.code if word == "*" else word for name, word in self.words.items()
        }
        if (
            self.rule.endpoint.startswith("offers.")
            and "/my/openings/" in self.rule.rule
            and self.rule.endpoint != "offers.copy"
        ):
            values["offer_id"] = world.numbers["draft_id"]
        unknown = self.rule.arguments - values.keys()
        assert not unknown, (
            f"{self.rule}: add a record for {unknown} to tests/guards/world.py, or its words to WORDS in tests/guards/test_routes.py"
        )
        built = self.rule.build({name: values[name] for name in self.rule.arguments})
        assert built is not None
        return str(built[1])

    @property
    def is_about_people(self) -> bool:
        """Whether a blank leads to somebody."""
        names = set(self.rule.arguments) - (set() if "*" in self.words.values() else {"code"})
        return bool(names & PEOPLES_NUMBERS)


def access_of(app: Flask, rule: Rule) -> Access:
    found = getattr(app.view_functions[rule.endpoint], "access", None)
    assert isinstance(found, Access), f"{rule.endpoint}: put @allow(...) or @allow_everyone directly under its route"
    return found


def doors(app: Flask, method: str) -> Iterator[Door]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or method not in (rule.methods or ()):
            continue
        choices = [{}]
        for name, words in WORDS.get(rule.endpoint, {}).items():
            choices = [choice | {name: word} for choice in choices for word in words]
        yield from (Door(rule, choice) for choice in choices)


@dataclass(frozen=True)
class Walk:
    """An application with two worlds that know nothing of each other, and one browser per role of the first."""

    app: Flask
    engine: Engine
    own: World
    foreign: World
    browsers: dict[str, Browser]

    def expects(self, door: Door, who: str) -> set[int]:
        """What the decorator promises to somebody in the own world."""
        access = access_of(self.app, door.rule)
        if access.is_open:
            return {200, 303, 503} if door.rule.endpoint == "health.readyz" else {200, 303}
        if who == "nobody":
            return {303}
        return {200, 303, 404} if not access.roles or Role(who) in access.roles else {403}

    def entering(self, door: Door) -> list[Browser]:
        """The browsers that may enter."""
        access = access_of(self.app, door.rule)
        if access.is_open:
            return [self.browsers["nobody"]]
        return [self.browsers[who] for who in ROLES if not access.roles or Role(who) in access.roles]


@pytest.fixture
def walk(app: Flask, engine: Engine) -> Walk:
    with doing(engine) as work:
        own, foreign = make_world(work.session), make_world(work.session)
    browsers = {who: Browser(app, sign_in_name_of(engine, viewer)) for who, viewer in own.staff.items()}
    return Walk(app, engine, own, foreign, browsers | {"nobody": Browser(app)})


def token_of(browser: Browser) -> str:
    found = re.search(r'name="csrf_token" value="([^"]*)"', browser.client.get("/password/forgotten").text)
    assert found
    return found[1]


def plain(page: Any, address: str) -> tuple[int, str]:
    """A page without what differs by chance and without its own address."""
    text = re.sub(r'name="(csrf_token|once)" value="[^"]*"|nonce="[^"]*"', "", page.get_data().decode(errors="replace"))
    return page.status_code, text.replace(address, "HERE")


def test_every_route_says_who_may_open_it(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            access_of(app, rule)


def test_words_in_the_table_belong_to_routes(app: Flask) -> None:
    known = {(rule.endpoint, name) for rule in app.url_map.iter_rules() for name in rule.arguments}
    told = {(endpoint, name) for endpoint, words in WORDS.items() for name in words}
    assert not told - known, f"take {told - known} out of WORDS in tests/guards/test_routes.py"


def test_every_blank_in_an_address_is_known(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        unknown = set(rule.arguments) - PEOPLES_NUMBERS - OPEN_TO_OTHER_UNITS - {"act", "step", "filename", "kind"}
        assert not unknown, (
            f"{rule}: say in tests/guards/test_routes.py whether {unknown} leads to a person (PEOPLES_NUMBERS or OPEN_TO_OTHER_UNITS)"
        )


def test_pages_that_change_something_take_only_post(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        assert (rule.methods or set()) <= {"GET", "HEAD", "POST", "OPTIONS"}, f"{rule}: forms send GET and POST only"


def test_each_role_gets_what_the_decorator_says(walk: Walk) -> None:
    wrong = []
    for door in doors(walk.app, "GET"):
        address = door.address(walk.own)
        for who, browser in walk.browsers.items():
            status = browser.client.get(address).status_code
            if status not in walk.expects(door, who):
                wrong.append(
                    f"{who} GET {address} ({door.rule.endpoint}) gave {status}, not one of {walk.expects(door, who)}"
                )
    assert not wrong, "\n".join(wrong)


def test_every_page_has_something_to_show(walk: Walk) -> None:
    """A walk over addresses that nobody reaches would prove nothing."""
    for door in doors(walk.app, "GET"):
        found = {browser.client.get(door.address(walk.own)).status_code for browser in walk.entering(door)}
        assert found & {200, 303, 503}, (
            f"{door.rule} {door.words} ({door.rule.endpoint}) is a page for nobody: mend tests/guards/world.py or WORDS"
        )


def test_looking_changes_nothing(walk: Walk) -> None:
    before = state_of(walk.engine)
    for door in doors(walk.app, "GET"):
        for browser in walk.entering(door):
            browser.client.get(door.address(walk.own))
        assert state_of(walk.engine) == before, (
            f"GET {door.rule} ({door.rule.endpoint}) changed the database: make it a POST"
        )


def test_nothing_is_changed_without_a_token(walk: Walk) -> None:
    before, others = state_of(walk.engine), token_of(walk.browsers["nobody"])
    for door in doors(walk.app, "POST"):
        browser = walk.entering(door)[-1]
        tokens: list[dict[str, str]] = [{}, {"csrf_token": "made up"}]
        for data in tokens if browser is walk.browsers["nobody"] else [*tokens, {"csrf_token": others}]:
            status = browser.client.post(door.address(walk.own), data=data).status_code
            assert 400 <= status < 500, f"POST {door.rule} ({door.rule.endpoint}) with {data} gave {status}"
    assert state_of(walk.engine) == before


def test_the_wrong_role_changes_nothing(walk: Walk) -> None:
    before = state_of(walk.engine)
    for who, browser in walk.browsers.items():
        token = token_of(browser)
        for door in doors(walk.app, "POST"):
            access = access_of(walk.app, door.rule)
            if access.is_open or (who != "nobody" and (not access.roles or Role(who) in access.roles)):
                continue
            answer = browser.client.post(door.address(walk.own), data={"csrf_token": token})
            expected = 303 if who == "nobody" else 403
            assert answer.status_code == expected, (
                f"{who} POST {door.rule} ({door.rule.endpoint}) gave {answer.status_code}, not {expected}"
            )
    assert state_of(walk.engine) == before


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_foreign_number_answers_exactly_like_a_missing_one(walk: Walk, method: str) -> None:
    missing, before, wrong = walk.foreign.missing(), state_of(walk.engine), []
    for who in ROLES:
        browser = walk.browsers[who]
        data = {"csrf_token": token_of(browser)} if method == "POST" else None
        for door in doors(walk.app, method):
            access = access_of(walk.app, door.rule)
            is_numbered = bool(set(door.rule.arguments) - {"kind"})
            if not is_numbered or access.is_open or (access.roles and Role(who) not in access.roles):
                continue
            answers = []
            for world in (walk.foreign, missing):
                address = door.address(world)
                answers.append(plain(browser.client.open(address, method=method, data=data), address))
            is_secret = door.is_about_people or who == Role.PROVIDER
            if (is_secret or answers[0][0] == 404) and (answers[0] != answers[1] or not 400 <= answers[0][0] < 500):
                wrong.append(
                    f"{who} {method} {door.rule} {door.words} ({door.rule.endpoint}): foreign gave {answers[0][0]}, missing {answers[1][0]}"
                )
    assert not wrong, "\n".join(wrong)
    if method == "GET":
        assert state_of(walk.engine) == before


def test_a_foreign_record_under_an_own_person_is_missing_too(walk: Walk) -> None:
    """An own person's address with somebody else's condition, need, consent ... in it."""
    wrong = []
    for method in ("GET", "POST"):
        for door in doors(walk.app, method):
            if "subject_id" not in door.rule.arguments or not set(door.rule.arguments) & PEOPLES_NUMBERS - {
                "subject_id",
                "code",
            }:
                continue
            browser = walk.entering(door)[0]
            data = {"csrf_token": token_of(browser)} if method == "POST" else None
            answers = []
            for world in (walk.foreign, walk.foreign.missing()):
                numbers = world.numbers | {"subject_id": walk.own.numbers["subject_id"]}
                address = door.address(replace(walk.own, numbers=numbers))
                answers.append(plain(browser.client.open(address, method=method, data=data), address))
            if answers[0] != answers[1] or not 400 <= answers[0][0] < 500:
                wrong.append(
                    f"{method} {door.rule} ({door.rule.endpoint}): foreign gave {answers[0][0]}, missing {answers[1][0]}"
                )
    assert not wrong, "\n".join(wrong)
