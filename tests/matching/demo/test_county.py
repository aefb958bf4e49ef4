"""The made-up county reads like one: its clock, its hours of work."""

from datetime import date, time, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, select

from matching.clock import office_time
from matching.demo.county import County
from matching.records import CaseEvent, JobTerms, Offer
from tests.builders import TODAY, doing

LAWFUL_HOURS = 52
"""Labour Law, arts. 36 and 41: forty-four a week, and thirty-six more a month."""


def test_acts_of_a_day_gone_by_stand_one_after_another_in_office_hours(engine: Engine) -> None:
    with doing(engine) as work:
        county = County(work)
        told = [office_time(county.on(-3).now) for _act in range(400)]
    assert told == sorted(told) and len(set(told[:100])) == 100
    assert {moment.date() for moment in told} == {TODAY - timedelta(days=3)}
    assert time(8) < told[0].time() <= told[-1].time() < time(18)


def test_today_and_later_run_by_the_real_clock(engine: Engine) -> None:
    with doing(engine) as work:
        assert abs(County(work).on(0).now - work.now) < timedelta(minutes=1)
        assert County(work).on(5).today == TODAY + timedelta(days=5)


def test_the_told_timelines_read_like_days_at_an_office(told: Engine) -> None:
    with Session(told) as session:
        moments = [office_time(at) for at in session.exec(select(CaseEvent.at)).all()]
    gone_by = [moment for moment in moments if moment.date() < TODAY]
    by_day: dict[date, set[time]] = {}
    for moment in gone_by:
        by_day.setdefault(moment.date(), set()).add(moment.time())
    assert gone_by and max(map(len, by_day.values())) > 10
    assert all(time(8) < moment.time() < time(18) for moment in gone_by)


def test_a_told_job_leaves_a_day_of_rest_and_asks_no_more_hours_than_the_law_and_its_shift_have(told: Engine) -> None:
    with Session(told) as session:
        jobs = session.exec(select(JobTerms, Offer.title).join(Offer)).all()
    for terms, title in jobs:
        assert (terms.hours_per_week or 0) <= LAWFUL_HOURS and len(terms.weekdays) < 7, title
        if terms.shift_from and terms.shift_to and terms.weekdays:
            shift = (minutes(terms.shift_to) - minutes(terms.shift_from)) % (24 * 60) / 60
            assert (terms.hours_per_week or 0) <= shift * len(terms.weekdays), title


def minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
