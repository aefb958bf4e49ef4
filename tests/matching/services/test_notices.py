"""Release notices: what came in, the clock of the receipt, and what a notice says of the release."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from matching.errors import BadInput, IllegalStep, NotFound, StaleEdit
from matching.records import AuditEntry, CaseEvent, ReleaseNotice, Subject
from matching.services.intake import Details, PossibleDuplicate, TakeIn
from matching.services.notices import (
    FileClosed,
    NoticeDetails,
    NoticeKnown,
    record_notice,
    send_receipt,
    take_in_noticed,
)
from matching.vocabulary import CaseState, LegalStatus
from tests.builders import TODAY, Office, doing, make_subject

NOTICE = NoticeDetails("North Hill Prison", "2026-0417", TODAY, TODAY + timedelta(days=30), "Learnt to weld.")


def an_expected_person(engine: Engine, office: Office, **fields: object) -> int:
    with doing(engine) as work:
        values = {"state": CaseState.EXPECTED, "reported_on": None} | fields
        return int(make_subject(work.session, office.township, **values).id or 0)


def test_a_person_is_taken_in_with_the_notice_and_its_release_date(engine: Engine, office: Office) -> None:
    details = Details(name="李四光", unit_id=office.township.id or 0, legal_status=LegalStatus.RELEASED)
    with doing(engine, office.officer) as work:
        subject, notice = take_in_noticed(work, TakeIn(details), NOTICE)
    assert subject.release_on == NOTICE.release_on and subject.state is CaseState.EXPECTED
    assert (notice.subject_id, notice.unit_id) == (subject.id, office.township.id)
    assert notice.receipt_due_on == date(2026, 9, 10), "seven working days after Tuesday, 1 September"
    with Session(engine) as session:
        keys = session.exec(select(CaseEvent.key).where(col(CaseEvent.subject_id) == subject.id)).all()
        assert set(keys) == {"subject.taken_in", "notice.recorded"}
        assert b"weld" not in bytes(session.execute(text("SELECT assessment FROM release_notices")).scalar_one())


def test_a_likely_duplicate_stops_the_notice_too(engine: Engine, office: Office) -> None:
    an_expected_person(engine, office, name="李四光")
    details = Details(name="李四光", unit_id=office.township.id or 0, legal_status=LegalStatus.RELEASED)
    with pytest.raises(PossibleDuplicate), doing(engine, office.officer) as work:
        take_in_noticed(work, TakeIn(details), NOTICE)
    with Session(engine) as session:
        assert session.exec(select(ReleaseNotice)).first() is None


def test_one_sender_gives_each_number_once_and_may_leave_it_out(engine: Engine, office: Office) -> None:
    person = an_expected_person(engine, office)
    with doing(engine, office.officer) as work:
        record_notice(work, person, NOTICE)
        record_notice(work, person, replace(NOTICE, number=None))
        record_notice(work, person, replace(NOTICE, number=None))
        record_notice(work, person, replace(NOTICE, sender="South Gate"))
    with pytest.raises(NoticeKnown), doing(engine, office.officer) as work:
        record_notice(work, person, NOTICE)


@pytest.mark.parametrize(
    ("fields", "release_on"),
    [
        ({"release_on": TODAY}, NOTICE.release_on),
        ({"release_on": None}, NOTICE.release_on),
        ({"state": CaseState.OPEN, "reported_on": TODAY, "release_on": TODAY}, TODAY),
        ({"state": CaseState.OPEN, "reported_on": TODAY, "release_on": None}, NOTICE.release_on),
    ],
)
def test_a_notice_moves_the_release_of_who_is_still_expected(
    engine: Engine, office: Office, fields: dict[str, object], release_on: date
) -> None:
    person = an_expected_person(engine, office, **fields)
    with doing(engine, office.officer) as work:
        record_notice(work, person, NOTICE)
    with Session(engine) as session:
        assert session.get_one(Subject, person).release_on == release_on


def test_no_notice_comes_tomorrow_to_a_closed_file_or_about_somebody_elses_person(
    engine: Engine, office: Office
) -> None:
    person, closed = an_expected_person(engine, office), an_expected_person(engine, office, state=CaseState.CLOSED)
    with pytest.raises(BadInput), doing(engine, office.officer) as work:
        record_notice(work, person, replace(NOTICE, received_on=TODAY + timedelta(days=1)))
    with pytest.raises(FileClosed), doing(engine, office.officer) as work:
        record_notice(work, closed, NOTICE)
    with pytest.raises(NotFound), doing(engine, office.county_officer) as work:
        record_notice(work, person, NOTICE)


def test_a_receipt_is_sent_once_between_the_notice_and_today(engine: Engine, office: Office) -> None:
    person = an_expected_person(engine, office)
    with doing(engine, office.officer) as work:
        notice = record_notice(work, person, replace(NOTICE, received_on=TODAY - timedelta(days=3))).id or 0
    for sent_on in (TODAY - timedelta(days=4), TODAY + timedelta(days=1)):
        with pytest.raises(IllegalStep), doing(engine, office.officer) as work:
            send_receipt(work, notice, 1, sent_on)
    with pytest.raises(StaleEdit), doing(engine, office.officer) as work:
        send_receipt(work, notice, 7, TODAY)
    with pytest.raises(NotFound), doing(engine, office.county_officer) as work:
        send_receipt(work, notice, 1, TODAY)
    with doing(engine, office.officer) as work:
        sent = send_receipt(work, notice, 1, TODAY)
    assert (sent.receipt_sent_on, sent.receipt_by_id, sent.version) == (TODAY, office.officer.account_id, 2)
    with pytest.raises(IllegalStep), doing(engine, office.officer) as work:
        send_receipt(work, notice, 2, TODAY)
    with Session(engine) as session:
        acts = session.exec(select(AuditEntry.act).where(col(AuditEntry.subject_id) == person)).all()
        assert "notice.receipt_sent" in acts
