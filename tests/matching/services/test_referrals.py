"""Needs handed to services of the directory, what came of them, and what a person has ready."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from matching.database import UnitOfWork
from matching.errors import BadInput, IllegalStep, NotAllowed, NotFound, StaleEdit
from matching.privacy import subject_for
from matching.queries.needs import NeedRow, Ready, needs_of, readiness_of
from matching.queries.services import ServiceFilter, need_in_hand, service_list
from matching.queries.waiting import my_work
from matching.records import CaseEvent, Need, Referral, Service
from matching.services.needs import MoveNeed, OpenNeed, move_need, note_ready, open_need
from matching.services.referrals import STEPS, MoveReferral, Refer, move_referral, refer
from matching.services.services import ChangeService, ServiceDetails, add_service, change_service, check_service
from matching.viewer import Viewer
from matching.vocabulary import NeedKind, NeedState, ReferralState
from tests.builders import NOW, TODAY, Office, doing, make_subject, make_unit, stored

SENT, ACCEPTED, HELPED = ReferralState.SENT, ReferralState.ACCEPTED, ReferralState.HELPED
CV_DESK = ServiceDetails("Job centre", "CV desk", (NeedKind.CV,), "Writes CVs", "For people of the county")


@pytest.fixture
def need(engine: Engine, office: Office, person: int) -> int:
    with doing(engine, office.caseworker) as work:
        return open_need(work, OpenNeed(person, NeedKind.CV, "left school early")).id or 0


def sent(engine: Engine, office: Office, person: int, need: int, version: int = 1, **fields: object) -> int:
    with doing(engine, office.caseworker) as work:
        return refer(work, Refer(person, need, version, **({"referred_to": "Job centre"} | fields))).id or 0  # type: ignore[arg-type]


def needs(work: UnitOfWork, person: int) -> list[NeedRow]:
    _subject, sight = subject_for(work.session, work.viewer, person)
    return needs_of(work.session, person, sight, work.today)


def test_a_need_goes_to_a_service_is_accepted_helped_and_so_answered(
    engine: Engine, office: Office, person: int, need: int
) -> None:
    with doing(engine, office.officer) as work:
        service = add_service(work, CV_DESK).id or 0
    referral = sent(engine, office, person, need, referred_to=None, service_id=service, note="asked by phone")
    with doing(engine, office.caseworker) as work:
        (row,) = needs(work, person)
        assert row.state is NeedState.REFERRED and row.referrals[0].referred_to == "Job centre: CV desk"
        move_referral(work, MoveReferral(person, referral, 1, ACCEPTED, note="comes on Monday"))
    with doing(engine, office.caseworker) as work:
        move_referral(work, MoveReferral(person, referral, 2, HELPED, need_is_answered=True))
    with doing(engine, office.caseworker) as work:
        (row,) = needs(work, person)
        keys = [event.key for event in work.session.exec(select(CaseEvent).order_by(col(CaseEvent.id)))]
    assert row.state is NeedState.ANSWERED and row.referrals[0].state is HELPED
    assert keys == ["need.opened", "referral.sent", "need.moved", "referral.moved", "referral.moved", "need.moved"]


def test_a_need_is_open_again_once_nobody_works_on_it(engine: Engine, office: Office, person: int, need: int) -> None:
    first = sent(engine, office, person, need)
    second = sent(engine, office, person, need, version=2, referred_to="Church hall")
    for referral, expected in ((first, NeedState.REFERRED), (second, NeedState.OPEN)):
        with doing(engine, office.caseworker) as work:
            move_referral(work, MoveReferral(person, referral, 1, ReferralState.REFUSED))
            assert work.session.get_one(Need, need).state is expected


def test_with_a_need_its_open_referrals_end(engine: Engine, office: Office, person: int, need: int) -> None:
    referral = sent(engine, office, person, need)
    with doing(engine, office.caseworker) as work:
        note_ready(work, person, NeedKind.CV)
    with Session(engine) as session:
        assert session.get_one(Referral, referral).state is ReferralState.WITHDRAWN


@pytest.mark.parametrize("before", list(ReferralState))
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_referral_takes_only_the_steps_of_its_table(
    engine: Engine, office: Office, person: int, need: int, before: ReferralState
) -> None:
    for after in ReferralState:
        with doing(engine) as work:
            work.session.get_one(Need, need).state = NeedState.REFERRED
            row = stored(
                work.session, Referral(need_id=need, referred_to="Desk", state=before, referred_on=TODAY)
            ).id  # fmt: skip
        command = MoveReferral(person, row or 0, 1, after)
        if after in STEPS.get(before, frozenset()):
            with doing(engine, office.caseworker) as work:
                assert move_referral(work, command).state is after
        else:
            with pytest.raises(IllegalStep), doing(engine, office.caseworker) as work:
                move_referral(work, command)


def test_what_cannot_be_referred_is_refused(engine: Engine, office: Office, person: int, need: int) -> None:
    with doing(engine) as work:
        elsewhere = make_unit(work.session)
        far = stored(work.session, Service(unit_id=elsewhere.id, organisation="Far", name="Desk", created_at=NOW)).id
        foreign = make_subject(work.session, elsewhere).id or 0
    refused: list[tuple[type[Exception], Refer]] = [
        (BadInput, Refer(person, need, 1)),
        (NotFound, Refer(person, need, 1, service_id=far)),
        (NotFound, Refer(foreign, need, 1, referred_to="Desk")),
        (StaleEdit, Refer(person, need, 7, referred_to="Desk")),
        (IllegalStep, Refer(person, need, 1, referred_to="Desk", answer_by_on=TODAY - timedelta(days=1))),
    ]
    for fault, command in refused:
        with pytest.raises(fault), doing(engine, office.caseworker) as work:
            refer(work, command)
    with doing(engine, office.caseworker) as work:
        move_need(work, MoveNeed(person, need, 1, NeedState.CLOSED))
    with pytest.raises(IllegalStep), doing(engine, office.caseworker) as work:
        refer(work, Refer(person, need, 2, referred_to="Desk"))


def test_a_due_answer_waits_for_the_caseworker_until_it_has_come(
    engine: Engine, office: Office, person: int, need: int
) -> None:
    referral = sent(engine, office, person, need, answer_by_on=TODAY + timedelta(days=3))

    def lines(days: int, viewer: Viewer) -> list[str]:
        with doing(engine, viewer, TODAY + timedelta(days=days)) as work:
            return [item.key for item in my_work(work) if item.key.startswith("referral")]

    assert lines(2, office.caseworker) == [] and lines(3, office.officer) == []
    assert lines(3, office.caseworker) == ["referral.answer_due"]
    with doing(engine, office.caseworker) as work:
        move_referral(work, MoveReferral(person, referral, 1, ReferralState.NO_ANSWER))
    assert lines(4, office.caseworker) == []


def test_notes_on_needs_and_referrals_are_for_caseworkers(
    engine: Engine, office: Office, person: int, need: int
) -> None:
    sent(engine, office, person, need, note="asked by phone")
    read = {}
    for viewer in (office.caseworker, office.officer, office.supervisor):
        with doing(engine, viewer) as work:
            (row,) = needs(work, person)
            read[viewer.account_id] = (row.note, row.referrals[0].note)
    assert list(read.values()) == [("left school early", "asked by phone"), (None, None), (None, None)]


def test_the_readiness_list_is_read_off_the_newest_need_of_each_kind(
    engine: Engine, office: Office, person: int
) -> None:
    def ready(kind: NeedKind) -> Ready:
        with doing(engine, office.caseworker) as work:
            return {row.kind: row.state for row in readiness_of(needs(work, person))}[kind]

    card = NeedKind.IDENTITY_CARD
    assert ready(card) is Ready.NOT_ASKED
    with doing(engine, office.caseworker) as work:
        number = open_need(work, OpenNeed(person, card)).id or 0
    assert ready(card) is Ready.MISSING
    with pytest.raises(IllegalStep), doing(engine, office.caseworker) as work:
        open_need(work, OpenNeed(person, card))
    sent(engine, office, person, number, referred_to="Police station")
    assert ready(card) is Ready.BEING_DONE
    with doing(engine, office.caseworker) as work:
        note_ready(work, person, card)
        note_ready(work, person, NeedKind.PHONE)
    assert (ready(card), ready(NeedKind.PHONE)) == (Ready.READY, Ready.READY)
    with doing(engine, office.caseworker) as work:
        lost = open_need(work, OpenNeed(person, card)).id or 0
    assert ready(card) is Ready.MISSING
    with doing(engine, office.caseworker) as work:
        move_need(work, MoveNeed(person, lost, 1, NeedState.CLOSED))
    assert ready(card) is Ready.NOT_NEEDED


def test_the_directory_is_narrowed_by_need_words_and_what_is_to_check(engine: Engine, office: Office) -> None:
    with doing(engine, office.officer) as work:
        add_service(work, CV_DESK)
        add_service(work, ServiceDetails("Legal aid", "100 % free desk", (NeedKind.LEGAL_AID, NeedKind.FAMILY)))
    with doing(engine) as work:
        found = Service(unit_id=office.county.id, organisation="Church", name="Meals", to_check=["age"], created_at=NOW)
        foreign = Service(unit_id=make_unit(work.session).id, organisation="Far", name="CV far", created_at=NOW)
        stored(work.session, found), stored(work.session, foreign)

    def names(**wanted: object) -> list[str]:
        with doing(engine, office.caseworker) as work:
            return [row.name for row in service_list(work, ServiceFilter(**wanted)).rows]  # type: ignore[arg-type]

    assert names() == ["Meals", "CV desk", "100 % free desk"]
    assert names(need=NeedKind.CV) == ["CV desk"] and names(need=NeedKind.MEDICAL) == []
    assert names(words="county writes") == ["CV desk"] and names(words="%") == ["100 % free desk"]
    assert names(to_check=True) == ["Meals"]


def test_officers_write_correct_and_check_services_and_others_do_not(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        imported = Service(
            unit_id=office.county.id, organisation="Church", name="Meals", to_check=["age"], created_at=NOW
        )
        service = stored(work.session, imported).id or 0
    with doing(engine, office.officer) as work:
        assert [item.arguments["count"] for item in my_work(work) if item.key == "service.to_check"] == [1]
    with pytest.raises(NotAllowed), doing(engine, office.caseworker) as work:
        check_service(work, service, 1)
    with pytest.raises(NotAllowed), doing(engine, office.supervisor) as work:
        add_service(work, CV_DESK)
    with doing(engine, office.officer) as work:
        change_service(work, ChangeService(service, 1, CV_DESK))
    with pytest.raises(StaleEdit), doing(engine, office.officer) as work:
        check_service(work, service, 1)
    with doing(engine, office.officer) as work:
        checked = check_service(work, service, 2)
        assert (checked.is_checked, checked.to_check, checked.name, checked.needs) == (True, [], "CV desk", ["cv"])
        assert not [item for item in my_work(work) if item.key == "service.to_check"]


def test_only_an_open_need_of_own_people_leads_through_the_directory(
    engine: Engine, office: Office, person: int, need: int
) -> None:
    with doing(engine, office.caseworker) as work:
        found = need_in_hand(work, need)
        assert found is not None and (found.subject_id, found.kind) == (person, NeedKind.CV)
        assert need_in_hand(work, None) is None and need_in_hand(work, 99_999) is None
    with doing(engine, office.county_officer) as work:
        assert need_in_hand(work, need) is None
