"""What a decline means for the pair, in words."""

from datetime import date

from flask_babel import gettext as _

from matching.services.coming_back import NOT_AGAIN, back_after_decline
from matching.vocabulary import DeclineReason
from webapp.rendering import day


def effect_words(reason: DeclineReason, declined_on: date) -> str:
    """Say when a pair that is declined for this reason may come back."""
    if reason in NOT_AGAIN:
        return str(_("does not come back"))
    back_on = back_after_decline(reason, declined_on)
    if back_on is not None:
        return str(_("comes back on %(day)s", day=day(back_on)))
    return str(_("comes back when a fact of the person or the offer changes"))


def effect_hint(reason: DeclineReason, declined_on: date) -> str:
    """Say it beside the reason, before it is chosen."""
    words = effect_words(reason, declined_on)
    return words[:1].upper() + words[1:]
