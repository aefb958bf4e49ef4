"""Packed files: gzip, and workbooks, never unpacked beyond the limits."""

import gzip
import io
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

from matching.importing.file_faults import (
    DamagedPack,
    GrowsTooMuch,
    LargeWorkbook,
    TooManyParts,
    UnreadableWorkbook,
)

MEGABYTE = 1024 * 1024
UNPACKED_BYTES = 100 * MEGABYTE
"""The most that a packed file may hold, where the caller names no less."""
RATIO = 30
"""A file that grows by more than this when unpacked is no table; files of less than `SMALL_BYTES` may."""
SMALL_BYTES = 10 * MEGABYTE
ENTRIES = 50
"""The most parts of a workbook."""
SHEET_READER = Path(__file__).with_name("workbook.py")
SHEET_SECONDS = 30
BROKEN = (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError, ValueError)
"""What the standard library raises for packs that are damaged, locked or of a rare kind."""


def unpacked(content: bytes, most_bytes: int = UNPACKED_BYTES) -> bytes:
    """Unpack gzip. Raises DamagedPack, GrowsTooMuch."""
    most = most_of(len(content), most_bytes)
    try:
        with gzip.open(io.BytesIO(content)) as packed:
            found = packed.read(most + 1)
    except (OSError, EOFError, zlib.error):
        raise DamagedPack from None
    if len(found) > most:
        raise GrowsTooMuch(most=most_bytes // MEGABYTE)
    return found


def sheet_of(content: bytes, most_rows: int, most_bytes: int = UNPACKED_BYTES) -> bytes:
    """The first visible sheet of a workbook as CSV in UTF-8, read by a process of its own with limits, which knows no secret.

    Raises:
        GrowsTooMuch, TooManyParts, LargeWorkbook: for one beyond the limits.
        UnreadableWorkbook: for one that is damaged, locked, or no workbook.
    """
    _refuse_bomb(content, most_bytes)
    reading = [sys.executable, "-I", str(SHEET_READER), str(most_rows + 2), str(most_bytes)]
    try:
        done = subprocess.run(reading, input=content, capture_output=True, timeout=SHEET_SECONDS, env={}, check=False)
    except subprocess.TimeoutExpired:
        raise LargeWorkbook from None
    except OSError:
        raise UnreadableWorkbook from None
    if done.returncode < 0 or b"MemoryError" in done.stderr:
        raise LargeWorkbook
    if done.returncode:
        raise UnreadableWorkbook
    return done.stdout


def most_of(packed: int, most_bytes: int = UNPACKED_BYTES) -> int:
    """How many bytes may come out of so many packed ones."""
    return min(most_bytes, max(SMALL_BYTES, packed * RATIO))


def _refuse_bomb(content: bytes, most_bytes: int) -> None:
    """Unpack every part of a workbook once, counting, before anything reads it."""
    left = most_of(len(content), most_bytes)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            entries = book.infolist()
            if len(entries) > ENTRIES:
                raise TooManyParts(most=ENTRIES)
            for entry in entries:
                with book.open(entry) as part:
                    while chunk := part.read(MEGABYTE):
                        left -= len(chunk)
                        if left < 0:
                            raise GrowsTooMuch(most=most_bytes // MEGABYTE)
    except BROKEN:
        raise UnreadableWorkbook from None
