"""What one small change would open, in words: the change, the score that it would give, and who could make it."""

from typing import Any, NamedTuple

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matching.eligibility.changes import Hands
from matching.scoring.near import NearPair, Way
from webapp.access import may_open
from webapp.wording.reasons import reason_words

HANDS: dict[Hands, Any] = {
    Hands.PROVIDER: _l(
        "In the provider's hands: ask, or let the officer ask, whether this could change for anybody. Name neither the person nor the reason."
    ),
    Hands.AUTHORITY: _l(
        "In the hands of the authority that laid the order: it alone may change it. Ask it, and promise nothing."
    ),
    Hands.PERSON: _l("In the person's hands: ask, and take a no for an answer."),
    Hands.TRAINER: _l("To be earned, or recorded where it is held already."),
    Hands.OFFICE: _l("In our hands: find somewhere to stay until then."),
}
"""Who could make a change, and how it is asked for."""

ANSWERED: dict[str, tuple[str, str]] = {
    "journey_limit": ("profiles.wishes", "journey_limit_km"),
    "working_hours": ("profiles.wishes", "work_from"),
}
"""Rule -> the form of the person's on which the change would be recorded, and the field there."""


class WayLine(NamedTuple):
    """One change in words; `link` is where one goes about it, as (address, words), where the viewer may."""

    words: str
    score: int
    needs_information: bool
    hands: str
    link: tuple[str, str] | None


class Around(NamedTuple):
    """What the links of a near pair need: whose offer it is, a course that helps, and whether the person's pages open."""

    provider_id: int
    course: tuple[int, str] | None = None
    opens_person: bool = True


def way_lines(pair: NearPair, around: Around) -> list[WayLine]:
    """Every change that would open a pair, the better score first."""
    ways = sorted(pair.ways, key=lambda way: -way.score)
    return [_line(pair, way, around) for way in ways]


def _line(pair: NearPair, way: Way, around: Around) -> WayLine:
    link = _link(pair, way, around)
    return WayLine(reason_words(way.reason), way.score, way.needs_information, str(HANDS[way.hands]), link)


def _link(pair: NearPair, way: Way, around: Around) -> tuple[str, str] | None:
    """Where one goes about a change."""
    if way.hands is Hands.PROVIDER:
        return url_for("providers.provider", provider_id=around.provider_id), _("Open the provider")
    if way.hands is Hands.OFFICE:
        return (url_for("tonight.page"), _("Beds for tonight")) if may_open(g.viewer, "tonight.page") else None
    if not around.opens_person:
        return None
    if way.hands is Hands.TRAINER and around.course:
        course, title = around.course
        address = url_for("reviews.review", subject_id=pair.subject, offer_id=course)
        return address, _("A course that leads to it: %(title)s", title=title)
    endpoint, field, words = _page(pair.rule, way.hands)
    if not may_open(g.viewer, endpoint):
        return None
    return url_for(endpoint, subject_id=pair.subject, _anchor=field or None), words


def _page(rule: str, hands: Hands) -> tuple[str, str, str]:
    """The page of the person's on which a change would be recorded, the field there, and the words of the link."""
    if hands is Hands.AUTHORITY:
        return "conditions.page", "", _("Open the conditions")
    if hands is Hands.TRAINER:
        return "profiles.abilities", "qualifications", _("Open the certificates")
    return *ANSWERED[rule], _("Open the wishes")
