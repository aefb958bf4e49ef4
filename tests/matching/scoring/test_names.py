import re
from collections import Counter

import numpy as np
import pytest

from matching.reference import plain, reference_rows
from matching.scoring.occupations import best_relatedness, occupation_for, occupation_name, relatedness
from matching.scoring.skills import held_and_lacking, same_skill, shares_held, skill_code


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("电工", "7411"),
        ("急招包吃住保洁员", "9112"),
        ("叉车司机（夜班）", "8344"),
        ("诚聘电工数名 月薪8000", "7411"),
        ("Electrician", "7411"),
        ("Senior Cook - Canteen", "5120"),
        ("FORKLIFT OPERATOR II", "8344"),
        ("Welders", "7212"),
        ("Maintenance Worker - Technical Services", "7233"),
        ("Certified Fork Truck Operator, nights", "8344"),
        ("面点工 Pastry maker", "7512"),
        ("带货主播", "5242"),
        ("Night-shift order picker", "9334"),
        ("采茶工（清明前）", "6112"),
        ("Astrologer", None),
        ("", None),
        ("🙂", None),
        ("a" * 100_000, None),
    ],
)
def test_a_title_names_its_occupation_or_none(title: str, code: str | None) -> None:
    assert occupation_for(title) == code


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("7411", "7411", 1.0),
        ("7411", "7412", 0.7),
        ("7411", "7421", 0.4),
        ("7411", "7111", 0.15),
        ("7411", "5120", 0.0),
        ("", "5120", 0.0),
        ("", "", 0.0),
        ("74", "7411", 0.4),
    ],
)
def test_occupations_are_as_near_as_the_digits_they_share(one: str, other: str, near: float) -> None:
    assert relatedness(one, other) == relatedness(other, one) == near


def test_the_nearest_of_several_occupations_counts() -> None:
    assert best_relatedness([("5120", "7412"), ()], ["7411", ""]).tolist() == [[0.7, 0.0], [0.0, 0.0]]
    assert best_relatedness([], ["7411"]).shape == (0, 1) and best_relatedness([("7411",)], []).shape == (
        1,
        0,
    )


def test_an_occupation_has_a_name_in_both_languages() -> None:
    assert (occupation_name("8344"), occupation_name("8344", "zh")) == ("Forklift driver", "叉车司机")
    assert occupation_name("0000") == "0000"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("电工", "水电工", True),
        ("低压电工证", "electrician", True),
        ("大棚", "vegetable growing", True),
        ("带团队", "guided tours", False),
        ("电工", "Electrician", True),
        ("三年电工经验", "electrical wiring", True),
        ("fork-lift", "叉车", True),
        ("电工", "焊工", False),
        ("basket weaving", "basket weavin", True),
        ("basket weaving", "wig making", False),
        ("电工", "", False),
    ],
)
def test_two_names_of_a_skill_are_one_or_not(one: str, other: str, same: bool) -> None:
    assert same_skill(one, other) == same_skill(other, one) == same


def test_the_share_of_asked_skills_that_is_held() -> None:
    shares = shares_held([("电工", "cooking"), ()], [("electrician", "welding"), ("做饭",), ()])
    assert np.array_equal(shares, [[0.5, 1.0, 0.0], [0.0, 0.0, 0.0]])


def test_skills_are_named_as_the_offer_names_them() -> None:
    assert held_and_lacking(["水电工"], ["Electrician", "焊接"]) == (["Electrician"], ["焊接"])


def test_a_skill_of_a_megabyte_is_still_a_name() -> None:
    assert len(skill_code("x" * 1_000_000)) <= 80


@pytest.mark.parametrize("table", ["occupations", "skills", "qualifications"])
def test_reference_tables_are_whole(table: str) -> None:
    rows = reference_rows(table)
    assert len(rows) >= 40 and len({row["code"] for row in rows}) == len(rows)
    assert all(row["code"] and row["en"] and row["zh"] for row in rows)


def test_occupations_are_unit_groups_of_isco() -> None:
    assert all(re.fullmatch("[1-9][1-9][0-9]{2}", row["code"]) for row in reference_rows("occupations"))


def test_an_occupation_has_five_to_fifteen_other_names_in_both_languages() -> None:
    for row in reference_rows("occupations"):
        names = row["aliases"].split("|")
        assert 5 <= len(names) <= 15, row["code"]
        assert {name.isascii() for name in names} == {True, False}, row["code"]


@pytest.mark.parametrize("table", ["occupations", "skills"])
def test_no_name_of_a_reference_table_stands_twice(table: str) -> None:
    names = [(row["en"], row["zh"], *row["aliases"].split("|")) for row in reference_rows(table)]
    often = Counter(plain(name) for row in names for name in row)
    assert [name for name, times in often.items() if times > 1 or not name] == []


def test_a_skill_has_other_names_in_both_languages() -> None:
    for row in reference_rows("skills"):
        names = row["aliases"].split("|")
        assert len(names) >= 5 and {name.isascii() for name in names} == {True, False}, row["code"]
