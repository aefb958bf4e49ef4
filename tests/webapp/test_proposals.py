"""Proposals as staff and providers meet them."""

import re
from datetime import date, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from matching.records import (
    AuditEntry,
    CaseEvent,
    Circumstance,
    Condition,
    Experience,
    Need,
    Offence,
    Profile,
    Proposal,
    ReviewRequest,
    Skill,
    Subject,
)
from matching.services.second_person import ask_unit_above
from matching.vocabulary import (
    Answer,
    CircumstanceKind,
    ConditionKind,
    LegalStatus,
    NeedKind,
    OffenceCategory,
    Penalty,
    ProposalState,
    Role,
    Sex,
    Source,
    SuggestionState,
)
from tests.builders import NOW, TODAY, Browser, Office, doing, make_account, make_provider, sign_in_name_of
from tests.matching.services.test_proposals import make_office_of_one
from tests.proposing import Case, make_case

P = ProposalState
STATUS_WORDS = (
    "correction",
    "offence",
    "offender",
    "released",
    "parole",
    "prison",
    "sentence",
    "criminal",
    "score",
    "subject",
)


def browser_of(app: Flask, engine: Engine, viewer: object) -> Browser:
    return Browser(app, sign_in_name_of(engine, viewer))


def plant_canaries(engine: Engine, case: Case) -> list[str]:
    """Put a word that occurs nowhere else into every field of the subject that can hold one."""
    with doing(engine) as work:
        subject = work.session.get_one(Subject, case.subject_id)
        subject.name, subject.identity_number, subject.phone = "Canary Name", "110101197707077777", "13977777777"
        subject.household_place, subject.residence = "Canary Household", "Canary Residence"
        subject.born_on, subject.sex, subject.legal_status = date(1977, 7, 7), Sex.FEMALE, LegalStatus.PAROLE
        subject.is_key_person, subject.release_on = True, date(2026, 7, 17)
        profile = work.session.get_one(Profile, case.subject_id)
        profile.wishes, profile.work_adjustments, profile.pay_needed = "Canary wish", ["Canary adjustment"], 7777
        profile.available_on, profile.hours_min, profile.hours_max = TODAY, 21, 38
        profile.work_from, profile.work_to = time(8, 17), time(17, 17)
        work.session.add(Skill(subject_id=case.subject_id, name="Canary skill"))
        work.session.add(Skill(subject_id=case.subject_id, name="电工"))
        work.session.add(
            Experience(
                subject_id=case.subject_id, title="Canary title", occupation_code="5120", text="Canary text", years=7.7
            )
        )
        work.session.add(
            Condition(
                subject_id=case.subject_id,
                kind=ConditionKind.CURFEW,
                ground="Canary ground",
                from_on=TODAY,
                wording="Canary wording",
                recorded_at=NOW,
            )
        )
        work.session.add(
            Offence(
                subject_id=case.subject_id,
                category=OffenceCategory.ARSON,
                penalty=Penalty.FIXED_TERM,
                text="Canary offence",
                recorded_at=NOW,
            )
        )
        work.session.add(Need(subject_id=case.subject_id, kind=NeedKind.HOUSING, note="Canary need", opened_on=TODAY))
        work.session.add(CaseEvent(subject_id=case.subject_id, at=NOW, on=TODAY, key="note", note="Canary note"))
        work.session.add(
            Circumstance(
                subject_id=case.subject_id,
                kind=CircumstanceKind.HOME,
                answer=Answer.NO,
                source=Source.VISIT,
                evidence="Canary evidence",
                found_on=TODAY,
                recorded_at=NOW,
            )
        )
        reference = subject.reference
    return ["Canary", "110101", "7777", "1977", reference, "Arson", "arson", "Parole", "Female", "71.2", "08:17", "7.7"]


@pytest.mark.parametrize("state", [P.OFFERED, P.INTERESTED])
def test_a_blind_card_tells_nothing_of_who_it_is(
    app: Flask, engine: Engine, office: Office, state: ProposalState
) -> None:
    case = make_case(engine, office).brought_to(P.AGREED)
    canaries = plant_canaries(engine, case)
    case.take(P.OFFERED)
    if state is P.INTERESTED:
        case.take(state)
    provider = browser_of(app, engine, office.provider_viewer)
    for path in ("/today", "/my/proposals", f"/my/proposals/{case.proposal.code}", "/my/placements"):
        page = provider.get(path)
        assert page.status_code == 200
        text = page.text.lower()
        assert [word for word in canaries if word.lower() in text] == []
        assert [word for word in STATUS_WORDS if word in text] == []
        assert office.township.name not in page.text
    card = provider.get(f"/my/proposals/{case.proposal.code}").text
    assert "service and sales work" in card
    assert "Electrical work" in card
    assert "up to 5 km" in card
    assert office.county.name in card
    assert "20 to 40" in card
    assert "09:00 to 17:00" in card


def test_after_disclosure_the_card_names_the_person_and_after_the_end_no_more(
    app: Flask, engine: Engine, office: Office
) -> None:
    case = make_case(engine, office, {"name": "Zhang San", "sex": Sex.MALE}).brought_to(P.INTERESTED)
    provider, path = browser_of(app, engine, office.provider_viewer), f"/my/proposals/{case.proposal.code}"
    assert "Zhang San" not in provider.get(path).text
    case.take(P.DISCLOSED)
    assert "Zhang San" in provider.get(path).text
    assert "Male" not in provider.get(path).text
    case.take(P.ACCEPTED)
    assert "Male" in provider.get(path).text
    with Session(engine) as session:
        acts = session.exec(select(AuditEntry.act).where(col(AuditEntry.subject_id) == case.subject_id)).all()
    assert "card.seen" in acts
    case.take(P.WITHDRAWN)
    after = provider.get(path).text
    assert "Zhang San" not in after
    assert office.county.name not in after


def test_without_the_consent_the_name_is_gone_at_once(app: Flask, engine: Engine, office: Office) -> None:
    from matching.records import Consent

    case = make_case(engine, office, {"name": "Zhang San"}).brought_to(P.DISCLOSED)
    provider, path = browser_of(app, engine, office.provider_viewer), f"/my/proposals/{case.proposal.code}"
    with doing(engine) as work:
        for consent in work.session.exec(select(Consent)):
            consent.withdrawn_at = NOW
    assert "Zhang San" not in provider.get(path).text


def test_a_foreign_card_answers_as_a_missing_one(app: Flask, engine: Engine, office: Office) -> None:
    case = make_case(engine, office).brought_to(P.OFFERED)
    unsent = make_case(engine, office).brought_to(P.AGREED)
    with doing(engine) as work:
        stranger = make_account(work.session, Role.PROVIDER, provider=make_provider(work.session, office.township))
    browser = browser_of(app, engine, stranger)

    def plain(path: str) -> str:
        page = browser.get(path)
        assert page.status_code == 404
        return re.sub(r'(nonce|content|value)="[^"]*"', "", page.text).replace(path, "")

    missing = plain("/my/proposals/MISSING2")
    assert plain(f"/my/proposals/{case.proposal.code}") == missing
    own = browser_of(app, engine, office.provider_viewer)
    assert own.get(f"/my/proposals/{unsent.proposal.code}").status_code == 404
    browser.get("/today")
    assert browser.post(f"/my/proposals/{case.proposal.code}/interested", version="3").status_code == 404


def test_the_story_from_endorsed_to_accepted(app: Flask, engine: Engine, office: Office) -> None:
    case = make_case(engine, office, {"name": "Li Si"})
    officer, provider = browser_of(app, engine, office.officer), browser_of(app, engine, office.provider_viewer)
    assert "Li Si" in officer.get("/proposals").text
    assert officer.post(f"/suggestions/{case.suggestion_id}/propose").status_code == 303
    with Session(engine) as session:
        case.proposal_id = session.exec(select(Proposal.id)).one() or 0
    path = f"/proposals/{case.proposal_id}"
    for act in ("agree", "offer"):
        officer.get(path)
        assert officer.post(f"{path}/{act}").status_code == 303
    card = f"/my/proposals/{case.proposal.code}"
    provider.get(card)
    assert provider.post(f"{card}/interested").status_code == 303
    officer.get(path)
    refused = officer.post(f"{path}/disclose")
    assert refused.status_code == 409
    assert "consent" in refused.text
    form = f"/people/{case.subject_id}/consents/new?provider={office.provider.id}"
    assert form in officer.get(path).text
    page = officer.get(form).text
    assert f'<option value="{office.provider.id}" selected>' in page
    assert 'value="disclose_to_provider" checked' in page
    assert f"{form}&amp;proposal={case.proposal_id}" in officer.get(path).text
    officer.get(form)
    signed = {"purpose": "disclose_to_provider", "provider_id": office.provider.id, "form": "Form 2"}
    day = {"signed_on-year": "2026", "signed_on-month": "9", "signed_on-day": "1"}
    back = officer.post(f"{form}&proposal={case.proposal_id}", **signed, **day)
    assert back.headers["Location"].endswith(path)
    officer.get(path)
    half = officer.post(f"{path}/disclose", **{"interview_on-year": "2026"})
    assert half.status_code == 422
    officer.get(path)
    when = {"interview_on-year": "2026", "interview_on-month": "9", "interview_on-day": "3", "interview_from": "09:30"}
    assert officer.post(f"{path}/disclose", **when).status_code == 303
    page = provider.get(card).text
    assert "Li Si" in page
    assert "3 Sep 2026, 09:30" in page
    assert provider.post(f"{card}/accept").status_code == 303
    officer.get(path)
    plan = {"starts_on-year": "2026", "starts_on-month": "9", "starts_on-day": "7"}
    assert officer.post(f"{path}/plan", **plan).status_code == 303
    assert "Li Si" in officer.get(officer.page.location).text
    assert case.proposal.state is P.PLACED


def test_the_steps_name_each_interview_and_a_withdrawal_gives_back_only_what_was_taken(
    app: Flask, engine: Engine, office: Office
) -> None:
    fresh, case = make_case(engine, office).brought_to(P.AGREED), make_case(engine, office).brought_to(P.DISCLOSED)
    officer, path = browser_of(app, engine, office.officer), f"/proposals/{case.proposal_id}"
    given_back = "The reserved place is given back at once."
    assert given_back not in officer.get(f"/proposals/{fresh.proposal_id}").text
    when = {"interview_on-year": "2026", "interview_on-month": "9", "interview_on-day": "3", "interview_from": "09:30"}
    page = officer.get(path).text
    assert given_back in page
    assert "Interview set for" not in page
    officer.post(f"{path}/interview", **when)
    assert "Interview set for 3 Sep 2026" in officer.get(path).text
    officer.post(f"{path}/interview")
    page = officer.get(path).text
    assert page.index("Interview set for 3 Sep 2026") < page.index("Interview called off")


def test_the_first_day_is_filled_in_where_the_offer_begins_later(app: Flask, engine: Engine, office: Office) -> None:
    later, at_once = (make_case(engine, office, starts_on=day) for day in (TODAY + timedelta(days=9), None))
    officer = browser_of(app, engine, office.officer)
    pages = [officer.get(f"/proposals/{case.brought_to(P.ACCEPTED).proposal_id}").text for case in (later, at_once)]
    assert "The offer begins on 10 Sep 2026." in pages[0]
    assert ['value="10"' in page for page in pages] == [True, False]
    assert "The offer begins" not in pages[1]


def test_a_second_press_is_harmless(app: Flask, engine: Engine, office: Office) -> None:
    case = make_case(engine, office).propose()
    officer, path = browser_of(app, engine, office.officer), f"/proposals/{case.proposal_id}"
    page = officer.get(path)
    assert officer.post(f"{path}/agree").status_code == 303
    officer.page = page
    assert officer.post(f"{path}/agree").status_code == 303
    assert "already saved" in officer.get(path).text
    assert case.proposal.version == 2


def test_a_stale_press_shows_both_states(app: Flask, engine: Engine, office: Office) -> None:
    case = make_case(engine, office).propose()
    officer, path = browser_of(app, engine, office.officer), f"/proposals/{case.proposal_id}"
    officer.get(path)
    case.take(P.AGREED).take(P.OFFERED)
    answer = officer.post(f"{path}/withdraw", reason="other")
    assert answer.status_code == 409
    assert "Your page showed: Proposed. Now it stands at: Offered." in answer.text
    assert case.proposal.state is P.OFFERED


def test_a_refusal_without_a_reason_asks_for_one(app: Flask, engine: Engine, office: Office) -> None:
    case = make_case(engine, office).brought_to(P.OFFERED)
    provider, path = browser_of(app, engine, office.provider_viewer), f"/my/proposals/{case.proposal.code}"
    provider.get(path)
    assert provider.post(f"{path}/refuse").status_code == 422
    assert provider.post(f"{path}/refuse", reason="nonsense").status_code == 422
    assert provider.post(f"{path}/refuse", reason="skills").status_code == 303
    assert case.proposal.state is P.REFUSED


def test_roles_keep_to_their_pages(app: Flask, engine: Engine, office: Office) -> None:
    case = make_case(engine, office)
    provider, caseworker = browser_of(app, engine, office.provider_viewer), browser_of(app, engine, office.caseworker)
    assert provider.get("/proposals").status_code == 403
    assert caseworker.get("/my/proposals").status_code == 403
    caseworker.get("/proposals")
    assert caseworker.post(f"/suggestions/{case.suggestion_id}/propose").status_code == 403
    case.brought_to(P.AGREED)
    caseworker.get(f"/proposals/{case.proposal_id}")
    assert caseworker.post(f"/proposals/{case.proposal_id}/offer").status_code == 403
    other = browser_of(app, engine, office.county_officer)
    assert other.get(f"/proposals/{case.proposal_id}").status_code == other.get("/proposals/99999").status_code == 404


def test_the_unit_above_sees_and_proposes_what_it_is_asked(app: Flask, engine: Engine, office: Office) -> None:
    case = make_office_of_one(engine, office)
    above = browser_of(app, engine, office.county_officer)
    case.act(office.caseworker, ask_unit_above, case.suggestion_id)
    with Session(engine) as session:
        request_id = session.exec(select(ReviewRequest.id)).one()
    assert "second person" in above.get("/today").text
    assert above.get(f"/proposals/requests/{request_id}").status_code == 200
    assert above.post(f"/suggestions/{case.suggestion_id}/propose").status_code == 303
    assert above.get(f"/proposals/requests/{request_id}").status_code == 404
    assert case.suggestion.state is SuggestionState.PROPOSED


def test_the_days_work_names_each_next_step(app: Flask, engine: Engine, office: Office) -> None:
    officer, provider = browser_of(app, engine, office.officer), browser_of(app, engine, office.provider_viewer)
    caseworker = browser_of(app, engine, office.caseworker)
    case = make_case(engine, office)
    expected = [
        (None, officer, "Propose this endorsed suggestion"),
        (P.PROPOSED, caseworker, "Ask the person"),
        (P.AGREED, officer, "offer it to the provider"),
        (P.OFFERED, provider, "Answer this proposal"),
        (P.INTERESTED, officer, "disclose or withdraw"),
        (P.DISCLOSED, provider, "Answer this proposal"),
        (P.ACCEPTED, officer, "confirm the start date"),
        (P.PLACED, provider, "Confirm the start"),
    ]
    for state, browser, words in expected:
        if state is P.PROPOSED:
            case.propose().consent()
        elif state is not None:
            case.take(state)
        assert words in browser.get("/today").text, state


def test_my_card_has_days_left(app: Flask, engine: Engine, office: Office) -> None:
    case = make_case(engine, office).brought_to(P.OFFERED)
    assert case.proposal.answer_by_on == TODAY + timedelta(days=7)
    assert "7 days left" in browser_of(app, engine, office.provider_viewer).get("/my/proposals").text
