"""Proposals: the staff's board and steps, the second person, and the provider's cards."""

from webapp.views.proposals import cards, second_person, steps
from webapp.views.proposals.blueprint import pages

__all__ = ["cards", "pages", "second_person", "steps"]
