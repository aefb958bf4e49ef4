"""Whatever is sent to a form: never a crash, never half a change, and each fault is named where it stands.

Each case is one seeded mutation of one form, so that a failure prints the line that repeats it:
`RESETTLE_TEST_POST='needs.add#7' pytest tests/faults/test_posts.py`. `RESETTLE_TEST_POSTS=20000` searches longer.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from matching.clock import Clock
from matching.database import make_engine
from matching.records import Subject
from matching.settings import Settings
from tests.builders import Browser, doing, sign_in_name_of
from tests.conftest import COMPILED, KEYS, TODAY
from tests.faults.fuzzing import Fuzz, make_fuzz
from tests.guards.test_routes import Walk, doors
from tests.guards.world import make_world
from webapp import create_app

POSTS = int(os.environ.get("RESETTLE_TEST_POSTS", "2000"))
CHUNKS = 4
MOST_SHOWN = 30


@pytest.fixture(scope="module")
def fuzz(sqlite_template: bytes, databases_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzz]:
    """Two worlds, a browser for each role of the first, and every form that one of them is shown."""
    path = databases_folder / "posts.db"
    path.write_bytes(sqlite_template)
    engine = make_engine(f"sqlite:///{path}")
    names = {name.removeprefix("RESETTLE_").lower(): value for name, value in KEYS.items()}
    settings = Settings(_env_file=None, var=tmp_path_factory.mktemp("var"), today=TODAY, **names)  # type: ignore[call-arg]
    app = create_app(settings, engine, Clock(TODAY))
    app.jinja_env.bytecode_cache = COMPILED
    with doing(engine) as work:
        own, foreign = make_world(work.session), make_world(work.session)
        for subject in work.session.exec(select(Subject)):
            subject.reference = f"S{subject.id:06d}"
    browsers = {who: Browser(app, sign_in_name_of(engine, viewer)) for who, viewer in own.staff.items()}
    yield make_fuzz(Walk(app, engine, own, foreign, browsers | {"nobody": Browser(app)}), str(path))
    engine.dispose()


def test_every_form_is_on_a_page_that_the_search_sees(fuzz: Fuzz) -> None:
    """A route that takes posts and has no form here would go untried: give it a stage."""
    assert not fuzz.broken_pages
    wanted = {fuzz.name_of(door.address(fuzz.walk.own)) for door in doors(fuzz.app, "POST")}
    untried = sorted(wanted - {name for name, sightings in fuzz.targets.items() if sightings})
    assert not untried


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_mutated_posts_never_crash_nor_save_half_and_each_fault_is_named(fuzz: Fuzz, chunk: int) -> None:
    wrong: list[str] = []
    for name, number in cases(fuzz, chunk):
        wrong += fuzz.play(name, number)
    wrong += [
        f"{name}: no post was accepted; add answers to KNOWN in tests/faults/fillings.py"
        for name in sorted(fuzz.refused)
    ]
    assert not wrong, f"{len(wrong)} faults:\n" + "\n".join(wrong[:MOST_SHOWN])


def test_mutated_queries_never_crash_and_change_nothing(fuzz: Fuzz) -> None:
    wrong: list[str] = []
    for number, page in enumerate(sorted(fuzz.seen_by)):
        wrong += fuzz.ask(page, number)
    assert not wrong, f"{len(wrong)} faults:\n" + "\n".join(wrong[:MOST_SHOWN])


def cases(fuzz: Fuzz, chunk: int) -> list[tuple[str, int]]:
    """A chunk of all cases, spread evenly over the forms; or the one that is asked for."""
    if one := os.environ.get("RESETTLE_TEST_POST"):
        name, _hash, number = one.partition("#")
        return [(name, int(number))] if chunk == 0 else []
    names = sorted(name for name, sightings in fuzz.targets.items() if sightings)
    rounds = -(-POSTS // len(names))
    return [(name, number) for name in names[chunk::CHUNKS] for number in range(rounds)]
