"""Near misses and comparisons as caseworkers, officers and supervisors meet them in the pages."""

import re
from datetime import time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, select

from matching.records import AuditEntry, Condition, Offence, Offer
from matching.vocabulary import Answer, ConditionKind, OffenceCategory, Penalty, PostKind
from tests.builders import NOW, TODAY, Browser, Office, doing, make_subject, sign_in_name_of
from tests.reviewing import Statements, make_job, make_person, match


def browser_of(app: Flask, engine: Engine, viewer: Any) -> Browser:
    return Browser(app, sign_in_name_of(engine, viewer))


def acts(engine: Engine, act: str) -> list[AuditEntry]:
    with Session(engine) as session:
        return list(session.exec(select(AuditEntry).where(AuditEntry.act == act)))


@pytest.fixture
def bound(engine: Engine, office: Office) -> tuple[int, int]:
    """Somebody under a curfew from 21:00, and a job whose shift ends then."""
    with doing(engine) as work:
        person = make_person(work.session, office, name="Bound Bo", profile={"qualifications_known": True}).id or 0
        laid = {"ground": "Order", "from_on": TODAY, "recorded_at": NOW, "home_from": time(21), "home_to": time(6)}
        work.session.add(Condition(subject_id=person, kind=ConditionKind.CURFEW, **laid))
        terms = {"shift_from": time(14), "shift_to": time(21)}
        return person, make_job(work.session, office, title="Evening cook", terms=terms).id or 0


@pytest.fixture
def able(engine: Engine, office: Office) -> tuple[list[int], list[int]]:
    """Three people and two jobs, with shortlists."""
    with doing(engine) as work:
        people = [make_person(work.session, office, name=f"Able {name}").id or 0 for name in ("Ann", "Bob", "Cem")]
        jobs = [make_job(work.session, office, title=title).id or 0 for title in ("Cook at noon", "Cook at night")]
    match(engine, *people)
    return people, jobs


def test_the_page_says_the_change_the_score_and_in_whose_hands_it_lies(
    app: Flask, engine: Engine, office: Office, bound: tuple[int, int]
) -> None:
    person, job = bound
    page = browser_of(app, engine, office.caseworker).get(f"/people/{person}/nearly").text
    assert "It would do if the curfew began at 21:30, 30 minutes later." in page
    assert "It would do if the hours of the offer ended at 20:30." in page
    assert "Ask it, and promise nothing." in page and "Name neither the person nor the reason." in page
    assert f"/people/{person}/conditions" in page and f"/providers/{office.provider.id}" in page
    assert f"/people/{person}/offers/{job}" in page and re.search(r"The score would be \d+\.\d\.", page)
    assert acts(engine, "near.seen")[0].subject_id == person


def test_a_supervisor_reads_nothing_of_a_condition(
    app: Flask, engine: Engine, office: Office, bound: tuple[int, int]
) -> None:
    person, job = bound
    supervisor = browser_of(app, engine, office.supervisor)
    for path in (f"/people/{person}/nearly", f"/offers/{job}/people"):
        page = supervisor.get(path).text
        assert "urfew" not in page and "It would do" not in page
    assert "No open offer is near" in supervisor.get(f"/people/{person}/nearly").text


def test_a_post_that_the_law_closes_is_near_for_nobody(app: Flask, engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        person = make_person(work.session, office).id or 0
        offence = {"category": OffenceCategory.VIOLENT, "is_intentional": Answer.YES, "penalty": Penalty.FIXED_TERM}
        work.session.add(Offence(subject_id=person, recorded_at=NOW, **offence))
        post = make_job(work.session, office, post_kinds=[PostKind.SECURITY_GUARD.value]).id or 0
    browser = browser_of(app, engine, office.caseworker)
    assert "No open offer is near" in browser.get(f"/people/{person}/nearly").text
    assert "nearly could" not in browser.get(f"/offers/{post}/people").text


def test_people_who_nearly_could_are_named_with_the_same_words(
    app: Flask, engine: Engine, office: Office, bound: tuple[int, int]
) -> None:
    person, job = bound
    page = browser_of(app, engine, office.officer).get(f"/offers/{job}/people").text
    assert "1 person nearly could: one small change would do" in page and "Bound Bo" in page
    assert "It would do if the curfew began at 21:30, 30 minutes later." in page
    assert f"/people/{person}/conditions" in page


def test_the_case_file_leads_to_what_is_near(
    app: Flask, engine: Engine, office: Office, able: tuple[list[int], list[int]]
) -> None:
    (person, *_others), jobs = able
    page = browser_of(app, engine, office.caseworker).get(f"/people/{person}").text
    assert f'href="/people/{person}/nearly"' in page
    assert all(f'name="offer" value="{job}"' in page for job in jobs) and f"/people/{person}/offers/compare" in page
    supervisor = browser_of(app, engine, office.supervisor).get(f"/people/{person}").text
    assert 'name="offer"' not in supervisor and f'href="/people/{person}/nearly"' in supervisor


def test_ticked_people_stand_side_by_side(
    app: Flask, engine: Engine, office: Office, able: tuple[list[int], list[int]]
) -> None:
    people, (job, _other) = able
    browser = browser_of(app, engine, office.caseworker)
    candidates = browser.get(f"/offers/{job}/people").text
    assert all(f'name="pair" value="{person}-{job}"' in candidates for person in people)
    lead = browser.get(f"/offers/{job}/people/compare?pair={people[0]}-{job}&pair={people[1]}-{job}")
    assert lead.status_code == 303
    page = browser.get(lead.headers["Location"]).text
    assert "Able Ann" in page and "Able Bob" in page and "Able Cem" not in page
    for words in ("Days waiting", "Priority, of 100", "It never changes a score.", "An ordinary offer", "has cooking"):
        assert words in page
    assert page.count('scope="col"') == 2 and 'scope="row"' in page and 'scope="rowgroup"' in page
    assert acts(engine, "people.compared")[0].ids == {"offer": job, "ids": people[:2]}


def test_each_column_adds_up_to_its_score(
    app: Flask, engine: Engine, office: Office, able: tuple[list[int], list[int]]
) -> None:
    people, (job, _other) = able
    address = f"/offers/{job}/people/compare?" + "&".join(f"person={person}" for person in people)
    page = browser_of(app, engine, office.officer).get(address).text
    section = page.split("What makes up the score")[1].split("Rules that are broken")[0]
    figures = [round(float(each.replace("−", "-")) * 10_000) for each in re.findall(r'"figure">([^<]+)', section)]
    rows = [figures[start : start + 3] for start in range(0, len(figures), 3)]
    assert len(rows) > 7 and [sum(column) for column in zip(*rows[:-1], strict=True)] == rows[-1]


def test_ticked_offers_stand_side_by_side_for_a_person(
    app: Flask, engine: Engine, office: Office, able: tuple[list[int], list[int]]
) -> None:
    (person, *_others), jobs = able
    address = f"/people/{person}/offers/compare?offer={jobs[0]}&offer={jobs[1]}"
    page = browser_of(app, engine, office.officer).get(address).text
    assert "Cook at noon" in page and "Cook at night" in page and "Places free" in page
    assert all(f"/people/{person}/offers/{job}" in page for job in jobs)
    assert acts(engine, "offers.compared")[0].subject_id == person


@pytest.mark.parametrize(("ticks", "status"), [(0, 200), (1, 422), (5, 422)])
def test_too_few_or_too_many_ticks_lead_to_a_choice_that_keeps_them(
    app: Flask, engine: Engine, office: Office, able: tuple[list[int], list[int]], ticks: int, status: int
) -> None:
    people, jobs = able
    numbers = [*people, 900_001, 900_002][:ticks]
    browser = browser_of(app, engine, office.caseworker)
    page = browser.get(f"/offers/{jobs[0]}/people/compare?" + "&".join(f"person={number}" for number in numbers))
    assert page.status_code == status and "Tick 2 to 4 people." in page.text
    assert page.text.count(" checked") == min(ticks, 3)
    assert (f"Tick 2 to 4; ticked now: {ticks}." in page.text) == bool(ticks)
    offers = browser.get(f"/people/{people[0]}/offers/compare?" + "&".join(f"offer={number}" for number in numbers))
    assert offers.status_code == status and "Tick 2 to 4 offers." in offers.text


def test_what_is_no_number_counts_for_nothing_and_the_same_twice_for_one(
    app: Flask, engine: Engine, office: Office, able: tuple[list[int], list[int]]
) -> None:
    (person, *_others), (job, _other) = able
    browser = browser_of(app, engine, office.caseworker)
    page = browser.get(
        f"/offers/{job}/people/compare?person={person}&person={person}&person=x&person=-1&person=9{'9' * 40}"
    )
    assert page.status_code == 422 and "ticked now: 1" in page.text


def test_a_stranger_beside_an_own_person_answers_like_nobody(
    app: Flask, engine: Engine, office: Office, able: tuple[list[int], list[int]]
) -> None:
    (person, *_others), (job, _other) = able
    with doing(engine) as work:
        stranger = make_subject(work.session, office.county, name="Strange Canary").id or 0
    browser = browser_of(app, engine, office.caseworker)
    foreign = browser.get(f"/offers/{job}/people/compare?person={person}&person={stranger}")
    missing = browser.get(f"/offers/{job}/people/compare?person={person}&person=999999")
    assert (foreign.status_code, missing.status_code) == (404, 404) and "Canary" not in foreign.text
    assert browser.get(f"/people/{stranger}/offers/compare?offer={job}&offer=1").status_code == 404
    assert acts(engine, "people.compared") == []


def test_only_caseworkers_and_officers_compare(
    app: Flask, engine: Engine, office: Office, able: tuple[list[int], list[int]]
) -> None:
    (person, *_others), (job, _other) = able
    for viewer in (office.supervisor, office.administrator, office.provider_viewer):
        browser = browser_of(app, engine, viewer)
        assert browser.get(f"/offers/{job}/people/compare").status_code == 403
        assert browser.get(f"/people/{person}/offers/compare").status_code == 403
    assert 'name="pair"' not in browser_of(app, engine, office.supervisor).get(f"/offers/{job}/people").text


def test_ticks_lead_a_caseworker_to_deciding_together_and_nobody_else(
    app: Flask, engine: Engine, office: Office, able: tuple[list[int], list[int]]
) -> None:
    _people, (job, _other) = able
    assert 'formaction="/reviews/batch"' in browser_of(app, engine, office.caseworker).get(f"/offers/{job}/people").text
    assert "/reviews/batch" not in browser_of(app, engine, office.officer).get(f"/offers/{job}/people").text


def test_a_caseworker_can_look_only_at_the_own_people(
    app: Flask, engine: Engine, office: Office, able: tuple[list[int], list[int]]
) -> None:
    _people, (job, _other) = able
    with doing(engine) as work:
        make_person(work.session, office, name="Someone Else", caseworker_id=None)
    browser = browser_of(app, engine, office.caseworker)
    assert "Someone Else" in browser.get(f"/offers/{job}/people").text
    mine = browser.get(f"/offers/{job}/people?whose=mine").text
    assert "Someone Else" not in mine and "3 people were looked at." in mine and "Able Ann" in mine


def test_comparing_takes_as_many_statements_in_a_large_office_as_in_a_small_one(
    app: Flask, engine: Engine, office: Office, able: tuple[list[int], list[int]]
) -> None:
    people, (job, _other) = able
    browser = browser_of(app, engine, office.caseworker)
    address = f"/offers/{job}/people/compare?person={people[0]}&person={people[1]}"

    def count() -> int:
        with Statements(engine) as statements:
            assert browser.get(address).status_code == 200
        return statements.count

    count()
    few = count()
    with doing(engine) as work:
        for _number in range(10):
            make_person(work.session, office)
    assert count() == few


def test_no_change_is_named_where_two_rules_bar_and_one_change_would_not_do(
    app: Flask, engine: Engine, office: Office, bound: tuple[int, int]
) -> None:
    person, job = bound
    browser = browser_of(app, engine, office.caseworker)
    address = f"/people/{person}/offers/{job}"
    assert "It would do if the curfew began at 21:30" in browser.get(address).text
    with doing(engine) as work:
        work.session.get_one(Offer, job).qualifications = ["forklift"]
    page = browser.get(address).text
    assert "Does not hold" in page and "too late to be home" in page and "It would do" not in page
