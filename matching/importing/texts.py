"""Texts of others made readable: entities, texts decoded the wrong way, error cells, control characters."""

import html
import re
from collections.abc import Collection, Sequence

LONGEST_NAME = 80
SPREADSHEET_ERRORS = frozenset({"#NAME?", "#VALUE!", "#REF!", "#N/A", "#DIV/0!", "#NULL!", "#NUM!"})
_MANGLED = re.compile(r"[\u0080-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{2,}")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_BLANKS = re.compile(r"[^\S\n]+")
_CP1252 = {bytes([i]).decode("cp1252"): i for i in range(0x80, 0xA0) if i not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}


def clean(text: str, blanks: Collection[str] = ()) -> str:
    """Make a cell readable; a cell that only holds a spreadsheet's error, or one of `blanks`, is empty.

    >>> clean("the city&amp;#39;s office â€“ 9am")
    "the city's office – 9am"
    """
    plain = text.strip()
    if plain in blanks or plain.upper().removeprefix("ERROR:").strip() in SPREADSHEET_ERRORS:
        return ""
    mended = unmangled(html.unescape(html.unescape(plain)))
    lines = (_BLANKS.sub(" ", line).strip() for line in _CONTROLS.sub("", mended.replace("\r", "\n")).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def printable(text: str, most: int = 0) -> str:
    """One line without marks that nobody sees or that turn the line around, cut after so many characters; 0 cuts nothing.

    >>> printable("a" + chr(0x202E) + "b" + chr(10) + "c"), printable("x" * 9, 4)
    ('ab c', 'xxxx…')
    """
    plain = "".join(sign for sign in " ".join(text.split()) if sign.isprintable())
    return f"{plain[:most]}…" if most and len(plain) > most else plain


def plain_name(name: str) -> str:
    """A file's own name without folders and signs that mislead, and only the end of a long one.

    >>> plain_name("../../etc/passwd"), plain_name("C:" + chr(92) + "lists" + chr(92) + "people.csv")
    ('passwd', 'people.csv')
    """
    return printable(re.split(r"[\\/]", name)[-1])[-LONGEST_NAME:]


def listed(names: Sequence[str], most: int = 40) -> str:
    """Names of somebody's columns or files for a message: safe to print, each cut, and not more than so many."""
    shown = ", ".join(printable(name, 60) for name in names[:most])
    return f"{shown} … (+{len(names) - most})" if len(names) > most else shown


def unmangled(text: str) -> str:
    """Mend UTF-8 that somebody read as Windows-1252, once or twice over (â€™ for ’); other text stays as it is.

    >>> unmangled("Monday â€“ Friday, cafÃ©")
    'Monday – Friday, café'
    """
    for _round in range(0 if text.isascii() else 2):
        mended = _MANGLED.sub(lambda found: _reread(found[0]), text)
        if mended == text:
            break
        text = mended
    return text


def _reread(mangled: str) -> str:
    try:
        return bytes(_CP1252.get(sign, ord(sign)) for sign in mangled).decode("utf-8")
    except ValueError:
        return mangled
