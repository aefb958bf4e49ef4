"""What of proposals waits for the viewer."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from matching.clock import office_time
from matching.database import UnitOfWork
from matching.queries.cards import CardRow, cards_received
from matching.queries.covers import answers_for
from matching.queries.proposals import ProposalRow, open_proposals
from matching.queries.to_propose import endorsed_suggestions, open_requests
from matching.queries.waiting.item import WaitingItem
from matching.services.second_person import others_with
from matching.vocabulary import ProposalState, Role

FOR_OFFICER = {
    ProposalState.AGREED: "proposal.to_offer",
    ProposalState.INTERESTED: "proposal.to_disclose",
    ProposalState.ACCEPTED: "proposal.to_plan",
}
LAPSES_SOON_DAYS = 1
REMINDS_BEFORE = timedelta(days=1)
"""How long before an interview everybody is reminded."""


def waiting(work: UnitOfWork) -> list[WaitingItem]:
    """Cards to answer, for a provider; the next steps of the own people's proposals, for staff."""
    if work.viewer.provider_id is not None:
        return [item for row in cards_received(work) for item in _card(work, row)]
    if not work.viewer.is_staff:
        return []
    answers = answers_for(work)
    rows = open_proposals(work)
    found = [item for row in rows for item in (*_steps(work, row, answers), *_meeting(work, row, answers))]
    found += _direct(work, rows, answers)
    if work.viewer.has_role(Role.OFFICER):
        found += _endorsed(work)
    return [*found, *_requests(work)]


def _card(work: UnitOfWork, row: CardRow) -> Iterable[WaitingItem]:
    if row.days_left is not None:
        arguments = {"code": row.code, "days": max(row.days_left, 0)}
        yield WaitingItem("proposal.card", row.since, {}, row.title, arguments, row.days_left < 0)
    if when := _is_near(work, row):
        on, arguments = when
        yield WaitingItem("proposal.card_interview", on, {}, row.title, {"code": row.code, **arguments})


def _steps(work: UnitOfWork, row: ProposalRow, answers: set[int]) -> Iterable[WaitingItem]:
    ids, title = {"id": row.id}, f"{row.name} · {row.title}"
    if row.state is ProposalState.PROPOSED and work.viewer.has_role(Role.CASEWORKER) and _is_mine(row, answers):
        yield WaitingItem("proposal.to_ask", row.since, ids, title)
    if not work.viewer.has_role(Role.OFFICER):
        return
    if row.state in FOR_OFFICER and row.blocking_id is None:
        yield WaitingItem(FOR_OFFICER[row.state], row.since, ids, title)
    if row.answer_by_on is not None and row.days_left is not None and row.days_left <= LAPSES_SOON_DAYS:
        yield WaitingItem("proposal.lapses_soon", row.since, ids, title, is_overdue=row.days_left < 0)


def _direct(work: UnitOfWork, rows: list[ProposalRow], answers: set[int]) -> Iterable[WaitingItem]:
    """Direct proposals: for the caseworker to decide on; for the proposer where nobody else here can."""
    own = work.viewer.account_id or 0
    is_caseworker = work.viewer.has_role(Role.CASEWORKER)
    waits = [row for row in rows if row.state is ProposalState.AWAITING_REVIEW]
    is_alone = bool(waits) and not others_with(work.session, work.viewer.unit_id, own, Role.CASEWORKER)
    for row in waits:
        ids, title = {"id": row.id}, f"{row.name} · {row.title}"
        if row.proposed_by_id == own:
            if is_alone and not row.is_asked_above:
                yield WaitingItem("proposal.needs_second_person", row.since, ids, title)
        elif is_caseworker and (_is_mine(row, answers) or row.caseworker_id == row.proposed_by_id):
            yield WaitingItem("proposal.to_review", row.since, ids, title)


def _meeting(work: UnitOfWork, row: ProposalRow, answers: set[int]) -> Iterable[WaitingItem]:
    """An interview of today or tomorrow."""
    is_for = work.viewer.has_role(Role.OFFICER) or (work.viewer.has_role(Role.CASEWORKER) and _is_mine(row, answers))
    when = _is_near(work, row)
    if is_for and when is not None:
        on, arguments = when
        yield WaitingItem("proposal.interview", on, {"id": row.id}, f"{row.name} · {row.title}", arguments)


def _is_near(work: UnitOfWork, row: ProposalRow | CardRow) -> tuple[date, dict[str, Any]] | None:
    """From which day a near interview is shown, and its day and hour; None where none is near."""
    if row.interview_at is None or row.state is not ProposalState.DISCLOSED:
        return None
    meets = office_time(row.interview_at)
    reminded_on = meets.date() - REMINDS_BEFORE
    if not reminded_on <= work.today <= meets.date():
        return None
    return reminded_on, {"on": meets.date(), "at": f"{meets:%H:%M}"}


def _is_mine(row: ProposalRow, answers: set[int]) -> bool:
    return row.caseworker_id is None or row.caseworker_id in answers


def _endorsed(work: UnitOfWork) -> Iterable[WaitingItem]:
    for row in endorsed_suggestions(work):
        if not row.is_asked_above:
            key = "suggestion.needs_second_person" if row.is_mine else "suggestion.to_propose"
            ids = {"suggestion": row.suggestion_id}
            yield WaitingItem(key, row.since, ids, f"{row.name} · {row.title}")


def _requests(work: UnitOfWork) -> Iterable[WaitingItem]:
    for row in open_requests(work):
        yield WaitingItem("review_request.open", row.since, {"id": row.id}, f"{row.name} · {row.title}")
