"""Full runs and single renewals, on both databases."""

from datetime import time, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from matching.records import JobTerms, Offer, Profile, Run, Shortlist, Skill, Subject, WorkItem
from matching.services import runs
from matching.services.matching import TOP, computed_shortlists, store_shortlists, subjects_touched_by
from matching.services.runs import block_ids, close_run, start_run, store_block
from matching.services.versions import engine_versions
from matching.vocabulary import CaseState, OfferKind, OfferState, RunState, WorkState
from matching.work import MAX_ATTEMPTS, Claim, bury_spent, fail, requeue
from tests.builders import Office, doing, make_offer, make_subject
from tests.reviewing import shortlist_of

TITLES = (
    "厨房帮工 Kitchen helper",
    "焊工 Welder",
    "叉车司机 Forklift driver",
    "保洁员 Cleaner",
    "茶园工 Tea garden worker",
)


@pytest.fixture
def world(engine: Engine, office: Office) -> list[int]:
    """Seven people and thirty openings; the ids of the people."""
    with doing(engine) as work:
        people = [make_subject(work.session, office.township).id or 0 for _each in range(7)]
        for place, person in enumerate(people):
            work.session.add(Skill(subject_id=person, name=("切菜", "焊接", "开叉车")[place % 3]))
            work.session.get_one(Profile, person).skills_known = True
        for number in range(30):
            title = TITLES[number % 5]
            terms = {"hours_per_week": 20.0 + number, "pay_from": 2000.0 + 50 * number}
            make_offer(work.session, office.provider, terms, title=title, skills=["焊接"] if number % 5 == 1 else [])
    return people


def run_through(engine: Engine, block: int = runs.BLOCK) -> Run:
    """Do a run's items one after the other, as workers do."""
    with doing(engine) as work:
        run = start_run(work, block)
    with Session(engine) as session:
        items = session.exec(select(WorkItem).where(col(WorkItem.name) == "run_block")).all()
    for item in (each for each in items if each.ids["run"] == run.id):
        with doing(engine) as work:
            store_block(
                work, run.id or 0, computed_shortlists(work, block_ids(work, item.ids["low"], item.ids["high"]))
            )
    with doing(engine) as work:
        close_run(work, run.id or 0)
        return work.session.get_one(Run, run.id)


def all_shortlists(engine: Engine) -> dict[int, list[tuple[int, int, bool]]]:
    with Session(engine) as session:
        people = session.exec(select(Shortlist.subject_id)).all()
        return {person: [tuple(entry) for entry in shortlist_of(session, person)] for person in people}  # type: ignore[misc]


def test_a_run_gives_everybody_a_shortlist_and_counts_what_it_did(engine: Engine, world: list[int]) -> None:
    run = run_through(engine)
    assert run.state is RunState.DONE and run.blocks_left == 0
    assert (run.subjects, run.offers, run.pairs_visited) == (7, 30, 210)
    assert set(all_shortlists(engine)) == set(world)


def test_blocks_of_one_person_give_what_one_block_gives(engine: Engine, world: list[int]) -> None:
    run_through(engine)
    whole = all_shortlists(engine)
    assert run_through(engine, block=1).blocks == 7
    assert all_shortlists(engine) == whole


def test_the_block_that_reaches_zero_asks_for_the_closing_once(engine: Engine, world: list[int]) -> None:
    run_through(engine)
    with Session(engine) as session:
        closing = session.exec(select(WorkItem).where(col(WorkItem.name) == "close_run")).all()
    assert len(closing) == 1 and closing[0].state is WorkState.TODO


def test_a_run_over_nobody_closes(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        start_run(work)
    with Session(engine) as session:
        assert session.exec(select(WorkItem.name)).all() == ["close_run"]


def test_nothing_is_written_where_nothing_changed(engine: Engine, world: list[int]) -> None:
    run_through(engine)
    with doing(engine) as work:
        assert store_shortlists(work, computed_shortlists(work, world)) == 0


def test_a_renewal_from_older_facts_never_overwrites_a_newer_one(engine: Engine, world: list[int]) -> None:
    run_through(engine)
    with doing(engine) as work:
        old = computed_shortlists(work, world[:1])
        newer = work.session.get_one(Shortlist, (world[0], OfferKind.JOB))
        newer.subject_version += 1
        newer.offers, newer.scores, newer.marks = b"", b"", b""
    with doing(engine) as work:
        assert store_shortlists(work, old) == 0


@pytest.mark.parametrize("change", ["closed", "paid better", "night shift", "new"])
def test_renewing_what_one_offer_touches_gives_what_renewing_all_gives(
    engine: Engine, office: Office, world: list[int], change: str
) -> None:
    run_through(engine)
    with doing(engine) as work:
        offer = work.session.exec(select(Offer).order_by(col(Offer.id))).first()
        assert offer is not None
        if change == "new":
            offer = make_offer(work.session, office.provider, {"pay_from": 9000.0}, title=TITLES[1], skills=["焊接"])
        elif change == "closed":
            offer.state = OfferState.CLOSED
        else:
            offer.facts_version += 1
            _change_terms(work.session, offer, change)
        changed = offer.id or 0
    with doing(engine) as work:
        store_shortlists(work, computed_shortlists(work, subjects_touched_by(work, changed)))
    renewed = all_shortlists(engine)
    with doing(engine) as work:
        store_shortlists(work, computed_shortlists(work, world))
    assert renewed == all_shortlists(engine)


def _change_terms(session: Session, offer: Offer, change: str) -> None:
    terms = session.get_one(JobTerms, offer.id)
    if change == "paid better":
        terms.pay_from = 20_000.0
    else:
        terms.shift_from, terms.shift_to = time(22), time(6)


def test_the_same_inputs_give_the_same_shortlists_to_the_bit(engine: Engine, world: list[int]) -> None:
    run_through(engine)
    first = all_shortlists(engine)
    with doing(engine) as work:
        for row in work.session.exec(select(Shortlist)).all():
            work.session.delete(row)
    run_through(engine)
    assert all_shortlists(engine) == first and all(len(entries) <= TOP for entries in first.values())


def test_whoever_is_no_longer_matched_loses_the_shortlist(engine: Engine, world: list[int]) -> None:
    run_through(engine)
    with doing(engine) as work:
        work.session.get_one(Subject, world[0]).state = CaseState.CLOSED
    with doing(engine) as work:
        store_shortlists(work, computed_shortlists(work, world))
    assert world[0] not in all_shortlists(engine)


def test_the_seed_fits_every_database(engine: Engine, world: list[int]) -> None:
    run = run_through(engine)
    with doing(engine) as work:
        assert run.seed == engine_versions(work.session).seed < 2**31


def test_a_run_whose_block_dies_has_failed_and_is_done_once_the_block_is_requeued(
    engine: Engine, world: list[int]
) -> None:
    with doing(engine) as work:
        run = start_run(work, block=4).id or 0
        blocks = work.session.exec(select(WorkItem.id).where(col(WorkItem.name) == "run_block")).all()
        now = work.instant
    with doing(engine) as work:
        held = Claim(blocks[0] or 0, "run_block", {"run": run}, MAX_ATTEMPTS, 0)
        fail(work.session, held, now, "MemoryError")
    with Session(engine) as session:
        failed = session.get_one(Run, run)
        assert (failed.state, failed.ended_at is None) == (RunState.FAILED, False)
        assert session.get_one(WorkItem, blocks[0]).state is WorkState.DEAD
    with doing(engine) as work:
        assert requeue(work.session, blocks[0] or 0, now)
        close_run(work, run)
    with Session(engine) as session:
        assert session.get_one(Run, run).state is RunState.DONE


def test_a_run_whose_workers_die_has_failed(engine: Engine, world: list[int]) -> None:
    with doing(engine) as work:
        run = start_run(work, block=4).id or 0
        item = work.session.exec(select(WorkItem).where(col(WorkItem.name) == "run_block")).first()
        assert item is not None
        item.attempts, item.leased_until = MAX_ATTEMPTS, work.instant - timedelta(hours=1)
    with doing(engine) as work:
        assert bury_spent(work.session, work.instant) == 1
    with Session(engine) as session:
        assert session.get_one(Run, run).state is RunState.FAILED
