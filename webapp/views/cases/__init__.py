"""Whole case files: closing and reopening, handing over, the end of correction, making one of two."""

from webapp.views.cases import closing, merging, moving
from webapp.views.cases.blueprint import pages

__all__ = ["closing", "merging", "moving", "pages"]
