"""Every word of code and pages is translated, and its blanks are the same in both languages."""

import re
import tomllib
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.guards.reading import ROOT

CATALOGUE = ROOT / "webapp" / "translations" / "zh_Hans_CN" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
BLANK = re.compile(r"%\(\w+\)[sd]")
LATIN = re.compile(r"[A-Za-z]{4,}")
SAME_IN_BOTH = {"resettle", "English", "CV", "简体中文"}


@cache
def words() -> dict[str, str]:
    """Every text of our pages -> where it stands."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    methods = [
        (pattern, mapping["method"])
        for mapping in mappings
        for pattern in ([mapping["pattern"]] if isinstance(mapping["pattern"], str) else mapping["pattern"])
    ]
    found = extract_from_dir(
        ROOT,
        method_map=methods,
        keywords=KEYWORDS,
        directory_filter=lambda folder: not Path(folder).name.startswith((".", "var")),
    )
    return {
        message if isinstance(message, str) else message[0]: f"{file}:{line}"
        for file, line, message, _comments, _context in found
        if message
    }


@cache
def catalogue() -> Catalog:
    return (
        read_po(BytesIO(CATALOGUE.read_bytes()), locale="zh_Hans_CN") if CATALOGUE.exists() else Catalog("zh_Hans_CN")
    )


def translation(text: str) -> str:
    found = catalogue().get(text)
    said = found.string if found is not None else ""
    return said if isinstance(said, str) else (said or [""])[0]


def test_texts_are_found_in_code_and_pages() -> None:
    assert len(words()) > 300 and "My work today" in words()


@pytest.mark.xfail(not CATALOGUE.exists(), reason="translations come at the end", strict=False)
def test_every_text_is_translated() -> None:
    missing = [
        f"{where}: {text!r}"
        for text, where in sorted(words().items(), key=lambda item: item[1])
        if not translation(text)
    ]
    assert not missing, (
        f"{len(missing)} texts wait in {CATALOGUE.relative_to(ROOT)} (make translations):\n" + "\n".join(missing[:40])
    )


def test_no_translation_is_a_guess() -> None:
    fuzzy = [str(message.id) for message in catalogue() if message.id and message.fuzzy]
    assert not fuzzy, f"look at these and take the mark off: {fuzzy[:20]}"


def test_blanks_are_the_same_in_both_languages() -> None:
    wrong = {
        text: said
        for text in words()
        if (said := translation(text)) and sorted(BLANK.findall(text)) != sorted(BLANK.findall(said))
    }
    assert not wrong, wrong


def test_blanks_have_names() -> None:
    wrong = {text: where for text, where in words().items() if re.search(r"%[sd]|\{\w*\}", BLANK.sub("", text))}
    assert not wrong, f"write %(name)s: {wrong}"


def test_no_translation_is_left_in_english() -> None:
    same = [
        text
        for text in words()
        if translation(text) == text and LATIN.search(BLANK.sub("", text)) and text not in SAME_IN_BOTH
    ]
    assert not same, f"translate these, or add them to SAME_IN_BOTH here: {same}"


def test_texts_use_no_emoji() -> None:
    pictures = re.compile("[\U0001f300-\U0001faff☀-➿]")
    assert not [text for text in words() if pictures.search(text + translation(text))]


def test_the_compiled_catalogue_is_of_this_text() -> None:
    compiled = CATALOGUE.with_suffix(".mo")
    if not CATALOGUE.exists():
        pytest.skip("translations come at the end")
    from gettext import GNUTranslations

    assert compiled.exists(), "run make translations"
    with compiled.open("rb") as file:
        said = GNUTranslations(file)
    stale = [text for text in words() if translation(text) and said.gettext(text) != translation(text)]
    assert not stale, f"run make translations: {stale[:10]}"
