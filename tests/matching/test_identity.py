"""The identity number's form, and what it states."""

from datetime import date

import pytest
from stdnum.cn import ric

from matching.errors import BadInput
from matching.identity import read_identity
from matching.vocabulary import Sex


def number(body: str) -> str:
    return body + ric.calc_check_digit(body + "0")


@pytest.mark.parametrize(
    ("typed", "born_on", "sex"),
    [
        ("11010519491231002X", date(1949, 12, 31), Sex.FEMALE),
        ("11010519491231002x", date(1949, 12, 31), Sex.FEMALE),
        (" 110105 19491231 002X ", date(1949, 12, 31), Sex.FEMALE),
        ("１１０１０５１９４９１２３１００２Ｘ", date(1949, 12, 31), Sex.FEMALE),
        (number("99990120000229101"), date(2000, 2, 29), Sex.MALE),
    ],
)
def test_a_well_formed_number_states_birth_date_and_sex(typed: str, born_on: date, sex: Sex) -> None:
    read = read_identity(typed)
    assert (read.born_on, read.sex) == (born_on, sex)
    assert read.number not in repr(read)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("1101051949123100", "18 characters"),
        ("", "18 characters"),
        ("110105194912310021", "mistyped"),
        ("1101051949123X002X", "only digits"),
        (number("11010519491331002"), "not in the calendar"),
        (number("11010519990229002"), "not in the calendar"),
    ],
)
def test_a_faulty_number_is_refused_with_what_is_wrong(typed: str, fault: str) -> None:
    with pytest.raises(BadInput, match=fault):
        read_identity(typed)
