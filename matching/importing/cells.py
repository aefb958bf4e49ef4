"""Cells as values: numbers, dates, times, codes and lists of codes, each refused in plain words."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from matching.vocabulary import Answer

Code = TypeVar("Code", bound=StrEnum)
_SEPARATORS = re.compile(r"[;；\n]")
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)", re.ASCII)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ].*)?", re.ASCII | re.DOTALL)
_EIGHT = re.compile(r"((?:19|20|21)\d\d)(\d\d)(\d\d)", re.ASCII)
_YES = {"yes", "y", "true", "1", "是", "有", "x", "✓"}
_NO = {"no", "n", "false", "0", "否", "无"}


def _number(value: Any) -> Any:
    """The text of a number without thousands marks and signs of money; 12,5 is no number here, for it may mean either."""
    if value is None:
        return None
    text = unicodedata.normalize("NFKC", str(value)).strip("$¥元 \t\n")
    if not _NUMBER.fullmatch(text):
        raise PydanticCustomError("NoNumber", "no number")
    return text.replace(",", "")


def _whole(value: Any) -> Any:
    try:
        return _number(value)
    except PydanticCustomError:
        raise PydanticCustomError("NoWholeNumber", "no whole number") from None


def day_of(value: Any, info: ValidationInfo | None = None) -> date | None:
    """A date as ISO text (a time after it is passed over), also with 年月日 or as eight digits, or as the mapping says."""
    if value is None:
        return None
    formats = ((info.context if info else None) or {}).get("dates", ())
    text = unicodedata.normalize("NFKC", str(value)).strip()
    plain = _DAY.fullmatch(text) or _EIGHT.fullmatch(text)
    iso = "-".join(plain.groups()) if plain else ""
    for part, each in [(iso, "%Y-%m-%d"), *((str(value), each) for each in formats)]:
        try:
            found = datetime.strptime(part, each).date()
        except ValueError:
            continue
        if 1900 <= found.year <= 2200:
            return found
    raise PydanticCustomError("NoDay", "no day")


def _time(value: Any) -> Any:
    if value is None or isinstance(value, time):
        return value
    text = unicodedata.normalize("NFKC", str(value)).strip().split("T")[-1]
    found = re.fullmatch(r"(\d{1,2}):(\d{2})(?::\d{2})?", text, re.ASCII)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise PydanticCustomError("NoTime", "no time")
    return time(int(found[1]), int(found[2]))


def _answer(value: Any) -> Any:
    text = unicodedata.normalize("NFKC", str(value)).strip().casefold()
    return Answer.YES if text in _YES else Answer.NO if text in _NO else text


def _tick(value: Any) -> bool:
    answer = _answer(value)
    if answer not in (Answer.YES, Answer.NO):
        raise PydanticCustomError("NoCode", "no code", {"codes": "yes, no"})
    return answer is Answer.YES


def parts(text: str) -> list[str]:
    """The entries of a cell that holds several, apart by semicolons or line breaks."""
    return [part.strip() for part in _SEPARATORS.split(text) if part.strip()]


def _listed(value: Any) -> Any:
    return parts(str(value)) if isinstance(value, str) else value


def _lower(value: Any) -> Any:
    return value.strip().casefold().replace(" ", "_") if isinstance(value, str) else value


def _all(one: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: [one(each) for each in _listed(value)] if value is not None else None


Day = Annotated[date | None, BeforeValidator(day_of)]
Clock = Annotated[time | None, BeforeValidator(_time)]
Number = Annotated[float | None, BeforeValidator(_number), Field(allow_inf_nan=False)]
Money = Annotated[float | None, BeforeValidator(_number), Field(ge=0, le=10_000_000, allow_inf_nan=False)]
Whole = Annotated[int | None, BeforeValidator(_whole)]
Degrees = Annotated[float | None, BeforeValidator(_number), Field(allow_inf_nan=False)]
YesNo = Annotated[Answer | None, BeforeValidator(_answer)]
Tick = Annotated[bool, BeforeValidator(_tick)]
Texts = Annotated[list[Annotated[str, Field(max_length=120)]], BeforeValidator(_listed)]
Codes = Annotated[list[Code], BeforeValidator(_all(_lower))]
Days = Annotated[list[date], BeforeValidator(_all(day_of))]
Answers = Annotated[list[Answer], BeforeValidator(_all(_answer))]
OneCode = Annotated[Code, BeforeValidator(_lower)]
