"""The words of timeline lines and audit entries, by key, one module per noun. A test holds the list complete."""

from typing import Any

from webapp.wording.events import accounts, offers, placements, proposals, providers, reviews, subjects, units, work

EVENTS: dict[str, Any] = {
    key: words
    for module in (accounts, offers, placements, proposals, providers, reviews, subjects, units, work)
    for key, words in module.EVENTS.items()
}


def event_words(key: str, arguments: dict[str, Any] | None = None) -> str:
    """Say what happened, in the page's language."""
    words = EVENTS.get(key)
    return key if words is None else str(words) % (arguments or {})
