"""What of consents waits for the viewer: those that run out."""

from datetime import timedelta

from sqlalchemy import and_, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.privacy import own_subjects
from matching.queries.covers import answers_for
from matching.queries.subject_work import OPEN_PROPOSALS
from matching.queries.waiting.item import WaitingItem
from matching.records import Consent, Proposal, Subject
from matching.vocabulary import CaseState, ConsentPurpose, Role

ASKED_BEFORE = timedelta(days=7)


def waiting(work: UnitOfWork) -> list[WaitingItem]:
    """List, for a caseworker, the consents of the own people that run out within a week or have run out (two statements).

    A disclosure counts only while a proposal to its provider is open; a newer consent for the same takes its place.
    """
    if not work.viewer.has_role(Role.CASEWORKER):
        return []
    mine = and_(own_subjects(work.viewer), col(Subject.caseworker_id).in_(answers_for(work)))
    newer = aliased(Consent)
    replaced = exists().where(
        newer.subject_id == Consent.subject_id, newer.purpose == Consent.purpose, newer.id > Consent.id,  # type: ignore[arg-type, operator]
        or_(newer.provider_id == Consent.provider_id, col(Consent.provider_id).is_(None)),  # type: ignore[arg-type]
    )  # fmt: skip
    rested_on = exists().where(
        col(Proposal.subject_id) == col(Consent.subject_id), col(Proposal.provider_id) == col(Consent.provider_id),
        col(Proposal.state).in_(OPEN_PROPOSALS),
    )  # fmt: skip
    ending = (
        select(Consent, Subject)
        .join(Subject, col(Subject.id) == col(Consent.subject_id))
        .where(mine, col(Subject.state) != CaseState.CLOSED, col(Consent.withdrawn_at).is_(None), ~replaced)
        .where(col(Consent.expires_on) <= work.today + ASKED_BEFORE)
        .where(or_(col(Consent.purpose) == ConsentPurpose.MATCHING, rested_on))
        .order_by(col(Consent.expires_on), col(Consent.id))
    )
    return [_item(work, consent, subject) for consent, subject in work.session.exec(ending)]


def _item(work: UnitOfWork, consent: Consent, subject: Subject) -> WaitingItem:
    ends_on = consent.expires_on or work.today
    arguments = {"purpose": consent.purpose, "ends_on": ends_on}
    return WaitingItem(
        "consent.runs_out", ends_on, {"id": subject.id or 0}, subject.name, arguments, ends_on < work.today
    )
