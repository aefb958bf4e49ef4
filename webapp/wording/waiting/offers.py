"""Lines of the day's work about offers: key -> (words, the view that the line opens, its argument's name)."""

from typing import Any

LINES: dict[str, tuple[Any, str, str]] = {}
