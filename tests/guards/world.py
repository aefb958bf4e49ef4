"""One of everything: a unit with a person, an offer, a proposal, a placement, so that every page has something to show."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine, text
from sqlmodel import Session

from matching.clock import Clock
from matching.records import (
    CaseAccess,
    CaseFacts,
    Circumstance,
    Condition,
    Consent,
    CorrectionRequest,
    Cover,
    Experience,
    HouseholdMember,
    Need,
    Notification,
    Offence,
    Offer,
    Placement,
    Proposal,
    Provider,
    Referral,
    ReleaseNotice,
    RetentionCheck,
    ReviewRequest,
    Scan,
    Service,
    Subject,
    Suggestion,
    Unit,
    Upload,
    WorkItem,
    metadata,
)  # fmt: skip
from matching.viewer import Viewer
from matching.vocabulary import (
    Answer,
    CircumstanceKind,
    ConditionKind,
    ConsentPurpose,
    CoverReason,
    NeedKind,
    OffenceCategory,
    OfferKind,
    OfferState,
    Penalty,
    PlacementState,
    ProposalState,
    Relation,
    Role,
    ScanKind,
    Source,
    SuggestionState,
    UnitLevel,
    UploadKind,
    WorkState,
)  # fmt: skip
from tests.builders import NOW, TODAY, make_account, make_offer, make_provider, make_subject, make_unit, stored

UPLOAD_REPORT = {
    "read": 1,
    "created": 0,
    "updated": 0,
    "duplicates": 0,
    "refused": 1,
    "flagged": 0,
    "faults": [],
    "more": 0,
}
NOT_CASE_DATA = {"sessions", "audit_entries", "form_presses", "notifications"}
"""What a look may write: the session's last sight, the trace of the look, and that a notification was seen."""


@dataclass(frozen=True)
class World:
    """A county of its own, its staff, its provider, and one record of each noun. `numbers` fills the blanks of addresses."""

    unit: Unit
    staff: dict[str, Viewer]
    subject: Subject
    offer: Offer
    provider: Provider
    numbers: dict[str, int]
    code: str

    def missing(self) -> "World":
        """The same world with numbers and a code that nobody has."""
        numbers = {name: 2_000_000_000 + place for place, name in enumerate(self.numbers)}
        return replace(self, numbers=numbers, code="ZZZZ-ZZZZ")


def make_world(session: Session) -> World:
    unit = make_unit(session, UnitLevel.COUNTY)
    provider = make_provider(session, unit)
    staff = {
        role.value: make_account(session, role, unit=unit) for role in (Role.CASEWORKER, Role.OFFICER, Role.SUPERVISOR)
    }
    staff |= {
        "administrator": make_account(session, Role.ADMINISTRATOR),
        "provider": make_account(session, Role.PROVIDER, provider=provider),
    }
    caseworker, officer = staff["caseworker"].account_id or 0, staff["officer"].account_id or 0
    subject = make_subject(session, unit, caseworker_id=caseworker, identity_number=None)
    offer = make_offer(session, provider, places=3, places_taken=1)
    draft = make_offer(session, provider, state=OfferState.DRAFT, published_at=None)
    numbers = add_case_file(session, subject, provider, caseworker) | add_story(
        session, subject, offer, caseworker, officer
    )
    numbers |= add_request(session, unit, offer)
    stands_in = make_account(session, Role.CASEWORKER, unit=unit).account_id or 0
    away = Cover(account_id=caseworker, covered_by_id=stands_in, reason=CoverReason.LEAVE, from_on=TODAY, made_at=NOW)
    numbers["cover_id"] = stored(session, away).id
    numbers |= add_papers(session, subject) | {
        "other_id": make_subject(session, unit, caseworker_id=caseworker).id, "subject_id": subject.id, "offer_id": offer.id, "provider_id": provider.id, "unit_id": unit.id, "account_id": caseworker, "draft_id": draft.id,
        "item_id": stored(session, WorkItem(name="tidy_up", queue="quick", state=WorkState.DEAD, due_at=NOW, created_at=NOW)).id,
    }  # fmt: skip
    sent = {
        "kind": UploadKind.NOTICES,
        "file_name": "canary.csv",
        "content": b"name\n",
        "uploaded_at": Clock().instant(),
    }
    numbers["upload_id"] = stored(session, Upload(account_id=officer, **sent, report=UPLOAD_REPORT)).id
    about = {"id": numbers["proposal_id"], "subject": subject.id or 0}
    line = Notification(account_id=officer, key="proposal.interested", ids=about, told_as="world", at=NOW)
    numbers["notification_id"] = stored(session, line).id
    session.add(CaseAccess(subject_id=subject.id or 0, account_id=caseworker, granted_at=NOW))
    session.flush()
    code = session.get_one(Proposal, numbers["proposal_id"]).code
    return World(unit, staff, subject, offer, provider, {name: int(value) for name, value in numbers.items()}, code)


def add_case_file(session: Session, subject: Subject, provider: Provider, caseworker: int) -> dict[str, Any]:
    own: dict[str, Any] = {"subject_id": subject.id or 0}
    session.add(CaseFacts(**own, conditions_read_on=TODAY, offences_read_on=TODAY))
    for kind in CircumstanceKind:
        found = {"kind": kind, "answer": Answer.NO, "source": Source.VISIT, "found_on": TODAY}
        session.add(Circumstance(**own, **found, recorded_at=NOW, recorded_by_id=caseworker))
    condition = Condition(**own, kind=ConditionKind.CURFEW, ground="Order", from_on=TODAY, recorded_at=NOW)
    offence = Offence(
        **own, category=OffenceCategory.FRAUD, penalty=Penalty.FIXED_TERM, text="Canary judgment", recorded_at=NOW
    )
    consent = Consent(**own, purpose=ConsentPurpose.MATCHING, signed_on=TODAY, form="F1", recorded_at=NOW)
    session.add(
        Consent(
            **own,
            purpose=ConsentPurpose.DISCLOSE_TO_PROVIDER,
            provider_id=provider.id,
            signed_on=TODAY,
            form="F2",
            recorded_at=NOW,
        )
    )
    return {
        "condition_id": stored(session, condition).id,
        "offence_id": stored(session, offence).id,
        "consent_id": stored(session, consent).id,
        **add_need(session, subject),
        "experience_id": stored(session, Experience(**own, title="Cook", years=3)).id,
        "member_id": stored(session, HouseholdMember(**own, relation=Relation.CHILD, name="Canary child")).id,
    }


def add_need(session: Session, subject: Subject) -> dict[str, Any]:
    """A need that a service of the directory works on, and a correction that the person asked for."""
    need = stored(session, Need(subject_id=subject.id or 0, kind=NeedKind.CV, opened_on=TODAY))
    service = Service(unit_id=subject.unit_id, organisation="Job centre", name="CV desk", needs=["cv"], created_at=NOW)
    referral = Referral(
        need_id=need.id, service_id=stored(session, service).id, referred_to="Job centre: CV desk", referred_on=TODAY
    )
    asked = CorrectionRequest(subject_id=subject.id or 0, text="My name is written wrongly", asked_on=TODAY)
    return {
        "need_id": need.id,
        "referral_id": stored(session, referral).id,
        "service_id": service.id,
        "correction_id": stored(session, asked).id,
    }


def add_story(session: Session, subject: Subject, offer: Offer, caseworker: int, officer: int) -> dict[str, Any]:
    pair = {"subject_id": subject.id or 0, "offer_id": offer.id or 0}
    suggestion = add_suggestion(session, subject, offer, caseworker, SuggestionState.PROPOSED)
    people = {
        "suggestion_id": suggestion.id,
        "endorsed_by_id": caseworker,
        "proposed_by_id": officer,
        "proposed_at": NOW,
        "changed_at": NOW,
    }
    mark = hashlib.sha256(str(suggestion.id).encode()).hexdigest()[:8].upper()
    where = {"provider_id": offer.provider_id, "unit_id": subject.unit_id, "code": f"{mark[:4]}-{mark[4:]}"}
    proposal = stored(
        session, Proposal(**pair, **people, **where, state=ProposalState.PLACED, answer_by_on=TODAY + timedelta(days=5))
    )
    started = {"planned_on": date(2026, 8, 20), "started_on": date(2026, 8, 20)}
    placement = Placement(
        **pair,
        proposal_id=proposal.id,
        provider_id=offer.provider_id,
        kind=OfferKind.JOB,
        state=PlacementState.STARTED,
        **started,
    )
    check = RetentionCheck(placement_id=stored(session, placement).id, days=7, due_on=date(2026, 8, 27))
    return {
        "suggestion_id": suggestion.id,
        "proposal_id": proposal.id,
        "placement_id": placement.id,
        "check_id": stored(session, check).id,
    }


def add_papers(session: Session, subject: Subject) -> dict[str, Any]:
    """A release notice and a scanned paper."""
    own: dict[str, Any] = {"subject_id": subject.id or 0}
    notice = ReleaseNotice(
        **own, unit_id=subject.unit_id, sender="North Hill", received_on=TODAY, receipt_due_on=TODAY, created_at=NOW
    )
    content = b"%PDF-1.7 canary"
    scan = Scan(
        **own, kind=ScanKind.JUDGMENT, file_name="judgment.pdf", media_type="application/pdf", size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), content=content, kept_at=NOW,
    )  # fmt: skip
    return {"notice_id": stored(session, notice).id, "scan_id": stored(session, scan).id}


def add_request(session: Session, unit: Unit, offer: Offer) -> dict[str, Any]:
    """A unit below asks this one to be the second person for one of its own people."""
    below = make_unit(session, UnitLevel.TOWNSHIP, unit)
    asker = make_account(session, Role.CASEWORKER, unit=below).account_id or 0
    subject = make_subject(session, below)
    suggestion = add_suggestion(session, subject, offer, asker, SuggestionState.ENDORSED)
    request = {
        "suggestion_id": suggestion.id,
        "subject_id": subject.id,
        "unit_id": unit.id,
        "asked_by_id": asker,
        "asked_at": NOW,
    }
    return {"request_id": stored(session, ReviewRequest(**request)).id}


def add_suggestion(
    session: Session, subject: Subject, offer: Offer, caseworker: int, state: SuggestionState
) -> Suggestion:
    pair = {"subject_id": subject.id or 0, "offer_id": offer.id or 0, "state": state}
    versions = {"policy": "p", "rulebook": "r", "vocabulary": "v"}
    frozen = {"rank": 1, "score": 500_000, "baseline": 500_000, "decided_at": NOW, "decided_by_id": caseworker}
    suggestion: Suggestion = stored(session, Suggestion(**pair, **versions, **frozen))
    return suggestion


def state_of(engine: Engine) -> str:
    """A digest of every row that is case data."""
    digest = hashlib.sha256()
    with engine.connect() as connection:
        for table in metadata().sorted_tables:
            if table.name not in NOT_CASE_DATA:
                rows = sorted(repr(tuple(row)) for row in connection.execute(text(f"SELECT * FROM {table.name}")))
                digest.update(f"{table.name}{rows}".encode())
    return digest.hexdigest()
