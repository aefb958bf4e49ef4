"""A caseworker's decisions: endorsed, declined with a reason, held until a day, waiting for a fact."""

from collections.abc import Generator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from matching.demo.town.bank import texts, words
from matching.demo.town.lives.life import Frozen, Life
from matching.demo.town.model import Opening, Row
from matching.records import Decision, Suggestion
from matching.services.coming_back import back_after_decline
from matching.vocabulary import CircumstanceKind, DeclineReason, OfferKind, SuggestionState

DECLINED, HELD = 0.3, 0.04
"""Shares of decisions."""

REASONS = (
    [DeclineReason.SUBJECT_REFUSED] * 7
    + [DeclineReason.JOURNEY] * 5
    + [DeclineReason.HOURS] * 4
    + [DeclineReason.PAY] * 4
    + [DeclineReason.UNSUITABLE] * 3
    + [DeclineReason.HEALTH] * 2
    + [DeclineReason.BETTER_OFFER] * 2
)
HOME_REASONS = (DeclineReason.SUBJECT_REFUSED, DeclineReason.JOURNEY, DeclineReason.UNSUITABLE, DeclineReason.PAY)
"""Why offers, and homes, are declined: as often as each stands here."""

LATEST_START = 45
"""What begins in more days than these is not waited for."""

AT_A_SITTING = 3
"""How many suggestions of a kind stand on the screen."""


class Endorsed(NamedTuple):
    """What an officer may propose."""

    opening: Opening
    suggestion: Row


def review(life: Life, kind: OfferKind) -> Generator[date, None, Endorsed | None]:
    """Go through the first suggestions of a kind until one is endorsed. None where none is."""
    for rank, opening in _first(life, kind):
        if life.dice.yes(DECLINED):
            _decline(life, opening, rank)
            continue
        if life.dice.yes(HELD):
            yield from _hold(life, opening, rank)
            return None
        return Endorsed(opening, decide(life, opening, rank, SuggestionState.ENDORSED))
    return None


def decide(
    life: Life,
    opening: Opening,
    rank: int,
    state: SuggestionState,
    reason: DeclineReason | None = None,
    note: str | None = None,
    held_until: date | None = None,
) -> Row:
    """Write a decision of the person's caseworker; what the engine said of the pair is filled in at the end."""
    at = life.moment()
    suggestion = life.keep(
        Suggestion, id=life.next_id(Suggestion), subject_id=life.person.id, offer_id=opening.id, state=state, rank=rank,
        reason=reason, note=note, held_until=held_until, decided_at=at, decided_by_id=life.caseworker_id, version=1,
        facts={"subject_version": life.person.subject["facts_version"], "offer_version": opening.offer["facts_version"]},
    )  # fmt: skip
    noes = tuple(life.noes[kind] for kind in (CircumstanceKind.HOME, CircumstanceKind.KIN, CircumstanceKind.WORK))
    life.story.frozen.append(Frozen(suggestion, life.place, opening, (noes[0], noes[1], noes[2]), life.today))
    _record(life, suggestion, at, life.caseworker_id, note)
    if state is not SuggestionState.DECLINED:
        life.live.append((opening.kind, suggestion))
    return suggestion


def close_suggestion(
    life: Life,
    suggestion: Row,
    at: datetime,
    account_id: int | None,
    reason: DeclineReason | None = None,
    back_on: date | None = None,
) -> None:
    """End a live suggestion that led to nothing, or whose placement is over."""
    state = SuggestionState.WITHDRAWN
    suggestion.update(state=state, reason=reason, held_until=back_on, ended_at=at, version=suggestion["version"] + 1)
    life.live = [each for each in life.live if each[1] is not suggestion]
    life.tried[suggestion["offer_id"]] = back_on
    close_request(life, suggestion, at)
    life.keep(Decision, suggestion_id=suggestion["id"], state=state, reason=reason, account_id=account_id, at=at)


def close_request(life: Life, suggestion: Row, at: datetime) -> None:
    """Close what was asked of the unit above about a suggestion, where it was."""
    asked = life.requests.pop(suggestion["id"], None)
    if asked is not None:
        asked["closed_at"] = at


def withdraw_suggestions(life: Life, account_id: int | None, kind: OfferKind | None = None) -> None:
    """Close what was decided and not proposed, of one kind or of all."""
    for found, suggestion in list(life.live):
        if kind in (None, found) and suggestion["state"] is not SuggestionState.PROPOSED:
            at = life.moment()
            close_suggestion(life, suggestion, at, account_id)
            said = {"suggestion": suggestion["id"], "offer": suggestion["offer_id"]}
            life.tell(at, "suggestion.withdrawn", account_id, **said)


def _first(life: Life, kind: OfferKind) -> list[tuple[int, Opening]]:
    """The first entries that nobody has decided on, or that may come back, with their ranks."""
    found: list[tuple[int, Opening]] = []
    fits = life.story.fits.get(kind)
    for rank, opening in fits.open_to(life.place, life.today) if fits else ():
        back_on = life.tried.get(opening.id, date.min)
        is_free = opening.taken + life.story.asked[opening.id] < opening.places
        may_come = is_free and back_on is not None and back_on <= life.today
        if may_come and _begins_in_time(opening, life.today):
            found.append((rank, opening))
        if len(found) == AT_A_SITTING:
            break
    return found


def _begins_in_time(opening: Opening, today: date) -> bool:
    """Whether a course has begun not long ago, or begins soon enough to wait for."""
    starts_on = opening.offer.get("starts_on")
    latest = today + timedelta(days=LATEST_START)
    return starts_on is None or (starts_on <= latest and (opening.kind is not OfferKind.TRAINING or starts_on > today))


def _decline(life: Life, opening: Opening, rank: int) -> None:
    reason = life.dice.one(HOME_REASONS if opening.kind is OfferKind.HOUSING else REASONS)
    notes = texts(words("files")["declines"], reason.value, opening.kind.value)
    note = life.dice.one(notes) if notes and life.dice.yes(0.6) else None
    decide(life, opening, rank, SuggestionState.DECLINED, reason, note)
    life.tried[opening.id] = back_after_decline(reason, life.today)


def _hold(life: Life, opening: Opening, rank: int) -> Generator[date, None, None]:
    """Hold until a day; on it the system opens the suggestion again, and the caseworker looks at it once more."""
    until = life.day_after(10, 40)
    suggestion = decide(life, opening, rank, SuggestionState.HELD, held_until=until)
    life.tried[opening.id] = None
    yield until
    if suggestion["state"] is not SuggestionState.HELD:
        return
    at = life.moment()
    suggestion.update(state=SuggestionState.REOPENED, ended_at=at, version=2)
    life.live = [each for each in life.live if each[1] is not suggestion]
    life.tried[opening.id] = life.today
    _record(life, suggestion, at, None)


def _record(life: Life, suggestion: Row, at: datetime, account_id: int | None, note: str | None = None) -> None:
    """Write the step and its line in the timeline."""
    state, reason, until = suggestion["state"], suggestion["reason"], suggestion["held_until"]
    declined = reason if state is SuggestionState.DECLINED else None
    life.keep(
        Decision, suggestion_id=suggestion["id"], state=state, reason=declined, note=note, account_id=account_id, at=at
    )
    said = {"suggestion": suggestion["id"], "offer": suggestion["offer_id"]}
    life.tell(
        at, f"suggestion.{state.value}", account_id, **said,
        reason=reason.value if reason else None, held_on=until.isoformat() if until else None,
    )  # fmt: skip
