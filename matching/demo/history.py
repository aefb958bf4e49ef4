"""What happened between people and openings of the made-up county, one step per line."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlmodel import col, select

from matching.clock import Clock
from matching.database import UnitOfWork
from matching.demo.county import Act, County
from matching.demo.files import tables
from matching.records import Placement, Proposal, RetentionCheck
from matching.services.cards import CardAnswer, accept, refuse, show_interest
from matching.services.consents import RecordConsent, record_consent
from matching.services.pairs import pair_of
from matching.services.placements import (
    EndPlacement,
    PlacementStep,
    PlanPlacement,
    end_placement,
    plan_placement,
    record_no_show,
    start_placement,
)
from matching.services.proposals import (
    Step,
    disclose,
    lapse_proposals,
    offer_to_provider,
    propose,
    record_agreement,
    record_refusal,
)
from matching.services.retention import AnswerCheck, answer_check
from matching.services.reviews import AskFor, Decide, Decline, Endorse, Hold, decide
from matching.services.second_person import ask_unit_above
from matching.vocabulary import (
    CheckAnswer,
    ConsentPurpose,
    DeclineReason,
    EndReason,
    Fact,
    NextSituation,
    RefusalReason,
)

ANSWER_DAYS = 5


@dataclass(frozen=True)
class Moment:
    """One step of one pair: on which day, between whom, with which words after it."""

    county: County
    day: int
    pair: tuple[str, str]
    words: tuple[str, ...]

    @property
    def subject_id(self) -> int:
        """Whose step it is."""
        return self.county.subjects[self.pair[0]]

    @property
    def offer_id(self) -> int:
        """Towards which opening."""
        return self.county.offers[self.pair[1]]

    @property
    def caseworker(self) -> UnitOfWork:
        """The caseworker acts."""
        return self.county.on(self.day, self.county.caseworker(self.county.subject_units[self.pair[0]]))

    @property
    def officer(self) -> UnitOfWork:
        """The officer acts."""
        return self.county.on(self.day, self.county.officer(self.county.subject_units[self.pair[0]]))

    @property
    def proposer(self) -> UnitOfWork:
        """The officer acts, or the second person at the unit above where the office is of one."""
        above = self.county.office(self.county.subject_units[self.pair[0]]).get("above")
        return self.county.on(self.day, self.county.accounts[above]) if above else self.officer

    @property
    def provider(self) -> UnitOfWork:
        """The provider acts."""
        return self.county.on(self.day, self.county.provider_viewers[self.county.offer_providers[self.pair[1]]])

    @property
    def proposal(self) -> Proposal:
        """The pair's proposal as it stands."""
        return self.county.work.session.get_one(Proposal, self.county.proposals[self.pair])

    @property
    def placement(self) -> Placement:
        """The pair's placement as it stands."""
        return self.county.work.session.get_one(Placement, self.county.placements[self.pair])

    def step(self, reason: RefusalReason | None = None) -> Step:
        """A press on the proposal as it stands."""
        return Step(self.proposal.id or 0, self.proposal.version, reason)

    def answer(self, reason: RefusalReason | None = None) -> CardAnswer:
        """A provider's press on its card as it stands."""
        return CardAnswer(self.proposal.code, self.proposal.version, reason)

    def press(self) -> PlacementStep:
        """A press on the placement as it stands."""
        return PlacementStep(self.placement.id or 0, self.placement.version)


def history_acts() -> list[Act]:
    """Take every step of every pair, each on its day."""
    return [
        Act(int(line.split()[0]), partial(_take, pair=(row["subject"], row["offer"]), line=line))
        for row in tables("history")
        for line in row["steps"]
    ]


def _take(county: County, pair: tuple[str, str], line: str) -> None:
    day, verb, *words = line.split()
    VERBS[verb](Moment(county, int(day), pair, tuple(words)))


def _decide(moment: Moment, answer: Endorse | Decline | Hold | AskFor) -> None:
    work = moment.caseworker
    seen = pair_of(work, moment.subject_id, moment.offer_id).digest
    suggestion = decide(work, Decide(moment.subject_id, moment.offer_id, seen, answer))
    moment.county.suggestions[moment.pair] = suggestion.id or 0


def _hold(moment: Moment) -> None:
    _decide(moment, Hold(moment.county.on(int(moment.words[0])).today))


def _propose(moment: Moment) -> None:
    proposal = propose(moment.proposer, moment.county.suggestions[moment.pair])
    moment.county.work.session.flush()
    moment.county.proposals[moment.pair] = proposal.id or 0


def _consent(moment: Moment) -> None:
    work = moment.caseworker
    signed = RecordConsent(
        moment.subject_id, ConsentPurpose.DISCLOSE_TO_PROVIDER, "个人信息告知同意书", work.today,
        moment.proposal.provider_id, "司法所档案柜",
    )  # fmt: skip
    record_consent(work, signed)


def _plan(moment: Moment) -> None:
    starts_on = moment.county.on(int(moment.words[0])).today
    command = PlanPlacement(moment.proposal.id or 0, moment.proposal.version, starts_on)
    moment.county.placements[moment.pair] = plan_placement(moment.officer, command).id or 0


def _holds(moment: Moment) -> None:
    work = moment.provider
    due = select(RetentionCheck).where(
        col(RetentionCheck.placement_id) == moment.placement.id,
        col(RetentionCheck.answer).is_(None),
        col(RetentionCheck.due_on) <= work.today,
    )
    check = work.session.exec(due.order_by(col(RetentionCheck.days))).first()
    if check is None:
        raise ValueError(f"No check of {moment.pair} is due on day {moment.day}")
    answer_check(work, AnswerCheck(check.id or 0, check.version, CheckAnswer.HOLDS))


def _end(moment: Moment) -> None:
    work, placement = moment.officer, moment.placement
    reason, situation = EndReason(moment.words[0]), NextSituation(moment.words[1])
    end_placement(work, EndPlacement(placement.id or 0, placement.version, work.today, reason, situation))


def _lapse(moment: Moment) -> None:
    lapse_proposals(UnitOfWork(moment.county.work.session, Clock(moment.officer.today), moment.county.work.viewer))


VERBS: dict[str, Callable[[Moment], object]] = {
    "endorse": lambda moment: _decide(moment, Endorse()),
    "decline": lambda moment: _decide(moment, Decline(DeclineReason(moment.words[0]))),
    "ask": lambda moment: _decide(moment, AskFor(tuple(Fact(word) for word in moment.words))),
    "hold": _hold,
    "ask-above": lambda moment: ask_unit_above(moment.caseworker, moment.county.suggestions[moment.pair]),
    "propose": _propose,
    "agree": lambda moment: record_agreement(moment.officer, moment.step()),
    "subject-refuses": lambda moment: record_refusal(moment.officer, moment.step(RefusalReason(moment.words[0]))),
    "offer": lambda moment: offer_to_provider(moment.officer, moment.step(), ANSWER_DAYS),
    "interested": lambda moment: show_interest(moment.provider, moment.answer()),
    "consent": _consent,
    "disclose": lambda moment: disclose(moment.officer, moment.step(), ANSWER_DAYS),
    "accept": lambda moment: accept(moment.provider, moment.answer()),
    "provider-refuses": lambda moment: refuse(moment.provider, moment.answer(RefusalReason(moment.words[0]))),
    "lapse": _lapse,
    "plan": _plan,
    "start": lambda moment: start_placement(moment.provider, moment.press()),
    "no-show": lambda moment: record_no_show(moment.officer, moment.press()),
    "holds": _holds,
    "end": _end,
}
"""What a line of the history can say."""
