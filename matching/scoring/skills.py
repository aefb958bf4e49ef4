"""Skills held against skills asked: known names by the alias table, other names by near spelling."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from matching.reference import aliases, plain

CUT = 88.0
"""The least rapidfuzz ratio (0..100) at which two unknown names count as one skill."""

_SHORT = 4
"""Names shorter than this must agree to the letter: 电工 and 焊工 are not near spellings."""


@lru_cache(maxsize=50_000)
def skill_code(name: str) -> str:
    """The code of a skill in the reference table, or the plain name where the table has none.

    A known name inside a longer one counts: 三年电工经验 is the electrician's skill; the longest wins.
    """
    names, spelt = aliases("skills"), plain(name, 80)
    if spelt in names:
        return names[spelt]
    inside = [known for known in names if _stands_in(spelt, known)]
    return names[max(inside, key=len)] if inside else spelt


def _stands_in(name: str, known: str) -> bool:
    return f" {known} " in f" {name} " if known.isascii() else len(known) > 1 and known in name


def same_skill(name: str, other: str) -> bool:
    """Whether two names mean one skill."""
    return bool(_same([skill_code(name)], [skill_code(other)])[0, 0])


def _same(codes: Sequence[str], others: Sequence[str]) -> NDArray[np.bool_]:
    """Bool (len(codes), len(others)): equal, or near spellings where neither is a code of the table."""
    known = set(aliases("skills").values())
    free = [code not in known and len(code) >= _SHORT for code in codes]
    other_free = [code not in known and len(code) >= _SHORT for code in others]
    near = process.cdist(codes, others, scorer=fuzz.ratio, score_cutoff=CUT, dtype=np.uint8) > 0
    equal = np.array(codes, dtype=object)[:, None] == np.array(others, dtype=object)[None, :]
    both_free: NDArray[np.bool_] = near & np.array(free)[:, None] & np.array(other_free)[None, :]
    same: NDArray[np.bool_] = both_free | equal.astype(bool)
    return same


def shares_held(held: Sequence[Sequence[str]], asked: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """For n lists of skills held and m lists asked, (n, m): the share of each asked list that is held.

    It is 0 where none is asked.
    """
    own, wanted = _distinct(held), _distinct(asked)
    if not own or not wanted:
        return np.zeros((len(held), len(asked)))
    same = _same(list(own), list(wanted)).astype(np.float32)
    covered = (_membership(held, own) @ same > 0).astype(np.float32)
    wants = _membership(asked, wanted)
    counts = np.maximum(wants.sum(axis=1), 1).astype(np.float64)
    shares: NDArray[np.float64] = (covered @ wants.T).astype(np.float64) / counts[None, :]
    return shares


def _distinct(lists: Sequence[Sequence[str]]) -> dict[str, int]:
    """Each distinct skill code and its column."""
    codes = dict.fromkeys(code for names in lists for code in map(skill_code, names) if code)
    return {code: i for i, code in enumerate(codes)}


def _membership(lists: Sequence[Sequence[str]], columns: dict[str, int]) -> NDArray[np.float32]:
    """Which list names which code: float32 (len(lists), len(columns)) of 0 and 1."""
    table = np.zeros((len(lists), len(columns)), dtype=np.float32)
    for i, names in enumerate(lists):
        table[i, [columns[code] for code in map(skill_code, names) if code]] = 1
    return table


def held_and_lacking(held: Sequence[str], asked: Sequence[str]) -> tuple[list[str], list[str]]:
    """The skills asked, as the offer names them, that are held and that are not."""
    having = [any(same_skill(own, name) for own in held) for name in asked]
    pairs = list(zip(asked, having, strict=True))
    return [name for name, has in pairs if has], [name for name, has in pairs if not has]
