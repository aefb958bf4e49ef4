"""Offers: posted by providers page by page, checked by officers."""

from webapp.views.offers import checking, editing, posting
from webapp.views.offers.frame import pages

__all__ = ["checking", "editing", "pages", "posting"]
