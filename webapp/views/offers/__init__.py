"""Offers: posted by providers page by page, checked by officers."""

from webapp.views.offers import checking, posting
from webapp.views.offers.frame import pages

__all__ = ["checking", "pages", "posting"]
