"""The review queue, the one screen of a person and an offer, and the ways to find either."""

from webapp.views.reviews import batch, comparing, deciding, finding, near, queue
from webapp.views.reviews.blueprint import pages

__all__ = ["batch", "comparing", "deciding", "finding", "near", "pages", "queue"]
