"""Passwords (argon2) and one-time codes."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from matching.errors import BadInput

SHORTEST = 10
COMMON = frozenset({"password12", "1234567890", "12345678901", "qwertyuiop", "password123", "0123456789", "1111111111"})
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"

_hasher = PasswordHasher()
_quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
_hashes = ContextVar("_hashes", default=_hasher)
_nobody = _hasher.hash(secrets.token_urlsafe(16))


def hash_password(password: str) -> str:
    """Hash a password for storage.

    Raises:
        BadInput: where it is too short, too long or among the most common.
    """
    refuse_easy_password(password)
    return _hashes.get().hash(password)


@contextmanager
def known_to_everybody() -> Iterator[None]:
    """Hash quickly inside the block: a slow hash protects no password that stands in a file for everybody to read."""
    before = _hashes.set(_quick)
    try:
        yield
    finally:
        _hashes.reset(before)


def refuse_easy_password(password: str) -> None:
    """Refuse a password that is too easy to guess, or too long to hash.

    Raises:
        BadInput: saying what to take instead.
    """
    if len(password) < SHORTEST:
        raise BadInput("A password has at least 10 characters: three or four words are easy to keep in mind.")
    if len(password) > 200 or password.lower() in COMMON or len(set(password)) < 4:
        raise BadInput("This password is too easy to guess: take three or four words of your own.")


def is_password(password_hash: str | None, password: str) -> bool:
    """Whether a password fits; an unknown account takes as long as a known one."""
    try:
        return _hasher.verify(password_hash or _nobody, password[:200]) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def unknown_hash() -> str:
    """The hash of a password that nobody knows, for an account that has none yet."""
    return _nobody


def new_code() -> str:
    """Make a one-time code that can be read out: 12 letters and digits in three groups (59 bits)."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def code_hash(code: str) -> str:
    """Hash a one-time code, however it was typed."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
