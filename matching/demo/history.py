"""What happened between people and openings of the made-up county, one step per line."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from functools import partial

from matching.clock import OFFICE_ZONE
from matching.demo.afterwards import end, extend, holds, plan, settle_exit
from matching.demo.county import Act, County
from matching.demo.files import tables
from matching.demo.moments import Moment
from matching.services.cards import accept, refuse, show_interest
from matching.services.consents import RecordConsent, record_consent
from matching.services.direct_proposals import ProposeDirectly, propose_directly
from matching.services.interviews import SetInterview, set_interview
from matching.services.pairs import pair_of
from matching.services.placements import record_no_show, start_placement
from matching.services.proposals import (
    disclose,
    lapse_proposals,
    offer_to_provider,
    propose,
    record_agreement,
    record_refusal,
)
from matching.services.reviews import AskFor, Decide, Decline, Endorse, Hold, decide
from matching.services.second_person import ask_unit_above
from matching.vocabulary import ConsentPurpose, DeclineReason, Fact, RefusalReason

ANSWER_DAYS = 5


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


def _find(moment: Moment) -> None:
    """An officer proposes without a suggestion; a caseworker has still to decide."""
    found = ProposeDirectly(moment.subject_id, moment.offer_id, " ".join(moment.words))
    moment.county.proposals[moment.pair] = propose_directly(moment.officer, found).id or 0


def _meet(moment: Moment) -> None:
    """Set an interview: on which day, at which hour of the office, and where."""
    work, (day, hour, *place) = moment.officer, moment.words
    meets = datetime.combine(moment.county.on(int(day)).today, time.fromisoformat(hour), OFFICE_ZONE)
    at = meets.astimezone(UTC).replace(tzinfo=None)
    step = SetInterview(moment.proposal.id or 0, moment.proposal.version, at, " ".join(place))
    set_interview(work, step, ANSWER_DAYS)


def _lapse(moment: Moment) -> None:
    lapse_proposals(moment.county.on(moment.day))


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
    "find": _find,
    "meet": _meet,
    "plan": plan,
    "start": lambda moment: start_placement(moment.provider, moment.press()),
    "no-show": lambda moment: record_no_show(moment.officer, moment.press()),
    "holds": holds,
    "extend": extend,
    "exit-path": settle_exit,
    "end": end,
}
"""What a line of the history can say."""
