"""Numbers out of what was sent."""

from typing import Any


def int_or_none(value: Any) -> int | None:
    """Read a whole number that a record can hold; None for anything else."""
    text = str(value)
    return int(text) if text.isdecimal() and len(text) <= 18 else None
