"""Many pairs at one press: each is decided or taken back by itself, and a second press finds what the first one did."""

from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.errors import NotFound
from matching.privacy import subject_for
from matching.records import FormPress, Suggestion
from matching.services.proposal_steps import lock_subject
from matching.services.reviews import Decide, decide, reopen
from matching.vocabulary import SuggestionState

MOST_PAIRS = 100
"""How many pairs one press may decide on; each is looked at and held for some hundredths of a second."""


def decide_once(work: UnitOfWork, command: Decide, press: str) -> Suggestion:
    """Decide on one pair of a batch, unless this press has done so before.

    Each pair is an act of its own: nobody else's work waits for a hundred people to be let go, and one refusal undoes
    none of the others.

    Args:
        work: one transaction for this pair alone.
        command: the decision.
        press: which batch it belongs to, at most 30 characters; the same for both presses of one form.

    Raises:
        NotFound: for a subject whom the viewer may not see.
        ResettleError: whatever `decide` refuses.
    """
    subject_for(work.session, work.viewer, command.subject_id)
    lock_subject(work, command.subject_id)
    token = f"{press}:{command.subject_id}:{command.offer_id}"
    before = work.session.get(FormPress, token)
    if before is not None and before.account_id == work.viewer.account_id:
        return _newest_own(work, command)
    suggestion = decide(work, command)
    location = f"/suggestions/{suggestion.id}"
    work.session.add(FormPress(token=token, account_id=work.viewer.account_id, location=location, at=work.instant))
    return suggestion


def take_back(work: UnitOfWork, suggestion_id: int) -> Suggestion:
    """Take one decision of a batch back; one that was taken back already is left as it is.

    Raises:
        NotFound, IllegalStep: as `reopen` does.
    """
    suggestion = work.session.get(Suggestion, suggestion_id)
    is_own = suggestion is not None and suggestion.decided_by_id == work.viewer.account_id
    if suggestion is not None and is_own and suggestion.state is SuggestionState.REOPENED:
        return suggestion
    return reopen(work, suggestion_id)


def _newest_own(work: UnitOfWork, command: Decide) -> Suggestion:
    """What the viewer decided last on a pair."""
    decided = select(Suggestion).where(
        col(Suggestion.subject_id) == command.subject_id,
        col(Suggestion.offer_id) == command.offer_id,
        col(Suggestion.decided_by_id) == work.viewer.account_id,
    )
    found = work.session.exec(decided.order_by(col(Suggestion.id).desc())).first()
    if found is None:
        raise NotFound
    return found
