"""The words of case files."""

from typing import Any

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from matching.queries.case_files import Relation
from matching.queries.needs import Ready
from matching.queries.timelines import About
from matching.scoring.occupations import occupation_name
from matching.vocabulary import Answer, CircumstanceKind, ConditionKind, Fact
from webapp.access import may_open
from webapp.forms.choices import is_chinese
from webapp.wording.codes import label
from webapp.wording.names import COMPONENTS

RELATIONS: dict[Relation, Any] = {
    Relation.CASEWORKER: _l("You see this because you are the caseworker; this view is recorded."),
    Relation.COVERING: _l("You see this because you cover for the caseworker now; this view is recorded."),
    Relation.NAMED: _l("You see this because you are named for this protected person; this view is recorded."),
    Relation.UNIT: _l("You see this because your unit is responsible; this view is recorded."),
    Relation.VILLAGE: _l("You see this because a village of your unit is responsible; this view is recorded."),
    Relation.REVIEWER: _l("You see this because a review waits at your unit; this view is recorded."),
}

NEXT_DATES: dict[str, Any] = {
    "release": _l("release"),
    "correction_ends": _l("end of correction"),
    "review": _l("ask again about the three noes"),
}

_TAGS: dict[CircumstanceKind, dict[Answer, Any]] = {
    CircumstanceKind.HOME: {
        Answer.YES: _l("Has a home"),
        Answer.NO: _l("No home"),
        Answer.UNKNOWN: _l("Home: not known"),
    },
    CircumstanceKind.KIN: {Answer.YES: _l("Has kin"), Answer.NO: _l("No kin"), Answer.UNKNOWN: _l("Kin: not known")},
    CircumstanceKind.WORK: {
        Answer.YES: _l("Has work"),
        Answer.NO: _l("No work"),
        Answer.UNKNOWN: _l("Work: not known"),
    },
}
_CLASSES = {Answer.YES: "tag--good", Answer.NO: "tag--bad", Answer.UNKNOWN: "tag--ask"}

CONDITION_EXAMPLES: dict[ConditionKind, Any] = {
    ConditionKind.CURFEW: _l("such as: at home from 22:00 to 06:00"),
    ConditionKind.AREA_BAN: _l("such as: keeps 1 km away from the market in Hexi Road"),
    ConditionKind.OCCUPATION_BAN: _l("such as: no work with children for three years"),
    ConditionKind.CONTACT_BAN: _l("such as: keeps away from minors, or from somebody at a workplace"),
    ConditionKind.TRAVEL_LEAVE: _l("such as: may work in the next county until the end of the year"),
    ConditionKind.REPORTING: _l("such as: comes to the office on Mondays from 09:00 to 11:00"),
}

TIMELINE: dict[About, Any] = {
    About.PERSON: _l("The person"),
    About.UNDER_WAY: _l("Proposals and placements"),
    About.NEEDS: _l("Needs"),
    About.PAPERS: _l("Papers"),
    About.NOTES: _l("Notes"),
}

READINESS: dict[Ready, tuple[Any, str]] = {
    Ready.READY: (_l("ready"), "tag--good"),
    Ready.BEING_DONE: (_l("being done"), "tag--ask"),
    Ready.MISSING: (_l("missing"), "tag--bad"),
    Ready.NOT_NEEDED: (_l("not needed"), ""),
    Ready.NOT_ASKED: (_l("not asked yet"), ""),
}
"""How far something of the readiness list is -> its words and the class of its tag."""

_PAGES: dict[Fact, tuple[str, str]] = {
    Fact.OFFENCES: ("offences.page", ""),
    Fact.CONDITIONS: ("conditions.page", ""),
    Fact.TRAVEL_LEAVE: ("conditions.page", ""),
    Fact.REPORTING: ("conditions.page", ""),
    Fact.QUALIFICATIONS: ("profiles.abilities", "qualifications"),
    Fact.SKILLS: ("profiles.abilities", "skills"),
    Fact.EXPERIENCE: ("profiles.experience", ""),
    Fact.AGE: ("subjects.details", "born_on"),
    Fact.SEX: ("subjects.details", "sex"),
    Fact.RESIDENCE: ("subjects.details", "latitude"),
    Fact.COUNTY: ("subjects.details", "unit_id"),
    Fact.AVAILABLE_ON: ("profiles.wishes", "available_on"),
    Fact.WORKING_TIMES: ("profiles.wishes", "work_from"),
    Fact.HOURS_WANTED: ("profiles.wishes", "hours_min"),
    Fact.PAY_NEEDED: ("profiles.wishes", "pay_needed"),
    Fact.HOUSEHOLD: ("household.page", ""),
    Fact.STEP_FREE: ("profiles.home", "step_free_needed"),
    Fact.RENT_LIMIT: ("profiles.home", "rent_limit"),
    Fact.HOUSE_RULES: ("profiles.home", "house_rules_refused"),
    Fact.WORKPLACE: ("subjects.case_file", "under-way"),
    Fact.CIRCUMSTANCES: ("subjects.case_file", "three-noes"),
}
"""Fact -> the page whose form answers it, and the field there."""


def circumstance_words(kind: CircumstanceKind, answer: Answer) -> tuple[Any, str]:
    """Say one of the three noes, and give the class of its tag."""
    return _TAGS[kind][answer], _CLASSES[answer]


def answer_words(code: str | None) -> str:
    """Say a stored yes, no or unknown."""
    return label(Answer(code or Answer.UNKNOWN))


def answers_at(fact: Fact, subject_id: int) -> str:
    """The address of the form that answers a question about a person; the case file for whom it does not open."""
    endpoint, field = _PAGES.get(fact, ("subjects.case_file", ""))
    if not may_open(g.viewer, endpoint):
        endpoint, field = "subjects.case_file", ""
    return url_for(endpoint, subject_id=subject_id, _anchor=field or None)


def component_words(name: str) -> Any:
    """Say one part of a score; the name itself where a later policy has other parts."""
    return COMPONENTS.get(name, name)


def years_words(years: float) -> str:
    """Say how many years; a part of one is written as a decimal."""
    if years == int(years):
        return str(ngettext("%(num)s year", "%(num)s years", int(years)))
    return str(_("%(years)s years", years=f"{years:g}"))


def occupation_words(code: str) -> str:
    """Say an occupation in the page's language."""
    return occupation_name(code, "zh" if is_chinese() else "en")
