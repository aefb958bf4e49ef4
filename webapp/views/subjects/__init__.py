"""People: lists, intake, the case file and its corrections."""

from webapp.views.subjects import case_file, details, lists
from webapp.views.subjects.frame import pages

__all__ = ["case_file", "details", "lists", "pages"]
