"""Terms read out of plain words, and only where they are plain."""

import doctest
from datetime import time

import pytest

from matching.importing import terms, texts
from matching.importing.terms import hours_in, posts_named, shift_in, weekdays_in
from matching.vocabulary import PostKind


def test_the_examples_hold() -> None:
    assert not doctest.testmod(terms).failed and not doctest.testmod(texts).failed


@pytest.mark.parametrize(
    ("text", "hours", "shift", "weekdays"),
    [
        ("35 hours per week / day", 35, None, []),
        ("35+ hours", 35, None, []),
        ("40hrs", 40, None, []),
        ("9am-5pm", None, (time(9), time(17)), []),
        ("9:00 A.M. – 5:30 P.M., Mon-Fri", None, (time(9), time(17, 30)), [0, 1, 2, 3, 4]),
        ("0900 x 1700 Hours", None, (time(9), time(17)), []),
        ("8:30-17:00", None, (time(8, 30), time(17)), []),
        ("10pm to 6am", None, (time(22), time(6)), []),
        ("Sunday - Thursday 2 PM - 10 PM", None, (time(14), time(22)), [0, 1, 2, 3, 6]),
        ("9am-5pm or 2pm-10pm", None, None, []),
        ("9am-5pm, rotating", None, None, []),
        ("Monday-Friday 9am-5pm with 24-7 on call", None, None, []),
        ("17 hours in term, 35 hours in summer", None, None, []),
        ("24 hour days", None, None, []),
        ("40 hours / 轮班", 40, None, []),
        ("25am-99pm", None, None, []),
        ("", None, None, []),
    ],
)
def test_hours_and_shifts(text: str, hours: float | None, shift: tuple[time, time] | None, weekdays: list[int]) -> None:
    assert (hours_in(text), shift_in(text), weekdays_in(text)) == (hours, shift, weekdays)


def test_only_outright_titles_name_a_post() -> None:
    assert posts_named("Assistant Teacher") == [PostKind.TEACHER]
    assert posts_named("小区保安") == [PostKind.SECURITY_GUARD]
    assert posts_named("Information Security Officer") == []
    assert posts_named("Kitchen helper at a school") == []


def test_hostile_text_is_read_quickly() -> None:
    for text in ("9" * 50_000, "9am" * 20_000, "- " * 30_000, "mon-" * 15_000, "â€" * 30_000):
        assert hours_in(text) is None and shift_in(text) is None
        weekdays_in(text)
        texts.clean(text)
