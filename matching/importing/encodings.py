"""Which encoding a file is in. What is damaged is refused by its line, never read as other words than were written."""

import codecs
import re

from matching.importing.file_faults import DamagedText, UnknownEncoding

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""First bytes of a file -> its encoding; the longer marks stand first."""

CHUNK = 1024 * 1024
SAMPLE = 100_000
_PAIRS = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")


def encoding_of(content: bytes) -> str:
    """The encoding of a text: by its mark, by the zeros of UTF-16, else UTF-8, else GB18030.

    Raises:
        DamagedText: for UTF-8 with a few bytes that are not; read as GB18030, all of it would be other words.
        UnknownEncoding: for anything else.
    """
    marked = next((encoding for mark, encoding in MARKS if content.startswith(mark)), None)
    wide = marked or _wide(content)
    if wide is not None:
        if _first_fault(content, wide) is None:
            return wide
        if wide != "utf-8-sig":
            raise UnknownEncoding
    place = _first_fault(content, "utf-8")
    if place is None:
        return "utf-8"
    if marked or _is_mostly_utf8(content):
        raise DamagedText(line=content[:place].count(b"\n") + 1)
    if _first_fault(content, "gb18030") is not None or _is_western(content):
        raise UnknownEncoding
    return "gb18030"


def decoded(content: bytes) -> str:
    """A whole text. Errors as `encoding_of`."""
    return content.decode(encoding_of(content))


def _wide(content: bytes) -> str | None:
    """UTF-16 without a mark, known by the zeros in every second byte."""
    head = content[:1_000]
    low, high = head[1::2].count(0), head[::2].count(0)
    if max(low, high) * 3 < len(head):
        return None
    return "utf-16-le" if low > high else "utf-16-be"


def _first_fault(content: bytes, encoding: str) -> int | None:
    """Where a text stops being of an encoding; None where all of it is. It is read in pieces, to need little memory."""
    decoder = codecs.getincrementaldecoder(encoding)()
    place = 0
    try:
        for place in range(0, len(content), CHUNK):
            decoder.decode(content[place : place + CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as fault:
        return min(place + fault.start, len(content) - 1)
    return None


def _is_mostly_utf8(content: bytes) -> bool:
    text = content[:CHUNK].decode("utf-8", "replace")
    bad = text.count("\ufffd")
    return len(text) - len(text.encode("ascii", "ignore")) - bad > bad


def _is_western(content: bytes) -> bool:
    """Whether a text is rather of Western Europe: there, letters follow the accented ones; in Chinese, high bytes come in pairs."""
    pairs: list[bytes] = _PAIRS.findall(content[:SAMPLE])
    return 2 * sum(pair[1] < 0x80 for pair in pairs) > len(pairs)
