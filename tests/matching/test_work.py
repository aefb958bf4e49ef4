"""The ledger: claimed by one, done once, given back after an error, dead after five."""

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from matching.records import WorkItem
from matching.vocabulary import WorkState
from matching.work import (
    DEAF_AFTER,
    LEASE,
    MAX_ATTEMPTS,
    RING_AGAIN,
    Claim,
    LostClaim,
    add_work,
    beat,
    bury_spent,
    claim,
    fail,
    finish,
    forget_done,
    is_anyone_working,
    is_deaf,
    leave,
    requeue,
    ring_due,
    waiting_work,
)  # fmt: skip
from tests.builders import doing

NOW = datetime(2026, 9, 1, 8)
SECOND = timedelta(seconds=1)


@pytest.fixture
def item(engine: Engine) -> int:
    with doing(engine) as work:
        add_work(work.session, "rematch_subject", NOW, subject=1)
    with Session(engine) as session:
        return session.exec(select(WorkItem)).one().id or 0


def stored(engine: Engine, item_id: int) -> WorkItem:
    with Session(engine) as session:
        return session.get_one(WorkItem, item_id)


def claimed(engine: Engine, item_id: int, now: datetime = NOW) -> Claim | None:
    with doing(engine) as work:
        return claim(work.session, item_id, now)


def rung(engine: Engine, now: datetime = NOW) -> list[int]:
    with doing(engine) as work:
        return [row[0] for row in ring_due(work.session, now)]


def test_a_claim_knows_what_it_is_about(engine: Engine, item: int) -> None:
    assert claimed(engine, item) == Claim(item, "rematch_subject", {"subject": 1}, attempt=1, fence=1)


def test_a_held_item_is_not_given_to_another(engine: Engine, item: int) -> None:
    assert claimed(engine, item) is not None
    assert claimed(engine, item, NOW + LEASE - SECOND) is None


def test_a_claim_that_ran_out_goes_to_the_next_and_the_late_worker_is_refused(engine: Engine, item: int) -> None:
    late, next_one = claimed(engine, item), claimed(engine, item, NOW + LEASE + SECOND)
    assert late and next_one and next_one.fence == late.fence + 1
    with pytest.raises(LostClaim), doing(engine) as work:
        finish(work.session, late, NOW)
    with doing(engine) as work:
        fail(work.session, late, NOW, "too late to matter")
    assert stored(engine, item).fault is None
    with doing(engine) as work:
        finish(work.session, next_one, NOW)
    assert stored(engine, item).state is WorkState.DONE


def test_a_result_and_its_done_mark_go_together(engine: Engine, item: int) -> None:
    held = claimed(engine, item)
    assert held
    with pytest.raises(ZeroDivisionError), doing(engine) as work:
        add_work(work.session, "rematch_offer", NOW, offer=1)
        finish(work.session, held, NOW)
        raise ZeroDivisionError
    assert stored(engine, item).state is WorkState.TODO
    with Session(engine) as session:
        assert waiting_work(session, ["rematch_offer"]) == 0


def test_a_done_item_is_neither_claimed_nor_rung(engine: Engine, item: int) -> None:
    held = claimed(engine, item)
    assert held
    with doing(engine) as work:
        finish(work.session, held, NOW)
    assert claimed(engine, item, NOW + timedelta(days=1)) is None and rung(engine, NOW + timedelta(days=1)) == []


def test_one_of_many_claimers_gets_it(engine: Engine) -> None:
    with doing(engine) as work:
        for number in range(10):
            add_work(work.session, "rematch_subject", NOW, subject=number)
    with Session(engine) as session:
        items = list(session.exec(select(WorkItem.id)))
    won: list[int] = []
    starts = threading.Barrier(6)

    def take_all() -> None:
        starts.wait()
        for number in items:
            held = claimed(engine, number or 0)
            if held is not None:
                won.append(held.item_id)

    threads = [threading.Thread(target=take_all) for _each in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == sorted(items)  # type: ignore[type-var]


def test_it_waits_longer_after_each_error_and_dies_after_the_fifth(engine: Engine, item: int) -> None:
    waits, now = [], NOW
    for _attempt in range(MAX_ATTEMPTS):
        held = claimed(engine, item, now)
        assert held
        with doing(engine) as work:
            fail(work.session, held, now, "ValueError" * 50)
        waits.append((stored(engine, item).due_at - now).total_seconds())
        now += timedelta(minutes=5)
    dead = stored(engine, item)
    assert waits[:4] == [2, 4, 8, 16] and dead.state is WorkState.DEAD and len(dead.fault or "") <= 200
    assert claimed(engine, item, now) is None and rung(engine, now) == []


def test_a_dead_item_gets_five_more_attempts_when_it_is_requeued(engine: Engine, item: int) -> None:
    with doing(engine) as work:
        assert not requeue(work.session, item, NOW)
        work.session.get_one(WorkItem, item).state = WorkState.DEAD
    with doing(engine) as work:
        assert requeue(work.session, item, NOW)
    held = claimed(engine, item)
    assert held and held.attempt == 1


def test_an_item_whose_workers_die_is_buried_after_the_fifth(engine: Engine, item: int) -> None:
    now = NOW
    for _attempt in range(MAX_ATTEMPTS):
        assert claimed(engine, item, now) is not None
        with doing(engine) as work:
            assert bury_spent(work.session, now) == 0
        now += LEASE + SECOND
    assert claimed(engine, item, now) is None and rung(engine, now) == []
    with doing(engine) as work:
        assert bury_spent(work.session, now) == 1
    assert stored(engine, item).state is WorkState.DEAD


def test_a_bell_rings_again_only_after_five_seconds(engine: Engine, item: int) -> None:
    assert rung(engine) == [item]
    assert rung(engine, NOW + RING_AGAIN - SECOND) == []
    assert rung(engine, NOW + RING_AGAIN + SECOND) == [item]


def test_a_bell_rings_again_when_the_lease_has_run_out(engine: Engine, item: int) -> None:
    claimed(engine, item)
    assert rung(engine, NOW + LEASE - SECOND) == []
    assert rung(engine, NOW + LEASE + SECOND) == [item]


def test_what_is_not_due_is_not_rung(engine: Engine) -> None:
    with doing(engine) as work:
        add_work(work.session, "rematch_subject", NOW + SECOND, subject=1)
    assert rung(engine) == [] and rung(engine, NOW + SECOND) != []


def test_the_oldest_rings_first_and_only_so_many_at_once(engine: Engine) -> None:
    with doing(engine) as work:
        for age in (1, 3, 2):
            add_work(work.session, "rematch_subject", NOW - age * SECOND, subject=age)
    with doing(engine) as work:
        first = ring_due(work.session, NOW, limit=1)
    with Session(engine) as session:
        assert session.get_one(WorkItem, first[0][0]).ids == {"subject": 3}


def test_dispatchers_that_look_at_once_ring_each_item_once(engine: Engine) -> None:
    with doing(engine) as work:
        for number in range(60):
            add_work(work.session, "rematch_subject", NOW, subject=number)
    heard: list[int] = []
    starts = threading.Barrier(4)

    def look() -> None:
        starts.wait()
        heard.extend(rung(engine))

    threads = [threading.Thread(target=look) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(heard) == len(set(heard)) == 60


def test_a_key_is_added_once_whoever_adds_it(engine: Engine) -> None:
    starts = threading.Barrier(4)

    def add() -> None:
        starts.wait()
        with doing(engine) as work:
            add_work(work.session, "tidy_up", NOW, key="tidy_up:2026-09-01")

    threads = [threading.Thread(target=add) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Session(engine) as session:
        assert waiting_work(session) == 1


def test_an_unknown_name_of_work_is_a_fault_at_once(engine: Engine) -> None:
    with pytest.raises(KeyError), doing(engine) as work:
        add_work(work.session, "make_tea", NOW)


def test_a_dispatchers_sign_of_life_goes_with_it(engine: Engine) -> None:
    with doing(engine) as work:
        beat(work.session, "one", NOW)
        leave(work.session, "one")
    with Session(engine) as session:
        assert not is_anyone_working(session, NOW)


def test_a_dispatchers_sign_of_life_fades(engine: Engine) -> None:
    with doing(engine) as work:
        beat(work.session, "one", NOW)
        beat(work.session, "one", NOW + SECOND)
    with Session(engine) as session:
        assert is_anyone_working(session, NOW + 10 * SECOND)
        assert not is_anyone_working(session, NOW + 60 * SECOND)


def test_what_is_long_done_is_forgotten_and_the_dead_are_kept(engine: Engine, item: int) -> None:
    held = claimed(engine, item)
    assert held
    with doing(engine) as work:
        finish(work.session, held, NOW)
        add_work(work.session, "tidy_up", NOW, key="kept")
    with doing(engine) as work:
        assert forget_done(work.session, NOW) == 0
        assert forget_done(work.session, NOW + SECOND) == 1
        assert waiting_work(work.session) == 1


def deaf(engine: Engine, now: datetime) -> bool:
    with Session(engine) as session:
        return is_deaf(session, now)


def test_nobody_hears_the_bells_where_an_item_is_overdue_and_nothing_is_held_or_done(engine: Engine, item: int) -> None:
    assert not deaf(engine, NOW + DEAF_AFTER - SECOND)
    assert deaf(engine, NOW + DEAF_AFTER)


def test_a_worker_with_something_in_hand_or_just_done_is_not_deaf(engine: Engine, item: int) -> None:
    with doing(engine) as work:
        add_work(work.session, "rematch_subject", NOW, subject=2)
    later = NOW + 2 * DEAF_AFTER
    held = claimed(engine, item, later)
    assert held and not deaf(engine, later + SECOND)
    with doing(engine) as work:
        finish(work.session, held, later)
    assert not deaf(engine, later + SECOND) and deaf(engine, later + DEAF_AFTER + SECOND)
