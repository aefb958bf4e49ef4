"""Every page as everybody who may open it, on a telephone, in both languages: it opens, fits, is accessible and translated."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache

import pytest
from flask import Flask
from playwright.sync_api import ConsoleMessage

from matching.settings import Settings
from matching.vocabulary import Role
from tests.builders import doing, sign_in_name_of
from tests.guards.crowd import add_crowd, match_everyone
from tests.guards.test_routes import Door, access_of, doors
from tests.guards.test_translations import BLANK, translation, words
from tests.guards.world import World, make_world
from tests.journeys.conftest import Service, Visitor
from webapp import create_app

pytestmark = pytest.mark.chromium

LANGUAGES = ("en", "zh")
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
SAID = """() => {
  const found = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (!walker.currentNode.parentElement.closest("script, code")) found.push(walker.currentNode.data);
  for (const name of ["aria-label", "placeholder", "title", "alt"])
    for (const node of document.body.querySelectorAll(`[${name}]`)) found.push(node.getAttribute(name));
  return found.map((text) => text.trim().replace(/\\s+/g, " ")).filter((text) => text);
}"""
"""Everything that a page says, hidden or shown, but for the names of columns."""

IS_NO_PAGE = {
    "figures.download", "imports.csv_file", "imports.xlsx_file", "scans.download", "health.healthz", "health.readyz",
}  # fmt: skip


@cache
def english() -> "re.Pattern[str]":
    """Matches a text that is one of our English texts, with a letter of its own, and reads otherwise in Chinese."""
    ours = [
        text for text in words() if translation(text) not in ("", text) and re.search("[A-Za-z]", BLANK.sub("", text))
    ]
    parts = ("(?:.+)".join(re.escape(part) for part in BLANK.split(text)) for text in ours)
    return re.compile("|".join(f"(?:{part})" for part in parts))


def left_in_english(said: list[str]) -> list[str]:
    return [text for text in said if re.search("[A-Za-z]{3}", text) and english().fullmatch(text)]


@dataclass
class Walker:
    """Somebody who opens pages in either language and notes what is wrong with them."""

    visitors: dict[str, Visitor]
    who: str
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for visitor in self.visitors.values():
            visitor.page.on("console", self.note)
            visitor.page.on("pageerror", lambda error: self.wrong.append(f"{self.who}: {error}"))

    def note(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 404" not in message.text:
            self.wrong.append(f"{self.who} at {message.location['url']}: {message.text}")

    def open(self, address: str, language: str, with_axe: bool) -> bool:
        """Open a page and look at it; False where it is for others."""
        visitor = self.visitors[language]
        answer = visitor.page.goto(visitor.address + address)
        assert answer is not None
        if answer.status == 404:
            return False
        faults = [] if answer.status < 400 else [f"status {answer.status}"]
        faults += ["scrolls sideways at 360 px"] if visitor.page.evaluate(SIDEWAYS) else []
        faults += visitor.axe_faults() if with_axe else []
        faults += [f"in English: {text}" for text in left_in_english(visitor.page.evaluate(SAID)) if language == "zh"]
        self.wrong += [f"{self.who} in {language} at {address}: {fault}" for fault in faults]
        return True

    def download(self, address: str) -> None:
        visitor = self.visitors["en"]
        status = visitor.page.request.get(visitor.address + address).status
        self.wrong += [f"{self.who} at {address}: status {status}"] if status >= 400 and status != 404 else []


@pytest.fixture
def app(service: Service, settings: Settings) -> Flask:
    """The same application beside the served one: it knows the addresses and who may open them."""
    return create_app(settings, service.engine)


@pytest.fixture
def world(service: Service) -> World:
    with doing(service.engine) as work:
        made = make_world(work.session)
        add_crowd(work.session, made, 1)
    match_everyone(service.engine)
    return made


@pytest.fixture
def walker(service: Service, visit: Callable[..., Visitor], world: World) -> Callable[[str], Walker]:
    def make(who: str) -> Walker:
        visitors = {language: visit(language, width=360) for language in LANGUAGES}
        for visitor in visitors.values() if who != "nobody" else ():
            visitor.sign_in(sign_in_name_of(service.engine, world.staff[who]))
        return Walker(visitors, who)

    return make


def those_who_enter(app: Flask, door: Door, walkers: dict[str, Walker]) -> Iterator[Walker]:
    access = access_of(app, door.rule)
    for who, walker in walkers.items():
        if who == "nobody" if access.is_open else who != "nobody" and (not access.roles or Role(who) in access.roles):
            yield walker


@pytest.mark.parametrize(
    "people", [("caseworker", "officer", "supervisor"), ("provider", "administrator", "nobody")], ids="+".join
)
def test_every_page_opens_fits_a_telephone_and_is_accessible_and_translated(
    app: Flask, world: World, walker: Callable[[str], Walker], people: tuple[str, ...]
) -> None:
    walkers = {who: walker(who) for who in people}
    for place, door in enumerate(doors(app, "GET")):
        entering, address, with_axe = list(those_who_enter(app, door, walkers)), door.address(world), True
        if door.rule.endpoint in IS_NO_PAGE:
            for each in entering:
                each.download(address)
            continue
        looks = entering * 2 if len(entering) == 1 else entering
        for turn, each in enumerate(looks):
            opened = each.open(address, LANGUAGES[(place + turn) % 2], with_axe)
            with_axe = with_axe and not opened
    wrong = [fault for each in walkers.values() for fault in each.wrong]
    assert not wrong, "\n".join(wrong)
