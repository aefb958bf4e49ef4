"""Builders of suggestions, proposals and placements in any state, through the services themselves."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from matching.records import Consent, Offer, Placement, Proposal, Subject, Suggestion
from matching.services import cards, placements, proposals
from matching.services.cards import CardAnswer
from matching.services.placements import PlacementStep, PlanPlacement
from matching.services.proposals import Step
from matching.viewer import Viewer
from matching.vocabulary import ConsentPurpose, ProposalState, RefusalReason, SuggestionState
from tests.builders import NOW, TODAY, Office, doing, make_offer, make_subject, stored

P = ProposalState
WAY = (P.PROPOSED, P.AGREED, P.OFFERED, P.INTERESTED, P.DISCLOSED, P.ACCEPTED, P.PLACED)


def make_suggestion(session: Session, subject: Subject, offer: Offer, by: Viewer, **fields: Any) -> Suggestion:
    fields = {
        "state": SuggestionState.ENDORSED, "rank": 1, "score": 712_000, "baseline": 500_000, "contributions": {"skills": 212_000},
        "policy": "test", "rulebook": "test", "vocabulary": "test", "decided_at": NOW,
    } | fields  # fmt: skip
    return stored(session, Suggestion(subject_id=subject.id, offer_id=offer.id, decided_by_id=by.account_id, **fields))


def make_consent(session: Session, subject_id: int, provider_id: int | None, **fields: Any) -> Consent:
    purpose = ConsentPurpose.MATCHING if provider_id is None else ConsentPurpose.DISCLOSE_TO_PROVIDER
    fields = {"form": "C-1", "signed_on": TODAY - timedelta(days=3), "recorded_at": NOW} | fields
    return stored(session, Consent(subject_id=subject_id, purpose=purpose, provider_id=provider_id, **fields))


@dataclass
class Case:
    """One endorsed pair of an office, and what becomes of it."""

    engine: Engine
    office: Office
    subject_id: int
    offer_id: int
    suggestion_id: int
    proposal_id: int = 0
    placement_id: int = 0

    def read(self, kind: Any, record_id: int) -> Any:
        with Session(self.engine) as session:
            return session.get_one(kind, record_id)

    @property
    def proposal(self) -> Proposal:
        found: Proposal = self.read(Proposal, self.proposal_id)
        return found

    @property
    def offer(self) -> Offer:
        found: Offer = self.read(Offer, self.offer_id)
        return found

    @property
    def suggestion(self) -> Suggestion:
        found: Suggestion = self.read(Suggestion, self.suggestion_id)
        return found

    @property
    def placement(self) -> Placement:
        found: Placement = self.read(Placement, self.placement_id)
        return found

    def act(self, viewer: Viewer, service: Any, *arguments: Any, today: date = TODAY) -> Any:
        with doing(self.engine, viewer, today) as work:
            return service(work, *arguments)

    def propose(self, viewer: Viewer | None = None) -> "Case":
        self.proposal_id = self.act(viewer or self.office.officer, proposals.propose, self.suggestion_id).id
        return self

    def consent(self) -> "Case":
        with doing(self.engine) as work:
            make_consent(work.session, self.subject_id, self.offer.provider_id)
        return self

    def take(self, to: ProposalState, today: date = TODAY, version: int | None = None) -> "Case":
        """Take one step by whoever takes it in life."""
        seen = self.proposal.version if version is None else version
        step = Step(self.proposal_id, seen, RefusalReason.OTHER)
        answer = CardAnswer(self.proposal.code, seen, RefusalReason.SKILLS)
        staff, provider = self.office.officer, self.office.provider_viewer
        services: dict[ProposalState, Any] = {
            P.AGREED: lambda work: proposals.record_agreement(work, step),
            P.REFUSED_BY_SUBJECT: lambda work: proposals.record_refusal(work, step),
            P.OFFERED: lambda work: proposals.offer_to_provider(work, step, 5),
            P.INTERESTED: lambda work: cards.show_interest(work, answer),
            P.DISCLOSED: lambda work: proposals.disclose(work, step, 5),
            P.ACCEPTED: lambda work: cards.accept(work, answer),
            P.REFUSED: lambda work: cards.refuse(work, answer),
            P.WITHDRAWN: lambda work: proposals.withdraw(work, step),
            P.LAPSED: lambda work: proposals.lapse_proposals(work),
        }
        if to is P.PLACED:
            plan = PlanPlacement(self.proposal_id, seen, TODAY)
            self.placement_id = self.act(staff, placements.plan_placement, plan, today=today).id
            return self
        by = provider if to in (P.INTERESTED, P.ACCEPTED, P.REFUSED) else staff
        self.act(by, services[to], today=today)
        return self

    def brought_to(self, state: ProposalState) -> "Case":
        """Walk from an endorsed suggestion to a state on the straight way."""
        self.propose()
        self.consent()
        for to in WAY[1 : WAY.index(state) + 1]:
            self.take(to)
        return self

    def started(self) -> "Case":
        self.brought_to(P.PLACED)
        self.act(self.office.officer, placements.start_placement, PlacementStep(self.placement_id, 1))
        return self


def make_case(engine: Engine, office: Office, subject: dict[str, Any] | None = None, **offer: Any) -> Case:
    """An endorsed suggestion of a fresh subject for a fresh offer."""
    with doing(engine) as work:
        person = make_subject(work.session, office.township, **(subject or {}))
        opening = make_offer(work.session, office.provider, **offer)
        suggestion = make_suggestion(work.session, person, opening, office.caseworker)
        return Case(engine, office, person.id or 0, opening.id or 0, suggestion.id or 0)


def another_offer(case: Case, **fields: Any) -> Case:
    """A second endorsed offer for the same subject."""
    with doing(case.engine) as work:
        person = work.session.get_one(Subject, case.subject_id)
        opening = make_offer(work.session, case.office.provider, **fields)
        suggestion = make_suggestion(work.session, person, opening, case.office.caseworker)
        return Case(case.engine, case.office, case.subject_id, opening.id or 0, suggestion.id or 0)
