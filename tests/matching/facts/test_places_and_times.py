import numpy as np
import pytest

from matching.facts.places import kilometres
from matching.facts.times import clock, length, overlaps


@pytest.mark.parametrize(
    ("here", "there", "km"),
    [
        ((0.0, 0.0), (0.0, 0.0), 0.0),
        ((0.0, 0.0), (0.0, 1.0), 111.195),
        ((0.0, 179.99), (0.0, -179.99), 2.224),
        ((0.0, 0.0), (90.0, 0.0), 10007.56),
        ((90.0, 0.0), (-90.0, 0.0), 20015.1),
    ],
)
def test_distance_follows_the_great_circle_over_the_date_line_too(
    here: tuple[float, float], there: tuple[float, float], km: float
) -> None:
    assert kilometres(*map(np.array, here + there)) == pytest.approx(km, rel=1e-3)


def test_distance_to_an_unknown_place_is_unknown() -> None:
    assert np.isnan(kilometres(*map(np.array, (0.0, 0.0, np.nan, 1.0))))


@pytest.mark.parametrize(
    ("begins", "ends", "minutes"), [(480, 1020, 540), (1320, 360, 480), (0, 1440, 1440), (480, 480, 1440)]
)
def test_a_stretch_may_run_over_midnight(begins: int, ends: int, minutes: int) -> None:
    assert length(np.array(begins), np.array(ends)) == minutes


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ((480, 540), (1260, 540), False),
        ((720, 540), (1260, 540), False),
        ((721, 540), (1260, 540), True),
        ((1320, 480), (1260, 540), True),
        ((300, 60), (1260, 541), True),
        ((0, 1440), (600, 1), True),
    ],
)
def test_two_stretches_share_a_minute_or_only_touch(one: tuple[int, int], other: tuple[int, int], shared: bool) -> None:
    assert overlaps(*map(np.array, one + other)) == shared
    assert overlaps(*map(np.array, other + one)) == shared


def test_a_minute_reads_as_a_clock() -> None:
    assert [clock(0), clock(1439), clock(1440), clock(-30)] == ["00:00", "23:59", "00:00", "23:30"]
