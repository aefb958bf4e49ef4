"""Where the reference data lies, and its tables read once.

A checkout keeps ``data/`` beside ``matching/``; the wheel carries it as ``matching/data``.
"""

import csv
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_APOSTROPHES = re.compile("['’‘]")
_HERE = Path(__file__).resolve().parent


@cache
def _data_folder() -> Path:
    """The data folder of this installation."""
    checkout = _HERE.parent / "data"
    return checkout if (checkout / "reference").is_dir() else _HERE / "data"


def data_path(*parts: str) -> Path:
    """The path of a shipped data file, such as ``data_path("rulebooks", "cn-2026.toml")``."""
    return _data_folder().joinpath(*parts)


@cache
def reference_rows(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of ``data/reference/<name>.csv``, in file order; read once."""
    with data_path("reference", f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def aliases(name: str) -> Mapping[str, str]:
    """Every plain spelling in a reference table (en, zh and aliases), pointing to its row's code.

    The first row wins.
    """
    found: dict[str, str] = {}
    for row in reference_rows(name):
        for spelling in (row["en"], row["zh"], *row["aliases"].split("|")):
            if spelling:
                found.setdefault(plain(spelling), row["code"])
    return found


def plain(text: str, limit: int = 200) -> str:
    """Text for comparing: lower case, full-width folded, punctuation as single spaces, `limit` characters.

    >>> plain("Fork-Lift  （Driver）")
    'fork lift driver'
    """
    folded = unicodedata.normalize("NFKC", text[:limit]).casefold()
    return re.sub(r"[\W_]+", " ", _APOSTROPHES.sub("", folded)).strip()
