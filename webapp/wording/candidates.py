"""What the list of people for an offer says of each, by the kind of the offer."""

from collections.abc import Callable
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matching.queries.candidates import Candidate
from matching.vocabulary import Answer, CircumstanceKind, OfferKind
from webapp.wording.case_files import circumstance_words
from webapp.wording.facts import ANSWERS, day_words, number, span, with_unit
from webapp.wording.reasons import joined, occupation_words


class Column(NamedTuple):
    """One column: its heading, whether it holds numbers, and what it says of a person, None where nothing is recorded."""

    heading: Any
    is_number: bool
    cell: Callable[[Candidate], str | None]


def _skills(each: Candidate) -> str | None:
    if not each.facts.skills_known:
        return None
    has = _("has %(skills)s", skills=joined(each.has)) if each.has else ""
    lacks = _("lacks %(skills)s", skills=joined(each.lacks)) if each.lacks else ""
    return _("; ").join(part for part in (has, lacks) if part) or "–"


def _journey(each: Candidate) -> str | None:
    return with_unit(number(each.km), _("km"))


def _wishes(each: Candidate) -> str | None:
    wished = each.facts.wished_occupations
    return joined([occupation_words(code) for code in wished]) if wished else None


def _home(each: Candidate) -> str | None:
    return str(circumstance_words(CircumstanceKind.HOME, ANSWERS[each.facts.home])[0]) if each.facts.home else None


def _step_free(each: Candidate) -> str | None:
    answers = {Answer.NO: _("not needed"), Answer.YES: _("needed")}
    return answers.get(ANSWERS[each.facts.step_free_needed])


COLUMNS: dict[OfferKind, tuple[Column, ...]] = {
    OfferKind.JOB: (
        Column(_l("Skills"), False, _skills),
        Column(_l("Journey"), True, _journey),
        Column(
            _l("Hours a week"), False, lambda each: span(number(each.facts.hours_min), number(each.facts.hours_max))
        ),
        Column(_l("Pay needed"), True, lambda each: number(each.facts.pay_needed)),
    ),
    OfferKind.TRAINING: (
        Column(_l("Wishes"), False, _wishes),
        Column(_l("Journey"), True, _journey),
        Column(_l("Can begin on"), False, lambda each: day_words(each.facts.available_on)),
    ),
    OfferKind.HOUSING: (
        Column(_l("Home"), False, _home),
        Column(_l("Needed from"), False, lambda each: day_words(each.facts.home_needed_on)),
        Column(_l("Rent at most"), True, lambda each: number(each.facts.rent_limit)),
        Column(_l("Home without steps"), False, _step_free),
    ),
}
