"""Several suggestions with one answer, walking from one to the next, and undo, as a caseworker meets them in the pages."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from matching.records import AuditEntry, FormPress, Offer, Profile, Question, Subject, Suggestion
from matching.services.direct_proposals import ProposeDirectly, propose_directly
from matching.vocabulary import DeclineReason, OfferKind, OfferState, Role, SuggestionState
from tests.builders import Browser, Office, add_office, doing, make_account, make_offer, sign_in_name_of
from tests.reviewing import make_person, match, matched_world, seen_by

S = SuggestionState


def caseworker_of(app: Flask, engine: Engine, office: Office) -> Browser:
    return Browser(app, sign_in_name_of(engine, office.caseworker))


def two_people(engine: Engine, office: Office) -> tuple[list[int], list[int]]:
    """Two people with the same five jobs, best first."""
    first, jobs = matched_world(engine, office)
    with doing(engine) as work:
        second = make_person(work.session, office, name="Second Sun").id or 0
    match(engine, second)
    return [first, second], jobs


def address_of(*pairs: tuple[int, int]) -> str:
    return "/reviews/batch?" + "&".join(f"pair={subject}-{offer}" for subject, offer in pairs)


def boxes_of(page: str) -> list[str]:
    """What the ticked boxes of a page would send."""
    return [value for value, ticked in re.findall(r'name="pair" value="([^"]+)"[^>]*?( checked)?>', page) if ticked]


def send(browser: Browser, address: str, **fields: Any) -> Any:
    """Send the batch as the last page shows it."""
    return browser.post(address, **({"pair": boxes_of(browser.page.text), "answer": "decline"} | fields))


def states(engine: Engine) -> list[SuggestionState]:
    with Session(engine) as session:
        return [row.state for row in session.exec(select(Suggestion).order_by(col(Suggestion.id)))]


def test_the_queue_lets_tick_and_leads_to_all_of_a_person_and_of_an_offer(
    app: Flask, engine: Engine, office: Office
) -> None:
    people, jobs = two_people(engine, office)
    page = caseworker_of(app, engine, office).get("/reviews").text
    assert page.count('name="pair"') == 6 and "Decide on the ticked" in page
    assert "3 offers wait with several people" in page
    assert f"/reviews/batch?pair={people[0]}-{jobs[0]}&amp;pair={people[1]}-{jobs[0]}" in page
    person = "&amp;".join(f"pair={people[0]}-{job}" for job in jobs[:3])
    assert f"/reviews/batch?{person}" in page


def test_a_batch_says_beforehand_what_it_does_to_each(app: Flask, engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office, offers=4)
    with doing(engine) as work:
        work.session.get_one(Offer, jobs[3]).title = "Fourth in line"
    browser = caseworker_of(app, engine, office)
    page = browser.get(address_of((subject, jobs[0]), (subject, jobs[1]), (subject, jobs[3]))).text
    assert "Comes back on 31 Oct 2026" in page and "Does not come back" in page
    assert "Nothing more stands on the shortlist to take its place." in page
    assert "so nothing takes its place" in page
    assert "Fourth in line (" in browser.get(address_of((subject, jobs[0]))).text
    assert "its reasons are read first" in page and 'value="endorse"' not in page


def test_many_people_are_declined_with_one_reason(app: Flask, engine: Engine, office: Office) -> None:
    people, jobs = two_people(engine, office)
    browser, address = caseworker_of(app, engine, office), address_of(*((each, jobs[0]) for each in people))
    browser.get(address)
    sent = send(browser, address, reason="journey", note="No bus after six")
    assert (sent.status_code, sent.location) == (303, "/reviews/decided")
    page = browser.get("/reviews/decided").text
    assert page.count("The journey is too long or not possible") == 2 and "Undo 2 decisions" in page
    with Session(engine) as session:
        rows = session.exec(select(Suggestion)).all()
    assert {(row.subject_id, row.state, row.reason, row.note) for row in rows} == {
        (each, S.DECLINED, DeclineReason.JOURNEY, "No bus after six") for each in people
    }


def test_what_is_unticked_is_left(app: Flask, engine: Engine, office: Office) -> None:
    people, jobs = two_people(engine, office)
    browser, address = caseworker_of(app, engine, office), address_of(*((each, jobs[0]) for each in people))
    browser.get(address)
    assert send(browser, address, pair=boxes_of(browser.page.text)[:1], reason="pay").status_code == 303
    assert states(engine) == [S.DECLINED]


def test_pressing_twice_decides_once(app: Flask, engine: Engine, office: Office) -> None:
    people, jobs = two_people(engine, office)
    browser, address = caseworker_of(app, engine, office), address_of(*((each, jobs[0]) for each in people))
    shown = browser.get(address)
    first = send(browser, address, reason="pay")
    browser.page = shown
    second = send(browser, address, reason="pay")
    assert first.location == second.location and states(engine) == [S.DECLINED] * 2
    page = browser.get(second.location).text
    assert "Undo 2 decisions" in page and "left as" not in page


def test_a_changed_pair_is_left_and_named_and_the_others_are_done(app: Flask, engine: Engine, office: Office) -> None:
    people, jobs = two_people(engine, office)
    browser, address = caseworker_of(app, engine, office), address_of(*((each, jobs[0]) for each in people))
    browser.get(address)
    with doing(engine) as work:
        work.session.get_one(Profile, people[1]).pay_needed = 9000
    assert send(browser, address, reason="pay", note="Typed once").status_code == 303
    page = browser.get("/reviews/decided").text
    assert "1 was left as it was" in page and "Second Sun – " in page
    assert "The reasons changed since the list was drawn" in page
    again = re.search(r'href="(/reviews/batch[^"]+)"', page)
    assert again is not None
    page = browser.get(again[1].replace("&amp;", "&")).text
    assert "Typed once" in page and re.search(r'value="pay"[^>]* checked', page)
    assert send(browser, again[1].replace("&amp;", "&"), reason="pay", note="Typed once").status_code == 303
    assert states(engine) == [S.DECLINED] * 2


def test_where_all_are_refused_the_page_keeps_what_was_typed(app: Flask, engine: Engine, office: Office) -> None:
    people, jobs = two_people(engine, office)
    browser, address = caseworker_of(app, engine, office), address_of((people[1], jobs[0]))
    browser.get(address)
    with doing(engine) as work:
        work.session.get_one(Profile, people[1]).pay_needed = 9000
    page = send(browser, address, reason="pay", note="Typed once")
    assert page.status_code == 422 and "Second Sun – " in page.text and "Typed once" in page.text
    assert states(engine) == [] and len(boxes_of(page.text)) == 1
    assert send(browser, address, reason="pay", note="Typed once").status_code == 303


def test_a_foreign_pair_is_refused_like_a_missing_one(app: Flask, engine: Engine, office: Office) -> None:
    people, jobs = two_people(engine, office)
    foreign, _jobs = matched_world(engine, add_office(engine), offers=1, name="Canary Foreign")
    browser, address = caseworker_of(app, engine, office), address_of((people[0], jobs[0]))
    pages = [browser.get(f"{address}&pair={number}-{jobs[0]}").text for number in (foreign, 999_999)]
    assert all("1 of those ticked is left out" in page and "Canary" not in page for page in pages)
    boxes = boxes_of(browser.page.text)
    assert len(boxes) == 1
    sent = send(browser, address, pair=[*boxes, f"{foreign}-{jobs[0]}-x", f"999999-{jobs[0]}-x"], reason="pay")
    assert sent.status_code == 303
    page = browser.get("/reviews/decided").text
    assert page.count("One that is not for you") == 2 and "Canary" not in page
    assert states(engine) == [S.DECLINED]


def test_marks_say_what_cannot_be_decided(app: Flask, engine: Engine, office: Office) -> None:
    people, jobs = two_people(engine, office)
    with doing(engine) as work:
        work.session.get_one(Offer, jobs[1]).age_from = 60
        work.session.get_one(Offer, jobs[2]).state = OfferState.PAUSED
    browser = caseworker_of(app, engine, office)
    browser.get(f"/people/{people[0]}/offers/{jobs[0]}")
    browser.post(f"/people/{people[0]}/offers/{jobs[0]}", decision="endorse")
    page = browser.get(address_of((people[0], jobs[0]), (people[1], jobs[1]), (people[0], jobs[2]))).text
    assert "already decided" in page and "not eligible" in page and "not open, or no place is free" in page
    assert boxes_of(page) == [] and "Your answer for all" not in page


def test_a_hundred_at_most(app: Flask, engine: Engine, office: Office) -> None:
    people, jobs = two_people(engine, office)
    browser = caseworker_of(app, engine, office)
    many = address_of(*((number, jobs[0]) for number in range(1, 102)))
    page = browser.get(many)
    assert page.status_code == 422 and "You have ticked 101 suggestions; at most 100" in page.text
    boxes = [f"{number}-{jobs[0]}-x" for number in range(1, 102)]
    browser.get(address_of((people[0], jobs[0])))
    assert browser.post(many, pair=boxes, answer="decline", reason="pay").status_code == 422
    page = browser.post(address_of((people[0], jobs[0])), pair=boxes, answer="decline", reason="pay")
    assert page.status_code == 422 and "Tick at most 100" in page.text and states(engine) == []


def test_nothing_ticked_says_what_to_do(app: Flask, engine: Engine, office: Office) -> None:
    browser = caseworker_of(app, engine, office)
    assert "Nothing was ticked." in browser.get("/reviews/batch").text
    assert "Nothing was ticked." in browser.get("/reviews/batch?pair=&pair=12&pair=a-b&pair=1-%FF").text
    assert "You have decided on nothing" in browser.get("/reviews/decided").text
    assert browser.post("/reviews/undo").status_code == 422


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"answer": ""}, "Choose what you decide"),
        ({"answer": "endorse"}, "Choose what you decide"),
        ({"answer": "decline"}, "Choose the reason"),
        ({"answer": "decline", "reason": "hunger"}, "Choose one of the answers."),
        ({"answer": "hold"}, "Say until which day."),
        ({"answer": "hold", "until-year": "2026"}, "The date must also have a"),
        (
            {"answer": "hold", "until-year": "2020", "until-month": "1", "until-day": "1"},
            "Hold until a day after today",
        ),
        ({"answer": "decline", "reason": "pay", "pair": []}, "Tick at least one suggestion."),
    ],
)
def test_a_fault_is_told_and_nothing_typed_is_lost(
    app: Flask, engine: Engine, office: Office, fields: dict[str, Any], told: str
) -> None:
    people, jobs = two_people(engine, office)
    browser, address = caseworker_of(app, engine, office), address_of(*((each, jobs[0]) for each in people))
    browser.get(address)
    page = send(browser, address, **({"note": "Typed once"} | fields))
    assert page.status_code == 422 and told in page.text and "Typed once" in page.text
    assert states(engine) == []


def test_a_half_typed_date_does_not_stop_a_decline(app: Flask, engine: Engine, office: Office) -> None:
    people, jobs = two_people(engine, office)
    browser, address = caseworker_of(app, engine, office), address_of((people[0], jobs[0]))
    browser.get(address)
    assert send(browser, address, reason="pay", **{"until-year": "2026"}).status_code == 303


def test_reasons_fit_every_kind_that_is_listed(app: Flask, engine: Engine, office: Office) -> None:
    people, jobs = two_people(engine, office)
    with doing(engine) as work:
        home = make_offer(work.session, office.provider, {}, kind=OfferKind.HOUSING).id or 0
    browser, address = caseworker_of(app, engine, office), address_of((people[0], jobs[0]), (people[0], home))
    page = browser.get(address).text
    assert 'value="journey"' in page and 'value="pay"' not in page and 'value="hours"' not in page
    assert send(browser, address, reason="pay").status_code == 422


def test_holding_and_asking_for_all(app: Flask, engine: Engine, office: Office) -> None:
    people, jobs = two_people(engine, office)
    browser, address = caseworker_of(app, engine, office), address_of(*((each, jobs[0]) for each in people))
    assert "Ask for what a rule waits for" not in browser.get(address).text
    day = {"until-year": "2026", "until-month": "9", "until-day": "20"}
    assert send(browser, address, answer="hold", **day).status_code == 303
    page = browser.get("/reviews/decided").text
    assert "Held until 20 Sep 2026." in page
    back = browser.post("/reviews/undo", suggestion=re.findall(r'name="suggestion" value="(\d+)"', page))
    assert {'"hold" checked', 'value="20"'} <= set(
        re.findall(r'"hold" checked|value="20"', browser.get(back.location).text)
    )
    assert send(browser, address, answer="hold", **day).status_code == 303
    with doing(engine) as work:
        work.session.get_one(Subject, people[1]).born_on = None
    address = address_of(*((each, jobs[1]) for each in people))
    assert "needs information" in browser.get(address).text
    assert send(browser, address, answer="ask").status_code == 303
    assert "No rule waits for a fact here" in browser.get("/reviews/decided").text
    assert states(engine) == [S.REOPENED, S.REOPENED, S.HELD, S.HELD, S.NEEDS_INFORMATION]


def test_a_direct_proposal_is_withdrawn_by_a_decline_and_cannot_be_held(
    app: Flask, engine: Engine, office: Office
) -> None:
    people, jobs = two_people(engine, office)
    with doing(engine, office.officer) as work:
        propose_directly(work, ProposeDirectly(people[0], jobs[0], "He knows the cook."))
    browser, address = caseworker_of(app, engine, office), address_of(*((each, jobs[0]) for each in people))
    page = browser.get(address).text
    assert "declining withdraws that proposal for good" in page and "stays withdrawn" in page
    day = {"until-year": "2026", "until-month": "9", "until-day": "20"}
    send(browser, address, answer="hold", **day)
    assert "endorse it, or decline it with a reason" in browser.get("/reviews/decided").text
    assert states(engine) == [S.HELD]


def test_a_whole_batch_is_undone_and_leads_back_to_it(app: Flask, engine: Engine, office: Office) -> None:
    people, jobs = two_people(engine, office)
    browser, address = caseworker_of(app, engine, office), address_of(*((each, jobs[0]) for each in people))
    browser.get(address)
    send(browser, address, reason="journey", note="No bus after six")
    page = browser.get("/reviews/decided").text
    made = re.findall(r'name="suggestion" value="(\d+)"', page)
    back = browser.post("/reviews/undo", suggestion=made)
    assert back.status_code == 303 and states(engine) == [S.REOPENED] * 2
    page = browser.get(back.location).text
    assert "2 decisions are undone." in page and len(boxes_of(page)) == 2 and "No bus after six" in page
    assert browser.post("/reviews/undo", suggestion=made).status_code == 303
    assert send(browser, address, pair=boxes_of(page), reason="pay").status_code == 303


def test_what_cannot_be_undone_is_named_and_the_rest_is_undone(app: Flask, engine: Engine, office: Office) -> None:
    people, jobs = two_people(engine, office)
    browser, address = caseworker_of(app, engine, office), address_of(*((each, jobs[0]) for each in people))
    browser.get(address)
    send(browser, address, reason="journey")
    with doing(engine) as work:
        taken = work.session.exec(select(Suggestion).where(col(Suggestion.subject_id) == people[1])).one()
        taken.state, taken.held_until = S.PROPOSED, None
        made = [row.id for row in work.session.exec(select(Suggestion))]
    back = browser.post("/reviews/undo", suggestion=made)
    assert back.location == "/reviews/decided"
    page = browser.get(back.location).text
    assert "Not all of it can be undone" in page and "1 decision is undone" in page
    assert "A proposal stands on it" in page and "Open again." in page


def test_nobody_undoes_a_colleagues_decision(app: Flask, engine: Engine, office: Office) -> None:
    people, jobs = two_people(engine, office)
    browser, path = caseworker_of(app, engine, office), f"/people/{people[0]}/offers/{jobs[0]}"
    browser.get(path)
    browser.post(path, decision="endorse")
    with doing(engine) as work:
        colleague = make_account(work.session, Role.CASEWORKER, unit=office.township)
        number = work.session.exec(select(Suggestion.id)).one()
    other = Browser(app, sign_in_name_of(engine, colleague))
    assert other.post("/reviews/undo", suggestion=[number]).location == "/reviews/decided"
    assert states(engine) == [S.ENDORSED] and "Second" not in other.get("/reviews/decided").text
    assert "Typed" not in other.get(f"{address_of((people[0], jobs[1]))}&like={number}").text


def test_the_next_page_says_what_was_decided_and_undoes_it(app: Flask, engine: Engine, office: Office) -> None:
    people, jobs = two_people(engine, office)
    browser, path = caseworker_of(app, engine, office), f"/people/{people[0]}/offers/{jobs[0]}"
    browser.get(path)
    sent = browser.post(path, decision="decline", reason="subject_refused")
    page = browser.get(sent.location).text
    assert "Declined: The person does not want it; it comes back on 31 Oct 2026." in page
    number = re.search(r'name="suggestion" value="(\d+)"', page)
    assert number is not None
    back = browser.post("/reviews/undo", suggestion=number[1])
    assert back.location == path and states(engine) == [S.REOPENED]
    page = browser.get(path).text
    assert "1 decision is undone." in page and 'name="suggestion"' not in page


def test_undoing_a_question_asks_no_more(app: Flask, engine: Engine, office: Office) -> None:
    people, jobs = two_people(engine, office)
    with doing(engine) as work:
        work.session.get_one(Profile, people[0]).pay_needed = None
    browser, path = caseworker_of(app, engine, office), f"/people/{people[0]}/offers/{jobs[0]}"
    browser.get(path)
    browser.post(path, decision="ask", facts="pay_needed")
    with Session(engine) as session:
        assert len(session.exec(select(Question)).all()) == 1
        number = session.exec(select(Suggestion.id)).one()
    browser.post("/reviews/undo", suggestion=[number])
    with Session(engine) as session:
        assert session.exec(select(Question)).all() == []


def test_one_walks_through_what_waits_without_deciding(app: Flask, engine: Engine, office: Office) -> None:
    people, jobs = two_people(engine, office)
    browser = caseworker_of(app, engine, office)
    page = browser.get(f"/people/{people[0]}/offers/{jobs[2]}").text
    assert "3 of 6 waiting" in page
    assert re.search(rf'rel="prev"[^>]* href="/people/{people[0]}/offers/{jobs[1]}"', page)
    assert re.search(rf'rel="next"[^>]* href="/people/{people[1]}/offers/{jobs[0]}"', page)
    assert "4 of 6 waiting" in browser.get(f"/people/{people[1]}/offers/{jobs[0]}").text
    assert states(engine) == []
    kept = browser.get(f"/people/{people[0]}/offers/{jobs[2]}?whose=mine").text
    assert f"/people/{people[1]}/offers/{jobs[0]}?whose=mine" in kept


def test_a_decision_leads_on_and_not_back_to_what_was_skipped(app: Flask, engine: Engine, office: Office) -> None:
    people, jobs = two_people(engine, office)
    browser, path = caseworker_of(app, engine, office), f"/people/{people[0]}/offers/{jobs[2]}"
    browser.get(path)
    sent = browser.post(path, decision="endorse")
    assert sent.location == f"/people/{people[1]}/offers/{jobs[0]}"
    browser.get(sent.location)
    assert browser.post(sent.location, decision="endorse").location == "/reviews"
    assert "Undo" in browser.get("/reviews").text


def test_an_officer_walks_through_nothing_and_has_no_batch(app: Flask, engine: Engine, office: Office) -> None:
    people, jobs = two_people(engine, office)
    officer = Browser(app, sign_in_name_of(engine, office.officer))
    page = officer.get(f"/people/{people[0]}/offers/{jobs[0]}").text
    assert "waiting" not in page and 'id="keys"' not in page
    assert officer.get(address_of((people[0], jobs[0]))).status_code == 403


def test_looking_at_a_batch_leaves_a_trace_of_its_people(app: Flask, engine: Engine, office: Office) -> None:
    people, jobs = two_people(engine, office)
    caseworker_of(app, engine, office).get(address_of(*((each, jobs[0]) for each in people)))
    with Session(engine) as session:
        seen = session.exec(select(AuditEntry).where(AuditEntry.act == "reviews.seen")).one()
    assert seen.ids["ids"] == people


def test_keys_are_named_by_a_link_or_a_button(app: Flask, engine: Engine, office: Office) -> None:
    people, jobs = two_people(engine, office)
    with doing(engine) as work:
        work.session.get_one(Profile, people[0]).pay_needed = None
    browser = caseworker_of(app, engine, office)
    browser.get(f"/people/{people[0]}/offers/{jobs[0]}")
    sent = browser.post(f"/people/{people[0]}/offers/{jobs[0]}", decision="decline", reason="pay")
    page = browser.get(sent.location).text
    assert sorted("".join(re.findall(r'data-key="([^"]+)"', page)).replace(" ", "")) == sorted("edhaunj?？")
    assert re.search(r'<button class="govuk-button"[^>]*data-key="e"', page) and "<kbd>" in page


def test_a_press_belongs_to_whoever_pressed(app: Flask, engine: Engine, office: Office) -> None:
    people, jobs = two_people(engine, office)
    digest = seen_by(engine, office.caseworker, people[0], jobs[0]).digest
    browser, address = caseworker_of(app, engine, office), address_of((people[0], jobs[0]))
    browser.get(address)
    browser.post(address, pair=f"{people[0]}-{jobs[0]}-{digest}", answer="decline", reason="pay", once="made-up")
    with Session(engine) as session:
        press = session.exec(select(FormPress).where(col(FormPress.token).startswith("made-up:"))).one()
    assert press.account_id == office.caseworker.account_id
