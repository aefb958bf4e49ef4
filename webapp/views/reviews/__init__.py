"""The review queue, the one screen of a person and an offer, and the ways to find either."""

from webapp.views.reviews import batch, deciding, finding, near, queue
from webapp.views.reviews.blueprint import pages

__all__ = ["batch", "deciding", "finding", "near", "pages", "queue"]
