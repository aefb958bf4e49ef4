"""Small codings of stored values: minutes, days, tri-states."""

from datetime import date, time
from math import nan

from matching.vocabulary import Answer, Sex

EPOCH = date(1970, 1, 1)
TRI = {Answer.UNKNOWN: 0, Answer.NO: 1, Answer.YES: 2}
SEX = {Sex.UNKNOWN: 0, Sex.FEMALE: 1, Sex.MALE: 2}


def minute(value: time | None) -> int:
    """Minutes after midnight; -1 where unknown."""
    return -1 if value is None else value.hour * 60 + value.minute


def day_number(value: date | None) -> int:
    """Days since 1970-01-01; -1 where unknown."""
    return -1 if value is None else (value - EPOCH).days


def number(value: float | None) -> float:
    """A number; nan where unknown."""
    return nan if value is None else float(value)


def tri(value: Answer | None) -> int:
    """0 unknown, 1 no, 2 yes."""
    return TRI[value or Answer.UNKNOWN]
