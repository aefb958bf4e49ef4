"""One rule's answer for one pair, in words; and what those read who may not see the offence."""

from dataclasses import dataclass, replace

from matching.eligibility.changes import NearMiss
from matching.reasons import Reason, ReasonKeys
from matching.vocabulary import RuleKind, Verdict

REASONS: ReasonKeys = {
    "lawful_bar.met": (),
    "lawful_bar.broken": (),
    "lawful_bar.unknown": (),
    "lawful_bar.waived": (),
}


@dataclass(frozen=True)
class Finding:
    """A rule's verdict on one pair with its reason and ground.

    `near_misses` are the small changes of which each alone would have met it.
    """

    rule: str
    kind: RuleKind
    verdict: Verdict
    reason: Reason
    ground: str
    ground_zh: str
    restricted: bool
    near_misses: tuple[NearMiss, ...] = ()

    def without_offence(self) -> "Finding":
        """The finding as those read it who may not see the offence.

        It reads *a lawful bar applies*, without the rule, ground or reason.
        """
        return self._without_rule() if self.restricted else self

    def without_conditions(self) -> "Finding":
        """The finding as those read it who may not see what an order or licence lays on the subject."""
        return self._without_rule() if self.kind is RuleKind.CONDITION else self

    def _without_rule(self) -> "Finding":
        reason = Reason(f"lawful_bar.{self.verdict.name.lower()}", {})
        return replace(self, rule="lawful_bar", reason=reason, ground="", ground_zh="", near_misses=())
