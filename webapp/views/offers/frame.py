"""What both sides of offers share: the blueprint, and how an offer's kind of work and its terms are said."""

from typing import Any

from flask import Blueprint, current_app
from flask_babel import lazy_gettext as _l

from matching.queries.exclusions import Effect, ExclusionRow
from matching.queries.offer_gaps import Gap
from matching.scoring.occupations import occupation_name
from matching.services.offers import Step
from matching.vocabulary import ExclusionGround, HouseRule, OfferKind, OfferState, ToCheck
from webapp.forms.choices import POSTS, WEEKDAYS, is_chinese, qualification_words
from webapp.wording.codes import label

pages = Blueprint("offers", __name__)

SHARED_PARTS: dict[str, Any] = {
    "where": _l("Where"),
    "posts": _l("Exclusions"),
    "places": _l("Places and dates"),
}

PARTS: dict[OfferKind, dict[str, Any]] = {
    OfferKind.JOB: SHARED_PARTS
    | {
        "work": _l("The work"),
        "hours": _l("Hours and shift"),
        "pay": _l("Pay and contract"),
        "who": _l("Who can do it"),
        "posts": _l("Posts named by law, and exclusions"),
    },
    OfferKind.TRAINING: SHARED_PARTS
    | {
        "course": _l("The course"),
        "times": _l("Dates and hours"),
        "entry": _l("Who can take part"),
        "money": _l("Fee, money and lodging"),
    },
    OfferKind.HOUSING: SHARED_PARTS
    | {
        "home": _l("The home"),
        "residents": _l("Who can live there"),
        "rules": _l("Rules of the house"),
        "rent": _l("Rent and length of stay"),
        "closures": _l("Days out of service"),
    },
}
"""Kind of offer -> the pages of its form, in words."""

KINDS: dict[OfferKind, Any] = {
    OfferKind.JOB: _l("Work: a job, an apprenticeship or a transitional job"),
    OfferKind.TRAINING: _l("Training: a course, a certificate, a workshop"),
    OfferKind.HOUSING: _l("A home: a bed, a room or a flat for a while"),
}
"""Kind of offer -> what it means to a provider."""

GROUNDS_SHORT: dict[ExclusionGround, Any] = {
    ExclusionGround.STATUTORY: _l("a law bars them"),
    ExclusionGround.JUSTIFIED: _l("it is justified"),
    ExclusionGround.PREFERENCE: _l("the provider would rather not"),
}
"""Why something is excluded, in few words."""

EFFECTS_IN_FULL: dict[Effect, Any] = {
    Effect.LAW: _l(
        "A law bars them: %(law)s. The service applies that law exactly, also where it reaches less far than this line."
    ),
    Effect.TASK: _l(
        "Applied: whoever it concerns is not suggested. Does this justify it? “%(why)s” If not, return the offer."
    ),
    Effect.PREFERENCE: _l(
        "Only a preference: not applied, everybody is suggested. If the provider insists on it, return the offer."
    ),
    Effect.UNSAID: _l("Not applied, because it does not say which law or what justifies it. Return the offer."),
    Effect.NO_RULE: _l("Not applied: the rulebook in force has no rule for it in offers of this kind."),
}
"""What an exclusion does -> the sentence that the officer reads before publishing."""

EFFECTS: dict[Effect, tuple[Any, str]] = {
    Effect.LAW: (_l("applied exactly as the law says"), "tag--good"),
    Effect.TASK: (_l("applied"), "tag--good"),
    Effect.PREFERENCE: (_l("not applied"), "tag--ask"),
    Effect.UNSAID: (_l("not applied: it does not say why"), "tag--bad"),
    Effect.NO_RULE: (_l("not applied: there is no rule for it"), "tag--ask"),
}
"""What an exclusion does -> its words and the class of its tag."""

GAPS: dict[str, Any] = {
    "title": _l("The title is missing"),
    "description": _l("The description is missing"),
    "justification": _l("An exclusion does not say how it is justified"),
    "law": _l("An exclusion does not say which law bars them"),
    "closed": _l("The last day of the opening has passed"),
    "places": _l("The number of places is missing"),
    "address": _l("The address is missing"),
    "hours": _l("The hours a week are missing"),
    "pay": _l("The pay is missing"),
    "ends_on": _l("The day on which the transitional job ends is missing"),
    "ended": _l("The last day has passed, or is before the first"),
    "length": _l("The last day or the number of weeks is missing"),
    "fee": _l("The fee is missing; 0 is an answer too"),
    "sex_ground": _l("What makes it lawful to take only women or only men is missing"),
    "household": _l("How many people can live together is missing"),
    "rules": _l("The rules of the house are missing; none is an answer too"),
    "rent": _l("The rent is missing; 0 is an answer too"),
}

STEP_WORDS: dict[Step, Any] = {
    Step.PUBLISH: _l("Publish"),
    Step.RETURN: _l("Return with what to mend"),
    Step.PAUSE: _l("Pause"),
    Step.RESUME: _l("Resume"),
    Step.MEND: _l("Mend"),
    Step.WITHDRAW: _l("Withdraw"),
    Step.CLOSE: _l("Close"),
}

STEP_DONE: dict[Step, Any] = {
    Step.PUBLISH: _l("The offer is published. Shortlists are being renewed."),
    Step.RETURN: _l("The offer went back to the provider with your note."),
    Step.PAUSE: _l("The opening is paused: nobody new is suggested."),
    Step.RESUME: _l("The opening is published again."),
    Step.MEND: _l("You can change the opening now. Send it again when it is ready; an officer checks it anew."),
    Step.WITHDRAW: _l("The opening is withdrawn. You can copy it later."),
    Step.CLOSE: _l("The opening is closed. It can be copied later."),
}

TAGS: dict[OfferState, str] = {
    OfferState.SUBMITTED: "tag--ask",
    OfferState.RETURNED: "tag--ask",
    OfferState.PUBLISHED: "tag--good",
    OfferState.PAUSED: "tag--ask",
    OfferState.FILLED: "tag--good",
}


def gap_words(gap: Gap) -> str:
    """Say what is missing."""
    return str(GAPS[gap.key])


def effect_words(row: ExclusionRow) -> str:
    """Say to an officer what an exclusion does, with its law or its justification."""
    law = dict(POSTS)[row.law.value] if row.law else ""
    return str(EFFECTS_IN_FULL[row.effect] % {"law": law, "why": row.justification or ""})


@pages.app_context_processor
def offer_words() -> dict[str, Any]:
    """Give the templates the words of offers."""
    return {
        "offer_tags": TAGS,
        "step_words": STEP_WORDS,
        "part_words": PARTS,
        "kind_words": KINDS,
        "exclusion_effects": EFFECTS,
        "house_rule_words": lambda code: label(HouseRule(code)),
        "to_check_words": lambda code: label(ToCheck(code)),
        "gap_words": gap_words,
        "effect_words": effect_words,
        "qualification_words": qualification_words,
        "post_words": {code: str(words) for code, words in POSTS},
        "ground_short": GROUNDS_SHORT,
        "weekday_words": {number: str(words) for number, words in WEEKDAYS},
        "has_candidates": "reviews.candidates" in current_app.view_functions,
        "occupation_words": lambda code: occupation_name(code, "zh" if is_chinese() else "en"),
    }
