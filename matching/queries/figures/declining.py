"""Why suggestions and proposals came to nothing in the period, by who declined."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func
from sqlalchemy import select as select_rows
from sqlmodel import col

from matching.database import UnitOfWork
from matching.queries.figures.days import office_day
from matching.queries.figures.hiding import Count, shown
from matching.queries.figures.scope import Asked, Scope, in_period
from matching.records import Offer, Proposal, ProposalStep, Subject, Suggestion
from matching.vocabulary import DeclineReason, ProposalState, RefusalReason, SuggestionState

WHO_ENDS = {
    ProposalState.REFUSED_BY_SUBJECT: "subject",
    ProposalState.REFUSED: "provider",
    ProposalState.LAPSED: "provider",
}
"""Step that ends a proposal -> whose answer it is."""


class Decliner(StrEnum):
    """Who declined."""

    CASEWORKER = "caseworker"
    SUBJECT = "subject"
    PROVIDER = "provider"


Reason = DeclineReason | RefusalReason | None
"""Why; None where the provider let the days for an answer pass, or gave no reason."""


@dataclass(frozen=True)
class Declines:
    """What one of the three declined, and why, the most frequent reason first; a reason too rare to be shown is not listed."""

    who: Decliner
    count: Count
    reasons: list[tuple[Reason, Count]]


def declines(work: UnitOfWork, scope: Scope, asked: Asked) -> list[Declines]:
    """Count what was declined in the period, by who and why (two statements)."""
    counted = {who: Counter[Reason]() for who in Decliner}
    for who, reason, many in [*_decisions(work, scope, asked), *_refusals(work, scope, asked)]:
        counted[who][reason] += many
    return [_declines(who, reasons, scope.exact) for who, reasons in counted.items()]


def _declines(who: Decliner, reasons: Counter[Reason], exact: bool) -> Declines:
    ordered = sorted(reasons.items(), key=lambda each: (-each[1], str(each[0])))
    listed = [(reason, shown(many, exact)) for reason, many in ordered]
    return Declines(who, shown(reasons.total(), exact), [each for each in listed if each[1] is not None])


def _decisions(work: UnitOfWork, scope: Scope, asked: Asked) -> list[tuple[Decliner, Reason, int]]:
    """Suggestions that stand declined; *refused by the subject* is the subject's answer, told to the caseworker."""
    counted = (
        select_rows(col(Suggestion.reason), func.count())
        .join(Subject, col(Subject.id) == col(Suggestion.subject_id))
        .join(Offer, col(Offer.id) == col(Suggestion.offer_id))
        .where(scope.people, col(Suggestion.state) == SuggestionState.DECLINED, col(Offer.kind).in_(asked.kinds))
        .where(in_period(office_day(Suggestion.decided_at), asked))
        .group_by(col(Suggestion.reason))
    )
    return [
        (Decliner.SUBJECT if reason is DeclineReason.SUBJECT_REFUSED else Decliner.CASEWORKER, reason, many)
        for reason, many in work.session.execute(counted)
    ]


def _refusals(work: UnitOfWork, scope: Scope, asked: Asked) -> list[tuple[Decliner, Reason, int]]:
    """Proposals that the subject or the provider refused, or that the provider let lapse."""
    counted = (
        select_rows(col(ProposalStep.state), col(ProposalStep.reason), func.count())
        .join(Proposal, col(Proposal.id) == col(ProposalStep.proposal_id))
        .join(Subject, col(Subject.id) == col(Proposal.subject_id))
        .join(Offer, col(Offer.id) == col(Proposal.offer_id))
        .where(scope.people, col(ProposalStep.state).in_(WHO_ENDS), col(Offer.kind).in_(asked.kinds))
        .where(in_period(office_day(ProposalStep.at), asked))
        .group_by(col(ProposalStep.state), col(ProposalStep.reason))
    )
    return [(Decliner(WHO_ENDS[state]), reason, many) for state, reason, many in work.session.execute(counted)]
