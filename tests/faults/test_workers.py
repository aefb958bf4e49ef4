"""Work is never lost or doubled: real worker processes, killed at bad moments, over each broker."""

import json
import pickle
import socket
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import redis
from sqlalchemy import Engine, create_engine, text
from sqlmodel import Session, select

from matching.clock import Clock
from matching.records import Account, WorkItem
from matching.vocabulary import WorkState
from tests.builders import Browser, Office, add_office, doing, sign_in_name_of
from tests.faults.processes import Service, service, settings_of, wait_until
from tests.servers import RABBITMQ, missing
from webapp import create_app

KILLS, GROUP_KILLS = 14, 4
PER_KILL = 12


def office_with_mail(engine: Engine) -> Office:
    office = add_office(engine)
    with doing(engine) as work:
        work.session.get_one(Account, office.caseworker.account_id).mail = "casework@resettle.example"
    return office


@pytest.fixture
def embedded(sqlite: Engine, tmp_path: Path) -> Iterator[Service]:
    """SQLite and one worker over memory://, as on one machine."""
    office = office_with_mail(sqlite)
    with service(sqlite, "memory://", tmp_path, office.caseworker) as made:
        yield made


@pytest.fixture
def city(postgres: Engine, redis_url: str, tmp_path: Path) -> Iterator[Service]:
    """PostgreSQL, Redis, a worker and a dispatcher of its own."""
    office = office_with_mail(postgres)
    redis.Redis.from_url(redis_url).flushdb()
    with service(postgres, redis_url, tmp_path, office.caseworker) as made:
        yield made


def kill_at_random(made: Service, random: Random, kills: int, groups_every: int) -> int:
    """Kill children and whole groups, each while it has work in its hands; return how much work there was."""
    for number in range(kills):
        made.add_mails(PER_KILL)
        made.wait_for_work_in_progress()
        time.sleep(random.uniform(0, 0.03))
        if number % groups_every == groups_every - 1:
            for program in list(made.running):
                made.kill_group(program)
                made.start(program)
        else:
            made.kill_child(random.randrange(2))
        made.end_leases()
    return kills * PER_KILL


def test_one_machine_does_all_once_whenever_its_worker_is_killed(embedded: Service) -> None:
    embedded.start()
    added = kill_at_random(embedded, Random(7), GROUP_KILLS, groups_every=1)
    embedded.finish(45)
    embedded.assert_all_sent_once(added)


def test_one_machine_goes_on_after_the_death_of_a_waiting_child(embedded: Service) -> None:
    embedded.start()
    embedded.add_mails(2)
    embedded.finish(45)
    embedded.kill_child(0)
    embedded.add_mails(4)
    embedded.finish(90)


@pytest.mark.redis
@pytest.mark.postgres
def test_a_city_does_all_once_whatever_is_killed_or_wiped(city: Service, redis_url: str) -> None:
    city.start()
    city.start("beat")
    added = kill_at_random(city, Random(11), KILLS, groups_every=6)
    for _wipe in range(5):
        city.add_mails(PER_KILL)
        added += PER_KILL
        time.sleep(0.2)
        redis.Redis.from_url(redis_url).flushdb()
    city.end_leases()
    city.finish(60)
    city.assert_all_sent_once(added)


@pytest.mark.rabbitmq
def test_rabbitmq_rings_as_well(sqlite: Engine, tmp_path: Path) -> None:
    from kombu import Connection

    try:
        with Connection(RABBITMQ, connect_timeout=2) as connection:
            connection.ensure_connection(max_retries=0, timeout=2)
    except Exception as error:
        missing("rabbitmq", f"{RABBITMQ.split('@')[-1]} gives {type(error).__name__}")
    with service(sqlite, RABBITMQ, tmp_path, office_with_mail(sqlite).caseworker) as made:
        made.start()
        made.start("beat")
        made.add_mails(10)
        made.finish(45)
        made.assert_all_sent_once(10)


def test_a_page_never_speaks_to_the_broker_even_one_that_accepts_and_never_answers(
    sqlite: Engine, tmp_path: Path
) -> None:
    office = office_with_mail(sqlite)
    with socket.create_server(("127.0.0.1", 0)) as hole:
        hole.settimeout(0.5)
        broker = f"redis://127.0.0.1:{hole.getsockname()[1]}/0"
        with service(sqlite, broker, tmp_path, office.caseworker) as made:
            browser = Browser(create_app(settings_of(made), sqlite, Clock()))
            browser.get("/password/forgotten")
            sent = browser.post("/password/forgotten", sign_in_name=sign_in_name_of(sqlite, office.caseworker))
            assert sent.status_code == 303 and made.left() == 1
            with pytest.raises(TimeoutError):
                hole.accept()


@pytest.mark.redis
def test_what_waited_for_the_broker_is_done_when_it_is_back(sqlite: Engine, redis_url: str, tmp_path: Path) -> None:
    office = office_with_mail(sqlite)
    with service(sqlite, "redis://127.0.0.1:1/0", tmp_path, office.caseworker) as made:
        made.add_mails(10)
        made.start("beat")
        wait_until(lambda: "broker_away" in made.log(), 30, made.log)
        assert made.running["beat"].poll() is None, "a dispatcher outlives its broker"
        made.kill_group("beat")
        made.broker_url = redis_url
        made.start("beat")
        made.start()
        made.finish(45)
        made.assert_all_sent_once(10)


class Hostile:
    """What a pickle can do to whoever opens it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return open, (str(self.path), "w")


def strange_messages(trap: Path) -> list[str]:
    """A pickle, an unknown task, and arguments that are no number, as a broker's envelope holds them."""
    delivery = {
        "delivery_tag": "1",
        "delivery_info": {"exchange": "", "routing_key": "quick"},
        "body_encoding": "base64",
    }
    kinds = [
        (pickle.dumps(Hostile(trap)), "application/x-python-serialize", "binary", "send_mail"),
        (b"[[1], {}, {}]", "application/json", "utf-8", "rm_rf"),
        (b'[["x; DROP TABLE mails"], {}, {}]', "application/json", "utf-8", "send_mail"),
    ]
    return [
        json.dumps(
            {"body": b64encode(body).decode(), "content-type": kind, "content-encoding": coding, "headers": {"task": task, "id": "1"}, "properties": delivery}
        ) for body, kind, coding, task in kinds
    ]  # fmt: skip


@pytest.mark.redis
def test_what_is_no_message_of_ours_is_dropped(sqlite: Engine, redis_url: str, tmp_path: Path) -> None:
    """The worker opens no pickle, stays, and does its work."""
    office, trap = office_with_mail(sqlite), tmp_path / "trap"
    queue = redis.Redis.from_url(redis_url)
    with service(sqlite, redis_url, tmp_path, office.caseworker) as made:
        made.start()
        made.start("beat")
        for message in strange_messages(trap):
            queue.lpush("quick", message)
        made.add_mails(5)
        made.finish(45)
        made.assert_all_sent_once(5)
        assert made.running["worker"].poll() is None and not trap.exists()


def test_two_dispatchers_add_one_item_per_period(engine: Engine) -> None:
    from matching.viewer import WORKER
    from workers.schedule import SCHEDULE, add_due

    now = Clock().instant()
    starts = threading.Barrier(4)

    def look() -> None:
        starts.wait()
        with doing(engine, WORKER) as work:
            add_due(work.session, now)

    threads = [threading.Thread(target=look) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Session(engine) as session:
        found = sorted(session.exec(select(WorkItem.name)))
    assert found == sorted(SCHEDULE), "a fresh dispatcher looks a day back and adds each name once"


def test_a_poison_item_dies_alone(embedded: Service) -> None:
    """An item that fails each time is dead after five attempts; those beside it are done."""
    embedded.add_mails(5)
    now = Clock().instant()
    with doing(embedded.engine) as work:
        work.session.add(WorkItem(name="send_mail", queue="quick", ids={"post": 1}, due_at=now, created_at=now))
    embedded.start()

    def is_dead() -> bool:
        with doing(embedded.engine) as work:
            poison = work.session.exec(
                select(WorkItem).where(WorkItem.state != WorkState.DONE, WorkItem.name == "send_mail")
            ).all()
            for item in poison:
                item.due_at = min(item.due_at, Clock().instant())
            return [item.state for item in poison] == [WorkState.DEAD]

    wait_until(is_dead, 60, embedded.log)
    with Session(embedded.engine) as session:
        dead = session.exec(select(WorkItem).where(WorkItem.state == WorkState.DEAD)).one()
        assert dead.attempts == 5 and dead.fault == "KeyError"
        assert (
            len(
                session.exec(
                    select(WorkItem).where(WorkItem.state == WorkState.DONE, WorkItem.name == "send_mail")
                ).all()
            )
            == 5
        )


@pytest.mark.redis
@pytest.mark.postgres
def test_a_database_that_restarts_is_found_again(city: Service) -> None:
    """Every connection is cut while work comes in."""
    city.start()
    city.start("beat")
    admin = create_engine(city.engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    for _cut in range(5):
        city.add_mails(5)
        time.sleep(0.3)
        with admin.connect() as connection:
            cut = text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name AND pid <> pg_backend_pid()"
            )
            connection.execute(cut, {"name": city.engine.url.database})
        city.engine.dispose()
        city.end_leases()
    admin.dispose()
    city.end_leases()
    city.finish(60)
    city.assert_all_sent_once(25)
