"""How much each component weighs for each kind of offer, and from which value it counts.

A policy is versioned, and refused where it does not add up.
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from matching.errors import BadInput
from matching.reference import data_path
from matching.scoring.components import COMPONENTS
from matching.vocabulary import OfferKind

FULL_SCORE = 1_000_000
"""A score of 100 in the unit that is stored, 1/10,000 of a point."""


@dataclass(frozen=True)
class Shares:
    """One kind's coefficients by component, summing to 1, and the value in 0..1 that an ordinary offer has."""

    coefficients: Mapping[str, float]
    references: Mapping[str, float]

    def __post_init__(self) -> None:
        if unpaired := sorted(self.coefficients.keys() ^ self.references.keys()):
            raise BadInput(f"A coefficient or a reference is missing for {', '.join(unpaired)}.")
        for name in self.coefficients:
            _check_share(f"The coefficient of {name}", self.coefficients[name])
            _check_share(f"The reference of {name}", self.references[name])
        total = math.fsum(self.coefficients.values())
        if abs(total - 1) > 1e-9:
            raise BadInput(f"The coefficients of a policy sum to 1, not to {total:.6g}.")

    @cached_property
    def points(self) -> dict[str, int]:
        """Each coefficient in units of 1/10,000 point, summing to `FULL_SCORE` by largest remainders."""
        exact = {name: FULL_SCORE * coefficient for name, coefficient in self.coefficients.items()}
        points = {name: math.floor(value) for name, value in exact.items()}
        by_remainder = sorted(exact, key=lambda name: (points[name] - exact[name], name))
        for name in by_remainder[: FULL_SCORE - sum(points.values())]:
            points[name] += 1
        return points

    @cached_property
    def baselines(self) -> dict[str, int]:
        """What each component gives at its reference value, in units of 1/10,000 point."""
        return {name: round(points * self.references[name]) for name, points in self.points.items()}

    @property
    def baseline(self) -> int:
        """The score with every component at its reference value, in units of 1/10,000 point."""
        return sum(self.baselines.values())


@dataclass(frozen=True)
class Policy:
    """The shares of every kind of offer under one version."""

    version: str
    kinds: Mapping[OfferKind, Shares]

    def __post_init__(self) -> None:
        if missing := sorted(set(OfferKind) - self.kinds.keys()):
            raise BadInput(f"The policy says nothing about {', '.join(missing)}.")
        for kind, shares in self.kinds.items():
            _check_names(kind, shares)

    def of(self, kind: str) -> Shares:
        """The shares of one kind."""
        return self.kinds[OfferKind(kind)]


def _check_names(kind: OfferKind, shares: Shares) -> None:
    known = {name for name, component in COMPONENTS.items() if kind in component.applies_to}
    if unknown := sorted(shares.coefficients.keys() - known):
        raise BadInput(f"The engine has no component {', '.join(unknown)} for {kind}.")


def _check_share(what: str, value: float) -> None:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise BadInput(f"{what} lies between 0 and 1, not at {value!r}.")


def load_policy(path: Path | None = None) -> Policy:
    """Read a policy from a TOML file.

    Without a path, the one that ships in ``data/reference/policy.toml``.
    """
    try:
        content = tomllib.loads((path or data_path("reference", "policy.toml")).read_text(encoding="utf-8"))
        kinds = {kind: Shares(content[kind]["coefficients"], content[kind]["references"]) for kind in OfferKind}
        return Policy(content["version"], kinds)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, AttributeError, TypeError) as error:
        raise BadInput(f"The policy cannot be read: {error.__class__.__name__}.") from error


def stored_policy(version: str, coefficients: Mapping[str, Any], references: Mapping[str, Any]) -> Policy:
    """A policy from a stored row: both tables by kind.

    A row from before there were kinds holds the job's shares alone; the others are then those that ship.
    """
    if not any(isinstance(each, Mapping) for each in coefficients.values()):
        shipped = load_policy().kinds
        return Policy(version, {**shipped, OfferKind.JOB: Shares(coefficients, references)})
    return Policy(version, {OfferKind(kind): Shares(coefficients[kind], references[kind]) for kind in coefficients})
