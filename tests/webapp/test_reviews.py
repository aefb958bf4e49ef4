"""Reviews as caseworkers, officers and supervisors meet them in the pages."""

import re
from typing import Any

from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, select

from matching.facts import SubjectFacts
from matching.privacy import Audience, Sight
from matching.records import AuditEntry, Offence, Offer, Profile, Suggestion
from matching.services.timeline import record_event
from matching.vocabulary import Answer, OffenceCategory, OfferKind, OfferState, Penalty, PostKind, Role, SuggestionState
from tests.builders import NOW, Browser, Office, doing, make_account, sign_in_name_of
from tests.proposing import make_case
from tests.reviewing import Statements, make_job, make_person, match, matched_world
from webapp.wording.facts import person_lines


def browser_of(app: Flask, engine: Engine, viewer: Any) -> Browser:
    return Browser(app, sign_in_name_of(engine, viewer))


def suggestions(engine: Engine) -> list[Suggestion]:
    with Session(engine) as session:
        return list(session.exec(select(Suggestion)).all())


def numbers_of(page: str) -> list[int]:
    """The column of numbers of the score's table, in 1/10,000."""
    cells = re.findall(r'<td class="number">(?:<strong>)?([^<]+)', page)
    return [round(float(cell.replace("−", "-").replace("+", "")) * 10_000) for cell in cells]


def barred_guard(engine: Engine, office: Office) -> tuple[int, int]:
    """Somebody with an intentional offence, and a post that the law closes after one."""
    with doing(engine) as work:
        subject = make_person(work.session, office).id or 0
        work.session.add(
            Offence(
                subject_id=subject, category=OffenceCategory.VIOLENT, is_intentional=Answer.YES,
                penalty=Penalty.FIXED_TERM, recorded_at=NOW,
            )
        )  # fmt: skip
        post = make_job(work.session, office, title="Night guard", post_kinds=[PostKind.SECURITY_GUARD.value])
        return subject, post.id or 0


def test_the_queue_shows_people_with_their_noes_and_best_offers(app: Flask, engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    page = browser_of(app, engine, office.caseworker).get("/reviews").text
    assert "No work" in page and "Has a home" in page and "Kin: not known" in page
    assert page.count("of 100") == 3
    assert f"/people/{subject}/offers/{jobs[0]}" in page
    assert "my caseload" in page


def test_an_empty_queue_says_what_to_do(app: Flask, engine: Engine, office: Office) -> None:
    browser = browser_of(app, engine, office.caseworker)
    assert "record what is missing" in browser.get("/reviews").text
    assert "Nobody of your caseload" in browser.get("/reviews?whose=mine").text


def test_only_caseworkers_have_the_queue(app: Flask, engine: Engine, office: Office) -> None:
    for viewer in (office.officer, office.supervisor, office.administrator, office.provider_viewer):
        assert browser_of(app, engine, viewer).get("/reviews").status_code == 403


def test_the_review_says_in_english_why(app: Flask, engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    page = browser_of(app, engine, office.caseworker).get(f"/people/{subject}/offers/{jobs[0]}").text
    assert "Has every skill asked: cooking." in page
    assert "40 hours a week, as wanted." in page
    assert "Pays 4,000 yuan a month; needed are 3,000." in page
    assert "The same occupation as done or wished" in page
    assert "within the 20 km that the person can travel" in page
    assert "Labour Law, art. 15; in force since 1 Jan 1995" in page
    assert "Number 1 on the shortlist" in page


def test_the_parts_of_the_score_add_up_on_the_page(app: Flask, engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    numbers = numbers_of(browser_of(app, engine, office.caseworker).get(f"/people/{subject}/offers/{jobs[2]}").text)
    assert len(numbers) == 9
    assert sum(numbers[:-1]) == numbers[-1]


def test_what_nobody_asked_to_the_end_is_said_with_that_there_may_be_more(app: Flask) -> None:
    sight = Sight(frozenset({Audience.CASEWORKER}))
    with app.test_request_context():
        some = dict(person_lines(SubjectFacts(1, skills=("welding",)), OfferKind.JOB, sight))
        nothing = dict(person_lines(SubjectFacts(1), OfferKind.JOB, sight))
        all_told = dict(person_lines(SubjectFacts(1, skills=("welding",), skills_known=True), OfferKind.JOB, sight))
    assert (some["Skills"], nothing["Skills"], all_told["Skills"]) == ("welding (perhaps more)", None, "welding")


def test_no_style_stands_in_the_page(app: Flask, engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    page = browser_of(app, engine, office.caseworker).get(f"/people/{subject}/offers/{jobs[0]}").text
    assert "<rect" in page
    assert " style=" not in page


def test_looking_at_a_review_leaves_a_trace(app: Flask, engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    browser_of(app, engine, office.officer).get(f"/people/{subject}/offers/{jobs[0]}")
    with Session(engine) as session:
        seen = session.exec(select(AuditEntry).where(AuditEntry.act == "review.seen")).one()
    assert (seen.subject_id, seen.account_id) == (subject, office.officer.account_id)


def test_endorsing_is_one_press_and_leads_to_the_next_person(app: Flask, engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    with doing(engine) as work:
        other = make_person(work.session, office).id or 0
    match(engine, other)
    browser = browser_of(app, engine, office.caseworker)
    browser.get(f"/people/{subject}/offers/{jobs[0]}")
    done = browser.post(f"/people/{subject}/offers/{jobs[0]}", decision="endorse")
    assert done.status_code == 303
    assert f"/people/{other}/offers/" in done.headers["Location"]
    assert [row.state for row in suggestions(engine)] == [SuggestionState.ENDORSED]
    assert "Endorsed. Somebody else may now propose it." in browser.get(done.headers["Location"]).text


def test_a_second_press_decides_once(app: Flask, engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    browser, path = browser_of(app, engine, office.caseworker), f"/people/{subject}/offers/{jobs[0]}"
    first_page = browser.get(path)
    browser.post(path, decision="endorse")
    browser.page = first_page
    assert browser.post(path, decision="endorse").status_code == 303
    assert len(suggestions(engine)) == 1


def test_declining_needs_a_reason_and_says_when_the_offer_comes_back(
    app: Flask, engine: Engine, office: Office
) -> None:
    subject, jobs = matched_world(engine, office)
    browser, path = browser_of(app, engine, office.caseworker), f"/people/{subject}/offers/{jobs[0]}"
    page = browser.get(path).text
    assert "Comes back on 31 Oct 2026" in page
    assert "Does not come back" in page
    without = browser.post(path, decision="decline", note="Tells me the boss is his uncle")
    assert without.status_code == 422
    assert "Choose the reason" in without.text and "Tells me the boss is his uncle" in without.text
    done = browser.post(path, decision="decline", reason="subject_refused", note="Tells me the boss is his uncle")
    assert done.status_code == 303
    following = done.headers["Location"]
    assert f"/people/{subject}/offers/" in following and following != path
    after = browser.get(path).text
    assert "This pair has been decided on." in after and "his uncle" in after
    assert "his uncle" not in browser_of(app, engine, office.supervisor).get(path).text


def test_a_half_filled_date_is_answered_beside_the_field(app: Flask, engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    browser, path = browser_of(app, engine, office.caseworker), f"/people/{subject}/offers/{jobs[0]}"
    browser.get(path)
    page = browser.post(path, decision="hold", **{"until-year": "2026", "until-month": "9"})
    assert page.status_code == 422 and "The date must also have a day" in page.text
    page = browser.post(path, decision="hold", **{"until-year": "2026", "until-month": "8", "until-day": "1"})
    assert page.status_code == 422 and "Hold until a day after today" in page.text
    page = browser.post(path, decision="hold", **{"until-year": "2026", "until-month": "9", "until-day": "20"})
    assert page.status_code == 303


def test_asking_offers_only_what_is_missing(app: Flask, engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    with doing(engine) as work:
        work.session.get_one(Profile, subject).pay_needed = None
    browser, path = browser_of(app, engine, office.caseworker), f"/people/{subject}/offers/{jobs[0]}"
    assert "The pay needed" in browser.get(path).text
    refused = browser.post(path, decision="ask", facts="offences")
    assert refused.status_code == 422
    assert browser.post(path, decision="ask", facts="pay_needed").status_code == 303
    assert [row.state for row in suggestions(engine)] == [SuggestionState.NEEDS_INFORMATION]


def test_changed_reasons_refuse_the_press_and_show_the_new_ones(app: Flask, engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    browser, path = browser_of(app, engine, office.caseworker), f"/people/{subject}/offers/{jobs[0]}"
    browser.get(path)
    with doing(engine) as work:
        work.session.get_one(Profile, subject).pay_needed = 9000
    page = browser.post(path, decision="endorse")
    assert page.status_code == 422
    assert "The reasons changed since you opened this page" in page.text
    assert "less than the 9,000 needed" in page.text
    assert suggestions(engine) == []
    assert browser.post(path, decision="endorse").status_code == 303


def test_an_unknown_decision_is_refused(app: Flask, engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    browser, path = browser_of(app, engine, office.caseworker), f"/people/{subject}/offers/{jobs[0]}"
    browser.get(path)
    assert browser.post(path, decision="marry").status_code == 422
    assert browser.post(path).status_code == 422


def test_only_who_may_record_is_led_to_a_form(app: Flask, engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    with doing(engine) as work:
        work.session.get_one(Profile, subject).pay_needed = None
    path = f"/people/{subject}/offers/{jobs[0]}"
    assert "Record it" in browser_of(app, engine, office.officer).get(path).text
    assert "Record it" not in browser_of(app, engine, office.supervisor).get(path).text


def test_an_officer_looks_but_does_not_decide(app: Flask, engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    browser, path = browser_of(app, engine, office.officer), f"/people/{subject}/offers/{jobs[0]}"
    assert "Only a caseworker of this person&#39;s unit decides" in browser.get(path).text
    assert browser.post(path, decision="endorse").status_code == 403


def test_somebody_elses_and_nobodys_page_answer_alike(app: Flask, engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    stranger = browser_of(app, engine, office.county_officer)
    foreign, missing = (
        stranger.get(f"/people/{subject}/offers/{jobs[0]}"),
        stranger.get(f"/people/999999/offers/{jobs[0]}"),
    )
    assert (foreign.status_code, missing.status_code) == (404, 404)
    own = browser_of(app, engine, office.caseworker)
    assert own.get(f"/people/{subject}/offers/999999").status_code == 404
    assert own.get("/suggestions/999999").status_code == 404


def test_a_protected_person_is_nowhere_for_who_is_not_named(app: Flask, engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office, is_juvenile=True, name="Quiet Canary")
    browser = browser_of(app, engine, office.caseworker)
    for path in ("/reviews", "/why-not", f"/offers/{jobs[0]}/people", "/today"):
        assert "Quiet Canary" not in browser.get(path).text
    assert browser.get(f"/people/{subject}/offers/{jobs[0]}").status_code == 404
    assert browser.get(f"/people/{subject}/review").status_code == 404


def test_why_not_names_the_law_to_a_caseworker_and_a_lawful_bar_to_a_supervisor(
    app: Flask, engine: Engine, office: Office
) -> None:
    subject, post = barred_guard(engine, office)
    path = f"/people/{subject}/offers/{post}"
    caseworker = browser_of(app, engine, office.caseworker).get(path).text
    assert "Why not?" in caseworker and "not eligible" in caseworker
    assert "Bar on security guard posts" in caseworker and "art. 17(2)" in caseworker
    assert "so there is nothing to decide" in caseworker
    supervisor = browser_of(app, engine, office.supervisor).get(path).text
    assert "A lawful bar applies." in supervisor and "No lawful bar applies." not in supervisor
    assert "security guard posts" not in supervisor and "art. 17(2)" not in supervisor
    assert "Bar on" not in supervisor


def test_the_timeline_names_the_offer_in_the_line_of_a_decision(app: Flask, engine: Engine, office: Office) -> None:
    case = make_case(engine, office, title="Baker")
    with doing(engine, office.caseworker) as work:
        record_event(work, case.subject_id, "suggestion.declined", offer=case.offer_id, reason="pay")
    timeline = browser_of(app, engine, office.caseworker).get(f"/people/{case.subject_id}").text
    assert "Declined offer “Baker”: " in timeline


def test_why_not_of_an_empty_unit_tells_only_an_officer_to_take_somebody_in(
    app: Flask, engine: Engine, office: Office
) -> None:
    assert "Take somebody in first." in browser_of(app, engine, office.officer).get("/why-not").text
    assert "An officer takes people in." in browser_of(app, engine, office.caseworker).get("/why-not").text


def test_why_not_finds_the_offer_by_a_word_or_its_number(app: Flask, engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    with doing(engine) as work:
        bakery = make_job(work.session, office, title="Baker 50%_off").id or 0
    browser = browser_of(app, engine, office.officer)
    assert browser.get("/why-not").status_code == 200
    one = browser.get(f"/why-not?subject={subject}&words=50%25_")
    assert one.status_code == 303 and one.headers["Location"].endswith(f"/people/{subject}/offers/{bakery}")
    by_number = browser.get(f"/why-not?subject={subject}&words={jobs[1]}")
    assert f"/people/{subject}/offers/{jobs[1]}" in (by_number.headers.get("Location") or by_number.text)
    several = browser.get(f"/why-not?subject={subject}&words=kitchen")
    assert several.text.count(f"/people/{subject}/offers/") == len(jobs)
    assert "No offer fits these words" in browser.get(f"/why-not?subject={subject}&words=zeppelin").text
    assert browser.get("/why-not?subject=&words=").status_code == 422
    assert browser.get("/why-not?subject=999999&words=kitchen").status_code == 422


def test_an_offer_off_the_shortlist_is_marked_as_chosen_by_hand(app: Flask, engine: Engine, office: Office) -> None:
    subject, _jobs = matched_world(engine, office)
    with doing(engine) as work:
        other = make_job(work.session, office).id or 0
    page = browser_of(app, engine, office.caseworker).get(f"/people/{subject}/offers/{other}").text
    assert "Chosen by hand" in page and "Endorse" in page


def test_people_for_an_offer_are_ranked_and_the_barred_folded(app: Flask, engine: Engine, office: Office) -> None:
    subject, post = barred_guard(engine, office)
    with doing(engine) as work:
        good = make_person(work.session, office, name="Able Anna").id or 0
        worse = make_person(work.session, office, name="Less Leo", profile={"pay_needed": 9000}).id or 0
    page = browser_of(app, engine, office.officer).get(f"/offers/{post}/people").text
    assert page.index("Able Anna") < page.index("Less Leo")
    assert f"/people/{good}/offers/{post}" in page and f"/people/{worse}/offers/{post}" in page
    assert "2 people may take it" in page and "1 person may not take it" in page
    assert "Bar on security guard posts" in page
    supervisor = browser_of(app, engine, office.supervisor).get(f"/offers/{post}/people").text
    assert "Lawful bar" in supervisor and "security guard posts" not in supervisor
    assert f"/people/{subject}/offers/{post}" in supervisor


def test_a_draft_has_no_people(app: Flask, engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        draft = make_job(work.session, office, state=OfferState.DRAFT).id or 0
        other_unit = make_account(work.session, Role.OFFICER, unit=office.county)
    assert browser_of(app, engine, office.officer).get(f"/offers/{draft}/people").status_code == 404
    with Session(engine) as session:
        assert session.get_one(Offer, draft).state is OfferState.DRAFT
    assert browser_of(app, engine, other_unit).get(f"/offers/{draft}/people").status_code == 404


def test_a_decision_is_taken_back_in_the_page(app: Flask, engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    browser, path = browser_of(app, engine, office.caseworker), f"/people/{subject}/offers/{jobs[0]}"
    browser.get(path)
    browser.post(path, decision="endorse")
    number = suggestions(engine)[0].id
    assert "Take my decision back" in browser.get(path).text
    back = browser.post(f"/suggestions/{number}/reopen")
    assert back.status_code == 303
    assert "You can decide again" in browser.get(back.headers["Location"]).text


def test_a_line_of_the_days_work_leads_to_the_first_suggestion(app: Flask, engine: Engine, office: Office) -> None:
    subject, _jobs = matched_world(engine, office)
    browser = browser_of(app, engine, office.caseworker)
    assert "Suggestions to review (3)" in browser.get("/today").text
    lead = browser.get(f"/people/{subject}/review")
    assert lead.status_code == 303 and f"/people/{subject}/offers/" in lead.headers["Location"]


def test_the_panel_of_a_case_file_shows_offers_scores_and_states(app: Flask, engine: Engine, office: Office) -> None:
    subject, jobs = matched_world(engine, office)
    browser = browser_of(app, engine, office.caseworker)
    browser.get(f"/people/{subject}/offers/{jobs[0]}")
    browser.post(f"/people/{subject}/offers/{jobs[0]}", decision="endorse")
    with app.test_request_context(), app.app_context():
        from flask import g

        g.viewer = office.caseworker
        panel = app.jinja_env.get_template("reviews/shortlist_panel.html").render(subject_id=subject, viewer=g.viewer)
    assert panel.count("of 100") == len(jobs)
    assert "Endorsed" in panel and "prior-2026" in panel


def test_a_review_takes_as_many_statements_with_many_offers_as_with_few(
    app: Flask, engine: Engine, office: Office
) -> None:
    subject, jobs = matched_world(engine, office, offers=3)
    browser = browser_of(app, engine, office.caseworker)

    def statements() -> int:
        with Statements(engine) as counted:
            browser.get(f"/people/{subject}/offers/{jobs[0]}")
        return counted.count

    statements()
    few = statements()
    with doing(engine) as work:
        for _number in range(8):
            make_job(work.session, office)
            make_person(work.session, office)
    match(engine, subject)
    assert statements() == few
