"""What a listing means here: the needs it helps with, and the offer that it is."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from matching.errors import BadInput
from matching.importing.directories.files import tables_of
from matching.importing.directories.hsds import read_hsds
from matching.importing.directories.listing import Directory, Listing
from matching.importing.directories.ohana import read_ohana
from matching.importing.entry import Entry, read_entry
from matching.reference import data_path
from matching.vocabulary import HousingKind, NeedKind, OfferKind, ToCheck

FEW = 5
"""A service that lists no more than this is all that it lists."""


_DESCRIBED = {
    OfferKind.HOUSING: re.compile(r"\bhousing\b|\bshelter|\bresidential\b|\bbeds?\b|\bsober\b|\brooms?\b|住"),
    OfferKind.TRAINING: re.compile(r"\btrain(?:s|ing|ees?)?\b|\bcourses?\b|\bclass(?:es)?\b|\bapprentice|培训"),
    OfferKind.JOB: re.compile(r"\bjobs?\b|\bemploy|\bpaid\b|\bwork\b|工作|岗位"),
}
"""What the description of a service speaks of that really gives an offer of a kind."""


def read_directory(path: Path, limit_bytes: int) -> Directory:
    """Read a directory: a folder or zip in the layout of HSDS, or a JSON file of the Ohana API.

    Raises:
        BadInput: for what is neither, or cannot be read.
    """
    if path.is_dir():
        return read_hsds(tables_of(path, limit_bytes))
    if path.stat().st_size > limit_bytes:
        raise BadInput(f"The file is larger than {limit_bytes // 1024 // 1024} MB. Split it.")
    with path.open("rb") as file:
        begins = file.read(4)
    return read_hsds(tables_of(path, limit_bytes)) if begins == b"PK\x03\x04" else read_ohana(path, limit_bytes)


@dataclass(frozen=True)
class Meaning:
    """What a listing means here.

    Attributes:
        needs: what it helps with.
        kinds: what it gives itself; the first is what it is offered as.
        is_plain: whether the name, or most of what it lists, says the first kind; else it is one thing among many.
        entry: whom it takes.
        to_check: what an officer must look at besides.
    """

    needs: tuple[NeedKind, ...]
    kinds: tuple[OfferKind, ...]
    is_plain: bool
    entry: Entry
    to_check: tuple[ToCheck, ...] = ()


def meaning_of(listing: Listing) -> Meaning:
    """Read one listing. What only its description says is not taken for given, but left to an officer."""
    words = [" ".join(word.lower().replace("’", "'").split()) for word in (*listing.keywords, listing.name)]
    needs = tuple(need for need, pattern in _needs().items() if any(pattern.search(word) for word in words))
    given = [word for word in words if not _elsewhere().search(word)]
    kinds = tuple(kind for kind, pattern in _offers().items() if any(pattern.search(word) for word in given))
    about = " ".join(part for part in (listing.eligibility or listing.audience,) if part)
    is_plain = bool(kinds) and _is_plain(kinds[0], given, listing.description.lower())
    entry = read_entry(about, listing.accessibility)
    return Meaning(needs, kinds, is_plain, entry, (ToCheck.SEVERAL,) if len(kinds) > 1 else ())


def _is_plain(kind: OfferKind, words: list[str], description: str) -> bool:
    """Whether the name (the last of the words) says it; or the first keyword or one of few, and the description too."""
    pattern = _offers()[kind]
    if pattern.search(words[-1]):
        return True
    is_first = pattern.search(words[0]) is not None or len(words) <= FEW
    return is_first and _DESCRIBED[kind].search(description) is not None


def housing_kind_of(listing: Listing) -> tuple[HousingKind, bool]:
    """What sort of home it is, and whether the words say so."""
    words = f"{listing.name} {' '.join(listing.keywords)} {listing.description}".lower()
    for kind, pattern in (
        (HousingKind.HOSTEL, r"shelter|hostel|dormitor|rescue mission|bunk"),
        (
            HousingKind.SHARED_FLAT,
            r"sober living|shared (?:room|house|flat|apartment)|group home|residents share|recovery (?:home|residence)",
        ),
        (HousingKind.FLAT, r"\bapartments?\b|\bunits?\b|studio|scattered"),
        (HousingKind.HOST_FAMILY, r"host famil|host home"),
    ):
        if re.search(pattern, words):
            return kind, True
    return HousingKind.HOSTEL, False


@cache
def _words() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = tomllib.loads(
        data_path("mappings", "directory.toml").read_text(encoding="utf-8")
    )
    return found


@cache
def _needs() -> dict[NeedKind, re.Pattern[str]]:
    return {NeedKind(need): re.compile(pattern) for need, pattern in _words()["needs"].items()}


@cache
def _offers() -> dict[OfferKind, re.Pattern[str]]:
    return {OfferKind(kind): re.compile(pattern) for kind, pattern in _words()["offers"].items()}


@cache
def _elsewhere() -> re.Pattern[str]:
    return re.compile(str(_words()["elsewhere"]))
