"""Damages to the bytes of a file, by chance."""

from collections.abc import Callable
from random import Random


def _put_in(content: bytes, what: bytes, chance: Random) -> bytes:
    place = chance.randrange(len(content) + 1)
    return content[:place] + what + content[place:]


def break_off(content: bytes, chance: Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def invalid_bytes(content: bytes, chance: Random) -> bytes:
    return _put_in(
        content, chance.choice((b"\xff", b"\x80", b"\xc3\x28", b"\xed\xa0\x80", b"\xf0\x28\x8c\x28")), chance
    )


def zeros(content: bytes, chance: Random) -> bytes:
    return _put_in(content, b"\x00" * chance.randint(1, 20), chance)


def mark_inside(content: bytes, chance: Random) -> bytes:
    return _put_in(content, b"\xef\xbb\xbf", chance)


def open_quote(content: bytes, chance: Random) -> bytes:
    return _put_in(content, b'"', chance)


def open_last_cell(content: bytes, chance: Random) -> bytes:
    return content.rstrip().rpartition(b",")[0] + b',"open'


def two_encodings(content: bytes, chance: Random) -> bytes:
    return content + "李娜,1991-02-03".encode("gb18030") + b"\r\n"


def noise(content: bytes, chance: Random) -> bytes:
    return chance.randbytes(chance.randint(0, 3_000))


DAMAGES: tuple[Callable[[bytes, Random], bytes], ...] = (
    break_off, invalid_bytes, zeros, mark_inside, open_quote, open_last_cell, two_encodings, noise,
)  # fmt: skip
