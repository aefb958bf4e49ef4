"""Passwords and one-time codes."""

import pytest

from matching.errors import BadInput
from matching.passwords import code_hash, hash_password, is_password, new_code


@pytest.mark.parametrize("easy", ["short", "password123", "1234567890", "aaaaaaaaaaaa", "ababababab", "x" * 201, ""])
def test_an_easy_password_is_refused_with_advice(easy: str) -> None:
    with pytest.raises(BadInput, match="words"):
        hash_password(easy)


def test_a_password_fits_its_hash_and_nothing_else_does() -> None:
    stored = hash_password("three small words")
    assert is_password(stored, "three small words")
    assert not is_password(stored, "three small word") and "three" not in stored
    assert not is_password(None, "three small words")
    assert not is_password("no hash at all", "three small words")


def test_a_code_is_read_however_it_is_typed() -> None:
    code = new_code()
    assert code_hash(code.lower().replace("-", " ")) == code_hash(f" {code} ")


def test_codes_hold_no_letters_that_look_alike() -> None:
    assert not set("".join(new_code() for _each in range(100))) & set("ILO01")
    assert len({new_code() for _each in range(1000)}) == 1000
