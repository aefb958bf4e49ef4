"""When a pair of subject and offer may be suggested again: one table, for reviews and proposals alike."""

from datetime import date, timedelta

from matching.vocabulary import DeclineReason, ProposalState, RefusalReason

NOT_AGAIN: frozenset[DeclineReason] = frozenset({DeclineReason.UNSUITABLE})
"""Reasons after which a pair never comes back by itself."""

WHEN_FACTS_CHANGE: frozenset[DeclineReason] = frozenset(
    {
        DeclineReason.NOT_ELIGIBLE,
        DeclineReason.JOURNEY,
        DeclineReason.HOURS,
        DeclineReason.PAY,
        DeclineReason.HEALTH,
    }
)
"""Reasons after which a pair comes back once a fact of the subject or the offer has changed."""

DAYS_AWAY: dict[DeclineReason, int] = {DeclineReason.SUBJECT_REFUSED: 60, DeclineReason.BETTER_OFFER: 30}
"""Reasons after which a pair comes back after so many days. None of them counts against the subject."""

REFUSED_BY_PROVIDER_DAYS = 90
LAPSED_DAYS = 14
PLACED_BEFORE_DAYS = 60
SUBJECTS_OWN = frozenset({RefusalReason.SUBJECT_CHANGED_MIND, RefusalReason.CONSENT_WITHDRAWN})


def back_after_decline(reason: DeclineReason, declined_on: date) -> date | None:
    """The first day on which a declined pair may come back; None where days alone do not bring it back."""
    days = DAYS_AWAY.get(reason)
    return None if days is None else declined_on + timedelta(days=days)


def back_after_proposal(ended: ProposalState, reason: RefusalReason | None, ended_on: date) -> date:
    """The first day on which a pair may come back after a proposal that ended without a placement."""
    if ended is ProposalState.REFUSED_BY_SUBJECT or reason in SUBJECTS_OWN:
        return ended_on + timedelta(days=DAYS_AWAY[DeclineReason.SUBJECT_REFUSED])
    days = {ProposalState.REFUSED: REFUSED_BY_PROVIDER_DAYS, ProposalState.LAPSED: LAPSED_DAYS}.get(ended, 0)
    return ended_on + timedelta(days=days)


def back_after_placement(ended_on: date) -> date:
    """The first day on which the same pair may come back after a placement that did not start, or ended."""
    return ended_on + timedelta(days=PLACED_BEFORE_DAYS)
