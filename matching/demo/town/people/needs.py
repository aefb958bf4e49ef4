"""What somebody has ready, what help is needed, and to whom a need was referred."""

from datetime import date, timedelta

from matching.demo.town.bank import texts, words
from matching.demo.town.chance import Dice, Weighted
from matching.demo.town.days import working_day
from matching.demo.town.model import Row
from matching.demo.town.people.case_book import CaseBook
from matching.demo.town.people.directory import Directory
from matching.demo.town.people.noes import Noes
from matching.demo.town.rows import Rows
from matching.records import Need, Referral
from matching.vocabulary import Answer, NeedKind, NeedState, ReferralState

READY = {
    NeedKind.IDENTITY_CARD: 0.75, NeedKind.BANK_ACCOUNT: 0.6, NeedKind.PHONE: 0.75, NeedKind.HEALTH_CHECK: 0.3,
    NeedKind.CV: 0.35, NeedKind.DISCLOSURE_ADVICE: 0.4,
}  # fmt: skip
"""The share that has each thing of the readiness list when the file is filled in."""

MISSING = 0.45
"""Of those who lack a thing of the list, the share for whom a need is opened."""

OTHER = {NeedKind.INCOME: 0.12, NeedKind.MEDICAL: 0.09, NeedKind.PSYCHOLOGICAL: 0.05, NeedKind.LEGAL_AID: 0.04,
         NeedKind.FAMILY: 0.06}  # fmt: skip
HOUSING = 0.4
"""The share of those without a home for whom a need says so."""

REFERRED, ANSWERED_SOON, ANSWERED_LATER = 0.55, 0.35, 0.9
"""The shares of needs that are referred, and answered within two months, and after."""

OUTCOMES = Weighted([(ReferralState.HELPED, 62), (ReferralState.ACCEPTED, 16), (ReferralState.REFUSED, 12),
                     (ReferralState.NO_ANSWER, 10)])  # fmt: skip
HELPED_IN_THE_END = 0.96
FIRST_OF = timedelta(days=60)


class NeedKeeper:
    """Writes the needs of one person.

    Args:
        book, rows: take the rows.
        dice: decide.
        directory: who helps with what, here.
        account_id: the caseworker.
        today: nothing happens later than the day before.
    """

    def __init__(
        self, book: CaseBook, rows: Rows, dice: Dice, directory: Directory, account_id: int, today: date
    ) -> None:
        self.book, self.rows, self.dice, self.directory = book, rows, dice, directory
        self.account_id, self.yesterday = account_id, today - timedelta(days=1)

    def keep(self, noes: Noes, on: date) -> None:
        """Write down what is ready and what is needed, and follow each need up to yesterday."""
        for kind, share in READY.items():
            if self.dice.yes(share):
                self._ready(kind, on)
            elif self.dice.yes(MISSING):
                self._need(kind, on)
        shares = {**OTHER, NeedKind.HOUSING: HOUSING} if noes.home is Answer.NO else OTHER
        for kind, share in shares.items():
            if self.dice.yes(share):
                self._need(kind, on)

    def _ready(self, kind: NeedKind, on: date) -> None:
        need = self.book.add(
            Need, id=self.rows.next_id(Need), kind=kind, state=NeedState.ANSWERED, opened_on=on, closed_on=on
        )
        self._act(on, "need.ready", kind=kind.value, need=need["id"])

    def _need(self, kind: NeedKind, on: date) -> None:
        notes = words("files")["needs"].get(kind.value, [])
        need = self.book.add(
            Need, id=self.rows.next_id(Need), kind=kind, state=NeedState.OPEN, opened_on=on, closed_on=None, version=1,
            note=self.dice.one(notes) if notes and self.dice.yes(0.6) else None,
        )  # fmt: skip
        self._act(on, "need.opened", kind=kind.value, need=need["id"])
        last = self._refer(need, on) if self.dice.yes(REFERRED) else on
        is_answered = self.dice.yes(ANSWERED_LATER if self.yesterday - on > FIRST_OF else ANSWERED_SOON)
        solved_on = self._later(last, 3, 40)
        if need["state"] is NeedState.OPEN and is_answered and solved_on is not None:
            self._put(need, NeedState.ANSWERED, solved_on)

    def _refer(self, need: Row, on: date) -> date:
        """Hand a need on, and note what came of it. Returns the last day on which something happened."""
        sent_on = self._later(on, 0, 12)
        helper = self.directory.helper(self.dice, need["kind"], sent_on) if sent_on else None
        if sent_on is None or helper is None:
            return on
        referral = {
            "id": self.rows.next_id(Referral), "need_id": need["id"], "service_id": helper.service_id, "referred_to": helper.name,
            "state": ReferralState.SENT, "referred_on": sent_on, "answer_by_on": sent_on + timedelta(days=self.dice.days(14, 35)) if self.dice.yes(0.6) else None,
            "answered_on": None, "note": self._text("sent", need["kind"], 0.4), "account_id": self.account_id, "version": 1,
        }  # fmt: skip
        self.book.lines.append((Referral, referral))
        about = {"kind": need["kind"].value, "need": need["id"], "referral": referral["id"]}
        self._act(sent_on, "referral.sent", **about)
        self._put(need, NeedState.REFERRED, sent_on)
        return self._answer(need, referral, sent_on)

    def _answer(self, need: Row, referral: Row, sent_on: date) -> date:
        """Note what came of a referral: whoever took it on has mostly helped some weeks later."""
        answered_on = self._later(sent_on, 2, 20)
        if answered_on is None:
            return sent_on
        state = OUTCOMES.one(self.dice)
        self._move(need, referral, state, answered_on)
        helped_on = self._later(answered_on, 10, 50) if state is ReferralState.ACCEPTED else None
        if helped_on is not None and self.dice.yes(HELPED_IN_THE_END):
            self._move(need, referral, ReferralState.HELPED, helped_on)
        return helped_on or answered_on

    def _move(self, need: Row, referral: Row, state: ReferralState, on: date) -> None:
        referral["state"], referral["answered_on"], referral["version"] = state, on, referral["version"] + 1
        self._act(
            on, "referral.moved", note=self._text(state.value, need["kind"], 0.7), kind=need["kind"].value, state=state.value,
            need=need["id"], referral=referral["id"],
        )  # fmt: skip
        if state is not ReferralState.ACCEPTED:
            self._put(need, NeedState.ANSWERED if state is ReferralState.HELPED else NeedState.OPEN, on)

    def _put(self, need: Row, state: NeedState, on: date) -> None:
        need["state"], need["version"] = state, need["version"] + 1
        need["closed_on"] = on if state is NeedState.ANSWERED else None
        self._act(on, "need.moved", kind=need["kind"].value, state=state.value, need=need["id"])

    def _act(self, on: date, key: str, note: str | None = None, **said: object) -> None:
        self.book.act(on, self.account_id, key, changes=False, note=note, **said)

    def _text(self, key: str, kind: NeedKind, share: float) -> str | None:
        said = texts(words("files")["referrals"], key, kind.value)
        return self.dice.one(said) if said and self.dice.yes(share) else None

    def _later(self, on: date, fewest: int, most: int) -> date | None:
        """A working day so much later; None where it has not come yet."""
        day = working_day(on + timedelta(days=self.dice.days(fewest, most)), self.yesterday + timedelta(days=3))
        return day if day <= self.yesterday else None
