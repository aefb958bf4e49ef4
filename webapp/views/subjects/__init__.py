"""People: lists, intake, the case file and its corrections."""

from webapp.views.subjects import case_file, details, lists, my_file
from webapp.views.subjects.frame import pages

__all__ = ["case_file", "details", "lists", "my_file", "pages"]
