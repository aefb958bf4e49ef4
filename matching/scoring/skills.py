"""Skills held against skills asked: known names by the alias table, other names by near spelling."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from scipy.sparse import csr_matrix

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
    return bool(same_skills([skill_code(name)], [skill_code(other)])[0, 0])


def same_skills(codes: Sequence[str], others: Sequence[str]) -> NDArray[np.bool_]:
    """Bool (len(codes), len(others)): equal, or near spellings where neither is a code of the table."""
    if not codes or not others:
        return np.zeros((len(codes), len(others)), dtype=bool)
    known = set(aliases("skills").values())
    free = [code not in known and len(code) >= _SHORT for code in codes]
    other_free = [code not in known and len(code) >= _SHORT for code in others]
    near = process.cdist(codes, others, scorer=fuzz.ratio, score_cutoff=CUT, dtype=np.uint8) > 0
    equal = np.array(codes, dtype=object)[:, None] == np.array(others, dtype=object)[None, :]
    both_free: NDArray[np.bool_] = near & np.array(free)[:, None] & np.array(other_free)[None, :]
    same: NDArray[np.bool_] = both_free | equal.astype(bool)
    return same


@dataclass(frozen=True, eq=False)
class AskedSkills:
    """The skills that m lists ask: their codes, numbered, and which list asks which, csr int32 (m, codes) of ones."""

    codes: tuple[str, ...]
    wants: csr_matrix

    @classmethod
    def of(cls, asked: Sequence[Sequence[str]]) -> "AskedSkills":
        """Number the skills of these lists."""
        numbers: dict[str, int] = {}
        wanted = [
            {numbers.setdefault(code, len(numbers)) for code in map(skill_code, names) if code} for names in asked
        ]
        return cls(tuple(numbers), _ones(wanted, len(numbers)))

    def covered(self, held: Sequence[Sequence[str]]) -> csr_matrix:
        """Which of the codes each list of skills held covers, csr int32 (n, codes) of ones."""
        distinct: dict[tuple[str, ...], int] = {}
        of = [distinct.setdefault(tuple(names), len(distinct)) for names in held]
        own = dict.fromkeys(code for names in distinct for code in map(skill_code, names) if code)
        same = self._same_as(list(own))
        covered = [{number for code in map(skill_code, names) if code for number in same[code]} for names in distinct]
        return _ones(covered, len(self.codes))[of] if held else _ones([], len(self.codes))

    def _same_as(self, own: Sequence[str]) -> dict[str, list[int]]:
        """The numbers of the codes that mean the same as each of these."""
        if not own or not self.codes:
            return dict.fromkeys(own, [])
        return {code: np.flatnonzero(row).tolist() for code, row in zip(own, same_skills(own, self.codes), strict=True)}


def shares_held(held: Sequence[Sequence[str]], asked: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """For n lists of skills held and m lists asked, (n, m): the share of each asked list that is held.

    It is 0 where none is asked.
    """
    wanted = AskedSkills.of(asked)
    counts = np.maximum(wanted.wants.getnnz(axis=1), 1)
    shares: NDArray[np.float64] = (wanted.covered(held) @ wanted.wants.T).toarray() / counts[None, :]
    return shares


def _ones(rows: Sequence[Collection[int]], columns: int) -> csr_matrix:
    """Which columns each row names, as csr int32 of ones."""
    starts = np.cumsum([0, *map(len, rows)])
    named = np.fromiter((column for row in rows for column in sorted(row)), dtype=np.int32, count=int(starts[-1]))
    return csr_matrix((np.ones(len(named), dtype=np.int32), named, starts), shape=(len(rows), columns))


def held_and_lacking(held: Sequence[str], asked: Sequence[str]) -> tuple[list[str], list[str]]:
    """The skills asked, as the offer names them, that are held and that are not."""
    having = [any(same_skill(own, name) for own in held) for name in asked]
    pairs = list(zip(asked, having, strict=True))
    return [name for name, has in pairs if has], [name for name, has in pairs if not has]
