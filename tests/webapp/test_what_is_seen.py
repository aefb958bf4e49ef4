"""What pages keep from those who may not see it, and how often somebody may try."""

from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from matching.records import AuditEntry, CaseAccess, Mail, Need, OneTimeCode, Proposal, ReviewRequest, Subject
from matching.services.conditions import AddCondition, add_condition
from matching.services.second_person import ask_unit_above
from matching.services.sign_in import ask_for_code, print_code
from matching.vocabulary import ConditionKind, NeedKind, OfferKind, ProposalState, Role, UnitLevel
from tests.builders import (
    TODAY,
    Browser,
    Office,
    doing,
    make_account,
    make_offer,
    make_subject,
    make_unit,
    sign_in_name_of,
    stored,
)
from tests.proposing import make_case

IDENTITY = "330102199003074511"


def browser_of(app: Flask, engine: Engine, viewer: object) -> Browser:
    return Browser(app, sign_in_name_of(engine, viewer))  # type: ignore[arg-type]


def test_a_supervisor_learns_of_no_ban_from_the_review_page_or_the_timeline(
    app: Flask, engine: Engine, office: Office
) -> None:
    with doing(engine, office.caseworker) as work:
        person = make_subject(work.session, office.township).id or 0
        offer = make_offer(work.session, office.provider).id
        terms = {"contacts": [f"provider:{office.provider.id}"]}
        add_condition(work, AddCondition(person, ConditionKind.CONTACT_BAN, "Order", TODAY, terms=terms))
    paths = [f"/people/{person}/offers/{offer}", f"/people/{person}", f"/offers/{offer}/people"]
    supervisor, officer = browser_of(app, engine, office.supervisor), browser_of(app, engine, office.officer)
    assert "ontact ban" in officer.get(paths[0]).text and "ontact ban" in officer.get(paths[1]).text
    for path in paths:
        assert "ontact ban" not in supervisor.get(path).text, path
    assert "A lawful bar applies." in supervisor.get(paths[0]).text


def test_a_person_who_is_protected_from_now_on_is_no_providers_card_any_more(
    app: Flask, engine: Engine, office: Office
) -> None:
    case = make_case(engine, office, {"caseworker_id": office.caseworker.account_id}, places=2).brought_to(
        ProposalState.DISCLOSED
    )
    with Session(engine) as session:
        person = session.get_one(Subject, case.subject_id)
        name, unit = person.name, person.unit_id
    path = f"/my/proposals/{case.proposal.code}"
    provider = browser_of(app, engine, office.provider_viewer)
    assert name in provider.get(path).text
    caseworker = browser_of(app, engine, office.caseworker)
    caseworker.get(f"/people/{case.subject_id}/details")
    caseworker.post(
        f"/people/{case.subject_id}/details", name=name, unit_id=str(unit), legal_status="released", sex="unknown",
        is_sealed="y", caseworker_id=str(office.caseworker.account_id),
    )  # fmt: skip
    assert caseworker.page.status_code == 303, caseworker.page.text
    assert case.proposal.state is ProposalState.WITHDRAWN
    assert case.offer.places_taken == 0
    assert name not in provider.get(path).text


def test_the_unit_above_loses_sight_of_a_person_who_is_protected_from_now_on(
    app: Flask, engine: Engine, office: Office
) -> None:
    with doing(engine) as work:
        alone = make_unit(work.session, UnitLevel.TOWNSHIP, office.county)
        both = make_account(work.session, Role.CASEWORKER, Role.OFFICER, unit=alone)
    case = make_case(engine, office)
    with doing(engine) as work:
        work.session.get_one(Subject, case.subject_id).unit_id = alone.id or 0
        suggestion = work.session.get_one(type(case.suggestion), case.suggestion_id)
        suggestion.decided_by_id = both.account_id or 0
    case.act(both, ask_unit_above, case.suggestion_id)
    above = browser_of(app, engine, office.county_officer)
    assert above.get(f"/people/{case.subject_id}").status_code == 200
    with Session(engine) as session:
        name = session.get_one(Subject, case.subject_id).name
    own = browser_of(app, engine, both)
    own.get(f"/people/{case.subject_id}/details")
    own.post(
        f"/people/{case.subject_id}/details", name=name, unit_id=str(alone.id), legal_status="released", sex="unknown",
        is_juvenile="y", caseworker_id=str(both.account_id),
    )  # fmt: skip
    assert own.page.status_code == 303, own.page.text
    assert above.get(f"/people/{case.subject_id}").status_code == 404
    with Session(engine) as session:
        assert session.exec(select(ReviewRequest)).one().closed_at is not None
        assert session.exec(select(CaseAccess.account_id)).all() == [both.account_id]
        assert session.exec(select(Proposal)).first() is None


def test_an_identity_number_does_not_tell_where_a_protected_person_is_registered(
    app: Flask, engine: Engine, office: Office
) -> None:
    with doing(engine) as work:
        elsewhere = make_unit(work.session, UnitLevel.TOWNSHIP, name="Faraway Office")
        hidden = make_subject(work.session, elsewhere, identity_number=IDENTITY, is_juvenile=True).id
    officer = browser_of(app, engine, office.officer)
    officer.get("/people/new")
    page = officer.post(
        "/people/new", name="Somebody", identity_number=IDENTITY, unit_id=str(office.township.id),
        legal_status="released", sex="unknown",
    ).text  # fmt: skip
    assert "Registered already" in page
    assert "Faraway Office" not in page
    with Session(engine) as session:
        seen = session.exec(select(AuditEntry).where(col(AuditEntry.act) == "subject.duplicates_seen")).one()
        assert seen.ids == {"people": [hidden]}


def test_a_name_typed_with_an_unusual_letter_counts_as_the_same_name(
    app: Flask, engine: Engine, office: Office
) -> None:
    with doing(engine) as work:
        make_account(work.session, Role.OFFICER, unit=office.township, sign_in_name="kim")
    browser = Browser(app)
    for _attempt in range(5):
        browser.post("/sign-in", sign_in_name="kim", password="wrong")
    assert "Wait ten minutes" in browser.post("/sign-in", sign_in_name="\N{KELVIN SIGN}im", password="wrong").text


def test_asking_for_codes_again_and_again_mails_one_and_spoils_no_printed_one(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        forgetful = make_account(
            work.session, Role.OFFICER, unit=office.township, sign_in_name="lin", mail="lin@a.example"
        )
    with doing(engine, office.supervisor) as work:
        print_code(work, forgetful.account_id or 0)
    for _time in range(3):
        with doing(engine) as work:
            ask_for_code(work, "lin")
    with Session(engine) as session:
        mails = session.exec(select(Mail.template).order_by(col(Mail.id))).all()
        assert mails == ["notification", "one_time_code"], (
            "the printed code is told to its owner; one asked for is mailed"
        )
        assert len(session.exec(select(OneTimeCode)).all()) == 2


def test_an_endless_number_in_an_address_is_no_fault_of_the_audit(app: Flask, engine: Engine, office: Office) -> None:
    supervisor = browser_of(app, engine, office.supervisor)
    assert supervisor.get("/audit?before=" + "9" * 30).status_code == 200


def test_names_in_the_days_work_leave_a_trace_of_whose_they_are(app: Flask, engine: Engine, office: Office) -> None:
    case = make_case(engine, office).brought_to(ProposalState.AGREED)
    browser = browser_of(app, engine, office.officer)
    page = browser.get("/today").text
    with Session(engine) as session:
        assert session.get_one(Subject, case.subject_id).name in page
        entry = session.exec(select(AuditEntry).where(col(AuditEntry.act) == "today.seen")).first()
    assert entry is not None and entry.ids["proposal"] == [case.proposal_id]


def test_looking_for_help_with_a_need_leaves_a_trace_of_whose_it_is(app: Flask, engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        person = make_subject(work.session, office.township)
        need = stored(work.session, Need(subject_id=person.id, kind=NeedKind.CV, opened_on=TODAY)).id
        away = make_unit(work.session, UnitLevel.COUNTY)
        foreign = make_account(work.session, Role.OFFICER, unit=away)
    for viewer, looks in ((foreign, 0), (office.caseworker, 1)):
        page = browser_of(app, engine, viewer).get(f"/services?need_id={need}").text
        assert (person.reference in page) == bool(looks)
        with Session(engine) as session:
            seen = select(AuditEntry).where(col(AuditEntry.subject_id) == person.id)
            assert len(session.exec(seen).all()) == looks


def test_a_card_leads_to_the_providers_own_opening(app: Flask, engine: Engine, office: Office) -> None:
    case = make_case(engine, office).brought_to(ProposalState.OFFERED)
    card = browser_of(app, engine, office.provider_viewer).get(f"/my/proposals/{case.proposal.code}").text
    assert f'href="/my/openings/{case.offer_id}/preview"' in card


def test_a_provider_refuses_only_for_what_can_be_the_reason_of_its_opening(
    app: Flask, engine: Engine, office: Office
) -> None:
    job, met = (
        make_case(engine, office).brought_to(state) for state in (ProposalState.OFFERED, ProposalState.DISCLOSED)
    )
    home = make_case(engine, office, kind=OfferKind.HOUSING, terms={"housing_kind": "flat"}).brought_to(
        ProposalState.OFFERED
    )
    provider = browser_of(app, engine, office.provider_viewer)
    reasons = {
        case.offer_id: {value for value in ("skills", "interview") if f'value="{value}"' in page}
        for case in (job, met, home)
        if (page := provider.get(f"/my/proposals/{case.proposal.code}").text)
    }
    assert reasons == {job.offer_id: {"skills"}, met.offer_id: {"skills", "interview"}, home.offer_id: set()}
