from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from matching.errors import BadInput
from matching.facts import OffenceFact, OfferFacts, Offers, SubjectFacts, Subjects
from matching.facts.qualifications import qualification_index, qualifications_in, with_included
from tests.matching.facts.builders import offer, subject


def test_a_subject_of_whom_nothing_is_known_is_unknown_in_every_column() -> None:
    nobody = subject()
    assert np.isnan(nobody.age[0]) and nobody.work[0] == 0 and nobody.conditions_known[0] == 0
    assert nobody.curfew_from_minute[0] == -1 and not nobody.qualifications_known[0]


def numbers_of(row: type) -> dict[str, Any]:
    """Every number that would be unknown, which never equals itself, told instead."""
    return {field.name: 1.5 for field in fields(row) if field.type is float}


def test_rows_become_columns_and_come_back_the_same() -> None:
    row = SubjectFacts(
        **{**numbers_of(SubjectFacts), "id": 7},
        qualifications=frozenset({"licence_c1"}),
        offences=(OffenceFact("fraud", "yes", "fine"),),
    )
    assert Subjects.of([SubjectFacts(id=1), row]).row(1) == row


def test_an_offer_row_comes_back_the_same() -> None:
    row = OfferFacts(id=3, title="电工", qualifications=frozenset({"health"}), **numbers_of(OfferFacts))
    assert Offers.of([row]).row(0) == row


@pytest.mark.parametrize("index", [slice(1, 3), [1, 2], np.array([False, True, True])])
def test_rows_are_taken_by_slice_positions_or_mask(index: object) -> None:
    three = Subjects.of([SubjectFacts(id=i, text=str(i)) for i in range(3)])
    taken = three.take(index)  # type: ignore[arg-type]
    assert taken.ids.tolist() == [1, 2] and taken.text == ["1", "2"] and taken.qualifications.shape[0] == 2


def test_no_rows_make_empty_columns_of_the_right_width() -> None:
    none = Offers.of([])
    assert len(none) == 0 and none.qualifications.shape == (0, subject().qualifications.shape[1])
    assert len(subject().take([])) == 0


def test_infinity_counts_as_unknown() -> None:
    assert np.isnan(subject(pay_needed=float("inf")).pay_needed[0])


def test_what_is_known_of_a_person_is_not_printed() -> None:
    assert "secret" not in repr(subject(text="secret")) and "secret" not in repr(SubjectFacts(id=1, text="secret"))


def test_a_higher_licence_includes_the_lower() -> None:
    held = with_included(offer(qualifications=frozenset({"licence_a2"})).qualifications)[0]
    assert held[qualification_index("licence_b2")] and held[qualification_index("licence_c1")]
    assert not held[qualification_index("licence_a1")]


def test_an_unknown_qualification_is_refused() -> None:
    with pytest.raises(BadInput):
        qualification_index("wizardry")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("需持低压电工证，健康证优先。C1驾照", {"electrician_low", "licence_c1"}),
        ("有叉车证；焊工证不限", {"forklift"}),
        ("高中及以上学历", {"school_upper"}),
        ("A baccalaureate degree, or a high school diploma and two years", {"school_upper"}),
        ("A Motor Vehicle Driver's License. A CDL is preferred.", {"licence_c1"}),
        ("Class B commercial driver’s license", {"licence_b2"}),
        ("Welding certificate", {"welder"}),
        ("cpability in nothing", set()),
        ("", set()),
    ],
)
def test_qualifications_are_read_from_a_text(text: str, codes: set[str]) -> None:
    assert qualifications_in(text) == codes


def test_a_very_long_text_is_read_in_a_moment() -> None:
    assert qualifications_in("电工证 " + "啊" * 1_000_000) == {"electrician_low"}
