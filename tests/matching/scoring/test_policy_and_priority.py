from math import nan
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.errors import BadInput
from matching.scoring.components import COMPONENTS
from matching.scoring.policy import FULL_SCORE, Policy, Shares, load_policy, stored_policy
from matching.scoring.priority import priority
from matching.vocabulary import OfferKind

HALF = {"text": 0.5, "pay": 0.5}


def test_the_shipped_policy_weighs_every_component() -> None:
    policy = load_policy()
    for kind in OfferKind:
        weighed = {name for name, component in COMPONENTS.items() if kind in component.applies_to}
        assert set(policy.of(kind).coefficients) == weighed
        assert sum(policy.of(kind).points.values()) == FULL_SCORE


@pytest.mark.parametrize(
    ("coefficients", "references", "message"),
    [
        ({"text": 0.5, "pay": 0.6}, HALF, "sum to 1"),
        ({"text": 0.5, "pay": 0.5 + 2e-9}, HALF, "sum to 1"),
        ({"text": nan, "pay": 0.5}, HALF, "coefficient of text"),
        ({"text": -0.5, "pay": 1.5}, HALF, "coefficient of text"),
        ({"text": True, "pay": 0.0}, HALF, "coefficient of text"),
        (HALF, {"text": nan, "pay": 0.5}, "reference of text"),
        (HALF, {"text": 0.5, "pay": 1.1}, "reference of pay"),
        (HALF, {"text": 0.5}, "missing for pay"),
        ({}, {}, "sum to 1"),
    ],
)
def test_a_policy_that_does_not_add_up_is_refused(
    coefficients: dict[str, Any], references: dict[str, Any], message: str
) -> None:
    with pytest.raises(BadInput, match=message):
        Shares(coefficients, references)


@pytest.mark.parametrize(
    ("kind", "name"), [(OfferKind.JOB, "charm"), (OfferKind.JOB, "rent"), (OfferKind.HOUSING, "pay")]
)
def test_a_component_weighs_only_in_its_own_kinds(kind: OfferKind, name: str) -> None:
    kinds = {**load_policy().kinds, kind: Shares({name: 1.0}, {name: 0.5})}
    with pytest.raises(BadInput, match=f"no component {name} for {kind}"):
        Policy("v", kinds)


def test_a_policy_says_something_about_every_kind() -> None:
    with pytest.raises(BadInput, match="nothing about housing, training"):
        Policy("v", {OfferKind.JOB: Shares({"pay": 1.0}, {"pay": 0.5})})


def test_a_stored_row_from_before_there_were_kinds_is_the_jobs() -> None:
    policy = stored_policy("old", {"pay": 1.0}, {"pay": 0.5})
    assert policy.of("job").points == {"pay": FULL_SCORE}
    assert policy.of("housing") == load_policy().of("housing")


def test_a_stored_row_by_kind_comes_back_the_same() -> None:
    shipped = load_policy()
    columns = [
        {kind.value: dict(getattr(shares, name)) for kind, shares in shipped.kinds.items()}
        for name in ("coefficients", "references")
    ]
    assert stored_policy(shipped.version, *columns) == shipped


@pytest.mark.parametrize("text", ["", "version = 1", "version = 'v'\njob = 3", "= ="])
def test_a_policy_file_that_cannot_be_read_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "policy.toml").write_text(text)
    with pytest.raises(BadInput):
        load_policy(tmp_path / "policy.toml")


@given(st.lists(st.integers(0, 10_000), min_size=7, max_size=7).filter(any))
def test_points_sum_to_a_full_score_whatever_the_coefficients(parts: list[int]) -> None:
    coefficients = {f"part{i}": part / sum(parts) for i, part in enumerate(parts)}
    shares = Shares(coefficients, dict.fromkeys(coefficients, 0.3))
    assert sum(shares.points.values()) == FULL_SCORE
    assert all(abs(shares.points[name] - FULL_SCORE * coefficients[name]) <= 1 for name in coefficients)


@pytest.mark.parametrize(
    ("facts", "points"),
    [
        ({}, 30.0),
        ({"home": 2, "kin": 2, "work": 2}, 0.0),
        ({"home": 1, "kin": 1, "work": 1}, 60.0),
        (
            {"home": 1, "kin": 1, "work": 1, "key_person": True, "days_waiting": 900, "days_to_release": 0},
            100.0,
        ),
        ({"home": 2, "kin": 2, "work": 2, "days_waiting": 45}, 7.5),
        ({"home": 2, "kin": 2, "work": 2, "days_to_release": -45}, 5.0),
        ({"home": 2, "kin": 2, "work": 2, "days_to_release": 91}, 0.0),
    ],
)
def test_priority_is_the_sum_of_its_points(facts: dict[str, Any], points: float) -> None:
    unknown = {
        "home": 0,
        "kin": 0,
        "work": 0,
        "key_person": False,
        "days_waiting": nan,
        "days_to_release": nan,
    }
    assert priority(**{**unknown, **facts}).tolist() == [points]


def test_priority_takes_columns() -> None:
    column = np.array([0, 1, 2])
    nothing = np.zeros(3)
    answer = priority(
        home=column,
        kin=column,
        work=column,
        key_person=nothing,
        days_waiting=nothing,
        days_to_release=nothing,
    )
    assert answer.tolist() == [40.0, 70.0, 10.0]
