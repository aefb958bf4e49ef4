"""What of proposals waits for the viewer."""

from collections.abc import Iterable

from matching.database import UnitOfWork
from matching.queries.cards import cards_received
from matching.queries.proposals import ProposalRow, open_proposals
from matching.queries.to_propose import endorsed_suggestions, open_requests
from matching.queries.waiting.item import WaitingItem
from matching.vocabulary import ProposalState, Role

FOR_OFFICER = {
    ProposalState.AGREED: "proposal.to_offer",
    ProposalState.INTERESTED: "proposal.to_disclose",
    ProposalState.ACCEPTED: "proposal.to_plan",
}
LAPSES_SOON_DAYS = 1


def waiting(work: UnitOfWork) -> list[WaitingItem]:
    """Cards to answer, for a provider; the next steps of the own people's proposals, for staff."""
    if work.viewer.provider_id is not None:
        return list(_cards(work))
    if not work.viewer.is_staff:
        return []
    found = [item for row in open_proposals(work) for item in _steps(work, row)]
    if work.viewer.has_role(Role.OFFICER):
        found += [*_endorsed(work), *_requests(work)]
    return found


def _cards(work: UnitOfWork) -> Iterable[WaitingItem]:
    for row in cards_received(work):
        if row.days_left is not None:
            arguments = {"code": row.code, "days": max(row.days_left, 0)}
            yield WaitingItem("proposal.card", row.since, {}, row.title, arguments, row.days_left < 0)


def _steps(work: UnitOfWork, row: ProposalRow) -> Iterable[WaitingItem]:
    ids, title = {"id": row.id}, f"{row.name} · {row.title}"
    is_mine = row.caseworker_id in (None, work.viewer.account_id)
    if row.state is ProposalState.PROPOSED and work.viewer.has_role(Role.CASEWORKER) and is_mine:
        yield WaitingItem("proposal.to_ask", row.since, ids, title)
    if not work.viewer.has_role(Role.OFFICER):
        return
    if row.state in FOR_OFFICER:
        yield WaitingItem(FOR_OFFICER[row.state], row.since, ids, title)
    if row.answer_by_on is not None and row.days_left is not None and row.days_left <= LAPSES_SOON_DAYS:
        yield WaitingItem("proposal.lapses_soon", row.since, ids, title, is_overdue=row.days_left < 0)


def _endorsed(work: UnitOfWork) -> Iterable[WaitingItem]:
    for row in endorsed_suggestions(work):
        if not row.is_asked_above:
            key = "suggestion.needs_second_person" if row.is_mine else "suggestion.to_propose"
            ids = {"suggestion": row.suggestion_id}
            yield WaitingItem(key, row.since, ids, f"{row.name} · {row.title}")


def _requests(work: UnitOfWork) -> Iterable[WaitingItem]:
    for row in open_requests(work):
        yield WaitingItem("review_request.open", row.since, {"id": row.id}, f"{row.name} · {row.title}")
