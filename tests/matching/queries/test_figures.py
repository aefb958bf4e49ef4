"""Every figure of a small world, counted by hand beforehand."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from scipy.stats import binomtest
from sqlalchemy import Engine

from matching.errors import NotFound
from matching.queries.figures import ALL_BELOW, Asked, Figures, figures
from matching.queries.figures.hiding import shown
from matching.queries.figures.holding import Standing, held_of
from matching.queries.figures.intervals import interval_of
from matching.queries.figures.spread import Spread, spread_of
from matching.viewer import Viewer
from matching.vocabulary import (
    CaseState,
    CheckAnswer,
    DeclineReason,
    EndReason,
    OfferKind,
    OfferState,
    PlacementState,
    ProposalState,
    RefusalReason,
    Role,
    SuggestionState,
    UnitLevel,
)
from tests.builders import TODAY, Office, doing, make_account, make_offer, make_provider, make_unit
from tests.figuring import ago, listed, offer_of, person, placement, proposal
from tests.proposing import make_suggestion
from tests.reviewing import Statements

HOLDS, NOT_REACHED, ENDED = CheckAnswer.HOLDS, CheckAnswer.NOT_REACHED, CheckAnswer.ENDED
JOB, TRAINING, HOUSING = OfferKind.JOB, OfferKind.TRAINING, OfferKind.HOUSING
P = ProposalState


@pytest.fixture
def small(engine: Engine, office: Office) -> Office:
    """Seven people of a township and its village whom figures count, and three whom they do not."""
    with doing(engine) as work:
        session, here, village = work.session, office.township, office.village
        job, course, home = (offer_of(session, office, kind) for kind in (JOB, TRAINING, HOUSING))
        home.places_taken = 1
        make_offer(session, make_provider(session, office.village), kind=HOUSING, places=2)
        make_offer(session, office.provider, kind=HOUSING, state=OfferState.PAUSED)
        make_offer(session, office.provider, kind=HOUSING, closes_on=ago(1))
        anna = person(session, here, 20, home="no", kin="no", work="no", caseworker_id=office.caseworker.account_id)
        bao = person(session, here, 10, home="no", work="yes")
        chen = person(session, here, 5, work="no", home="unknown")
        dong = person(session, village, 40, home="no", work="no")
        kang = person(session, here, 200, home="yes", work="no")
        liu = person(session, here, 150, home="yes", work="yes")
        person(session, here, 30, home="no", work="no", is_sealed=True)
        person(session, here, 30, home="no", work="no", state=CaseState.CLOSED)
        person(session, here, 30, state=CaseState.EXPECTED, release_on=ago(3), reported_on=None)
        person(session, here, 30, state=CaseState.EXPECTED, release_on=ago(10), reported_on=None)
        listed(session, anna, JOB, job)
        listed(session, anna, HOUSING)
        listed(session, chen, JOB)
        placement(session, office, dong, job, 30, checks={7: HOLDS, 30: None, 90: None})
        placement(session, office, bao, job, 8, checks={7: NOT_REACHED, 30: None})
        placement(
            session, office, kang, job, 95, ended=60, end_reason=EndReason.LAID_OFF, checks={7: HOLDS, 30: None, 90: None}
        )  # fmt: skip
        placement(
            session, office, liu, course, 100, ended=20, end_reason=EndReason.COMPLETED, checks={30: HOLDS, 90: None}
        )  # fmt: skip
        placement(session, office, anna, home, 4, state=PlacementState.NO_SHOW)
        proposal(session, office, anna, job, (P.PROPOSED, 12), (P.AGREED, 10), (P.OFFERED, 4))
        other = offer_of(session, office, JOB)
        proposal(session, office, chen, other, (P.PROPOSED, 5), (P.AGREED, 4), (P.OFFERED, 4), (P.REFUSED, 1, "skills"))
        proposal(session, office, chen, home, (P.PROPOSED, 3), (P.REFUSED_BY_SUBJECT, 2, "journey"))
        proposal(session, office, chen, course, (P.OFFERED, 9), (P.LAPSED, 2))
        for reason in (DeclineReason.JOURNEY, DeclineReason.PAY, DeclineReason.SUBJECT_REFUSED):
            opening = offer_of(session, office, JOB, state=OfferState.PAUSED)
            make_suggestion(session, chen, opening, office.caseworker, state=SuggestionState.DECLINED, reason=reason)
    return office


def counted(engine: Engine, viewer: Viewer, **asked: Any) -> Figures:
    with doing(engine, viewer) as work:
        return figures(work, Asked(**({"from_on": ago(90), "to_on": TODAY} | asked)))


def test_who_waits_and_for_how_long(engine: Engine, small: Office) -> None:
    job, course, home = counted(engine, small.supervisor).kinds
    assert (job.waiting, job.unknown) == (3, 0)
    assert job.days_waiting == Spread(3, 12.5, 20, 40, 60)
    assert (course.waiting, course.unknown) == (4, 0)
    assert course.days_waiting == Spread(4, 16.25, 30, 80, 200)
    assert (home.waiting, home.unknown) == (3, 1)
    assert home.days_waiting == Spread(3, 15, 20, 30, 40)


def test_what_is_open_and_what_started_after_how_many_days(engine: Engine, small: Office) -> None:
    job, course, home = counted(engine, small.supervisor).kinds
    assert (job.proposals, job.placed, job.no_shows) == (1, 2, 0)
    assert job.days_to_placement == Spread(2, 4, 6, 8, 10)
    assert (course.proposals, course.placed, course.days_to_placement) == (0, 0, Spread(0))
    assert (home.proposals, home.placed, home.no_shows) == (0, 0, 1)


def test_whether_placements_held_with_what_is_not_known(engine: Engine, small: Office) -> None:
    held = {(each.kind, each.days): each for each in counted(engine, small.supervisor).held}
    week, month, quarter = held[JOB, 7], held[JOB, 30], held[JOB, 90]
    assert (week.due, week.held, week.ended, week.unknown) == (3, 2, 0, 1)
    assert (week.rate, week.lowest, week.highest) == (1.0, 2 / 3, 1.0)
    assert week.interval == pytest.approx((0.1581139, 1.0))
    assert (month.due, month.held, month.ended, month.unknown, month.lowest) == (2, 1, 0, 1, 0.5)
    assert (quarter.due, quarter.held, quarter.ended, quarter.rate) == (1, 0, 1, 0.0)
    assert (held[JOB, 180].due, held[JOB, 180].rate, held[JOB, 180].interval) == (0, None, None)
    assert (held[TRAINING, 30].held, held[TRAINING, 90].completed, held[TRAINING, 90].due) == (1, 1, 0)


def test_days_in_each_step(engine: Engine, small: Office) -> None:
    steps = {each.state: each for each in counted(engine, small.supervisor).steps}
    assert steps[P.PROPOSED].left == Spread(3, 1, 1, 1.5, 2)
    assert steps[P.AGREED].left == Spread(2, 1.5, 3, 4.5, 6)
    assert steps[P.OFFERED].left == Spread(2, 4, 5, 6, 7)
    assert steps[P.OFFERED].now == Spread(1, 4, 4, 4, 4)
    assert steps[P.INTERESTED].left == Spread(0)


def test_who_declined_and_why(engine: Engine, small: Office) -> None:
    caseworker, subject, provider = counted(engine, small.supervisor).declines
    assert caseworker.count == 2
    assert caseworker.reasons == [(DeclineReason.JOURNEY, 1), (DeclineReason.PAY, 1)]
    assert subject.reasons == [(RefusalReason.JOURNEY, 1), (DeclineReason.SUBJECT_REFUSED, 1)]
    assert provider.reasons == [(None, 1), (RefusalReason.SKILLS, 1)]


def test_supply_against_need_by_unit(engine: Engine, small: Office) -> None:
    rows = {(row.kind, row.unit_id): row for row in counted(engine, small.supervisor).units}
    here, village = small.township.id or 0, small.village.id or 0
    job = rows[JOB, here]
    assert (job.waiting, job.without_offer, job.unmatched, job.proposals, job.placed) == (3, 1, 1, 1, 1)
    assert (rows[JOB, village].waiting, rows[JOB, village].placed) == (0, 1)
    home = rows[HOUSING, here]
    assert (home.waiting, home.without_offer, home.unmatched, home.free_places) == (2, 1, 1, 2)
    assert (rows[HOUSING, village].waiting, rows[HOUSING, village].free_places) == (1, 2)


def test_whose_every_offer_needs_a_fact_is_told_beside_those_who_wait(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        session, here = work.session, office.township
        first, second = (offer_of(session, office, JOB) for _ in range(2))
        for marks in (b"\1\1", b"\0\1", b"\0\0"):
            listed(session, person(session, here, 20, work="no"), JOB, first, second, marks=marks)
    (job,) = [row for row in counted(engine, office.supervisor, kind=JOB).units if row.unit_id == office.township.id]
    assert (job.waiting, job.only_asking, job.without_offer, job.unmatched) == (3, 1, 0, 0)


def test_who_did_not_report_and_what_is_not_known(engine: Engine, small: Office) -> None:
    found = counted(engine, small.supervisor)
    assert (found.reporting.not_reported, found.reporting.beyond_deadline) == (2, 1)
    assert found.gaps.people == 6
    missing = {"home": 1, "kin": 5, "work": 0, "profile": 6, "conditions": 6, "household": 6, "caseworker": 5}
    assert found.gaps.missing == missing


def test_a_kind_and_a_period_narrow_what_is_counted(engine: Engine, small: Office) -> None:
    found = counted(engine, small.supervisor, kind=HOUSING, from_on=ago(3), to_on=TODAY)
    assert [row.kind for row in found.kinds] == [HOUSING] and found.kinds[0].no_shows == 0
    assert [each.count for each in found.declines] == [0, 1, 0]
    assert {row.kind for row in found.units} == {HOUSING}
    assert found.kinds[0].waiting == 3, "who waits is counted now, whatever the period"


def test_a_unit_above_sees_no_count_under_five(engine: Engine, small: Office) -> None:
    found = counted(engine, small.county_officer)
    assert not found.scope.exact and found.scope.chosen == ALL_BELOW
    assert {row.waiting for row in found.kinds} == {None}
    assert all((each.count, each.reasons) == (None, []) for each in found.declines)
    assert all(row.due is None and row.rate is None for row in found.held)
    assert all((row.waiting, row.without_offer, row.placed) == (None, None, None) for row in found.units)
    assert [row.free_places for row in found.units if row.kind is HOUSING] == [4]
    assert (found.gaps.people, found.gaps.missing["kin"], found.gaps.missing["home"]) == (5, 5, None)


def test_a_unit_above_sees_larger_counts_and_never_the_longest(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        for number in range(7):
            person(work.session, office.township, 10 + number, home="no", work="yes")
    home = counted(engine, office.county_officer, kind=HOUSING, unit_id=office.township.id).kinds[0]
    assert (home.waiting, home.days_waiting) == (5, Spread(5, 11.5, 13, 14.5, None))


def test_counts_of_units_below_are_rounded_so_that_none_can_be_worked_out() -> None:
    assert [shown(count, exact=False) for count in (0, 4, 5, 7, 8, 22, 23)] == [None, None, 5, 5, 10, 20, 25]
    assert [shown(count, exact=True) for count in (0, 4, 22)] == [0, 4, 22]


def test_rates_of_units_below_are_of_rounded_counts_from_twenty_on() -> None:
    counts = Counter({Standing.HELD: 22, Standing.ENDED: 9, Standing.UNKNOWN: 6})
    row = held_of(JOB, 30, counts, exact=False)
    assert (row.due, row.held, row.ended, row.unknown) == (35, 20, 10, 5)
    assert (row.rate, row.interval) == (2 / 3, interval_of(20, 30))
    assert (row.lowest, row.highest) == (20 / 35, 25 / 35)
    few = held_of(JOB, 30, Counter({Standing.HELD: 9, Standing.ENDED: 5}), exact=False)
    assert (few.due, few.held, few.rate, few.lowest) == (15, 10, None, None)
    assert held_of(JOB, 30, counts, exact=True).rate == 22 / 31


def test_protected_people_are_never_counted_not_even_for_those_named(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        person(work.session, office.township, home="no", is_juvenile=True)
        person(work.session, office.township, home="no", is_sealed=True)
    found = counted(engine, office.supervisor)
    assert {row.waiting for row in found.kinds} == {0} and found.gaps.people == 0


def test_a_supervisor_asks_for_own_units_only(engine: Engine, small: Office) -> None:
    with doing(engine) as work:
        sibling = make_unit(work.session, UnitLevel.TOWNSHIP, small.county)
        above = make_account(work.session, Role.SUPERVISOR, unit=small.county)
        other = make_account(work.session, Role.SUPERVISOR, unit=sibling)
    for viewer, unit_id in ((small.supervisor, sibling.id), (small.supervisor, small.county.id), (other, ALL_BELOW)):
        with pytest.raises(NotFound):
            counted(engine, viewer, unit_id=unit_id)
    assert {row.waiting for row in counted(engine, other).kinds} == {0}
    found = counted(engine, above)
    assert [name for _number, name in found.scope.choices] == [
        "",
        *sorted([small.township.name, sibling.name]),
        small.county.name,
    ]
    assert {row.unit_id for row in found.units} == {small.township.id, sibling.id}
    assert counted(engine, above, unit_id=small.county.id).scope.exact


def test_intervals_are_the_exact_ones_of_scipy() -> None:
    for part, whole in ((0, 19), (12, 15), (50, 50), (300, 1000)):
        expected = binomtest(part, whole).proportion_ci(0.95, method="exact")
        assert interval_of(part, whole) == pytest.approx((expected.low, expected.high))
    none = interval_of(0, 19)
    assert none is not None and none.high == pytest.approx(0.176, abs=0.001), "none of 19 still allows 18 %"
    assert interval_of(0, 0) is None


def test_days_spread_as_percentiles_and_never_below_zero() -> None:
    assert spread_of([(1, 1), (2, 1), (3, 1), (10, 1)], exact=True) == Spread(4, 1.75, 2.5, 4.75, 10)
    assert spread_of([(-3, 2)], exact=True) == Spread(2, 0, 0, 0, 0)
    assert spread_of([(9, 4)], exact=False) == Spread(None)


def test_figures_take_as_many_statements_for_few_people_as_for_many(engine: Engine, small: Office) -> None:
    with doing(engine, small.supervisor) as work, Statements(engine) as few:
        figures(work, Asked(ago(90), TODAY))
    with doing(engine) as work:
        for number in range(30):
            someone = person(work.session, small.township, number, home="no", work="no")
            listed(work.session, someone, JOB)
    with doing(engine, small.supervisor) as work, Statements(engine) as many:
        figures(work, Asked(ago(90), TODAY + timedelta(days=1)))
    assert few.count == many.count <= 16
