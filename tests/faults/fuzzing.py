"""A browser that means harm: fills each form well, bends what it sends, and looks at what comes of it."""

import hashlib
import re
import sqlite3
import traceback
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any
from unicodedata import decimal
from urllib.parse import quote_plus, urljoin, urlsplit

from flask import Flask, got_request_exception
from flask.testing import FlaskClient
from sqlalchemy import Engine, Integer, event
from werkzeug.test import TestResponse

from matching.records import metadata
from tests.builders import Browser, doing
from tests.faults.forms import TYPED, Control, FormOnPage, PageReader, read_page
from tests.faults.mutations import MUTATIONS, TEXTS, File, Post, Value, as_bytes
from tests.faults.stages import STAGES, addresses_of
from tests.guards.test_routes import Walk, doors
from tests.guards.world import NOT_CASE_DATA

TRIES = NOT_CASE_DATA | {"sign_in_failures", "one_time_codes"}
"""What a refused post may write: also that somebody tried to sign in."""
ERROR_PAGE = re.compile(r'<h1 class="govuk-heading-l">[^<]+</h1>\s*<p class="govuk-body">[^<]{10,}</p>')
WRITES = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
COOKIE = "resettle"
LONGEST = 20_000
"""Characters of the longest text that any form should keep."""
GUESSES = ("3", "Kitchen helper", "08:30", "2", "0571 8888 1234", "name@firm.example", "40", "three small words", "", "11010519491231002X")  # fmt: skip
"""What to type into a box, in the order of trying."""
DATES = (("2026", "9", "1"), ("2026", "9", "20"), ("2026", "8", "20"), ("", "", ""), ("1949", "12", "31"))
DAYS = [dict(zip(("year", "month", "day"), day, strict=True)) for day in DATES]


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
    live: sqlite3.Connection
    cookies: dict[str, str]
    stages: dict[str, sqlite3.Connection] = field(default_factory=dict)
    targets: dict[str, list[Sighting]] = field(default_factory=lambda: defaultdict(list))
    bases: dict[int, Post] = field(default_factory=dict)
    guesses: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    digests: dict[str, str] = field(default_factory=dict)
    stage: str = ""
    written: set[str] = field(default_factory=set)
    database_errors: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    asked: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    seen_by: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    broken_pages: list[str] = field(default_factory=list)

    @property
    def app(self) -> Flask:
        return self.walk.app

    def listen(self) -> None:
        """Notice what is written, what the database refuses, and what crashes."""
        engine: Engine = self.walk.engine
        event.listen(engine, "before_cursor_execute", self._note_statement)
        event.listen(
            engine, "handle_error", lambda context: self.database_errors.append(repr(context.original_exception))
        )
        got_request_exception.connect(self._note_crash, self.app)

    def _note_statement(self, _c: Any, _k: Any, statement: str, *_rest: Any) -> None:
        if found := WRITES.match(statement):
            self.written.add(found[1])

    def _note_crash(self, _app: Flask, exception: Exception) -> None:
        self.crashes.append("".join(traceback.format_exception(exception)[-3:]))

    # --- the stages -------------------------------------------------------------------------------

    def set_stages(self) -> None:
        """Play each stage once, keep its database, and collect the forms of its pages."""
        first = _kept(self.live)
        for name, stage in STAGES.items():
            first.backup(self.live)
            with doing(self.walk.engine) as work:
                stage.change(work.session, self.walk.own)
                work.session.flush()
                addresses = addresses_of(stage, self.walk.own, work.session)
            self.stages[name], self.stage = _kept(self.live), name
            if name == "as made":
                addresses += list(dict.fromkeys(door.address(self.walk.own) for door in doors(self.app, "GET")))
            for address in addresses:
                self._see(name, address)

    def _see(self, stage: str, page: str) -> None:
        for who, browser in self.walk.browsers.items():
            answer = browser.client.get(page)
            if answer.status_code >= 500 and page != "/readyz":
                self.broken_pages.append(f"{who} at {page} ({stage})")
            if stage == "as made" and answer.status_code == 200:
                self.seen_by[urlsplit(page).path].append(who)
            if answer.status_code != 200 or answer.mimetype != "text/html":
                continue
            for address, query in re.findall(r'href="([^"?#]*)\?([^"#]+)', answer.text):
                self.asked[urljoin(page, address)] |= set(re.findall(r"(?:^|;|&)(\w+)=", query))
            shown = read_page(answer.text)
            if shown.twice:
                self.broken_pages.append(f"{who} at {page} ({stage}): {shown.twice} stand twice")
            for form in shown.forms:
                if form.method == "get":
                    self.asked[urljoin(page, form.action or page)] |= {each.name for each in form.controls if each.name}
                address = urljoin(
                    page, form.action or urlsplit(page).path + ("?" + urlsplit(page).query if "?" in page else "")
                )
                sightings = self.targets[self.name_of(address)] if form.method == "post" else []
                if sum((each.stage, each.who) == (stage, who) for each in sightings) < 2:
                    sightings.append(Sighting(stage, who, page, address, form))

    def name_of(self, address: str) -> str:
        """The name of the form that is sent to an address: its endpoint and the words in the address."""
        endpoint, values = self.app.url_map.bind("localhost").match(urlsplit(address).path, method="POST")
        return " ".join([endpoint, *(str(values[name]) for name in ("act", "step", "kind") if name in values)])

    def restore(self, stage: str) -> str:
        """Put the database to a stage, if anything was written since it was there. Returns its digest."""
        if self.written or self.stage != stage:
            self.stages[stage].backup(self.live)
        self.stage = stage
        self.written.clear()
        if stage not in self.digests:
            self.digests[stage] = self.digest()
        return self.digests[stage]

    # --- a valid post ------------------------------------------------------------------------------

    def base_of(self, sighting: Sighting) -> Post:
        """A post that the form accepts, as far as guesses lead to one; the faults that it names say what to guess anew."""
        if id(sighting) not in self.bases:
            guesses = self.guesses[self.name_of(sighting.address)]
            post = filled(sighting, guesses)
            for _attempt in range(len(GUESSES)):
                self.restore(sighting.stage)
                answer = self.send(sighting, post)
                if answer.status_code < 400 or answer.status_code in (404, 413):
                    break
                wrong = {stem(lead.removeprefix("#")) for lead in read_page(answer.text).leads}
                for control in sighting.form.controls:
                    guesses[control.name] += stem(control.id) in wrong or not wrong and control.hint == "numeric"
                post = filled(sighting, guesses)
            self.bases[id(sighting)] = post
        return self.bases[id(sighting)]

    def send(self, sighting: Sighting, post: Post) -> TestResponse:
        """Press the button."""
        kind, body = post.body
        client = self.client_of(sighting.who)
        address = post.address + ("&" if "?" in post.address else "?") * bool(post.query) + post.query
        return client.post(address, data=body, content_type=kind, headers=post.headers)

    def client_of(self, who: str) -> FlaskClient:
        """Somebody's browser, still signed in as at first."""
        client = self.walk.browsers[who].client
        client.set_cookie(COOKIE, self.cookies[who])
        return client

    # --- one case ----------------------------------------------------------------------------------

    def play(self, name: str, number: int) -> list[str]:
        """Send the numbered mutation of a form. Returns what is wrong with the answers."""
        rng = Random(f"{name} {number}")
        sightings = self.targets[name]
        sighting = sightings[number % len(sightings)]
        mutation = list(MUTATIONS)[(number + sum(name.encode())) % len(MUTATIONS)]
        post = MUTATIONS[mutation](rng, self.base_of(sighting), sighting.form)
        before, wrong = self.restore(sighting.stage), []
        for time in range(post.times):
            self.database_errors.clear()
            if time:
                before, self.written = self.digest(), set()
            answer = self.send(sighting, post)
            wrong += [*self.faults_of(sighting, post, answer, before)]
        where = (
            f"RESETTLE_TEST_POST='{name}#{number}': {sighting.who} at {sighting.page} ({sighting.stage}), {mutation}"
        )
        return [f"{where}: {fault}\n    {shortened(post)}" for fault in wrong]

    def ask(self, page: str, number: int) -> list[str]:
        """Open a page with hostile words in every part of its query. Returns what is wrong with the answers."""
        rng, wrong = Random(page), []
        who = self.seen_by[page][number % len(self.seen_by[page])]
        before = self.restore("as made")
        for name in sorted(self.asked[page]) or ["page"]:
            value = TEXTS[rng.choice([each for each in TEXTS if each not in ("megabyte", "five thousand digits")])]
            address = f"{page}?{quote_plus(as_bytes(name))}={quote_plus(as_bytes(value))}"
            answer = self.client_of(who).get(address)
            if answer.status_code >= 500:
                wrong.append(f"{who} at {address} answered {answer.status_code}\n{self.crashes[-1:]}")
            if answer.status_code >= 400 and not (ERROR_PAGE.search(answer.text) or read_page(answer.text).summary):
                wrong.append(f"{who} at {address} answered {answer.status_code} without a word")
        if self.digest() != before:
            wrong.append(f"{who} at {page} changed one of {self.written}")
        return wrong

    def faults_of(self, sighting: Sighting, post: Post, answer: TestResponse, before: str) -> Iterator[str]:
        """What a good answer would not do."""
        if answer.status_code >= 500:
            yield f"answered {answer.status_code}\n{self.crashes[-1] if self.crashes else ''}"
        yield from (f"the database had to refuse it: {error}" for error in self.database_errors)
        if answer.status_code in (302, 303):
            yield from self.faults_of_accepted(sighting, answer)
            return
        if self.written - TRIES and self.digest() != before:
            yield f"answered {answer.status_code} and changed one of {self.written - TRIES}"
        if 400 <= answer.status_code < 500 and not ERROR_PAGE.search(answer.text):
            yield from faults_of_refusal(read_page(answer.text), sighting, post, answer)

    def faults_of_accepted(self, sighting: Sighting, answer: TestResponse) -> Iterator[str]:
        """The database is whole, on PostgreSQL too, and the page that an accepted post leads to can be shown."""
        if self.live.execute("PRAGMA foreign_key_check").fetchall():
            yield "left a reference to nothing"
        if (found := self.live.execute("PRAGMA integrity_check").fetchall()) != [("ok",)]:
            yield f"left a broken constraint: {found}"
        yield from (fault for table in self.written.copy() for fault in self.ill_fitting(table))
        shown = self.walk.browsers[sighting.who].client.get(answer.location)
        if shown.status_code >= 400:
            yield f"{answer.location} then answered {shown.status_code}\n{self.crashes[-1] if self.crashes else ''}"

    def ill_fitting(self, table: str) -> Iterator[str]:
        """What a table holds though no column of PostgreSQL, or no reader, would."""
        for column in metadata().tables[table].columns:
            for (value,) in self.live.execute(f'SELECT "{column.name}" FROM "{table}"'):
                if isinstance(value, str) and ("\x00" in value or len(value) > LONGEST):
                    yield f"{table}.{column.name} holds {value[:20]!r} … of {len(value)} characters"
                if isinstance(value, str) and len(value) > (getattr(column.type, "length", None) or LONGEST):
                    yield f"{table}.{column.name} holds {len(value)} characters, more than {column.type}"
                if isinstance(value, int) and type(column.type) is Integer and abs(value) >= 2**31:
                    yield f"{table}.{column.name} holds {value}"

    def digest(self) -> str:
        """A digest of every row that a refused post must not touch."""
        digest = hashlib.sha256()
        for table in metadata().sorted_tables:
            if table.name not in TRIES:
                digest.update(repr(sorted(map(repr, self.live.execute(f'SELECT * FROM "{table.name}"')))).encode())
        return digest.hexdigest()


def _kept(live: sqlite3.Connection) -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:")
    live.backup(copy)
    return copy


def _cookie_of(browser: Browser) -> str:
    cookie = browser.client.get_cookie(COOKIE)
    assert cookie
    return cookie.value


def make_fuzz(walk: Walk, path: str) -> Fuzz:
    """Look at every page as everybody, at every stage of the world."""
    for browser in walk.browsers.values():
        browser.client.get("/password/forgotten")
    cookies = {who: _cookie_of(browser) for who, browser in walk.browsers.items()}
    fuzz = Fuzz(walk, sqlite3.connect(path, isolation_level=None), cookies)
    fuzz.set_stages()
    fuzz.listen()
    return fuzz


def filled(sighting: Sighting, guesses: dict[str, int]) -> Post:
    """What a diligent person sends: an answer in every box, the first that is offered."""
    fields: dict[str, list[Value]] = {}
    for control in sighting.form.controls:
        if control.name and (value := answer_to(control, guesses[control.name], control.name in fields)) is not None:
            fields.setdefault(control.name, []).append(value)
    pairs = tuple((name, value) for name, values in fields.items() for value in values)
    return Post(sighting.address, pairs, is_multipart="multipart" in sighting.form.encoding)


def answer_to(control: Control, guess: int, is_answered: bool) -> Value | None:
    """The value of one control; None where it is not sent."""
    if control.kind == "hidden":
        return control.value
    if control.kind in ("radio", "checkbox", "button"):
        return None if is_answered or (control.kind == "checkbox" and guess % 2) else control.value
    if control.kind == "select":
        return (
            ([control.value] * bool(control.value) + control.options[::-1])[guess % (len(control.options) or 1)]
            if control.options
            else ""
        )
    if control.kind == "file":
        return (File("a.csv", b"name\nWang\n", "text/csv"), File("a.pdf", b"%PDF-1.7 x", "application/pdf"))[guess % 2]
    if control.hint == "numeric":
        day = DAYS[guess % len(DAYS)]
        return control.value if control.value and not guess else day.get(control.name.rpartition("-")[2], "1")
    return control.value if control.value and not guess else GUESSES[guess % len(GUESSES)]


def stem(name: str) -> str:
    """The name of the field that a box belongs to."""
    return name.removesuffix("-year").removesuffix("-month").removesuffix("-day")


def faults_of_refusal(page: PageReader, sighting: Sighting, post: Post, answer: TestResponse) -> Iterator[str]:
    """A refused form names each fault at its field and in the summary, and keeps what was typed."""
    if not any(text.strip() for text in page.summary):
        yield f"answered {answer.status_code} without saying why"
    yield from (
        f"the summary leads to {lead}, which is not on the page" for lead in page.leads if lead[1:] not in page.ids
    )
    for text in page.beside:
        words = text.partition(":")[2].strip() or text.strip()
        if not any(words in each or each.rpartition(":")[2].strip() in words for each in page.summary):
            yield f"{words!r} stands beside a field and not in the summary"
    yield from lost_texts(page, post)


def lost_texts(page: PageReader, post: Post) -> Iterator[str]:
    """What was typed and is not in its box any more."""
    if post.raw:
        return
    own = [
        form
        for form in page.forms
        if form.method == "post" and urlsplit(form.action or post.address).path == urlsplit(post.address).path
    ]
    for control in own[0].controls if own else []:
        sent = [value for name, value in post.fields if name == control.name]
        if control.kind in TYPED and len(sent) == 1 and not isinstance(sent[0], File):
            typed = as_bytes(sent[0]).decode("utf-8", "replace")
            if "\ufffd" not in typed and plain(typed) != plain(control.value):
                yield f"{control.name} was {typed[:60]!r} and is now {control.value[:60]!r}"
    if not own and page.leads:
        yield "the form is not on the page that answers"


def plain(text: str) -> str:
    """A text as it may be kept: blanks around it, signs that no text holds and the script of digits do not count."""
    shown = (sign for sign in " ".join(text.split()) if sign.isprintable())
    return "".join(str(decimal(sign)) if sign.isdecimal() else sign for sign in shown).strip()


def shortened(post: Post) -> str:
    """A post in one line."""
    fields = [
        (name, value if len(repr(value)) < 80 else repr(value)[:60] + "…")
        for name, value in post.fields[:60]
        if name not in ("csrf_token", "once")
    ]
    return f"POST {post.address[:200]} {fields} {post.headers} {post.raw[0][:80] if post.raw else ''}"
