"""The facts that the engine uses of a person and an offer, as lines; None where nothing is recorded."""

from datetime import date, timedelta
from math import isnan

from babel.dates import get_day_names
from flask_babel import format_decimal, get_locale
from flask_babel import gettext as _

from matching.facts import OfferFacts, SubjectFacts
from matching.facts.times import clock
from matching.queries.reviews import QueueRow
from matching.vocabulary import Answer, CircumstanceKind
from webapp.rendering import day
from webapp.wording.case_files import circumstance_words
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


def person_lines(facts: SubjectFacts, *, with_conditions: bool) -> list[Line]:
    """What matters of a person; conditions only for those who may see them."""
    lines = [
        (_("Age"), number(int(facts.age) if not isnan(facts.age) else facts.age)),
        (
            _("Has worked as"),
            joined([occupation_words(code) for code in facts.occupations]) if facts.occupations else None,
        ),
        (
            _("Wishes"),
            joined([occupation_words(code) for code in facts.wished_occupations]) if facts.wished_occupations else None,
        ),
        (_("Skills"), joined(facts.skills) if facts.skills_known else None),
        (
            _("Certificates and licences"),
            joined([qualification_words(code) for code in sorted(facts.qualifications)])
            if facts.qualifications_known
            else None,
        ),
        (_("Hours a week"), span(number(facts.hours_min), number(facts.hours_max))),
        (_("Can work"), span(_clock(facts.work_from_minute), _clock(facts.work_to_minute))),
        (_("Longest journey"), _with_unit(number(facts.journey_limit_km), _("km"))),
        (_("Pay needed"), _with_unit(number(facts.pay_needed), _("yuan a month"))),
        (_("Can begin on"), _day(facts.available_on)),
    ]
    return lines + (_condition_lines(facts) if with_conditions else [])


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
        lines.append((_("Area ban"), _("%(number)s areas", number=len(facts.banned_areas))))
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
    """What matters of an offer."""
    weekdays = [_weekday(number) for number in range(7) if facts.weekdays >> number & 1]
    return [
        (_("Occupation"), occupation_words(facts.occupation) if facts.occupation else None),
        (_("Hours a week"), number(facts.hours_per_week)),
        (_("Shift"), span(_clock(facts.shift_from_minute), _clock(facts.shift_to_minute))),
        (_("Weekdays"), joined(weekdays) if weekdays else None),
        (_("Pay"), _with_unit(span(number(facts.pay_from), number(facts.pay_to)), _("yuan a month"))),
        (_("Begins on"), _day(facts.starts_on)),
        (_("Closes on"), _day(facts.closes_on)),
        (_("Lodging"), (None, _("no"), _("yes"))[facts.lodging]),
        (_("Skills asked"), joined(facts.skills) if facts.skills else None),
        (
            _("Required"),
            joined([qualification_words(code) for code in sorted(facts.qualifications)])
            if facts.qualifications
            else None,
        ),
    ]


def number(value: float | None) -> str | None:
    """Write a number in the page's language; None where it is not known."""
    return None if value is None or isnan(value) else str(format_decimal(round(value, 1)))


def _clock(minute: int) -> str | None:
    return clock(minute) if minute >= 0 else None


def _day(number: int) -> str | None:
    return day(date(1970, 1, 1) + timedelta(days=number)) if number >= 0 else None


def _with_unit(value: str | None, unit: str) -> str | None:
    return None if value is None else f"{value} {unit}"


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
