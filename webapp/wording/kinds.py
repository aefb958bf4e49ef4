"""The three kinds of offer where they are sought, held, or not to be had."""

from typing import Any

from flask_babel import lazy_gettext as _l

from matching.vocabulary import OfferKind

SOUGHT: dict[OfferKind, Any] = {
    OfferKind.HOUSING: _l("A home"),
    OfferKind.JOB: _l("A job"),
    OfferKind.TRAINING: _l("A training place"),
}
"""Headings."""

HELD: dict[OfferKind, Any] = {
    OfferKind.HOUSING: _l("Has a home at %(title)s, so no other is sought."),
    OfferKind.JOB: _l("Has a job at %(title)s, so no other is sought."),
    OfferKind.TRAINING: _l("Has a training place at %(title)s, so no other is sought."),
}

NONE_NOW: dict[OfferKind, Any] = {
    OfferKind.HOUSING: _l("No open home may be taken now. Ask why one is not here, or ask the officer for more homes."),
    OfferKind.JOB: _l("No open job may be taken now. Ask why one is not here, or ask the officer for jobs nearer by."),
    OfferKind.TRAINING: _l("No open training place may be taken now."),
}


def sought_words(kind: OfferKind) -> str:
    """The heading under which offers of a kind stand."""
    return str(SOUGHT[kind])


def held_words(kind: OfferKind, title: str) -> str:
    """Say that somebody holds a place of a kind for good."""
    return str(HELD[kind]) % {"title": title}


def none_words(kind: OfferKind) -> str:
    """Say that no open offer of a kind may be taken."""
    return str(NONE_NOW[kind])
