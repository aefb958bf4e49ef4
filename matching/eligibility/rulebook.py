"""The rules in force on a date, read from a TOML file under ``data/rulebooks/``.

Each ``[[rules]]`` table names a rule that the engine knows, the kinds of offer, its ground (law and article,
or the offer's own term) in English and Chinese, what kind of rule it is, from when until when it holds, when
somebody should look at it again, and its parameters. A rulebook that cannot be trusted is refused whole.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from matching.eligibility.rules import RULES, Rule
from matching.eligibility.statutory import is_bar
from matching.errors import RulebookError
from matching.vocabulary import Fact, OfferKind, RuleKind

_NEEDED = {"id", "kinds", "kind", "ground", "ground_zh", "valid_from", "review_on"}
_ALLOWED = _NEEDED | {"valid_to", "restricted", "parameters"}


@dataclass(frozen=True)
class RuleEntry:
    """One rule as a rulebook lays it down; `restricted` where its reason would tell of an offence."""

    rule: Rule
    kinds: frozenset[OfferKind]
    kind: RuleKind
    ground: str
    ground_zh: str
    valid_from: date
    valid_to: date | None
    review_on: date
    parameters: Mapping[str, Any]
    restricted: bool

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.rule.id

    def holds_on(self, on: date) -> bool:
        """Whether the rule is in force on this day; `valid_to` is its last."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True)
class Rulebook:
    """Rules with their grounds and dates; `version` is the name and a digest of the file's text."""

    name: str
    version: str
    rules: tuple[RuleEntry, ...]

    def in_force(self, on: date) -> tuple[RuleEntry, ...]:
        """The rules in force on this day.

        A day without any is refused, for then everything would be allowed.
        """
        rules = tuple(entry for entry in self.rules if entry.holds_on(on))
        if not rules:
            raise RulebookError(f"Rulebook {self.version}: no rule is in force on {on}.")
        return rules


def load_rulebook(path: Path) -> Rulebook:
    """Read a rulebook; RulebookError says what is wrong with it."""
    try:
        return read_rulebook(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise RulebookError(f"The rulebook {path.name} cannot be read: {error.__class__.__name__}.") from error


def read_rulebook(text: str) -> Rulebook:
    """A rulebook from the text of a TOML file."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulebookError(f"The rulebook is not TOML: {error}.") from error
    name = content.get("name")
    if not isinstance(name, str) or not name:
        raise RulebookError("The rulebook has no name.")
    tables = content.get("rules")
    if not isinstance(tables, list) or not tables:
        raise RulebookError(f"Rulebook {name} has no rules.")
    rules = tuple(_entry(table) for table in tables)
    _refuse_twice([entry.id for entry in rules])
    return Rulebook(name, f"{name}.{hashlib.sha256(text.encode()).hexdigest()[:8]}", rules)


def _refuse_twice(ids: list[str]) -> None:
    twice = sorted({id for id in ids if ids.count(id) > 1})
    if twice:
        raise RulebookError(f"Rules stand twice in the rulebook: {', '.join(twice)}.")


def _entry(table: Mapping[str, Any]) -> RuleEntry:
    """One checked rule; every refusal names it."""
    id = table.get("id")
    if not isinstance(id, str) or id not in RULES:
        raise RulebookError(f"The engine knows no rule {id!r}.")
    if missing := sorted(_NEEDED - table.keys()):
        raise RulebookError(f"Rule {id} says nothing about {', '.join(missing)}.")
    if strange := sorted(table.keys() - _ALLOWED):
        raise RulebookError(f"Rule {id} has unknown entries: {', '.join(strange)}.")
    entry = RuleEntry(
        rule=RULES[id],
        kinds=_kinds(id, table["kinds"]),
        kind=_rule_kind(id, table["kind"]),
        ground=_words(id, "ground", table["ground"]),
        ground_zh=_words(id, "ground_zh", table["ground_zh"]),
        valid_from=_day(id, "valid_from", table["valid_from"]),
        valid_to=_day(id, "valid_to", table["valid_to"]) if "valid_to" in table else None,
        review_on=_day(id, "review_on", table["review_on"]),
        parameters=_parameters(RULES[id], table.get("parameters", {})),
        restricted=_restricted(RULES[id], table.get("restricted", False)),
    )
    return _in_order(entry)


def _in_order(entry: RuleEntry) -> RuleEntry:
    if entry.valid_to is not None and entry.valid_to < entry.valid_from:
        raise RulebookError(f"Rule {entry.id} ends before it begins.")
    if entry.review_on <= entry.valid_from:
        raise RulebookError(f"Rule {entry.id} is to be reviewed before it begins.")
    return entry


def _kinds(id: str, kinds: Any) -> frozenset[OfferKind]:
    known = set(RULES[id].applies_to)
    if not isinstance(kinds, list) or not kinds or not set(kinds) <= known:
        raise RulebookError(f"Rule {id} can apply to {', '.join(sorted(known))}, not to {kinds!r}.")
    return frozenset(OfferKind(kind) for kind in kinds)


def _rule_kind(id: str, kind: Any) -> RuleKind:
    if kind not in set(RuleKind):
        raise RulebookError(f"Rule {id} is of no known kind: {kind!r}.")
    return RuleKind(kind)


def _words(id: str, field: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise RulebookError(f"Rule {id} has no {field}.")
    return value.strip()


def _day(id: str, field: str, value: Any) -> date:
    if type(value) is not date:
        raise RulebookError(f"Rule {id}: {field} is not a date such as 2026-01-31.")
    return value


def _restricted(rule: Rule, value: Any) -> bool:
    """Whether the reason is hidden; a rule that reads offences must be."""
    if not isinstance(value, bool):
        raise RulebookError(f"Rule {rule.id}: restricted is true or false, not {value!r}.")
    if rule.asks is Fact.OFFENCES and not value:
        raise RulebookError(f"Rule {rule.id} reads offences, so it must be restricted.")
    return value


def _parameters(rule: Rule, given: Any) -> Mapping[str, Any]:
    """The rule's defaults with what the rulebook gives; unknown names and other types are refused."""
    if not isinstance(given, dict):
        raise RulebookError(f"Rule {rule.id}: the parameters are not a table.")
    if strange := sorted(given.keys() - rule.defaults.keys()):
        raise RulebookError(f"Rule {rule.id} has no parameters {', '.join(strange)}.")
    for name, default in rule.defaults.items():
        if name not in given and default is None:
            raise RulebookError(f"Rule {rule.id} needs the parameter {name}.")
        if name in given and not _may_replace(given[name], default):
            raise RulebookError(f"Rule {rule.id}: the parameter {name} cannot be {given[name]!r}.")
    return {**rule.defaults, **given}


def _may_replace(value: Any, default: Any) -> bool:
    """Whether a value can stand for a default: a flag, a number of 0 or more, or bars for None."""
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(default, bool) and isinstance(value, bool)
    if default is None:
        return isinstance(value, list) and bool(value) and all(is_bar(table) for table in value)
    return isinstance(value, int | float) and 0 <= value < float("inf")
