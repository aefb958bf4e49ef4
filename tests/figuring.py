"""Builders of people who wait, were proposed and were placed, for counting them by hand."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from sqlmodel import Session

from matching.clock import office_midnight
from matching.records import Circumstance, Offer, Placement, Proposal, ProposalStep, RetentionCheck, Shortlist, Subject
from matching.vocabulary import (
    Answer,
    CheckAnswer,
    CircumstanceKind,
    OfferKind,
    PlacementState,
    ProposalState,
    RefusalReason,
    Source,
)
from tests.builders import NOW, TODAY, Office, make_offer, make_subject, stored
from tests.proposing import make_suggestion

_codes = count(1)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def person(session: Session, unit: Any, here: int = 20, **fields: Any) -> Subject:
    """Somebody who reported so many days ago; `home`, `kin` and `work` are answers, left out where unknown."""
    answers = {kind: fields.pop(kind.value, None) for kind in CircumstanceKind}
    found = make_subject(session, unit, **({"reported_on": ago(here)} | fields))
    for kind, answer in answers.items():
        if answer is not None:
            told = {"answer": Answer(answer), "source": Source.SUBJECT, "found_on": ago(here), "recorded_at": NOW}
            session.add(Circumstance(subject_id=found.id or 0, kind=kind, **told))
    session.flush()
    return found


def listed(session: Session, subject: Subject, kind: OfferKind, *offers: Offer, marks: bytes = b"") -> None:
    """A stored shortlist, empty without offers; none needs information unless marked."""
    ids = b"".join((offer.id or 0).to_bytes(8, "little") for offer in offers)
    packed = {"offers": ids, "scores": b"\0\0\0\0" * len(offers), "marks": marks or b"\0" * len(offers)}
    versions = {"policy": "p", "rulebook": "r", "vocabulary": "v", "subject_version": 1, "computed_at": NOW}
    session.add(Shortlist(subject_id=subject.id or 0, kind=kind, **packed, **versions))
    session.flush()


def proposal(session: Session, office: Office, subject: Subject, offer: Offer, *steps: tuple[Any, ...]) -> Proposal:
    """A proposal that took these steps: (state, days ago, reason)."""
    by, officer = office.caseworker, office.officer.account_id or 0
    suggestion = make_suggestion(session, subject, offer, by)
    state, days, *_reason = steps[-1]
    pair = {"subject_id": subject.id or 0, "offer_id": offer.id or 0, "provider_id": offer.provider_id}
    people = {"suggestion_id": suggestion.id, "endorsed_by_id": by.account_id, "proposed_by_id": officer}
    when = {"proposed_at": office_midnight(ago(steps[0][1])), "changed_at": office_midnight(ago(days))}
    found: Proposal = stored(
        session, Proposal(code=f"C{next(_codes):07d}", unit_id=subject.unit_id, state=state, **pair, **people, **when)
    )
    for each, days_ago, *reason in steps:
        at = office_midnight(ago(days_ago))
        why = RefusalReason(reason[0]) if reason else None
        stored(session, ProposalStep(proposal_id=found.id or 0, state=each, at=at, reason=why))
    return found


def placement(
    session: Session, office: Office, subject: Subject, offer: Offer, started: int, **fields: Any
) -> Placement:
    """A placement that started so many days ago, with `checks` {7: answer or None}; `ended` days ago, `state` where it is another."""
    checks: dict[int, CheckAnswer | None] = fields.pop("checks", {})
    ended = fields.pop("ended", None)
    state = fields.pop("state", PlacementState.STARTED if ended is None else PlacementState.ENDED)
    has_run = state in (PlacementState.STARTED, PlacementState.ENDED)
    days = {"planned_on": ago(started), "started_on": ago(started) if has_run else None}
    days["ended_on"] = None if ended is None else ago(ended)
    made = proposal(session, office, subject, offer, (ProposalState.PLACED, started + 1))
    ids = {"subject_id": subject.id or 0, "offer_id": offer.id or 0, "provider_id": offer.provider_id}
    found: Placement = stored(
        session, Placement(proposal_id=made.id or 0, kind=offer.kind, state=state, **ids, **days, **fields)
    )
    for number, answer in checks.items():
        due_on = ago(started) + timedelta(days=number)
        session.add(RetentionCheck(placement_id=found.id or 0, days=number, due_on=due_on, answer=answer))
    session.flush()
    return found


def offer_of(session: Session, office: Office, kind: OfferKind, **fields: Any) -> Offer:
    return make_offer(session, office.provider, kind=kind, **({"places": 3} | fields))
