"""The clocks of the office come from a file, with their grounds."""

from datetime import date
from pathlib import Path

import pytest

from matching.deadlines import NAMES, deadline, deadlines, read_deadlines
from matching.errors import RulebookError
from matching.reference import data_path


def test_every_clock_has_days_and_a_ground_in_both_tongues() -> None:
    assert set(deadlines()) == set(NAMES)
    assert all(each.ground and each.ground_zh for each in deadlines().values())


def test_working_days_pass_over_the_weekend() -> None:
    friday = date(2026, 9, 4)
    assert deadline("stalls").after(friday) == date(2026, 9, 9)
    assert deadline("report").after(friday) == date(2026, 9, 11)


@pytest.mark.parametrize("was, becomes", [("days = 7", "days = -1"), ("[deadlines.exit]", "[deadlines.away]"), ("working = true\n", "working = 3\n"), ("name =", "name"), ("ground =", "reason =")])  # fmt: skip
def test_a_file_that_cannot_be_trusted_is_refused(tmp_path: Path, was: str, becomes: str) -> None:
    text = data_path("rulebooks", "deadlines-cn-2026.toml").read_text(encoding="utf-8")
    broken = tmp_path / "deadlines.toml"
    broken.write_text(text.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(RulebookError):
        read_deadlines(broken)
