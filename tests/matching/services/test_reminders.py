"""What stalls is brought to whoever answers for it, then to the supervisor: once a period."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session, col, select

from matching.clock import after_working_days, office_midnight
from matching.deadlines import deadline
from matching.queries.stalled import STALLS, has_stalled
from matching.queries.waiting.item import WaitingItem
from matching.queries.work_lists import Band, band_of, days_work, work_list
from matching.records import Account, Mail, Notification, WorkItem
from matching.services.digests import start_digests, write_digest
from matching.services.reminders import period, remind_provider, remind_unit, start_reminders
from matching.services.telling import tell
from matching.viewer import Viewer
from matching.vocabulary import AccountState, MailChoice, ProposalState, ProviderState, Role
from tests.builders import TODAY, Office, doing, make_account, make_provider
from tests.proposing import make_case
from workers.schedule import add_due

P = ProposalState
STALLS_ON = after_working_days(TODAY, deadline("stalls").days) + timedelta(days=1)
ESCALATES_ON = after_working_days(TODAY, deadline("escalates").days) + timedelta(days=1)


def lines(engine: Engine, viewer: Viewer, start: str = "stalled.") -> list[tuple[str, dict[str, object]]]:
    with Session(engine) as session:
        mine = select(Notification).where(col(Notification.account_id) == viewer.account_id)
        found = session.exec(mine.order_by(col(Notification.id)))
        return [(row.key, row.ids) for row in found if row.key.startswith(start)]


def remind(engine: Engine, office: Office, day: date) -> None:
    with doing(engine, today=day) as work:
        remind_unit(work, office.township.id or 0)
    with doing(engine, today=day) as work:
        remind_provider(work, office.provider.id or 0)


WAITS: list[tuple[ProposalState | None, int, set[str]]] = [
    (None, 0, set()),
    (None, 4, {"officer"}),
    (None, 12, {"officer", "supervisor"}),
    (P.PROPOSED, 3, set()),
    (P.PROPOSED, 6, {"caseworker"}),
    (P.PROPOSED, 12, {"caseworker", "supervisor"}),
    (P.AGREED, 6, {"officer"}),
    (P.INTERESTED, 6, {"officer"}),
    (P.ACCEPTED, 12, {"officer", "supervisor"}),
    (P.OFFERED, 1, set()),
    (P.OFFERED, 6, {"officer", "provider"}),
    (P.PLACED, 1, set()),
    (P.PLACED, 6, {"caseworker", "provider"}),
]
"""State of a proposal (None: only endorsed), days since, and who is told."""


@pytest.mark.parametrize(("state", "days", "who"), WAITS)
def test_who_answers_is_told_and_later_the_supervisor(
    engine: Engine, office: Office, state: ProposalState | None, days: int, who: set[str]
) -> None:
    case = make_case(engine, office, {"caseworker_id": office.caseworker.account_id})
    if state is not None:
        case.brought_to(state)
    remind(engine, office, TODAY + timedelta(days=days))
    people = {
        "caseworker": office.caseworker, "officer": office.officer, "provider": office.provider_viewer,
        "supervisor": office.supervisor,
    }  # fmt: skip
    found = {name for name, viewer in people.items() if lines(engine, viewer)}
    assert found == who


def test_nobody_is_told_the_same_twice_in_one_period(engine: Engine, office: Office) -> None:
    make_case(engine, office, {"caseworker_id": office.caseworker.account_id}).brought_to(P.AGREED)
    for _each in range(2):
        remind(engine, office, STALLS_ON)
    assert lines(engine, office.officer) == [("stalled.own", {"kind": "proposal.to_offer", "count": 1})]
    remind(engine, office, STALLS_ON + timedelta(days=7))
    assert len(lines(engine, office.officer)) == 2


@pytest.mark.parametrize("clock", ["stalls", "escalates"])
def test_a_period_has_as_many_days_as_the_deadline(clock: str) -> None:
    days = [TODAY + timedelta(days=number) for number in range(140)]
    working = [day for day in days if day.weekday() < 5]
    by_period: dict[str, int] = {}
    for day in working:
        by_period[period(clock, day)] = by_period.get(period(clock, day), 0) + 1
    assert set(list(by_period.values())[1:-1]) == {deadline(clock).days}


def test_an_office_without_a_supervisor_is_counted_to_the_one_above_without_a_name(
    engine: Engine, office: Office
) -> None:
    make_case(engine, office, {"caseworker_id": office.caseworker.account_id}).brought_to(P.AGREED)
    with doing(engine) as work:
        above = make_account(work.session, Role.SUPERVISOR, unit=office.county)
        work.session.get_one(Account, office.supervisor.account_id).state = AccountState.DISABLED
    remind(engine, office, ESCALATES_ON)
    assert lines(engine, above) == [("stalled.below", {"unit": office.township.id, "count": 1})]


def test_the_supervisors_list_says_who_answers_for_what_stalls(engine: Engine, office: Office) -> None:
    make_case(engine, office, {"caseworker_id": office.caseworker.account_id}).brought_to(P.PROPOSED)
    with doing(engine, office.supervisor, STALLS_ON) as work:
        assert [item for item in work_list(work) if item.answered_by is not None] == []
    with doing(engine, office.supervisor, ESCALATES_ON) as work:
        stalled = [item for item in work_list(work) if item.answered_by is not None]
        bands = [band for band, _groups in days_work(work).bands]
    assert [(item.key, item.answered_by) for item in stalled] == [("proposal.to_ask", (office.caseworker.name,))]
    assert Band.STALLED in bands


def test_somebody_who_is_to_arrive_presses_once_the_day_has_passed() -> None:
    def band(days: int) -> Band:
        line = WaitingItem("subject.arrives", TODAY, {"id": 1}, arguments={"release_on": TODAY + timedelta(days=days)})
        return band_of(line, TODAY)

    assert (band(-2), band(0), band(5)) == (Band.TODAY, Band.LATER, Band.LATER)


def test_lines_in_which_nobody_must_act_never_stall() -> None:
    long_ago = TODAY - timedelta(days=300)
    assert not has_stalled(WaitingItem("subject.arrives", long_ago, {"id": 1}), "escalates", TODAY)
    waits = [key for key in STALLS if key not in ("proposal.card", "proposal.lapses_soon")]
    assert all(has_stalled(WaitingItem(key, long_ago, {"id": 1}), "stalls", TODAY) for key in waits)


def statements(engine: Engine, office: Office, day: date) -> int:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    with doing(engine, office.supervisor, day) as work:
        work_list(work)
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_the_unit_is_looked_through_in_a_fixed_number_of_statements(engine: Engine, office: Office) -> None:
    whose = {"caseworker_id": office.caseworker.account_id}
    for state in (P.PROPOSED, P.PLACED):
        make_case(engine, office, whose).brought_to(state)
    few = statements(engine, office, ESCALATES_ON)
    for state in (P.PROPOSED, P.PLACED) * 2:
        make_case(engine, office, whose).brought_to(state)
    assert statements(engine, office, ESCALATES_ON) == few


def test_a_check_that_falls_due_is_told_once_to_provider_and_caseworker(engine: Engine, office: Office) -> None:
    make_case(engine, office, {"caseworker_id": office.caseworker.account_id}).started()
    for days in (6, 7, 8):
        with doing(engine, today=TODAY + timedelta(days=days)) as work:
            start_reminders(work)
    for viewer in (office.caseworker, office.provider_viewer):
        assert [ids["days"] for _key, ids in lines(engine, viewer, "check.")] == [7]


def test_reminders_are_asked_for_once_a_day(engine: Engine, office: Office) -> None:
    make_case(engine, office).brought_to(P.OFFERED)
    for _each in range(2):
        with doing(engine) as work:
            start_reminders(work)
    with Session(engine) as session:
        names = sorted(item.name for item in session.exec(select(WorkItem)) if item.name.startswith("remind"))
    assert names == ["remind_provider", "remind_unit", "remind_unit"]


def wants_daily(engine: Engine, viewer: Viewer) -> None:
    with doing(engine) as work:
        account = work.session.get_one(Account, viewer.account_id)
        account.mail, account.mail_choice = "somebody@office.example", MailChoice.DAILY


def digests(engine: Engine) -> list[dict[str, object]]:
    with Session(engine) as session:
        return [json.loads(mail.arguments) for mail in session.exec(select(Mail).order_by(col(Mail.id)))]


def test_the_daily_mail_holds_references_and_counts_once(engine: Engine, office: Office) -> None:
    wants_daily(engine, office.officer)
    make_case(engine, office).brought_to(P.INTERESTED)
    for _each in range(2):
        with doing(engine) as work:
            assert start_digests(work) == 1
            write_digest(work, office.officer.account_id or 0)
    first, *others = digests(engine)
    with Session(engine) as session:
        line = session.exec(select(Notification).where(col(Notification.account_id) == office.officer.account_id)).one()
        items = session.exec(select(WorkItem).where(col(WorkItem.name) == "write_digest")).all()
        sent = session.exec(select(WorkItem).where(col(WorkItem.name) == "send_mail")).all()
    assert first["ids"] == [line.id] and line.mailed_at is not None and "proposal" in str(first["waiting"])
    assert len(items) == len(sent) == 1 and others == []


def test_no_mail_comes_where_nothing_waits(engine: Engine, office: Office) -> None:
    wants_daily(engine, office.officer)
    with doing(engine) as work:
        write_digest(work, office.officer.account_id or 0)
    assert digests(engine) == []


def test_what_was_seen_or_mailed_is_not_mailed_again(engine: Engine, office: Office) -> None:
    wants_daily(engine, office.officer)
    with doing(engine) as work:
        for number in (1, 2, 3):
            tell(work, [office.officer.account_id], "provider.registered", f"n{number}", id=1)
        seen, mailed, fresh = work.session.exec(select(Notification).order_by(col(Notification.id))).all()
        seen.seen_at, mailed.mailed_at = work.now, work.now
    with doing(engine) as work:
        write_digest(work, office.officer.account_id or 0)
    assert digests(engine)[0]["ids"] == [fresh.id]


@pytest.mark.parametrize("choice", [MailChoice.EACH, MailChoice.NONE])
def test_who_does_not_want_daily_mail_gets_none(engine: Engine, office: Office, choice: MailChoice) -> None:
    wants_daily(engine, office.officer)
    make_case(engine, office).brought_to(P.INTERESTED)
    with doing(engine) as work:
        work.session.get_one(Account, office.officer.account_id).mail_choice = choice
    with doing(engine) as work:
        assert start_digests(work) == 0
        write_digest(work, office.officer.account_id or 0)
    assert digests(engine) == []


def test_the_daily_mail_is_due_at_half_past_seven_at_the_office_once_for_all_dispatchers(engine: Engine) -> None:
    half_past_seven = office_midnight(TODAY) + timedelta(hours=7, minutes=30)
    early, later = half_past_seven - timedelta(minutes=1), half_past_seven + timedelta(hours=3)
    for now in (early, half_past_seven, half_past_seven, later):
        with doing(engine) as work:
            add_due(work.session, now, half_past_seven - timedelta(hours=8))
    with Session(engine) as session:
        keys = [
            item.key for item in session.exec(select(WorkItem)) if item.name in ("start_digests", "start_reminders")
        ]
    assert sorted(filter(None, keys)) == [
        f"start_digests:{half_past_seven:%Y-%m-%dT%H:%M}",
        f"start_reminders:{half_past_seven - timedelta(hours=1):%Y-%m-%dT%H:%M}",
    ]


def test_what_only_an_officer_can_begin_stands_on_the_supervisors_list_as_a_colleagues(
    engine: Engine, office: Office
) -> None:
    with doing(engine) as work:
        make_provider(work.session, office.township, state=ProviderState.SUBMITTED)
    with doing(engine, office.supervisor) as work:
        (line,) = [item for item in work_list(work) if item.key == "provider.to_check"]
        assert line.answered_by == (office.officer.name,)
        assert [band for band, _groups in days_work(work).bands] == [Band.WITH_OTHERS]
    with doing(engine, office.officer) as work:
        assert [item.answered_by for item in work_list(work) if item.key == "provider.to_check"] == [None]
