"""The words that the town is made of, read from `data/demo/town/`."""

import tomllib
from functools import cache

from matching.demo.files import Table
from matching.reference import data_path


@cache
def words(name: str) -> Table:
    """One file of the bank: names, trades, courses, homes, providers or files. It is read once: change nothing in it."""
    return tomllib.loads(data_path("demo", "town", f"{name}.toml").read_text(encoding="utf-8"))


@cache
def by_key(name: str) -> dict[str, Table]:
    """The tables of a file that holds one list of its own name, by their keys: trades, courses or homes."""
    return {row["key"]: row for row in words(name)[name]}


@cache
def sectors() -> dict[str, Table]:
    """The sorts of providers by key."""
    return {row["key"]: row for row in words("providers")["sectors"]}


def texts(bank: Table, key: str, kind: str) -> list[str]:
    """What a part of the files' words has under a key: what fits everything, and what fits one kind alone."""
    return [*bank.get(key, ()), *bank.get(kind, {}).get(key, ())]
