from datetime import date
from pathlib import Path

import pytest

from matching.eligibility.rulebook import load_rulebook, read_rulebook
from matching.errors import RulebookError, UnsafeSettings
from matching.reference import data_path
from matching.vocabulary import OfferKind, RuleKind

RULE = """
[[rules]]
id = "curfew"
kinds = ["job"]
kind = "condition"
ground = "The order"
ground_zh = "判决"
valid_from = 2020-07-01
review_on = 2027-01-31
"""
TEACHER = RULE.replace("curfew", "teacher_bar") + "restricted = true\n"
BAR = "parameters = { bars = [{}] }"


def book(text: str, name: str = 'name = "test"\n') -> str:
    return name + text


def test_the_shipped_rulebook_gives_every_rule_a_ground_and_dates() -> None:
    rules = load_rulebook(data_path("rulebooks", "cn-2026.toml")).rules
    assert len(rules) == 26
    assert all(entry.ground and entry.ground_zh and entry.review_on > entry.valid_from for entry in rules)


def test_a_version_is_the_name_and_a_digest_of_the_text() -> None:
    first, same, other = (read_rulebook(book(RULE + end)) for end in ("", "", "# looked at\n"))
    assert first.version == same.version != other.version and first.version.startswith("test.")


def test_a_rule_takes_its_defaults_and_what_the_rulebook_changes() -> None:
    entry = read_rulebook(book(RULE + "parameters = { travel_margin_minutes = 45 }\n")).rules[0]
    assert entry.parameters["travel_margin_minutes"] == 45 and entry.parameters["near_minutes"] == 120
    assert entry.kinds == {OfferKind.JOB} and entry.kind is RuleKind.CONDITION and not entry.restricted


def test_a_rule_holds_from_its_first_day_to_its_last() -> None:
    later = RULE.replace("curfew", "area_ban").replace("2020-07-01", "2010-01-01")
    rules = read_rulebook(book(RULE + "valid_to = 2025-12-31\n" + later))

    def in_force(on: date) -> set[str]:
        return {entry.id for entry in rules.in_force(on)}

    assert in_force(date(2020, 6, 30)) == {"area_ban"}
    assert in_force(date(2020, 7, 1)) == in_force(date(2025, 12, 31)) == {"area_ban", "curfew"}
    assert in_force(date(2026, 1, 1)) == {"area_ban"}


def test_a_day_without_any_rule_is_refused() -> None:
    with pytest.raises(RulebookError, match="no rule is in force"):
        read_rulebook(book(RULE)).in_force(date(2020, 6, 30))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name = ", "not TOML"),
        (RULE, "no name"),
        (book(""), "no rules"),
        (book("rules = 3"), "no rules"),
        (book(RULE.replace("curfew", "horoscope")), "knows no rule 'horoscope'"),
        (book(RULE.replace('"curfew"', '["curfew"]')), "knows no rule"),
        (book(RULE.replace('ground = "The order"', "")), "nothing about ground"),
        (book(RULE.replace("The order", " ")), "has no ground"),
        (book(RULE.replace("判决", "")), "has no ground_zh"),
        (book(RULE.replace('["job"]', '["housing"]')), "can apply to job"),
        (book(RULE.replace('["job"]', "[]")), "can apply to job"),
        (book(RULE.replace('"condition"', '"whim"')), "no known kind"),
        (book(RULE.replace("2020-07-01", '"soon"')), "valid_from is not a date"),
        (book(RULE.replace("2020-07-01", "2020-07-01T00:00:00")), "valid_from is not a date"),
        (book(RULE.replace("2020-07-01", "2020-13-01")), "not TOML"),
        (book(RULE + "valid_to = 2019-01-01\n"), "ends before it begins"),
        (book(RULE.replace("2027-01-31", "2020-07-01")), "reviewed before it begins"),
        (book(RULE + 'restricted = "yes"\n'), "restricted is true or false"),
        (book(TEACHER.replace("restricted = true", BAR)), "must be restricted"),
        (book(RULE + "colour = 1\n"), "unknown entries: colour"),
        (book(RULE + "parameters = { margin = 45 }\n"), "no parameters margin"),
        (book(RULE + "parameters = 3\n"), "not a table"),
        (book(RULE + "parameters = { travel_margin_minutes = true }\n"), "cannot be True"),
        (book(RULE + "parameters = { travel_margin_minutes = -1 }\n"), "cannot be -1"),
        (book(RULE + "parameters = { travel_margin_minutes = nan }\n"), "cannot be nan"),
        (book(RULE + "parameters = { ask_unstated_shift = 1 }\n"), "cannot be 1"),
        (book(TEACHER), "needs the parameter bars"),
        (book(TEACHER + "parameters = { bars = [] }\n"), "cannot be"),
        (book(RULE + RULE), "stand twice in the rulebook: curfew"),
    ],
)
def test_a_rulebook_that_cannot_be_trusted_is_refused_with_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(RulebookError, match=message):
        read_rulebook(text)


def test_a_file_that_cannot_be_read_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b"name = '\xff'")
    for name in ("none.toml", "latin.toml"):
        with pytest.raises(UnsafeSettings, match="cannot be read"):
            load_rulebook(tmp_path / name)


@pytest.mark.parametrize("bars", ['{ category = ["fraud"] }', '{ categories = ["frawd"] }', '{ intentional = "yes" }'])
def test_a_misspelt_bar_is_refused_rather_than_barring_nobody_or_everybody(bars: str) -> None:
    with pytest.raises(RulebookError, match="cannot be"):
        read_rulebook(book(TEACHER + f"parameters = {{ bars = [{bars}] }}\n"))
