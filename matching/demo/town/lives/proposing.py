"""From an endorsed suggestion to an accepted proposal, or to one of its other ends."""

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from matching.clock import after_working_days
from matching.demo.town.lives.deciding import Endorsed, close_request, close_suggestion
from matching.demo.town.lives.fits import is_open
from matching.demo.town.lives.life import Life, meeting_at
from matching.demo.town.model import Opening, Row
from matching.records import Consent, Disclosure, Proposal, ProposalStep, ReviewRequest
from matching.records.proposals import RESERVING
from matching.services.coming_back import back_after_proposal
from matching.services.new_proposals import CODE_LENGTH, CODE_SIGNS
from matching.services.proposal_steps import ENDS
from matching.services.proposals import DISCLOSED_FIELDS
from matching.vocabulary import ConsentPurpose, DeclineReason, OfferKind, ProposalState, RefusalReason, SuggestionState

P, R = ProposalState, RefusalReason

BEFORE_A_PLACE = (P.PROPOSED, P.AGREED)
"""States in which somebody is to have a place that is not reserved yet."""

ANSWER_DAYS = 5
OFFICERS, AT_ONCE = 2, 1
"""Within how many days an officer takes the next step, and within how many anybody does where somebody has no bed."""

SUBJECT_REFUSES, PROVIDER_REFUSES, LAPSES, REFUSES_AFTERWARDS, MEETS = 0.09, 0.13, 0.06, 0.12, 0.3
"""Shares of proposals that come to each of these."""

SUBJECTS = (R.SUBJECT_CHANGED_MIND, R.SUBJECT_CHANGED_MIND, R.JOURNEY, R.PAY, R.HOURS, R.HEALTH)
PROVIDERS = (R.FILLED_ELSEWHERE, R.FILLED_ELSEWHERE, R.SKILLS, R.SKILLS, R.HOURS, R.START_DATE, R.OTHER)
AFTERWARDS = (R.INTERVIEW, R.INTERVIEW, R.SKILLS, R.FILLED_ELSEWHERE, R.START_DATE)
"""Why people, and providers before and after they know whom, refuse: as often as each stands here."""

CONSENT_FORM, KEPT_AT = "个人信息告知同意书", "司法所档案柜"
MEETING_PLACE = "司法所二楼会议室"


@dataclass
class Proposing:
    """A proposal under way: its row, and what it leads to and came from."""

    life: Life
    opening: Opening
    suggestion: Row
    row: Row = field(default_factory=dict)

    def step(
        self, to: ProposalState, account_id: int | None, reason: RefusalReason | None = None, **stated: Any
    ) -> datetime:
        """Take one step, with its place, its suggestion and its line in the case file. Returns when."""
        life, before, at = self.life, self.row["state"], self.life.moment()
        self.row.update(state=to, reason=reason, changed_at=at, version=self.row["version"] + 1, **stated)
        self.write_step(at, account_id)
        if before in BEFORE_A_PLACE and to not in BEFORE_A_PLACE:
            life.story.asked[self.opening.id] -= 1
        if to in RESERVING and before not in RESERVING:
            take_place(self.opening)
        elif before in RESERVING and to not in (*RESERVING, P.PLACED):
            give_place(self.opening)
        if to in ENDS:
            life.proposals.remove(self)
        if to in ENDS and to is not P.PLACED:
            by_subject = to is P.REFUSED_BY_SUBJECT or reason is R.SUBJECT_CHANGED_MIND
            because = DeclineReason.SUBJECT_REFUSED if by_subject else None
            close_suggestion(
                life, self.suggestion, at, account_id, because, back_after_proposal(to, reason, life.today)
            )
            life.facts_changed()
        return at

    def write_step(self, at: datetime, account_id: int | None) -> None:
        """Write the step that has just been taken and its line in the timeline."""
        row, life = self.row, self.life
        said = {"proposal": row["id"], "offer": self.opening.id, "title": self.opening.offer["title"]}
        life.keep(
            ProposalStep, proposal_id=row["id"], state=row["state"], reason=row["reason"], account_id=account_id, at=at
        )
        life.tell(at, f"proposal.{row['state'].value}", account_id, **said)

    def is_open(self) -> bool:
        """Whether it has not come to an end meanwhile, as where the case file was closed."""
        return self.row["state"] not in ENDS


def propose(life: Life, endorsed: Endorsed) -> Generator[date, None, Proposing | None]:
    """Propose, ask, offer, disclose. Returns the accepted proposal; None where it came to another end."""
    opening, suggestion = endorsed
    life.story.asked[opening.id] += 1
    yield from _ask_above(life, suggestion, opening.kind)
    is_over = suggestion["state"] is not SuggestionState.ENDORSED
    if is_over or not is_open(opening, life.today):
        life.story.asked[opening.id] -= 1
    if is_over:
        return None
    if not is_open(opening, life.today):
        at = life.moment()
        close_suggestion(life, suggestion, at, None)
        said = {"suggestion": suggestion["id"], "offer": opening.id, "reason": None, "held_on": None}
        life.tell(at, "suggestion.withdrawn", None, **said)
        return None
    proposing = _new_proposal(life, opening, suggestion)
    for go_on in (_agree, _offer, _disclose, _accept):
        yield from go_on(proposing)
        if not proposing.is_open():
            return None
    return proposing


def pace(kind: OfferKind, most: int) -> int:
    """Within how many days a step is taken that may take so many: steps towards a home wait for nothing."""
    return min(most, AT_ONCE) if kind is OfferKind.HOUSING else most


def take_place(opening: Opening) -> None:
    """Take one place; with the last one the opening's facts change."""
    opening.taken += 1
    opening.offer["facts_version"] += opening.taken == opening.places


def give_place(opening: Opening) -> None:
    """Give one place back; where none was free the opening's facts change."""
    opening.taken -= 1
    opening.offer["facts_version"] += opening.taken == opening.places - 1


def _ask_above(life: Life, suggestion: Row, kind: OfferKind) -> Generator[date, None, None]:
    """Wait until an officer has time; in an office of one, for the second person at the unit above."""
    above = life.person.office.above_id
    if above is None:
        yield life.day_after(0, pace(kind, OFFICERS))
        return
    asked = life.keep(
        ReviewRequest, suggestion_id=suggestion["id"], subject_id=life.person.id, unit_id=life.person.office.county_id,
        asked_by_id=life.caseworker_id, asked_at=life.moment(), closed_at=None,
    )  # fmt: skip
    told = {"suggestion": suggestion["id"], "unit": life.person.office.county_id}
    life.tell(asked["asked_at"], "review_request.asked", life.caseworker_id, **told)
    life.requests[suggestion["id"]] = asked
    yield life.day_after(1, pace(kind, 5))
    close_request(life, suggestion, life.moment())


def _new_proposal(life: Life, opening: Opening, suggestion: Row) -> Proposing:
    proposer = life.person.office.above_id or life.officer_id
    at = life.moment()
    row = life.keep(
        Proposal, id=life.next_id(Proposal), code=_code(life), suggestion_id=suggestion["id"], subject_id=life.person.id,
        offer_id=opening.id, provider_id=opening.provider_id, unit_id=life.person.subject["unit_id"], state=P.PROPOSED,
        endorsed_by_id=suggestion["decided_by_id"], proposed_by_id=proposer, proposed_at=at, changed_at=at, reason=None,
        version=1,
    )  # fmt: skip
    suggestion.update(state=SuggestionState.PROPOSED, version=suggestion["version"] + 1)
    proposing = Proposing(life, opening, suggestion, row)
    life.proposals.append(proposing)
    proposing.write_step(at, proposer)
    return proposing


def _code(life: Life) -> str:
    """A code by which the provider knows it: eight signs, of so many that none comes twice."""
    return "".join(life.dice.choices(CODE_SIGNS, k=CODE_LENGTH))


def _agree(proposing: Proposing) -> Generator[date, None, None]:
    life = proposing.life
    yield life.day_after(0, pace(proposing.opening.kind, 4))
    if not proposing.is_open():
        return
    if life.dice.yes(SUBJECT_REFUSES):
        proposing.step(P.REFUSED_BY_SUBJECT, life.officer_id, life.dice.one(SUBJECTS))
    else:
        proposing.step(P.AGREED, life.officer_id)


def _offer(proposing: Proposing) -> Generator[date, None, None]:
    life, opening = proposing.life, proposing.opening
    yield life.day_after(0, pace(opening.kind, 2))
    if not proposing.is_open():
        return
    if not is_open(opening, life.today):
        proposing.step(P.WITHDRAWN, life.officer_id, R.WITHDRAWN_OFFER)
        return
    answer_by_on = after_working_days(life.today, ANSWER_DAYS)
    proposing.step(P.OFFERED, life.officer_id, answer_by_on=answer_by_on)
    if life.dice.yes(LAPSES):
        yield from _lapse(proposing, answer_by_on)
        return
    yield min(life.day_after(0, pace(opening.kind, 5)), answer_by_on)
    if not proposing.is_open():
        return
    if life.dice.yes(PROVIDER_REFUSES):
        proposing.step(P.REFUSED, opening.answers_id, life.dice.one(PROVIDERS))
    else:
        proposing.step(P.INTERESTED, opening.answers_id)


def _lapse(proposing: Proposing, answer_by_on: date) -> Generator[date, None, None]:
    """Nobody answers: on the day after, the system closes it."""
    yield after_working_days(answer_by_on, 1)
    if proposing.is_open():
        proposing.step(P.LAPSED, None)


def _disclose(proposing: Proposing) -> Generator[date, None, None]:
    """Get the person's consent for this provider, then say who it is, with an interview or without."""
    life = proposing.life
    yield life.day_after(0, pace(proposing.opening.kind, OFFICERS))
    if not proposing.is_open():
        return
    consent_id = _consent(life, proposing.opening)
    meets_on = (
        life.day_after(1, 5) if life.dice.yes(MEETS) and proposing.opening.kind is not OfferKind.HOUSING else None
    )
    at = proposing.step(
        P.DISCLOSED, life.officer_id, answer_by_on=after_working_days(meets_on or life.today, ANSWER_DAYS),
        interview_at=meeting_at(meets_on, life.dice.one((9, 10, 14, 15))) if meets_on else None,
        interview_place=MEETING_PLACE if meets_on else None,
    )  # fmt: skip
    life.keep(
        Disclosure, subject_id=life.person.id, provider_id=proposing.opening.provider_id, proposal_id=proposing.row["id"],
        consent_id=consent_id, fields=DISCLOSED_FIELDS, disclosed_at=at, account_id=life.officer_id,
    )  # fmt: skip


def _consent(life: Life, opening: Opening) -> int:
    """The consent to tell this provider: the one that stands, or a new one."""
    standing = life.consents.get(opening.provider_id)
    if standing is not None:
        return int(standing["id"])
    at = life.moment()
    row = life.keep(
        Consent, id=life.next_id(Consent), subject_id=life.person.id, purpose=ConsentPurpose.DISCLOSE_TO_PROVIDER,
        provider_id=opening.provider_id, signed_on=life.today, form=CONSENT_FORM, kept_at=KEPT_AT, recorded_at=at,
        recorded_by_id=life.caseworker_id,
    )  # fmt: skip
    life.consents[opening.provider_id] = row
    said = {"purpose": ConsentPurpose.DISCLOSE_TO_PROVIDER.value, "consent": row["id"]}
    life.tell(at, "consent.recorded", life.caseworker_id, **said)
    life.facts_changed()
    return int(row["id"])


def _accept(proposing: Proposing) -> Generator[date, None, None]:
    life, answer_by_on = proposing.life, proposing.row["answer_by_on"]
    met_at = proposing.row["interview_at"]
    days = pace(proposing.opening.kind, 4)
    yield min(life.day_after(0, days), answer_by_on) if met_at is None else after_working_days(met_at.date(), 1)
    if not proposing.is_open():
        return
    if life.dice.yes(REFUSES_AFTERWARDS):
        reasons = AFTERWARDS if met_at else AFTERWARDS[2:]
        proposing.step(P.REFUSED, proposing.opening.answers_id, life.dice.one(reasons))
    else:
        proposing.step(P.ACCEPTED, proposing.opening.answers_id)
