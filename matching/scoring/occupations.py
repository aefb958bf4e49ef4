"""Occupations by ISCO-08 code (International Labour Office, 2012).

Which one a title names, and how near two lie.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from matching.reference import aliases, plain, reference_rows

CUT = 88.0
"""The least rapidfuzz ratio (0..100, words in any order) at which a title counts as a near spelling."""

_NEARNESS = (0.0, 0.15, 0.4, 0.7, 1.0)
"""Relatedness of two codes by the number of leading digits they share."""

_HEAD = re.compile(r"[,(（\[【:：;|/、，\-–—]| for | of the | of | to the | at ")
_RANKS = re.compile(
    r"\b(senior|junior|assistant|lead|chief|head|principal|trainee|apprentice|experienced|[ivx]+|\d+)\b"
)


def occupation_for(title: str) -> str | None:
    """The occupation that a title names, as a four-digit code; None where it is not in the reference table.

    Tried in turn: the whole title; its head, before any dash, bracket, comma or preposition; the longest
    known name that ends the head (in Chinese, that stands in the title); a near spelling.
    """
    return _occupation_for(title[:200])


@lru_cache(maxsize=20_000)
def _occupation_for(title: str) -> str | None:
    names = aliases("occupations")
    whole, head = plain(title), plain(_HEAD.split(title.strip(), maxsplit=1)[0])
    bare = " ".join(_RANKS.sub(" ", head).split())
    for name in (whole, head, bare):
        if name in names:
            return names[name]
    return _named_within(bare, names) or _named_within(whole, names, anywhere=True) or _near(bare, names)


def _named_within(title: str, names: Mapping[str, str], *, anywhere: bool = False) -> str | None:
    """The longest name at the end of a title; of names equally long, the last.

    A Chinese name may stand anywhere in it, and with `anywhere` so may a name of several words.
    """
    words, fewest = title.split(), 2 if anywhere else 1
    ends = range(len(words) + 1) if anywhere else (len(words),)
    spans = (" ".join(words[start:end]) for end in ends for start in range(end - fewest + 1))
    found = [span for span in spans if span in names]
    if not title.isascii():
        found += [name for name in _chinese_names() if name in title]
    best = max(found, key=lambda name: (len(name), title.rfind(name)), default=None)
    return names[best] if best else None


@cache
def _chinese_names() -> tuple[str, ...]:
    """The names that may stand anywhere in a title, for Chinese sets no spaces between words."""
    return tuple(name for name in aliases("occupations") if not name.isascii() and len(name) > 1)


def _near(title: str, names: Mapping[str, str]) -> str | None:
    if len(title) < 4:
        return None
    match = process.extractOne(title, names.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=CUT)
    return names[match[0]] if match else None


@cache
def _names_by_code() -> Mapping[str, Mapping[str, str]]:
    return {row["code"]: row for row in reference_rows("occupations")}


def occupation_name(code: str, language: str = "en") -> str:
    """The name of an occupation in a language ("en", else Chinese), or the code where the table has none."""
    row = _names_by_code().get(code)
    return code if row is None else row["en" if language == "en" else "zh"]


def relatedness(code_a: str, code_b: str) -> float:
    """How near two occupations lie, 0..1.

    It is 1 for the same, .7 the same three leading digits, .4 two, .15 one, 0 none or unknown.
    """
    shared = 0
    for a, b in zip(code_a[:4], code_b[:4], strict=False):
        if a != b:
            break
        shared += 1
    return _NEARNESS[shared]


def best_relatedness(owned: Sequence[Sequence[str]], offered: Sequence[str]) -> NDArray[np.float64]:
    """For n lists of codes and m codes, (n, m): the relatedness of the nearest code in each list.

    It is 0 for an empty list.
    """
    columns = {code: j for j, code in enumerate(dict.fromkeys(offered))}
    own = {code: i for i, code in enumerate(dict.fromkeys(code for codes in owned for code in codes))}
    near = np.array([[relatedness(code, other) for other in columns] for code in own]).reshape(len(own), len(columns))
    table = np.zeros((len(owned), len(columns)))
    if filled := [i for i, codes in enumerate(owned) if codes]:
        starts = np.cumsum([0, *(len(owned[i]) for i in filled)])[:-1]
        table[filled] = np.maximum.reduceat(near[[own[code] for codes in owned for code in codes]], starts)
    return table[:, [columns[code] for code in offered]]
