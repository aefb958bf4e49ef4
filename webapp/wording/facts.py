"""The facts that the engine uses of a person and an offer, as lines; None where nothing is recorded."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from math import isnan

from babel.dates import get_day_names
from flask_babel import format_decimal, get_locale, ngettext
from flask_babel import gettext as _

from matching.facts import OfferFacts, SubjectFacts
from matching.facts.times import clock
from matching.privacy import Sight
from matching.queries.reviews import QueueRow
from matching.vocabulary import Answer, CircumstanceKind, HouseRule, HousingKind, OfferKind
from webapp.rendering import day
from webapp.wording.case_files import circumstance_words
from webapp.wording.codes import label
from webapp.wording.reasons import joined, occupation_words, qualification_words

Line = tuple[str, str | None]
ANSWERS = (Answer.UNKNOWN, Answer.NO, Answer.YES)
"""The answers by their tri-state code."""


def noes_tags(facts: SubjectFacts) -> list[tuple[str, str]]:
    """The three noes as (words, class of the tag)."""
    return [circumstance_words(kind, ANSWERS[getattr(facts, kind)]) for kind in CircumstanceKind]


def noes_of(row: QueueRow) -> list[tuple[str, str]]:
    """The three noes of a row of the queue; what was never recorded is unknown."""
    return [circumstance_words(kind, row.noes.get(kind, Answer.UNKNOWN)) for kind in CircumstanceKind]


def person_lines(facts: SubjectFacts, kind: OfferKind, sight: Sight) -> list[Line]:
    """What matters of a person for a kind of offer: conditions and household only for those who may see them."""
    lines = [(_("Age"), number(int(facts.age) if not isnan(facts.age) else facts.age))]
    if kind is OfferKind.HOUSING:
        lines += _home_lines(facts, with_household=sight.sees("household"))
    else:
        lines += _work_lines(facts)
    if kind is OfferKind.JOB:
        lines.insert(-1, (_("Hours a week"), span(number(facts.hours_min), number(facts.hours_max))))
        lines.insert(-1, (_("Pay needed"), with_unit(number(facts.pay_needed), _("yuan a month"))))
    return lines + (_condition_lines(facts) if sight.sees("conditions") else [])


def _work_lines(facts: SubjectFacts) -> list[Line]:
    """What a job or a course is chosen by."""
    held = [qualification_words(code) for code in sorted(facts.qualifications)]
    return [
        (
            _("Has worked as"),
            joined([occupation_words(code) for code in facts.occupations]) if facts.occupations else None,
        ),
        (
            _("Wishes to work as"),
            joined([occupation_words(code) for code in facts.wished_occupations]) if facts.wished_occupations else None,
        ),
        (_("Skills"), _so_far(facts.skills, complete=facts.skills_known)),
        (_("Certificates and licences"), _so_far(held, complete=facts.qualifications_known)),
        (_("Can come"), span(_clock(facts.work_from_minute), _clock(facts.work_to_minute))),
        (_("Longest journey"), with_unit(number(facts.journey_limit_km), _("km"))),
        (_("Can begin on"), day_words(facts.available_on)),
    ]


def _so_far(names: Sequence[str], *, complete: bool) -> str | None:
    """What is recorded, and that there may be more; None where nothing is and nobody has asked."""
    if complete or not names:
        return joined(names) if complete else None
    return str(_("%(names)s (perhaps more)", names=joined(names)))


def _home_lines(facts: SubjectFacts, *, with_household: bool) -> list[Line]:
    """What a home is chosen by."""
    refused = [label(HouseRule(code)) for code in HouseRule if code in facts.house_rules_refused]
    household: list[Line] = [
        (_("People in the household"), number(facts.household_size)),
        (_("Children among them"), str(facts.children) if facts.children >= 0 else None),
    ]
    return [
        *(household if with_household else []),
        (_("Needs a home from"), day_words(facts.home_needed_on)),
        (_("Home without steps"), (None, _("not needed"), _("needed"))[facts.step_free_needed]),
        (_("Rent at most"), with_unit(number(facts.rent_limit), _("yuan a month"))),
        (
            _("Would not accept"),
            (joined(refused) if refused else _("accepts all")) if facts.house_rules_asked else None,
        ),
        (_("Job placement"), _("yes") if facts.has_job else _("no")),
    ]


def _condition_lines(facts: SubjectFacts) -> list[Line]:
    if not facts.conditions_known:
        return [(_("Conditions"), None)]
    lines: list[Line] = []
    if facts.curfew_from_minute >= 0:
        hours = {"home_from": clock(facts.curfew_from_minute), "home_to": clock(facts.curfew_to_minute)}
        lines.append((_("Curfew"), _("home from %(home_from)s to %(home_to)s", **hours)))
    if facts.banned_occupations:
        lines.append((_("Occupation ban"), joined([occupation_words(code) for code in facts.banned_occupations])))
    if facts.banned_areas:
        lines.append((_("Area ban"), ngettext("%(num)s area", "%(num)s areas", len(facts.banned_areas))))
    if facts.banned_contacts:
        lines.append((_("Contact ban"), _("yes")))
    lines += [
        (
            _("Must report"),
            _(
                "%(weekday)s, %(begins)s to %(ends)s",
                weekday=_weekday(weekday),
                begins=clock(begins),
                ends=clock(ends),
            ),
        )
        for weekday, begins, ends in facts.reporting
    ]
    return lines or [(_("Conditions"), _("none"))]


def offer_lines(facts: OfferFacts) -> list[Line]:
    """What matters of an offer of its kind."""
    lines = _OFFER_LINES[OfferKind(facts.kind)](facts)
    return [*lines, (_("Closes on"), day_words(facts.closes_on))]


def _job_lines(facts: OfferFacts) -> list[Line]:
    return [
        (_("Occupation"), occupation_words(facts.occupation) if facts.occupation else None),
        *_timetable(facts),
        (_("Pay"), with_unit(span(number(facts.pay_from), number(facts.pay_to)), _("yuan a month"))),
        (_("Begins on"), day_words(facts.starts_on)),
        *([(_("Transitional, ends on"), day_words(facts.ends_on))] if facts.transitional else []),
        (_("Lodging"), _yes_no(facts.lodging)),
        (_("Skills asked"), joined(facts.skills) if facts.skills else None),
        (_("Required"), _required(facts)),
    ]


def _course_lines(facts: OfferFacts) -> list[Line]:
    return [
        (_("Leads to"), occupation_words(facts.occupation) if facts.occupation else None),
        (_("Certificate"), facts.certificate or None),
        (_("Begins on"), day_words(facts.starts_on)),
        (_("Ends on"), day_words(facts.ends_on)),
        (_("Weeks"), number(facts.weeks)),
        *_timetable(facts),
        (_("Stipend"), with_unit(number(facts.stipend), _("yuan a month"))),
        (_("Fee"), _("none") if facts.fee == 0 else with_unit(number(facts.fee), _("yuan"))),
        (_("Lodging"), _yes_no(facts.lodging)),
        (_("Required"), _required(facts)),
    ]


def _home_terms(facts: OfferFacts) -> list[Line]:
    rules = [label(HouseRule(code)) for code in facts.rule_codes]
    return [
        (_("Kind of home"), label(HousingKind(facts.housing_kind)) if facts.housing_kind else None),
        (_("People in one household"), with_unit(number(facts.household_max), _("at most"))),
        (_("Children"), _yes_no(facts.children)),
        (_("For"), (_("women and men"), _("women only"), _("men only"))[facts.sex_only]),
        (_("Without steps"), _yes_no(facts.step_free)),
        (_("Rent"), _("none") if facts.rent == 0 else with_unit(number(facts.rent), _("yuan a month"))),
        (_("Stay"), with_unit(number(facts.stay_limit_days), _("days at most"))),
        (_("Free from"), day_words(facts.starts_on)),
        (_("Rules of the house"), (joined(rules) if rules else _("none")) if facts.rules_stated else None),
    ]


_OFFER_LINES: dict[OfferKind, Callable[[OfferFacts], list[Line]]] = {
    OfferKind.JOB: _job_lines,
    OfferKind.TRAINING: _course_lines,
    OfferKind.HOUSING: _home_terms,
}


def _timetable(facts: OfferFacts) -> list[Line]:
    weekdays = [_weekday(number) for number in range(7) if facts.weekdays >> number & 1]
    return [
        (_("Hours a week"), number(facts.hours_per_week)),
        (_("Hours of the day"), span(_clock(facts.shift_from_minute), _clock(facts.shift_to_minute))),
        (_("Weekdays"), joined(weekdays) if weekdays else None),
    ]


def _yes_no(code: int) -> str | None:
    return (None, label(Answer.NO), label(Answer.YES))[code]


def _required(facts: OfferFacts) -> str | None:
    held = [qualification_words(code) for code in sorted(facts.qualifications)]
    return joined(held) if held else None


def number(value: float | None) -> str | None:
    """Write a number in the page's language; None where it is not known."""
    return None if value is None or isnan(value) else str(format_decimal(round(value, 1)))


def _clock(minute: int) -> str | None:
    return clock(minute) if minute >= 0 else None


def day_words(number: int) -> str | None:
    """Write a day; None where it is not known."""
    return day(date(1970, 1, 1) + timedelta(days=number)) if number >= 0 else None


def with_unit(value: str | None, unit: str) -> str | None:
    """Write a number with its unit; None where it is not known."""
    return None if value is None else str(_("%(number)s %(unit)s", number=value, unit=unit))


def span(low: str | None, high: str | None) -> str | None:
    """Write what lies between two ends, either of which may be open; None where both are."""
    if low is None or high is None:
        open_end = _("from %(low)s", low=low) if low else _("up to %(high)s", high=high) if high else None
        return open_end and str(open_end)
    if low == high:
        return low
    return str(_("%(low)s to %(high)s", low=low, high=high))


def _weekday(number: int) -> str:
    return str(get_day_names("wide", locale=get_locale() or "en")[number])
