"""Why, as a key and its arguments; the pages render it in the reader's language."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

Argument = str | int | float | list[str] | None
ReasonKeys = Mapping[str, tuple[str, ...]]
"""Every key that a module may give, with the names of its arguments."""


class Reason(NamedTuple):
    """A key of a wording and what fills its blanks; arguments are plain values that JSON can carry."""

    key: str
    arguments: dict[str, Argument]


def joined(modules: Iterable[ReasonKeys]) -> dict[str, tuple[str, ...]]:
    """The keys of several modules in one table; a key belongs to one module only."""
    table: dict[str, tuple[str, ...]] = {}
    for keys in modules:
        twice = table.keys() & keys.keys()
        if twice:
            raise ValueError(f"reason keys listed twice: {sorted(twice)}")
        table.update(keys)
    return table
