import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.errors import BadInput
from matching.scoring.text import UNIT, Vocabulary, shared_phrases, tokens

TEXTS = [
    "低压电工 水电安装 维修",
    "Forklift driver for the warehouse",
    "保洁员 打扫卫生",
    "cook, canteen",
    "会计 记账",
]
VOCABULARY = Vocabulary.fit(TEXTS, "v1")


def likeness(one: str, other: str) -> float:
    rows = VOCABULARY.vectors([one, other])
    return float((rows[0] @ rows[1].T).toarray()[0, 0]) / UNIT**2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Forklift drivers, 3 years", ["forklift", "driver", "year"]),
        ("会开叉车", ["开叉", "叉车"]),
        ("ＣＮＣ操作", ["cnc", "操作"]),
        ("C++ and C#", ["c++", "c#"]),
        ("The bus is glass", ["bus", "glass"]),
        ("companies' duties", ["company", "duty"]),
        ("厨", ["厨"]),
        ("2019 12:30 —", []),
        ("", []),
    ],
)
def test_words_and_pairs_of_characters_are_the_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_the_same_trade_is_nearer_than_another_in_either_language() -> None:
    assert likeness("做过水电安装", "低压电工 水电安装") > likeness("做过水电安装", "保洁员")
    assert likeness("warehouse forklifts", TEXTS[1]) > likeness("warehouse forklifts", TEXTS[3])


def test_a_stuffed_keyword_does_not_win() -> None:
    honest = "Forklift driver, loading lorries in the warehouse"
    assert likeness("forklift driver in a warehouse", honest) > likeness(
        "forklift driver in a warehouse", "forklift " * 500
    )


def test_a_text_without_words_is_an_empty_row() -> None:
    assert VOCABULARY.vectors(["", "12345"]).nnz == 0 and VOCABULARY.vectors([]).shape[0] == 0


def test_a_megabyte_is_cut_and_read() -> None:
    assert VOCABULARY.vectors(["电工" * 500_000]).nnz > 0


def test_a_vocabulary_without_texts_still_reads() -> None:
    assert Vocabulary.fit([], "empty").vectors(["cook"]).nnz == 1


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=5))
def test_every_row_has_the_unit_length_or_none_and_is_the_same_alone(texts: list[str]) -> None:
    rows = VOCABULARY.vectors(texts)
    lengths = np.sqrt(rows.multiply(rows).sum(axis=1)) / UNIT if texts else np.zeros(0)
    assert np.all((np.abs(lengths - 1) < 1e-2) | (lengths == 0))
    for i, text in enumerate(texts):
        assert (VOCABULARY.vectors([text]) != rows[i]).nnz == 0


def test_a_vocabulary_comes_back_from_its_bytes() -> None:
    again = Vocabulary.from_bytes(VOCABULARY.to_bytes())
    assert again.version == "v1" and (again.vectors(TEXTS) != VOCABULARY.vectors(TEXTS)).nnz == 0


@pytest.mark.parametrize("content", [b"", b"not an archive", VOCABULARY.to_bytes()[:50]])
def test_bytes_that_hold_no_vocabulary_are_refused(content: bytes) -> None:
    with pytest.raises(BadInput):
        Vocabulary.from_bytes(content)


def test_shared_characters_are_shown_as_whole_phrases() -> None:
    assert shared_phrases("会水电安装和保洁", "水电安装工，负责保洁", VOCABULARY) == ["水电安装", "保洁"]
    assert shared_phrases("cook", "driver", VOCABULARY) == []
