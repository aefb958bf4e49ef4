"""A placement's steps: planned, begun or not, extended, ended; with the outcome and the three noes that follow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from matching.demo.town.lives.deciding import close_suggestion, withdraw_suggestions
from matching.demo.town.lives.life import Life
from matching.demo.town.lives.proposing import Proposing, give_place
from matching.demo.town.model import Opening, Row
from matching.records import Circumstance, Extension, Outcome, Placement, RetentionCheck
from matching.services.coming_back import back_after_placement
from matching.services.outcomes import AFTER, AT_START, Findings
from matching.services.placements import CHECK_DAYS
from matching.services.planned_ends import StatedEnd
from matching.vocabulary import (
    EndReason,
    ExtensionReason,
    NextSituation,
    OfferKind,
    OutcomeKind,
    PlacementState,
    ProposalState,
    Source,
)

S = PlacementState


@dataclass
class Placing:
    """A placement: its row, its checks by days, and what it came from.

    Attributes:
        found_after: the days of the check at which somebody finds out that it has ended; None where it is told before.
    """

    life: Life
    opening: Opening
    suggestion: Row
    row: Row
    checks: dict[int, Row] = field(default_factory=dict)
    found_after: int | None = None

    @property
    def runs(self) -> bool:
        """Whether it has begun and not ended."""
        return self.row["state"] is S.STARTED

    @property
    def is_active(self) -> bool:
        """Whether it is planned or runs."""
        return self.row["state"] in (S.PLANNED, S.STARTED)

    def change(self, at: datetime, key: str, account_id: int | None, note: str | None = None, **values: Any) -> None:
        """Write a change of the row and its line in the timeline; dates and codes are told as text."""
        self.row.update(values, version=self.row["version"] + 1)
        said = {name: _plain(value) for name, value in values.items() if name in TOLD[key]}
        title = {} if key in UNTITLED else {"title": self.opening.offer["title"]}
        renamed = {RENAMED.get(name, name): value for name, value in said.items()}
        self.life.tell(at, f"placement.{key}", account_id, note, placement=self.row["id"], **title, **renamed)


TOLD: Mapping[str, tuple[str, ...]] = {
    "started": ("started_on",),
    "no_show": (),
    "cancelled": ("end_reason",),
    "ended": ("ended_on", "end_reason"),
    "exit_path": ("exit_goal",),
}
"""Key of a line -> the columns that it names."""

UNTITLED = ("exit_path",)
RENAMED = {"end_reason": "reason", "exit_goal": "goal"}


def plan(proposing: Proposing, starts_on: date) -> Placing:
    """Plan the placement of an accepted proposal; the person's other proposals and suggestions of the kind end."""
    life, opening = proposing.life, proposing.opening
    proposing.step(ProposalState.PLACED, life.officer_id)
    withdraw_suggestions(life, life.officer_id, opening.kind)
    at = life.moment()
    row = life.keep(
        Placement, id=life.next_id(Placement), proposal_id=proposing.row["id"], subject_id=life.person.id,
        offer_id=opening.id, provider_id=opening.provider_id, kind=opening.kind, state=S.PLANNED, planned_on=starts_on,
        ends_on=_stated_end(opening).after(starts_on), version=1,
    )  # fmt: skip
    placing = life.held[opening.kind] = Placing(life, opening, proposing.suggestion, row)
    said = {"placement": row["id"], "title": opening.offer["title"], "planned_on": starts_on.isoformat()}
    life.tell(at, "placement.planned", life.officer_id, **said)
    life.facts_changed()
    return placing


def start(placing: Placing, account_id: int) -> None:
    """The person has come on the planned day: checks fall due from it."""
    life, row = placing.life, placing.row
    at, started_on = life.moment(), row["planned_on"]
    placing.change(at, "started", account_id, state=S.STARTED, started_on=started_on)
    for days in CHECK_DAYS:
        due_on = started_on + timedelta(days=days)
        placing.checks[days] = life.keep(RetentionCheck, placement_id=row["id"], days=days, due_on=due_on, version=1)
        placing.checks[days]["id"] = life.next_id(RetentionCheck)
    _outcome(placing, OutcomeKind.STARTED, at, account_id, days=0)
    _find(placing, AT_START[row["kind"]], started_on, account_id)
    life.facts_changed()


def record_no_show(placing: Placing) -> None:
    """The person did not come."""
    life = placing.life
    at = life.moment()
    placing.change(at, "no_show", life.officer_id, state=S.NO_SHOW)
    _outcome(placing, OutcomeKind.NO_SHOW, at, life.officer_id)
    _free(placing, life.officer_id)


def cancel(placing: Placing, account_id: int, reason: EndReason) -> None:
    """What was planned does not happen."""
    placing.change(placing.life.moment(), "cancelled", account_id, state=S.CANCELLED, end_reason=reason)
    _free(placing, account_id)


def end(
    placing: Placing,
    account_id: int,
    ended_on: date,
    reason: EndReason,
    following: NextSituation,
    note: str | None = None,
) -> None:
    """It has ended: the outcome is written, the three noes follow, the place is given back."""
    life, row = placing.life, placing.row
    at = life.moment()
    placing.change(
        at, "ended", account_id, note, state=S.ENDED, ended_on=ended_on, end_reason=reason, next_situation=following
    )
    days = (ended_on - row["started_on"]).days
    _outcome(placing, OutcomeKind.ENDED, at, account_id, days, reason, following)
    _find(placing, AFTER[row["kind"]][following], ended_on, account_id)
    _free(placing, account_id)


def extend(placing: Placing, ends_on: date, reason: ExtensionReason, note: str | None = None) -> None:
    """It goes on to a later day."""
    life, row = placing.life, placing.row
    at = life.moment()
    life.keep(
        Extension, placement_id=row["id"], earlier_on=row["ends_on"], ends_on=ends_on, reason=reason, note=note,
        agreed_at=at, account_id=life.officer_id,
    )  # fmt: skip
    row.update(ends_on=ends_on, version=row["version"] + 1)
    said = {"placement": row["id"], "ends_on": ends_on.isoformat(), "reason": reason.value}
    life.tell(at, "placement.extended", life.officer_id, note, **said)
    life.facts_changed()


def held(placing: Placing, check: Row, at: datetime, account_id: int) -> None:
    """A check found that it holds."""
    _outcome(placing, OutcomeKind.HELD, at, account_id, days=check["days"])


def _outcome(
    placing: Placing,
    kind: OutcomeKind,
    at: datetime,
    account_id: int,
    days: int | None = None,
    reason: EndReason | None = None,
    following: NextSituation | None = None,
) -> None:
    """Write how it went; the features are filled in at the end with those of the suggestion."""
    life = placing.life
    row = life.keep(
        Outcome, placement_id=placing.row["id"], subject_id=life.person.id, kind=kind, days=days, reason=reason,
        next_situation=following, features={}, recorded_on=life.today, recorded_at=at, recorded_by_id=account_id,
    )  # fmt: skip
    life.story.outcomes.append((row, placing.suggestion))


def _find(placing: Placing, findings: Findings, found_on: date, account_id: int) -> None:
    """Write what the placement says of the three noes."""
    life = placing.life
    for kind, answer in findings:
        at = life.moment()
        life.keep(
            Circumstance, subject_id=life.person.id, kind=kind, answer=answer, source=Source.PLACEMENT, found_on=found_on,
            placement_id=placing.row["id"], recorded_at=at, recorded_by_id=account_id,
        )  # fmt: skip
        life.tell(at, "circumstance.recorded", account_id, kind=kind.value, answer=answer.value)
        life.facts_changed()
        life.noes[kind] = answer
        life.spoken_on.setdefault(kind, life.today)


def _free(placing: Placing, account_id: int) -> None:
    """Give the place back, and end the suggestion that led here."""
    life = placing.life
    give_place(placing.opening)
    close_suggestion(life, placing.suggestion, life.moment(), account_id, back_on=back_after_placement(life.today))
    del life.held[placing.row["kind"]]
    life.facts_changed()


def _stated_end(opening: Opening) -> StatedEnd:
    """What the opening's terms say of the end, as `services.planned_ends` reads them."""
    terms = opening.terms[1]
    if opening.kind is OfferKind.HOUSING:
        return StatedEnd(days=terms.get("stay_limit_days"), is_limit=True)
    weeks = terms.get("weeks") if terms.get("ends_on") is None else None
    return StatedEnd(days=round(weeks * 7) if weeks else None, on=terms.get("ends_on"))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value.value
