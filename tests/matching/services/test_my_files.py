"""The file for the person: gone through together, corrected where they ask, complete."""

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from matching.audit import record_act
from matching.errors import IllegalStep, NotFound, StaleEdit
from matching.queries.case_files import case_file
from matching.queries.my_files import my_file
from matching.queries.timelines import About, timeline_of
from matching.queries.waiting import my_work
from matching.records import CaseEvent
from matching.services.case_files import AddNote, add_note
from matching.services.household import household_asked
from matching.services.my_files import AnswerCorrection, ShowFile, answer_correction, show_file
from matching.services.needs import OpenNeed, open_need
from matching.services.timeline import record_event
from matching.viewer import Viewer
from matching.vocabulary import NeedKind
from tests.builders import TODAY, Office, doing, make_offer, make_subject, make_unit
from tests.proposing import make_case


def asked(engine: Engine, office: Office, person: int) -> int:
    with doing(engine, office.officer) as work:
        request = show_file(work, ShowFile(person, "My name is written wrongly"))
        assert request is not None
        return request.id or 0


def test_the_file_was_shown_and_nothing_is_wrong(engine: Engine, office: Office, person: int) -> None:
    with doing(engine, office.caseworker) as work:
        assert show_file(work, ShowFile(person)) is None
        assert my_file(work, person).shown_on == [TODAY]
        assert case_file(work, person).corrections == []


def test_a_correction_waits_for_the_caseworker_until_it_is_answered_with_a_reason(
    engine: Engine, office: Office, person: int
) -> None:
    request = asked(engine, office, person)

    def lines() -> list[str]:
        with doing(engine, office.caseworker) as work:
            return [item.key for item in my_work(work) if item.key.startswith("correction")]

    assert lines() == ["correction_request.open"]
    with pytest.raises(IllegalStep), doing(engine, office.caseworker) as work:
        answer_correction(work, AnswerCorrection(person, request, 1, False))
    with pytest.raises(StaleEdit), doing(engine, office.caseworker) as work:
        answer_correction(work, AnswerCorrection(person, request, 2, True))
    with doing(engine, office.caseworker) as work:
        answer_correction(work, AnswerCorrection(person, request, 1, False, "It is as the identity card has it"))
    assert lines() == []
    with pytest.raises(IllegalStep), doing(engine, office.caseworker) as work:
        answer_correction(work, AnswerCorrection(person, request, 2, True))
    with doing(engine, office.caseworker) as work:
        (row,) = case_file(work, person).corrections or []
        assert (row.is_corrected, row.answered_on) == (False, TODAY)


def test_corrections_are_for_caseworkers_and_officers_of_the_unit(engine: Engine, office: Office, person: int) -> None:
    request = asked(engine, office, person)
    with doing(engine, office.supervisor) as work:
        assert case_file(work, person).corrections is None
    with doing(engine) as work:
        foreign = make_subject(work.session, make_unit(work.session)).id or 0
    for act in (
        lambda work: show_file(work, ShowFile(foreign, "text")),
        lambda work: answer_correction(work, AnswerCorrection(foreign, request, 1, True)),
    ):
        with pytest.raises(NotFound), doing(engine, office.caseworker) as work:
            act(work)


def test_the_person_reads_which_units_looked_and_how_often(engine: Engine, office: Office, person: int) -> None:
    for viewer, times in ((office.caseworker, 2), (office.officer, 1), (office.provider_viewer, 1)):
        for _ in range(times):
            with doing(engine, viewer) as work:
                record_act(work, "case_file.seen", person)
    with doing(engine) as work:
        record_act(work, "case_file.seen", person)
    with doing(engine, office.caseworker) as work:
        seen = {row.name: row.times for row in my_file(work, person).seen_by}
    assert seen == {office.township.name: 3, office.provider.name: 1}


def test_the_timeline_is_narrowed_by_what_lines_are_about(engine: Engine, office: Office, person: int) -> None:
    with doing(engine, office.caseworker) as work:
        open_need(work, OpenNeed(person, NeedKind.CV))
        household_asked(work, person)
        add_note(work, AddNote(person, "came early"))

    def keys(viewer: Viewer, about: About | None = None) -> list[str]:
        with doing(engine, viewer) as work:
            sight = case_file(work, person).sight
            return [event.key for event in timeline_of(work.session, person, sight, 1, about).events]

    assert keys(office.caseworker) == ["note.added", "household.asked", "need.opened"]
    assert keys(office.caseworker, About.NEEDS) == ["need.opened"]
    assert keys(office.caseworker, About.NOTES) == ["note.added"]
    assert keys(office.supervisor) == ["note.added", "need.opened"], "the household is not for supervisors"
    with doing(engine) as work:
        assert len(work.session.exec(select(CaseEvent)).all()) == 3


def test_a_line_that_names_an_offer_or_a_placement_by_number_says_its_title(
    engine: Engine, office: Office, person: int
) -> None:
    with doing(engine, office.caseworker) as work:
        opening = make_offer(work.session, office.provider, title="Baker's hand")
        record_event(work, person, "suggestion.declined", offer=opening.id, reason="pay")
        record_event(work, person, "offer.gone", offer=10**6)
    case = make_case(engine, office, title="Welder").started()
    with doing(engine, office.caseworker) as work:
        record_event(work, case.subject_id, "retention_check.holds", placement=case.placement_id, days=7)
        lines = timeline_of(work.session, person, case_file(work, person).sight).events
        of_case = timeline_of(work.session, case.subject_id, case_file(work, case.subject_id).sight).events
    assert [(line.key, line.title) for line in lines] == [("offer.gone", None), ("suggestion.declined", "Baker's hand")]
    assert (of_case[0].key, of_case[0].title) == ("retention_check.holds", "Welder")
