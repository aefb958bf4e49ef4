"""A canary in every field of a person: no page shows it to anybody for whom the table of fields does not list it."""

import logging
import re
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import Engine, update
from sqlmodel import Session, col, select

from matching.mail import message_for
from matching.records import (
    Account,
    AuditEntry,
    CaseEvent,
    Circumstance,
    Condition,
    CorrectionRequest,
    Experience,
    Extension,
    HouseholdMember,
    JobTerms,
    Mail,
    Need,
    Notification,
    Offence,
    Offer,
    Placement,
    Profile,
    Proposal,
    Referral,
    ReleaseNotice,
    ReviewRequest,
    Scan,
    SignedInSession,
    Subject,
    Suggestion,
    Unit,
)
from matching.services.digests import write_digest
from matching.services.telling import tell
from matching.settings import Settings
from matching.vocabulary import (
    ConditionKind,
    ExtensionReason,
    MailChoice,
    NeedKind,
    NextSituation,
    OffenceCategory,
    Penalty,
    PlacementState,
    ProposalState,
    Relation,
    Role,
)
from tests.builders import NOW, TODAY, Browser, doing, make_subject, sign_in_name_of
from tests.guards.test_routes import Door, doors
from tests.guards.test_words import FORBIDDEN
from tests.guards.world import World, make_world
from webapp.wording.notifications import LINES

CASEWORKER, OFFICER, SUPERVISOR, PROVIDER = Role.CASEWORKER, Role.OFFICER, Role.SUPERVISOR, Role.PROVIDER
FIELDS: dict[str, set[Role]] = {
    "name": {CASEWORKER, OFFICER, SUPERVISOR, PROVIDER},
    "identity_number": set(),
    "phone": {CASEWORKER, OFFICER},
    "residence": {CASEWORKER, OFFICER},
    "household_place": {CASEWORKER, OFFICER},
    "offence_text": {CASEWORKER},
    "condition_wording": {CASEWORKER, OFFICER},
    "need_note": {CASEWORKER},
    "event_note": {CASEWORKER},
    "assessment": {CASEWORKER, OFFICER},
    "scan_name": {CASEWORKER, OFFICER},
    "scan_content": {CASEWORKER, OFFICER},
    "suggestion_note": {CASEWORKER},
    "work_adjustments": {CASEWORKER, OFFICER},
    "evidence": {CASEWORKER, OFFICER, SUPERVISOR},
    "wishes": {CASEWORKER, OFFICER, SUPERVISOR},
    "proposal_note": {CASEWORKER, OFFICER, SUPERVISOR},
    "direct_reason": {CASEWORKER, OFFICER, SUPERVISOR},
    "exit_plan": {CASEWORKER, OFFICER, SUPERVISOR},
    "extension_note": {CASEWORKER, OFFICER},
    "household_name": {CASEWORKER, OFFICER},
    "referral_note": {CASEWORKER},
    "condition_details": {CASEWORKER, OFFICER},
    "correction_request": {CASEWORKER, OFFICER},
    "experience_text": {CASEWORKER, OFFICER},
}
"""Canary -> the roles of the owning unit that may meet it on a page; nobody else ever does. A provider learns a name by consent."""

REVIEWED = {
    "name",
    "residence",
    "household_place",
    "condition_wording",
    "condition_details",
    "work_adjustments",
    "wishes",
}
"""What the unit above may meet of a person on whom a request waits there."""

CARDS = [
    ProposalState.OFFERED, ProposalState.INTERESTED, ProposalState.DISCLOSED, ProposalState.ACCEPTED,
    ProposalState.REFUSED, ProposalState.LAPSED, ProposalState.WITHDRAWN,
]  # fmt: skip
"""The states in which a provider has a card; without a row of its disclosure none of them names anybody."""


def canary(whose: str, field: str) -> str:
    return f"canary{whose}{field.replace('_', '')}zz"


@dataclass(frozen=True)
class Planted:
    """The world with its canaries, and how to address every page of each person."""

    world: World
    people: dict[str, World]


def plant(session: Session, subject: Subject, whose: str) -> None:
    said = {field: canary(whose, field) for field in FIELDS}
    for field in ("name", "identity_number", "phone", "residence", "household_place"):
        setattr(subject, field, said[field])
    subject_id = subject.id or 0
    profile = session.get_one(Profile, subject_id)
    profile.work_adjustments, profile.wishes = [said["work_adjustments"]], said["wishes"]
    session.add(
        Offence(
            subject_id=subject_id, category=OffenceCategory.DRUGS, penalty=Penalty.FIXED_TERM,
            text=said["offence_text"], recorded_at=NOW,
        )
    )  # fmt: skip
    session.add(
        Condition(
            subject_id=subject_id, kind=ConditionKind.CURFEW, ground="Order", from_on=TODAY,
            wording=said["condition_wording"], recorded_at=NOW,
        )
    )  # fmt: skip
    need = Need(subject_id=subject_id, kind=NeedKind.PHONE, note=said["need_note"], opened_on=TODAY)
    session.add_all(
        [need, HouseholdMember(subject_id=subject_id, relation=Relation.CHILD, name=said["household_name"])]
    )
    session.flush()
    session.add_all(
        [
            Referral(need_id=need.id or 0, referred_to="Desk", referred_on=TODAY, note=said["referral_note"]),
            CorrectionRequest(subject_id=subject_id, text=said["correction_request"], asked_on=TODAY),
            Experience(subject_id=subject_id, title="Cook", text=said["experience_text"]),
            Condition(
                subject_id=subject_id, kind=ConditionKind.AREA_BAN, ground="Order", from_on=TODAY,
                details=said["condition_details"], recorded_at=NOW,
            ),
        ]
    )  # fmt: skip
    session.add(
        ReleaseNotice(
            subject_id=subject_id, unit_id=subject.unit_id, sender=f"Sender of {whose}", received_on=TODAY,
            assessment=said["assessment"], receipt_due_on=TODAY, created_at=NOW,
        )
    )  # fmt: skip
    for notice in session.exec(select(ReleaseNotice).where(col(ReleaseNotice.subject_id) == subject_id)):
        notice.assessment = said["assessment"]
    for scan in session.exec(select(Scan).where(col(Scan.subject_id) == subject_id)):
        scan.file_name, scan.content = said["scan_name"], b"%PDF-1.7 " + said["scan_content"].encode()
    session.add(CaseEvent(subject_id=subject_id, at=NOW, on=TODAY, key="note.added", note=said["event_note"]))
    for finding in session.exec(select(Circumstance).where(col(Circumstance.subject_id) == subject_id)):
        finding.evidence = said["evidence"]
    for suggestion in session.exec(select(Suggestion).where(col(Suggestion.subject_id) == subject_id)):
        suggestion.note = said["suggestion_note"]
    for proposal in session.exec(select(Proposal).where(col(Proposal.subject_id) == subject_id)):
        proposal.note, proposal.direct_reason = said["proposal_note"], said["direct_reason"]
    for placement in session.exec(select(Placement).where(col(Placement.subject_id) == subject_id)):
        placement.exit_goal, placement.exit_plan = NextSituation.OTHER_WORK, said["exit_plan"]
        session.merge(JobTerms(offer_id=placement.offer_id, is_transitional=True))
        agreed = {"ends_on": TODAY, "reason": ExtensionReason.HEALTH, "note": said["extension_note"], "agreed_at": NOW}
        session.add(Extension(placement_id=placement.id or 0, **agreed))


@pytest.fixture
def planted(engine: Engine) -> Planted:
    with doing(engine) as work:
        session = work.session
        own, foreign = make_world(session), make_world(session)
        asked = session.get_one(ReviewRequest, own.numbers["request_id"]).subject_id
        hidden = make_subject(session, session.get_one(Unit, own.unit.id), is_sealed=True)
        reviewed = session.get_one(Subject, asked)
        numbers = {"own": own.subject, "reviewed": reviewed, "sealed": hidden, "foreign": foreign.subject}
        for whose, subject in numbers.items():
            plant(session, session.get_one(Subject, subject.id), whose)
        worlds = {"own": own, "foreign": foreign}
        for whose in ("reviewed", "sealed"):
            values = own.numbers | {"subject_id": numbers[whose].id or 0}
            worlds[whose] = World(own.unit, own.staff, own.subject, own.offer, own.provider, values, own.code)
        return Planted(own, worlds)


def pages_of(app: Flask, browser: Browser, planted: Planted) -> dict[str, str]:
    """Everything that somebody is sent who opens every page about everybody: body, title, headers."""
    found: dict[str, str] = {}
    for whose, world in planted.people.items():
        for door in doors(app, "GET"):
            address = Door.address(door, world)
            answer = browser.client.get(address)
            found[f"{whose} {address}"] = f"{answer.headers}\n{answer.get_data().decode(errors='replace')}"
    return found


def allowed(role: Role, whose: str) -> set[str]:
    if whose == "own":
        return {field for field, roles in FIELDS.items() if role in roles}
    if whose == "reviewed":
        return REVIEWED if role in (CASEWORKER, OFFICER) else set()
    return set()


@pytest.mark.parametrize("role", list(Role))
def test_no_page_shows_a_field_to_a_role_for_which_it_is_not(
    app: Flask, engine: Engine, planted: Planted, role: Role, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    browser = Browser(app, sign_in_name_of(engine, planted.world.staff[role.value]))
    wrong, met = set(), set()
    for where, text in pages_of(app, browser, planted).items():
        head = text.partition("\n\n")[0] + "".join(re.findall(r"<title>.*?</title>", text, re.DOTALL))
        for whose in planted.people:
            for field in FIELDS:
                if canary(whose, field) not in text:
                    continue
                met.add((whose, field))
                if field not in allowed(role, whose):
                    wrong.add(f"{role} met the {field} of the {whose} person at {where}")
                if canary(whose, field) in head:
                    wrong.add(f"{field} of the {whose} person stands in the title or the headers of {where}")
    assert not wrong, "\n".join(sorted(wrong))
    assert "canary" not in caplog.text
    if role is CASEWORKER:
        assert ("own", "offence_text") in met and ("reviewed", "name") in met
    with Session(engine) as session:
        rows = [*session.exec(select(AuditEntry)), *session.exec(select(SignedInSession))]
        assert not [row for row in rows if "canary" in str(row.model_dump())]


@pytest.mark.parametrize("state", CARDS)
def test_a_provider_meets_no_canary_before_a_disclosure(
    app: Flask, engine: Engine, planted: Planted, state: ProposalState
) -> None:
    with doing(engine) as work:
        work.session.get_one(Proposal, planted.world.numbers["proposal_id"]).state = state
        work.session.get_one(Placement, planted.world.numbers["placement_id"]).state = PlacementState.CANCELLED
    browser = Browser(app, sign_in_name_of(engine, planted.world.staff["provider"]))
    shown = {
        address: browser.client.get(address).text
        for address in (
            "/today",
            "/my/proposals",
            f"/my/proposals/{planted.world.code}",
            "/my/placements",
            "/my/openings",
        )
    }
    assert "canary" not in "".join(shown.values())
    assert planted.world.code in shown["/my/proposals"]


def test_no_mail_holds_anything_of_a_person_or_an_offer(engine: Engine, planted: Planted, settings: Settings) -> None:
    """Everybody is told of everything there is, at once and daily: references, counts and links, and nothing else."""
    with doing(engine) as work:
        accounts = work.session.exec(select(Account)).all()
        for account in accounts:
            account.mail, account.mail_choice = "somebody@office.example", MailChoice.EACH
        for key in LINES:
            ids = {"id": 1, "subject": planted.people["own"].subject.id or 0, "code": planted.world.code}
            tell(work, [account.id for account in accounts], key, key, **ids)
    with doing(engine) as work:
        for account in work.session.exec(select(Account)):
            account.mail_choice = MailChoice.DAILY
        work.session.execute(update(Notification).values(mailed_at=None))
    with doing(engine) as work:
        for account in accounts:
            write_digest(work, account.id or 0)
        mails = work.session.exec(select(Mail)).all()
        said = [
            str(message_for(mail, work.session.get_one(Account, mail.account_id), settings).get_content())
            for mail in mails
        ]
        subjects = {str(message_for(mail, accounts[0], settings)["Subject"]) for mail in mails}
        names = [
            *work.session.exec(select(Offer.title)),
            *work.session.exec(select(Unit.name)),
            *work.session.exec(select(Account.name)),
            *work.session.exec(select(Subject.reference)),
            planted.world.code,
        ]
    assert {mail.template for mail in mails} == {"notification", "digest"} and len(said) > len(LINES)
    everything = "\n".join([*said, *subjects]).replace(settings.public_url, "")
    assert "canary" not in everything and not [name for name in names if name in everything]
    assert not [word for word in FORBIDDEN if word in everything.lower()]
