"""What a placement leaves behind: an outcome with its features, and the three noes anew."""

from datetime import date

from matching.database import UnitOfWork
from matching.records import Outcome, Placement, Proposal, Suggestion
from matching.services.circumstances import write_finding
from matching.vocabulary import (
    Answer,
    CircumstanceKind,
    EndReason,
    NextSituation,
    OfferKind,
    OutcomeKind,
    Source,
)

Findings = tuple[tuple[CircumstanceKind, Answer], ...]

AT_START: dict[OfferKind, Findings] = {
    OfferKind.JOB: ((CircumstanceKind.WORK, Answer.YES),),
    OfferKind.TRAINING: (),
    OfferKind.HOUSING: ((CircumstanceKind.HOME, Answer.YES),),
}
"""What a started placement says of the three noes."""

AFTER: dict[OfferKind, dict[NextSituation, Findings]] = {
    OfferKind.JOB: {
        NextSituation.OTHER_WORK: ((CircumstanceKind.WORK, Answer.YES),),
        NextSituation.TRAINING: ((CircumstanceKind.WORK, Answer.NO),),
        NextSituation.NO_WORK: ((CircumstanceKind.WORK, Answer.NO),),
        NextSituation.UNKNOWN: ((CircumstanceKind.WORK, Answer.UNKNOWN),),
    },
    OfferKind.TRAINING: {
        NextSituation.OTHER_WORK: ((CircumstanceKind.WORK, Answer.YES),),
        NextSituation.TRAINING: (),
        NextSituation.NO_WORK: ((CircumstanceKind.WORK, Answer.NO),),
        NextSituation.UNKNOWN: (),
    },
    OfferKind.HOUSING: {
        NextSituation.OWN_HOME: ((CircumstanceKind.HOME, Answer.YES),),
        NextSituation.WITH_KIN: ((CircumstanceKind.HOME, Answer.YES),),
        NextSituation.NO_HOME: ((CircumstanceKind.HOME, Answer.NO),),
        NextSituation.UNKNOWN: ((CircumstanceKind.HOME, Answer.UNKNOWN),),
    },
}
"""By kind: the situations that may follow a placement, and what each says of the three noes."""


def write_outcome(
    work: UnitOfWork,
    placement: Placement,
    kind: OutcomeKind,
    days: int | None = None,
    reason: EndReason | None = None,
    next_situation: NextSituation | None = None,
) -> Outcome:
    """Write how a placement went, for the system too. Does not look at the viewer."""
    outcome = Outcome(
        placement_id=placement.id or 0,
        subject_id=placement.subject_id,
        kind=kind,
        days=days,
        reason=reason,
        next_situation=next_situation,
        features=frozen_features(work, placement),
        recorded_on=work.today,
        recorded_at=work.now,
        recorded_by_id=work.viewer.account_id,
    )
    work.session.add(outcome)
    work.session.flush()
    return outcome


def frozen_features(work: UnitOfWork, placement: Placement) -> dict[str, object]:
    """The score, contributions and findings of a placement's suggestion, as they were decided on."""
    proposal = work.session.get_one(Proposal, placement.proposal_id)
    suggestion = work.session.get_one(Suggestion, proposal.suggestion_id)
    names = ("rank", "score", "baseline", "contributions", "findings", "policy", "rulebook", "vocabulary")
    return {name: getattr(suggestion, name) for name in names} | {"suggestion": suggestion.id}


def write_findings(work: UnitOfWork, placement: Placement, findings: Findings, found_on: date) -> None:
    """Write what a placement says of the three noes into the case file."""
    for kind, answer in findings:
        write_finding(work, placement.subject_id, kind, answer, Source.PLACEMENT, found_on, placement_id=placement.id)
