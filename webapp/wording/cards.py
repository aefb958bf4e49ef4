"""The words of a blind card: groups of work, bands of the journey, times. Nothing here names a status."""

from datetime import date
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matching.queries.cards import BANDS_KM, Abilities
from matching.reference import reference_rows
from matching.vocabulary import OfferKind, ProposalState
from webapp.rendering import day

WORK_GROUPS: dict[str, Any] = {
    "0": _l("armed forces"),
    "1": _l("management"),
    "2": _l("professional work"),
    "3": _l("technical work"),
    "4": _l("office work"),
    "5": _l("service and sales work"),
    "6": _l("farming, forestry and fishery"),
    "7": _l("crafts and trades"),
    "8": _l("machine operation, assembly and driving"),
    "9": _l("helping and cleaning work"),
}
"""First digit of an occupation code (ISCO-08) -> its group in plain words."""

CARD_STATES: dict[ProposalState, tuple[Any, str]] = {
    ProposalState.OFFERED: (_l("Waits for your answer"), "tag--ask"),
    ProposalState.INTERESTED: (_l("You are interested"), ""),
    ProposalState.DISCLOSED: (_l("Meet, then answer"), "tag--ask"),
    ProposalState.ACCEPTED: (_l("You accepted"), "tag--good"),
    ProposalState.REFUSED: (_l("You refused"), ""),
    ProposalState.LAPSED: (_l("Time ran out"), ""),
    ProposalState.WITHDRAWN: (_l("No longer available"), ""),
    ProposalState.PLACED: (_l("Placed"), "tag--good"),
}
"""State -> (what it means to a provider, class of its tag)."""


def reference_name(table: str, code: str) -> str:
    """A reference code's name in the page's language; the code itself where the table lacks it."""
    column = "zh" if str(get_locale() or "en").startswith("zh") else "en"
    return next((row[column] for row in reference_rows(table) if row["code"] == code), code)


def journey_words(band: int | None) -> str:
    """Say how far the way to work is, as a band."""
    if band is None:
        return str(_("not known"))
    return str(_("up to %(km)s km", km=band) if band else _("more than %(km)s km", km=BANDS_KM[-1]))


def available_words(available_on: date | None, today: date) -> str:
    """Say from when somebody could start."""
    if available_on is None:
        return str(_("not known; ask the officer"))
    return str(_("now") if available_on <= today else _("from %(day)s", day=day(available_on)))


def ability_lines(abilities: Abilities, today: date, kind: OfferKind) -> list[tuple[str, str]]:
    """A card's lines as (heading, words); what is not known is left out or said to be so."""
    if kind is OfferKind.HOUSING:
        return [
            (_("County"), abilities.county),
            (_("Household and rules"), _("the officer tells you what the person agrees to tell; ask")),
        ]
    groups = [str(WORK_GROUPS[group]) for group in abilities.work_groups if group in WORK_GROUPS]
    skills = [reference_name("skills", code) for code in abilities.skills]
    lines = [
        (_("Has worked in"), _list(groups)),
        (_("Can do"), _list(skills)),
        (_("County"), abilities.county),
        (_("Way to you"), journey_words(abilities.journey_km)),
        (_("Could start"), available_words(abilities.available_on, today)),
    ]
    if abilities.hours:
        low, high = abilities.hours
        words = _("%(low)s to %(high)s", low=low, high=high) if low else _("up to %(high)s", high=high)
        lines.append((_("Hours a week"), words))
    if abilities.times:
        start, end = (f"{time:%H:%M}" for time in abilities.times)
        lines.append((_("Times of day"), _("%(start)s to %(end)s", start=start, end=end)))
    return lines


def _list(words: list[str]) -> str:
    return str(_(", ").join(words) if words else _("not known; ask the officer"))
