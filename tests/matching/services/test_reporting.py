"""The clock of reporting: who is late, who is missing, to whom it is said, and what was tried."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, update
from sqlmodel import col

from matching.errors import IllegalStep, NotFound
from matching.queries.reporting import clocks_of, searches_of
from matching.queries.staff import units_without_officer
from matching.queries.waiting import reporting, subjects, units
from matching.records import Account, Offence, Subject
from matching.services.intake import ReportSubject, report_subject
from matching.services.may_propose import NotReported, refuse_subject
from matching.services.searches import RecordSearch, record_search
from matching.viewer import Viewer
from matching.vocabulary import (
    AccountState,
    CaseState,
    LegalStatus,
    OffenceCategory,
    OfferKind,
    Penalty,
    SearchResult,
    SearchStep,
)
from tests.builders import NOW, TODAY, Office, add_office, doing, make_subject

L = LegalStatus


def awaited(engine: Engine, office: Office, **fields: Any) -> int:
    judged = fields.pop("judged_on", None)
    with doing(engine) as work:
        values = {"state": CaseState.EXPECTED, "reported_on": None, "caseworker_id": office.caseworker.account_id}
        person = make_subject(work.session, office.township, **(values | fields))
        if judged:
            coded = {"category": OffenceCategory.FRAUD, "penalty": Penalty.FIXED_TERM}
            work.session.add(Offence(subject_id=person.id or 0, judged_on=judged, recorded_at=NOW, **coded))
        return int(person.id or 0)


def lines(engine: Engine, viewer: Viewer, today: date = TODAY) -> list[tuple[str, int]]:
    with doing(engine, viewer, today) as work:
        return [(line.key.partition(".")[2], line.ids["id"]) for line in reporting.waiting(work)]


@pytest.mark.parametrize(
    ("fields", "due_on", "missing_on"),
    [
        ({"release_on": date(2026, 8, 10)}, date(2026, 8, 17), date(2026, 8, 30)),
        ({"release_on": None}, None, None),
        ({"release_on": date(2026, 8, 10), "state": CaseState.OPEN}, None, None),
        ({"release_on": date(2026, 8, 10), "legal_status": L.PAROLE}, date(2026, 8, 20), date(2026, 8, 30)),
        ({"legal_status": L.SUSPENDED_SENTENCE, "judged_on": date(2026, 8, 1)}, date(2026, 8, 11), date(2026, 8, 21)),
        ({"legal_status": L.SUSPENDED_SENTENCE}, None, None),
        ({"legal_status": L.PAROLE, "judged_on": date(2020, 8, 1)}, None, None),
    ],
)
def test_the_clock_runs_from_the_release_or_the_judgment(
    engine: Engine, office: Office, fields: dict[str, Any], due_on: date | None, missing_on: date | None
) -> None:
    person = awaited(engine, office, **fields)
    with doing(engine) as work:
        clock = clocks_of(work.session, [work.session.get_one(Subject, person)]).get(person)
    assert (clock and clock.due_on, clock and clock.missing_on) == (due_on, missing_on)


@pytest.mark.parametrize(
    ("days", "caseworker", "supervisor"),
    [(7, [], []), (8, ["did_not_report"], []), (21, ["did_not_report"], ["missing"])],
)
def test_a_week_after_the_release_the_caseworker_is_told_and_after_twenty_days_the_supervisor(
    engine: Engine, office: Office, days: int, caseworker: list[str], supervisor: list[str]
) -> None:
    person = awaited(engine, office, release_on=TODAY - timedelta(days=days))
    assert lines(engine, office.caseworker) == [(key, person) for key in caseworker]
    assert lines(engine, office.supervisor) == [(key, person) for key in supervisor]
    assert lines(engine, office.officer) == []
    with doing(engine, office.caseworker) as work:
        report_subject(work, ReportSubject(person, TODAY))
    assert lines(engine, office.caseworker) == lines(engine, office.supervisor) == [], "a late report ends it"


def test_who_has_no_caseworker_is_the_officers_to_look_for(engine: Engine, office: Office) -> None:
    person = awaited(engine, office, release_on=TODAY - timedelta(days=8), caseworker_id=None)
    assert lines(engine, office.officer) == [("did_not_report", person)]
    with doing(engine, office.officer) as work:
        assert [line.key for line in subjects.waiting(work)] == ["subject.no_caseworker"]


def test_nobody_is_nobodys_when_accounts_are_disabled(engine: Engine, office: Office) -> None:
    person = awaited(engine, office, release_on=TODAY)
    with doing(engine) as work:
        ids = [office.caseworker.account_id, office.officer.account_id]
        gone = update(Account).where(col(Account.id).in_(ids[:1])).values(state=AccountState.DISABLED)
        work.session.execute(gone)
    with doing(engine, office.officer) as work:
        assert [(line.key, line.ids["id"]) for line in subjects.waiting(work)] == [("subject.no_caseworker", person)]
        assert units_without_officer(work) == []
    with doing(engine) as work:
        work.session.execute(update(Account).where(col(Account.id).in_(ids)).values(state=AccountState.DISABLED))
    for viewer in (office.supervisor, office.administrator):
        with doing(engine, viewer) as work:
            assert [(line.key, line.ids["id"]) for line in units.waiting(work)] == [
                ("unit.no_officer", office.township.id)
            ]


def test_who_has_not_reported_is_not_proposed(engine: Engine, office: Office) -> None:
    person = awaited(engine, office, release_on=TODAY - timedelta(days=30))
    with pytest.raises(NotReported), doing(engine, office.officer) as work:
        refuse_subject(work, work.session.get_one(Subject, person), OfferKind.JOB)


def test_what_was_tried_stands_in_order_with_notes_for_caseworkers(engine: Engine, office: Office) -> None:
    person = awaited(engine, office, release_on=TODAY - timedelta(days=9))
    for step, on in ((SearchStep.FAMILY, TODAY - timedelta(days=1)), (SearchStep.VISIT, TODAY)):
        with doing(engine, office.caseworker) as work:
            record_search(work, RecordSearch(person, step, SearchResult.NOT_FOUND, on, "Nobody opened."))
    with doing(engine) as work:
        rows = searches_of(work.session, person, reads_notes=True)
        assert [(row.step, row.tried_on) for row in rows] == [
            (SearchStep.VISIT, TODAY),
            (SearchStep.FAMILY, TODAY - timedelta(days=1)),
        ]
        assert {row.note for row in rows} == {"Nobody opened."}
        assert {row.note for row in searches_of(work.session, person, reads_notes=False)} == {None}


def test_nobody_is_looked_for_who_is_here_nor_tomorrow_nor_by_others(engine: Engine, office: Office) -> None:
    person, here = awaited(engine, office), awaited(engine, office, state=CaseState.OPEN)
    other = add_office(engine).caseworker
    for viewer, subject, on, refusal in (
        (office.caseworker, here, TODAY, IllegalStep),
        (office.caseworker, person, TODAY + timedelta(days=1), IllegalStep),
        (other, person, TODAY, NotFound),
    ):
        with pytest.raises(refusal), doing(engine, viewer) as work:
            record_search(work, RecordSearch(subject, SearchStep.PHONE, SearchResult.WILL_COME, on))
