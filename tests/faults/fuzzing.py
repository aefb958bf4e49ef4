"""A browser that means harm: fills each form well, bends what it sends, and looks at what comes of it."""

import re
import sqlite3
import traceback
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote_plus, urljoin, urlsplit

from flask import Flask, got_request_exception
from flask.testing import FlaskClient
from sqlmodel import Session
from werkzeug.test import TestResponse

from matching.records import Subject
from tests.builders import Browser, doing, sign_in_name_of
from tests.faults.answers import faults_of_refusal, shortened
from tests.faults.fillings import GUESSES, filled, known_answers, stem
from tests.faults.forms import FormOnPage, read_page
from tests.faults.posts import Post, as_bytes
from tests.faults.snapshots import Snapshots
from tests.faults.spoiled_requests import REQUESTS
from tests.faults.spoiled_values import TEXTS, VALUES
from tests.faults.stages import STAGES, addresses_of
from tests.guards.test_routes import Walk, doors

COOKIE = "resettle"
MUTATIONS = (*VALUES, *REQUESTS)
SHORT = [name for name in TEXTS if name not in ("megabyte", "five thousand digits")]
"""The texts that an address can hold."""
MOST_SIGHTINGS = 4
"""On so many pages of a stage a form is tried."""


@dataclass(frozen=True)
class Sighting:
    """A form as somebody saw it on a page."""

    stage: str
    who: str
    page: str
    address: str
    form: FormOnPage


@dataclass
class Fuzz:
    """An application on an SQLite file that is put back to a stage after each post that changed it."""

    walk: Walk
    snapshots: Snapshots
    cookies: dict[str, str]
    blanks: dict[str, str]
    targets: dict[str, list[Sighting]] = field(default_factory=lambda: defaultdict(list))
    guesses: dict[str, dict[str, int]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    shown: set[tuple[object, ...]] = field(default_factory=set)
    crashes: list[str] = field(default_factory=list)
    asked: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    seen_by: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    broken_pages: list[str] = field(default_factory=list)

    @property
    def app(self) -> Flask:
        return self.walk.app

    def _note_crash(self, _app: Flask, exception: Exception) -> None:
        self.crashes.append("".join(traceback.format_exception(exception)[-3:]))

    # --- the forms --------------------------------------------------------------------------------

    def look_around(self) -> None:
        """Play each stage once, keep its database, and collect the forms of its pages."""
        got_request_exception.connect(self._note_crash, self.app)
        self.snapshots.keep("made")
        for name, stage in STAGES.items():
            self.snapshots.put("made")
            with doing(self.walk.engine) as work:
                stage.change(work.session, self.walk.own)
                work.session.flush()
                addresses = addresses_of(stage, self.walk.own, work.session)
            self.snapshots.keep(name)
            if name == "as made":
                self._see_every_page()
            for address in addresses:
                for who in self.walk.browsers:
                    self._see(name, who, address)
        self.snapshots.listen(self.walk.engine)

    def _see_every_page(self) -> None:
        for door in doors(self.app, "GET"):
            for who in self.walk.browsers:
                if 200 in self.walk.expects(door, who):
                    self._see("as made", who, door.address(self.walk.own))

    def _see(self, stage: str, who: str, page: str) -> None:
        answer = self.walk.browsers[who].client.get(page)
        if answer.status_code >= 500 and page != "/readyz":
            self.broken_pages.append(f"{who} at {page} ({stage})")
        if answer.status_code != 200:
            return
        if stage == "as made" and who not in self.seen_by[urlsplit(page).path]:
            self.seen_by[urlsplit(page).path].append(who)
        if answer.mimetype == "text/html":
            self._read(stage, who, page, answer.text)

    def _read(self, stage: str, who: str, page: str, text: str) -> None:
        """Keep the forms of a page, and the names of what can be asked in the addresses that it leads to."""
        for address, query in re.findall(r'href="([^"?#]*)\?([^"#]+)', text):
            self.asked[urljoin(page, address)] |= set(re.findall(r"(?:^|;|&)(\w+)=", query))
        shown = read_page(text)
        if shown.twice:
            self.broken_pages.append(f"{who} at {page} ({stage}): {shown.twice} stand twice")
        for form in shown.forms:
            address = urljoin(page, form.action or page)
            if form.method == "get":
                self.asked[address] |= {each.name for each in form.controls if each.name}
                continue
            sightings = self.targets[self.name_of(address)]
            alike = [each.who for each in sightings if each.stage == stage]
            if len(alike) < MOST_SIGHTINGS and alike.count(who) < 2:
                sightings.append(Sighting(stage, who, page, address, form))

    def name_of(self, address: str) -> str:
        """The name of the form that is sent to an address: its endpoint and the words in the address."""
        endpoint, values = self.app.url_map.bind("localhost").match(urlsplit(address).path, method="POST")
        return " ".join([endpoint, *(str(values[name]) for name in ("act", "step", "kind") if name in values)])

    # --- a good post ------------------------------------------------------------------------------

    def good_post(self, name: str, number: int) -> tuple[Sighting, Post]:
        """Where a form was seen, and a post that it accepts, as far as guesses lead to one."""
        if name not in self.guesses:
            self.guesses[name] = self._search(name)
        sighting = self.targets[name][number % len(self.targets[name])]
        return sighting, self._filled(name, sighting, self.guesses[name])

    def _search(self, name: str) -> dict[str, int]:
        """Guess until the form accepts; the page on which it did goes first."""
        sightings, guesses = self.targets[name], defaultdict[str, int](int)
        for sighting in list(sightings):
            guesses = defaultdict(int)
            for _attempt in GUESSES:
                answer = self._send(sighting, self._filled(name, sighting, guesses))
                if answer.status_code < 400:
                    sightings.sort(key=lambda each: each is not sighting)
                    return guesses
                if not self._guess_anew(sighting, answer, guesses):
                    break
        self.refused.add(name)
        return guesses

    def _guess_anew(self, sighting: Sighting, answer: TestResponse, guesses: dict[str, int]) -> bool:
        """Take the next guess where the page names a fault, or for the days where it names none."""
        wrong = {stem(lead.removeprefix("#")) for lead in read_page(answer.text).leads}
        found = [each for each in sighting.form.controls if stem(each.id) in wrong or not wrong and each.hint]
        for control in found:
            guesses[control.name] += 1
        return bool(found) and answer.status_code not in (404, 413)

    def _filled(self, name: str, sighting: Sighting, guesses: dict[str, int]) -> Post:
        return filled(sighting.address, sighting.form, guesses, known_answers(name, self.blanks))

    def _send(self, sighting: Sighting, post: Post, *, again: bool = False) -> TestResponse:
        """Press the button: at the sighting's stage, or again where the last press has led."""
        if not again:
            self.snapshots.put(sighting.stage)
        kind, body = post.body
        address = post.address + ("&" if "?" in post.address else "?") * bool(post.query) + post.query
        return self._client_of(sighting.who).post(address, data=body, content_type=kind, headers=post.headers)

    def _client_of(self, who: str) -> FlaskClient:
        """Somebody's browser, still signed in as at first."""
        client = self.walk.browsers[who].client
        client.set_cookie(COOKIE, self.cookies[who])
        return client

    # --- one case ----------------------------------------------------------------------------------

    def play(self, name: str, number: int) -> list[str]:
        """Send the numbered mutation of a form. Returns what is wrong with the answers."""
        bend = MUTATIONS[(number + sum(name.encode())) % len(MUTATIONS)]
        sighting, good = self.good_post(name, number)
        post = bend(Random(f"{name} {number}"), good, sighting.form)
        before, wrong = "", list[str]()
        for time in range(post.times):
            if time:
                before = self.snapshots.go_on()
            self.snapshots.refusals.clear()
            answer = self._send(sighting, post, again=time > 0)
            wrong += self._faults_of(sighting, post, answer, before)
        where = f"{sighting.who} at {sighting.page} ({sighting.stage}), {bend.__name__}"
        return [f"RESETTLE_TEST_POST='{name}#{number}': {where}: {fault}\n    {shortened(post)}" for fault in wrong]

    def ask(self, page: str, number: int) -> list[str]:
        """Open a page with hostile words in every part of its query. Returns what is wrong with the answers."""
        rng, wrong = Random(page), []
        who = self.seen_by[page][number % len(self.seen_by[page])]
        self.snapshots.put("as made")
        for name in sorted(self.asked[page]) or ["page"]:
            address = f"{page}?{quote_plus(as_bytes(name))}={quote_plus(as_bytes(TEXTS[rng.choice(SHORT)]))}"
            answer = self._client_of(who).get(address)
            if answer.status_code >= 500:
                wrong.append(f"{who} at {address} answered {answer.status_code}\n{self.crashes[-1:]}")
            elif answer.status_code >= 400:
                wrong += [f"{who} at {address}: {fault}" for fault in faults_of_refusal(answer.text)]
        if self.snapshots.has_changed():
            wrong.append(f"{who} at {page} changed one of {self.snapshots.written}")
        return wrong

    def _faults_of(self, sighting: Sighting, post: Post, answer: TestResponse, before: str) -> Iterator[str]:
        """What a good answer would not do."""
        yield from (f"the database had to refuse it: {error}" for error in self.snapshots.refusals)
        if answer.status_code >= 500:
            yield f"answered {answer.status_code}\n{self.crashes[-1] if self.crashes else ''}"
        if answer.status_code in (302, 303):
            yield from self._faults_of_accepted(sighting, post, answer)
            return
        if answer.status_code == 200 and not read_page(answer.text).summary:
            yield from self.snapshots.faults()
            return
        if self.snapshots.has_changed(before):
            yield f"answered {answer.status_code} and changed one of {self.snapshots.written}"
        if 400 <= answer.status_code < 500:
            yield from faults_of_refusal(answer.text, post)

    def _faults_of_accepted(self, sighting: Sighting, post: Post, answer: TestResponse) -> Iterator[str]:
        """The database is whole, on PostgreSQL too, and the page that an accepted post leads to can be shown."""
        yield from self.snapshots.faults()
        said = (sighting.who, sighting.stage, answer.location, post.fields)
        if said in self.shown:
            return
        self.shown.add(said)
        shown = self.walk.browsers[sighting.who].client.get(answer.location)
        if shown.status_code >= 400:
            yield f"{answer.location} then answered {shown.status_code}\n{self.crashes[-1] if self.crashes else ''}"


def _cookie_of(browser: Browser) -> str:
    browser.client.get("/password/forgotten")
    cookie = browser.client.get_cookie(COOKIE)
    assert cookie
    return cookie.value


def make_fuzz(walk: Walk, path: str) -> Fuzz:
    """Look at every page as everybody who may open it, at every stage of the world."""
    cookies = {who: _cookie_of(browser) for who, browser in walk.browsers.items()}
    fuzz = Fuzz(walk, Snapshots(sqlite3.connect(path, isolation_level=None)), cookies, _blanks_of(walk))
    fuzz.look_around()
    return fuzz


def _blanks_of(walk: Walk) -> dict[str, str]:
    """What somebody of the office knows by heart."""
    with Session(walk.engine) as session:
        other = session.get_one(Subject, walk.own.numbers["other_id"]).reference
    return {"sign_in_name": sign_in_name_of(walk.engine, walk.own.staff["caseworker"]), "other_reference": other}
