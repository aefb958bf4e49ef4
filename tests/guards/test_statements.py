"""How many SQL statements each page takes: fixed, and the same with ten times as many people, offers and colleagues."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine, event

from tests.builders import Browser, doing, sign_in_name_of
from tests.guards.crowd import add_crowd, match_everyone
from tests.guards.test_routes import Walk, doors
from tests.guards.world import make_world

ALLOWED: dict[str, int] = {
    "accounts.account": 5,
    "accounts.ask_for_code": 0,
    "accounts.change_password": 4,
    "accounts.sign_in": 0,
    "accounts.use_code": 0,
    "cases.close": 16,
    "cases.compare": 29,
    "cases.correction": 10,
    "cases.find": 13,
    "cases.move": 11,
    "cases.reopen": 9,
    "circumstances.record": 10,
    "conditions.add": 12,
    "conditions.correct": 11,
    "conditions.end": 11,
    "conditions.page": 14,
    "consents.add": 12,
    "covers.add": 8,
    "covers.cover": 6,
    "covers.covers": 7,
    "covers.protected": 7,
    "figures.download": 20,
    "figures.page": 21,
    "health.healthz": 0,
    "household.change": 11,
    "household.page": 11,
    "imports.choose": 4,
    "imports.csv_file": 4,
    "imports.report": 7,
    "imports.upload": 5,
    "imports.xlsx_file": 4,
    "needs.add": 9,
    "notices.add": 9,
    "notices.add_person": 7,
    "notices.listed": 10,
    "notices.notice": 15,
    "notices.receipt": 12,
    "notifications.notification": 5,
    "notifications.notifications": 8,
    "offences.page": 12,
    "offers.edit_step": 7,
    "offers.mine": 7,
    "offers.offer": 8,
    "offers.preview": 7,
    "offers.published": 6,
    "offers.start": 5,
    "placements.board": 11,
    "placements.ended_check": 11,
    "placements.placement": 10,
    "placements.received": 9,
    "profiles.abilities": 13,
    "profiles.experience": 13,
    "profiles.home": 13,
    "profiles.wishes": 13,
    "proposals.board": 11,
    "proposals.card": 6,
    "proposals.proposal": 12,
    "proposals.received": 5,
    "proposals.request_above": 6,
    "providers.directory": 6,
    "providers.own_details": 6,
    "providers.provider": 10,
    "providers.register": 1,
    "referrals.answer": 12,
    "referrals.refer": 12,
    "reviews.batch": 11,
    "reviews.candidates": 31,
    "reviews.compare_offers": 13,
    "reviews.compare_people": 30,
    "reviews.decided": 5,
    "reviews.first": 10,
    "reviews.near": 32,
    "reviews.proposed": 5,
    "reviews.queue": 15,
    "reviews.review": 42,
    "reviews.suggestion": 5,
    "reviews.why_not": 6,
    "scans.add": 11,
    "scans.download": 9,
    "scans.remove": 11,
    "searches.add": 9,
    "services.add": 4,
    "services.change": 6,
    "services.directory": 6,
    "services.page": 6,
    "subjects.case_file": 40,
    "subjects.caseload": 11,
    "subjects.correction": 10,
    "subjects.details": 13,
    "subjects.intake": 7,
    "subjects.my_file": 35,
    "subjects.note": 9,
    "subjects.report": 9,
    "today.home": 3,
    "today.today": 73,
    "tonight.page": 37,
    "units.account": 14,
    "units.accounts": 7,
    "units.add": 6,
    "units.audit": 10,
    "units.edit": 5,
    "units.edit_account": 13,
    "units.new_account": 7,
    "units.tree": 6,
    "units.unit": 8,
    "work.ledger": 11,
}
"""Page -> the most statements that anybody's look at it takes, the trace of the look and the frame of the page included.

A page that needs more fails here, so that growth is decided; whoever saves some writes the smaller number.
"""

GROW = {
    "cases.find",
    "cases.move",
    "covers.add",
    "covers.covers",
    "figures.download",
    "figures.page",
    "household.page",
    "notices.listed",
    "notifications.notifications",
    "offences.page",
    "offers.mine",
    "offers.published",
    "placements.board",
    "placements.received",
    "profiles.experience",
    "proposals.board",
    "proposals.received",
    "providers.directory",
    "providers.provider",
    "providers.register",
    "reviews.candidates",
    "reviews.queue",
    "reviews.why_not",
    "services.directory",
    "subjects.case_file",
    "subjects.caseload",
    "today.today",
    "tonight.page",
    "units.accounts",
    "units.add",
    "units.audit",
    "units.new_account",
    "units.tree",
    "units.unit",
    "work.ledger",
}
"""Pages that must have become longer in the large world: a crowd that nobody sees would prove nothing."""


@pytest.fixture
def walk(app: Flask, engine: Engine) -> Walk:
    with doing(engine) as work:
        own = make_world(work.session)
        add_crowd(work.session, own, 1)
    browsers = {who: Browser(app, sign_in_name_of(engine, viewer)) for who, viewer in own.staff.items()}
    return Walk(app, engine, own, own, browsers | {"nobody": Browser(app)})


class Statements(list[str]):
    """The statements that an engine runs meanwhile, without those that only open a transaction or touch the session."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def __enter__(self) -> "Statements":
        event.listen(self.engine, "before_cursor_execute", self.note)
        return self

    def __exit__(self, *_error: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self.note)

    def note(self, _connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith("BEGIN") and "sessions" not in statement:
            self.append(statement)


def looks(walk: Walk) -> Iterator[tuple[str, str, int, int]]:
    """Every look of everybody at every page: endpoint, who and where, statements, length."""
    match_everyone(walk.engine)
    for door in doors(walk.app, "GET"):
        for browser in walk.entering(door):
            with Statements(walk.engine) as statements:
                answer = browser.client.get(door.address(walk.own))
            assert answer.status_code < 500 or door.rule.endpoint == "health.readyz", door.address(walk.own)
            if answer.status_code < 400:
                who = next(name for name, each in walk.browsers.items() if each is browser)
                yield door.rule.endpoint, f"{who} GET {door.address(walk.own)}", len(statements), len(answer.data)


def test_the_number_of_statements_is_fixed_whatever_the_number_of_people(walk: Walk) -> None:
    small = {look[1]: look for look in looks(walk)}
    with doing(walk.engine) as work:
        add_crowd(work.session, walk.own, 9)
    large = {look[1]: look for look in looks(walk)}
    assert set(small) == set(large)
    grown = [
        f"{where}: {small[where][2]}, then {large[where][2]}" for where in large if small[where][2] != large[where][2]
    ]
    assert not grown, "read these in one statement for all lines:\n" + "\n".join(grown)
    longer = {large[where][0] for where in large if large[where][3] > small[where][3] + 500}
    assert not GROW - longer, f"tests/guards/crowd.py adds nothing that is seen on {GROW - longer}"
    most: dict[str, int] = {}
    for endpoint, _where, count, _length in large.values():
        most[endpoint] = max(most.get(endpoint, 0), count)
    changed = {
        name: most.get(name)
        for name in most.keys() | ALLOWED.keys()
        if most.get(name, 0) > ALLOWED.get(name, -1) or name not in most
    }
    assert not changed, (
        f"decide, and write into ALLOWED in tests/guards/test_statements.py: {dict(sorted(changed.items()))}"
    )
