"""The world of the guards at other moments, so that every form has a page that shows it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, delete, select

from matching.clock import Clock
from matching.passwords import code_hash
from matching.records import (
    Account,
    CaseAccess,
    Cover,
    JobTerms,
    Offer,
    OneTimeCode,
    Placement,
    Proposal,
    RetentionCheck,
    SignedInSession,
    Subject,
    Suggestion,
    Unit,
    Upload,
)
from matching.vocabulary import (
    AccountState,
    CaseState,
    CloseReason,
    CodePurpose,
    LegalStatus,
    OfferKind,
    PlacementState,
    ProposalState,
    Role,
    SuggestionState,
    UnitLevel,
)
from tests.builders import NOW, TODAY, make_account, make_unit
from tests.faults.fillings import CODE, TABLES
from tests.guards.world import World

Change = Callable[[Session, World], None]


@dataclass(frozen=True)
class Stage:
    """What has come about since the world was made, and the pages on which it shows.

    Blanks of the addresses are filled with the world's numbers; `unit_elsewhere` is an office of the other world.
    """

    change: Change
    addresses: tuple[str, ...]


def proposal_at(state: ProposalState) -> Stage:
    """Before the placement: the proposal waits for its next step."""

    def change(session: Session, world: World) -> None:
        forget_placement(session, world)
        proposal = session.get_one(Proposal, world.numbers["proposal_id"])
        proposal.state = state
        if state in (ProposalState.PROPOSED, ProposalState.AGREED):
            proposal.answer_by_on = None

    return Stage(change, ("/proposals", "/proposals/{proposal_id}", "/my/proposals/{code}"))


def placement_planned(kind: OfferKind) -> Stage:
    """Before the first day, which is today."""

    def change(session: Session, world: World) -> None:
        placement = session.get_one(Placement, world.numbers["placement_id"])
        placement.kind, placement.state = kind, PlacementState.PLANNED
        placement.planned_on, placement.started_on, placement.ends_on = TODAY, None, TODAY
        session.execute(delete(RetentionCheck).where(col(RetentionCheck.placement_id) == placement.id))

    return Stage(change, ("/placements", "/my/placements", "/placements/{placement_id}"))


def forget_placement(session: Session, world: World) -> None:
    placement_id = world.numbers["placement_id"]
    session.execute(delete(RetentionCheck).where(col(RetentionCheck.placement_id) == placement_id))
    session.execute(delete(Placement).where(col(Placement.id) == placement_id))


def forget_proposal(session: Session, world: World) -> None:
    forget_placement(session, world)
    session.execute(delete(Proposal).where(col(Proposal.id) == world.numbers["proposal_id"]))


def endorsed(session: Session, world: World) -> None:
    forget_proposal(session, world)
    session.get_one(Suggestion, world.numbers["suggestion_id"]).state = SuggestionState.ENDORSED


def just_endorsed(session: Session, world: World) -> None:
    """The caseworker's browser still knows what it decided last."""
    endorsed(session, world)
    caseworker = world.staff["caseworker"].account_id
    for row in session.exec(select(SignedInSession).where(col(SignedInSession.account_id) == caseworker)):
        row.values = row.values | {"decided": {"made": [world.numbers["suggestion_id"]], "refused": []}}


def undecided(session: Session, world: World) -> None:
    forget_proposal(session, world)
    session.execute(delete(Suggestion).where(col(Suggestion.id) == world.numbers["suggestion_id"]))


def proposed_directly(session: Session, world: World) -> None:
    """An officer proposed, and no caseworker of the unit could endorse it."""
    forget_placement(session, world)
    proposal = session.get_one(Proposal, world.numbers["proposal_id"])
    proposal.suggestion_id, proposal.endorsed_by_id = None, None
    proposal.state, proposal.is_direct = ProposalState.AWAITING_REVIEW, True
    leave_alone(session, world, "officer")


def endorsed_alone(session: Session, world: World) -> None:
    """A caseworker endorsed, and no officer of the unit could propose it."""
    endorsed(session, world)
    leave_alone(session, world, "caseworker")


def leave_alone(session: Session, world: World, who: str) -> None:
    """Nobody else of the unit works here any more; the unit above has somebody."""
    above = make_unit(session, UnitLevel.CITY)
    for role in (Role.OFFICER, Role.CASEWORKER):
        make_account(session, role, unit=above)
    session.get_one(Unit, world.unit.id).parent_id = above.id
    for account in session.exec(select(Account).where(col(Account.unit_id) == world.unit.id)):
        if account.id != world.staff[who].account_id:
            account.state = AccountState.DISABLED


def uncovered(session: Session, world: World) -> None:
    """Nobody stands in for anybody."""
    session.execute(delete(Cover).where(col(Cover.id) == world.numbers["cover_id"]))


def sealed(session: Session, world: World) -> None:
    session.get_one(Subject, world.numbers["subject_id"]).is_sealed = True


def unseen(session: Session, world: World) -> None:
    sealed(session, world)
    session.execute(delete(CaseAccess))


def disabled(session: Session, world: World) -> None:
    session.get_one(Account, world.numbers["account_id"]).state = AccountState.DISABLED


def on_parole(session: Session, world: World) -> None:
    subject = session.get_one(Subject, world.numbers["subject_id"])
    subject.legal_status, subject.correction_ends_on = LegalStatus.PAROLE, TODAY
    subject.identity_number = "11010519491231002X"


def awaited(session: Session, world: World) -> None:
    """Nobody has seen the person yet."""
    subject = session.get_one(Subject, world.numbers["subject_id"])
    subject.state, subject.reported_on, subject.release_on = CaseState.EXPECTED, None, TODAY


def closed(session: Session, world: World) -> None:
    """The case file is closed."""
    subject = session.get_one(Subject, world.numbers["subject_id"])
    subject.state, subject.closed_on, subject.close_reason = CaseState.CLOSED, TODAY, CloseReason.MOVED


def code_printed(session: Session, world: World) -> None:
    """The caseworker has forgotten the password and holds a code."""
    caseworker = world.staff["caseworker"].account_id or 0
    purpose, expires_at = CodePurpose.PRINTED_RESET, Clock().instant() + timedelta(days=1)
    code = OneTimeCode(account_id=caseworker, code_hash=code_hash(CODE), purpose=purpose, expires_at=expires_at)
    session.add(code)


def table_sent(session: Session, world: World) -> None:
    """The table that was sent has good rows."""
    session.get_one(Upload, world.numbers["upload_id"]).content = TABLES["notices"]


def draft_filled(session: Session, world: World) -> None:
    """The draft lacks nothing any more."""
    draft_id = world.numbers["draft_id"]
    session.get_one(Offer, draft_id).address = "2 Canal Road"
    terms = session.get_one(JobTerms, draft_id)
    terms.hours_per_week, terms.pay_from = 40, 2_800


def as_made(session: Session, world: World) -> None:
    """The offer came the way that offers come."""
    session.get_one(Offer, world.numbers["offer_id"]).submitted_at = NOW


REVIEW = "/people/{subject_id}/offers/{offer_id}"
STAGES: dict[str, Stage] = {
    "as made": Stage(as_made, ("/my/openings/{offer_id}/preview", "/people/{subject_id}/move?unit_id={unit_elsewhere}")),
    **{f"proposal {state}": proposal_at(state) for state in ProposalState if state.value in (
        "proposed", "agreed", "offered", "interested", "disclosed", "accepted")},
    "job planned": placement_planned(OfferKind.JOB),
    "home planned": placement_planned(OfferKind.HOUSING),
    "endorsed": Stage(endorsed, ("/proposals", REVIEW)),
    "just endorsed": Stage(just_endorsed, ("/reviews", "/reviews/decided")),
    "undecided": Stage(undecided, (REVIEW, "/reviews/batch?pair={subject_id}-{offer_id}")),
    "proposed directly": Stage(proposed_directly, ("/proposals/{proposal_id}",)),
    "endorsed alone": Stage(endorsed_alone, ("/proposals",)),
    "awaited": Stage(awaited, ("/people/{subject_id}/report", "/people/{subject_id}/search")),
    "closed": Stage(closed, ("/people/{subject_id}/reopen",)),
    "code printed": Stage(code_printed, ("/password/code",)),
    "table sent": Stage(table_sent, ("/imports/uploads/{upload_id}",)),
    "draft filled": Stage(draft_filled, ("/my/openings/{draft_id}/preview",)),
    "uncovered": Stage(uncovered, ("/covers/new",)),
    "sealed": Stage(sealed, ("/covers/{cover_id}",)),
    "unseen": Stage(unseen, ("/units/{unit_id}/protected",)),
    "account disabled": Stage(disabled, ("/accounts/{account_id}",)),
    "on parole": Stage(on_parole, ("/people/{subject_id}", "/people/{subject_id}/end-of-correction")),
}  # fmt: skip


def addresses_of(stage: Stage, world: World, session: Session) -> list[str]:
    """The pages of a stage, their blanks filled."""
    own = [world.unit.id, *session.exec(select(Unit.id).where(col(Unit.parent_id) == world.unit.id))]
    elsewhere = session.exec(select(Unit.id).where(col(Unit.id).not_in(own), col(Unit.parent_id).is_not(None))).first()
    values: dict[str, Any] = world.numbers | {"code": world.code, "unit_elsewhere": elsewhere}
    return [address.format(**values) for address in stage.addresses]
