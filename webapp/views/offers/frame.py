"""What both sides of offers share: the blueprint, and how an offer's kind of work and its terms are said."""

from typing import Any

from flask import Blueprint, current_app
from flask_babel import lazy_gettext as _l

from matching.queries.offer_gaps import Gap
from matching.scoring.occupations import occupation_name
from matching.services.offers import Step
from matching.vocabulary import OffenceCategory, OfferState
from webapp.forms.choices import POSTS, WEEKDAYS, is_chinese, qualification_words
from webapp.wording.codes import label

pages = Blueprint("offers", __name__)

PARTS: dict[str, Any] = {
    "work": _l("The work"),
    "where": _l("Where"),
    "hours": _l("Hours and shift"),
    "pay": _l("Pay and contract"),
    "who": _l("Who can do it"),
    "posts": _l("Posts named by law, and exclusions"),
    "places": _l("Places and dates"),
}
"""The pages of the posting form, in words."""

GROUNDS_SHORT: dict[str, Any] = {
    "statutory": _l("a law bars them"),
    "justified": _l("the task justifies it"),
    "preference": _l("the provider would rather not"),
}
"""ExclusionGround -> why an offence is excluded, in few words."""

GAPS: dict[str, Any] = {
    "title": _l("The title is missing"),
    "description": _l("What is to be done is missing"),
    "justification": _l("An exclusion does not say how the task justifies it"),
    "closed": _l("The last day of the opening has passed"),
    "places": _l("The number of places is missing"),
    "address": _l("The address of the workplace is missing"),
    "hours": _l("The hours a week are missing"),
    "pay": _l("The pay is missing"),
    "ends_on": _l("The day on which the transitional job ends is missing"),
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


@pages.app_context_processor
def offer_words() -> dict[str, Any]:
    """Give the templates the words of offers."""
    return {
        "offer_tags": TAGS,
        "step_words": STEP_WORDS,
        "part_words": PARTS,
        "gap_words": gap_words,
        "qualification_words": qualification_words,
        "post_words": {code: str(words) for code, words in POSTS},
        "ground_short": GROUNDS_SHORT,
        "weekday_words": {number: str(words) for number, words in WEEKDAYS},
        "offence_words": lambda code: label(OffenceCategory(code)),
        "has_candidates": "reviews.candidates" in current_app.view_functions,
        "occupation_words": lambda code: occupation_name(code, "zh" if is_chinese() else "en"),
    }
