"""What an offer's exclusions do: a law's own rule applies, the task's good ground applies, a preference never does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matching.eligibility.rulebook import RuleEntry
from matching.records import Offer
from matching.services.versions import rulebook_in_force
from matching.vocabulary import ExclusionGround, OffenceCategory, PostKind


class Effect(StrEnum):
    """What an exclusion does to a shortlist."""

    LAW = "law"
    TASK = "task"
    PREFERENCE = "preference"
    UNSAID = "unsaid"
    NO_RULE = "no_rule"


@dataclass(frozen=True)
class ExclusionRow:
    """One exclusion as it is shown: which kinds of offence, on which ground, and what comes of it.

    Attributes:
        law: the post whose law is called upon; None where the ground is no law or none is named.
        effect: UNSAID where the law or the justification is missing, NO_RULE where the rulebook has none for this kind of
            offer.
    """

    category: OffenceCategory
    ground: ExclusionGround
    justification: str | None
    law: PostKind | None
    effect: Effect


def exclusion_rows(offer: Offer, on: date) -> list[ExclusionRow]:
    """Every exclusion of an offer with what it does on a day, in the order in which they were made."""
    rules = {entry.id: entry for entry in rulebook_in_force().in_force(on)}
    rows = []
    for stored in offer.exclusions:
        ground, law = ExclusionGround(stored["ground"]), stored.get("law")
        post = PostKind(law) if law else None
        why = stored.get("justification")
        effect = _effect(offer, ground, post, why, rules)
        rows.append(ExclusionRow(OffenceCategory(stored["category"]), ground, why, post, effect))
    return rows


def laws_on(day: date) -> dict[PostKind, RuleEntry]:
    """The laws that close a post, as the rulebook of a day lays them down."""
    rules = {entry.id: entry for entry in rulebook_in_force().in_force(day)}
    return {post: rules[f"{post}_bar"] for post in PostKind if f"{post}_bar" in rules}


def _effect(
    offer: Offer, ground: ExclusionGround, law: PostKind | None, why: str | None, rules: Mapping[str, RuleEntry]
) -> Effect:
    if ground is ExclusionGround.PREFERENCE:
        return Effect.PREFERENCE
    is_law = ground is ExclusionGround.STATUTORY
    if not (law if is_law else why):
        return Effect.UNSAID
    entry = rules.get(f"{law}_bar" if is_law else "justified_exclusion")
    if entry is None or offer.kind not in entry.kinds:
        return Effect.NO_RULE
    return Effect.LAW if is_law else Effect.TASK
