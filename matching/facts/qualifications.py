"""Qualifications that offers ask and subjects hold: certificates, licences and levels of schooling.

The order of `QUALIFICATIONS` is the order of the Q columns of every qualifications matrix.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.errors import BadInput
from matching.reference import aliases, plain, reference_rows

_SCHOOLING = ("school_lower", "school_upper", "college", "bachelor", "master")
_OPTIONAL = re.compile(r"not required|not necessary|preferred|desirable|a plus|优先|不限|无需|不需|不要求|加分")
_CLAUSE = re.compile(r"[.;,，。；、\n\r]")


class Qualification(NamedTuple):
    """A certificate, licence or level of schooling, and the code of the one that it includes ("" none)."""

    code: str
    en: str
    zh: str
    implies: str


QUALIFICATIONS: tuple[Qualification, ...] = tuple(
    Qualification(row["code"], row["en"], row["zh"], row["implies"]) for row in reference_rows("qualifications")
)
_INDEX: Mapping[str, int] = {qualification.code: i for i, qualification in enumerate(QUALIFICATIONS)}


def qualification_index(code: str) -> int:
    """The column of a qualification; an unknown code is refused."""
    if code not in _INDEX:
        raise BadInput(f"There is no qualification {code!r}.")
    return _INDEX[code]


def qualification_row(codes: Iterable[str]) -> NDArray[np.bool_]:
    """Codes as a bool row (Q,)."""
    row = np.zeros(len(QUALIFICATIONS), dtype=bool)
    row[[qualification_index(code) for code in codes]] = True
    return row


def qualification_codes(row: NDArray[np.bool_]) -> frozenset[str]:
    """A bool row (Q,) as codes."""
    return frozenset(QUALIFICATIONS[i].code for i in np.flatnonzero(row))


@cache
def _includes() -> NDArray[np.float32]:
    """Matrix (Q, Q): 1 where holding the row's qualification means holding the column's.

    A2 includes B2 includes C1.
    """
    reach = np.eye(len(QUALIFICATIONS), dtype=np.float32)
    for i, qualification in enumerate(QUALIFICATIONS):
        included = qualification.implies
        while included:
            reach[i, _INDEX[included]] = 1
            included = QUALIFICATIONS[_INDEX[included]].implies
    return reach


def with_included(held: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """What (n, Q) holders hold once the lower grades inside a higher one are counted."""
    counted: NDArray[np.bool_] = (held.astype(np.float32) @ _includes()) > 0
    return counted


@cache
def _pattern() -> re.Pattern[str]:
    """Any spelling of any qualification; longest first; a Latin spelling must stand as whole words."""
    spellings = sorted(aliases("qualifications"), key=len, reverse=True)
    return re.compile("|".join(_spelling(text) for text in spellings))


def _spelling(text: str) -> str:
    before = r"(?<![a-z0-9])" if text[0].isascii() else ""
    after = r"(?![a-z0-9])" if text[-1].isascii() else ""
    return before + re.escape(text) + after


def qualifications_in(text: str) -> set[str]:
    """Codes of the qualifications that a text asks for or names.

    A clause that says *preferred*, *not required* or 优先 is passed over. Where several levels of schooling
    are named, only the lowest stands: such a text accepts any from there up. It is an aid for importers and
    forms; a person confirms it.
    """
    clauses = (clause for clause in _CLAUSE.split(text[:50_000].lower()) if not _OPTIONAL.search(clause))
    names = aliases("qualifications")
    found = {names[match] for clause in clauses for match in _pattern().findall(plain(clause, 2_000))}
    levels = [code for code in _SCHOOLING if code in found]
    return found - set(levels[1:])
