"""The words that drawn towns are made of: enough of them, in their format, and known to the service."""

from collections import Counter
from collections.abc import Iterator, Sequence
from string import Formatter
from typing import Any

import pytest

from matching.demo.files import span, tables, weekdays
from matching.demo.town.bank import by_key, sectors, words
from matching.demo.town.chance import dice_for
from matching.demo.town.openings.adverts import BANKS, adverts, draw_advert
from matching.reference import aliases, data_path, plain, reference_rows
from matching.vocabulary import (
    Answer,
    CheckAnswer,
    CircumstanceKind,
    ConditionKind,
    Contract,
    DeclineReason,
    HouseRule,
    HousingKind,
    NeedKind,
    OffenceCategory,
    OfferKind,
    Penalty,
    PostKind,
    ProviderKind,
    ReferralState,
    SearchResult,
    SearchStep,
    Sex,
)

FILES = sorted(path.stem for path in data_path("demo", "town").glob("*.toml"))
SECTORS = {"garments", "food", "logistics", "farming", "care", "cleaning", "construction", "repair", "shop", "factory",
           "clerical", "security"}  # fmt: skip
PLACEHOLDERS = {
    "providers": {"brand", "Brand", "place", "Place", "village"},
    "files": {"place", "county", "township", "year", "number"},
}
"""File -> the names that stand in braces there."""

PARAGRAPH = 400
GOING_ON = {"any", "no_home", "no_work", "in_work", "in_home", "in_training"}


def texts(said: Any) -> Iterator[str]:
    """Every text of a file, however deep."""
    if isinstance(said, str):
        yield said
    for part in said.values() if isinstance(said, dict) else said if isinstance(said, list) else ():
        yield from texts(part)


def count(said: Any) -> int:
    """How many texts there are, however deep."""
    return len(list(texts(said)))


def _said_texts(row: Any) -> Iterator[str]:
    """The titles and descriptions of a trade, whatever they go with."""
    for part in (*row["titles"], *row["descriptions"]):
        yield part if isinstance(part, str) else part["text"]


def is_span(said: Sequence[float]) -> bool:
    """Whether two numbers run from the lower to the higher."""
    return len(said) == 2 and 0 <= said[0] <= said[1]


@pytest.mark.parametrize("name", FILES)
def test_no_text_is_empty_or_has_stray_spaces_or_unknown_placeholders(name: str) -> None:
    for text in texts(words(name)):
        assert text and text == text.strip() and "  " not in text, text
        assert len(text) <= PARAGRAPH, text
        named = {field for _text, field, _form, _how in Formatter().parse(text) if field is not None}
        assert named <= PLACEHOLDERS.get(name, set()), text


@pytest.mark.parametrize("name", FILES)
def test_no_list_says_the_same_twice(name: str) -> None:
    def lists(said: Any) -> Iterator[list[Any]]:
        if isinstance(said, list):
            yield said
        for part in said.values() if isinstance(said, dict) else said if isinstance(said, list) else ():
            yield from lists(part)

    for each in lists(words(name)):
        twice = [text for text, often in Counter(text for text in each if isinstance(text, str)).items() if often > 1]
        assert not twice, twice


def test_there_are_names_enough_for_a_city() -> None:
    names = words("names")
    assert len(names["surnames"]) >= 90 and all(weight > 0 for _name, weight in names["surnames"])
    assert set(names["given"]) == {f"{sex}_{decade}" for sex in ("male", "female") for decade in range(1950, 2010, 10)}
    assert all(len(given) >= 40 and {len(name) for name in given} == {1, 2} for given in names["given"].values())
    assert len(names["streets"]) >= 60 and len(names["townships"]) >= 60
    assert len(names["villages"]) >= 120 and len(names["counties"]) >= 200


@pytest.mark.parametrize("name", ["surnames", "townships", "villages", "counties"])
def test_a_place_or_a_surname_is_there_once_in_both_languages(name: str) -> None:
    pairs = words("names")[name]
    chinese = [pair[0] for pair in pairs]
    assert len(set(chinese)) == len(chinese)
    if name != "surnames":
        english = [pair[1] for pair in pairs]
        assert len(set(english)) == len(english) and all(text.isascii() and text[0].isupper() for text in english)


def test_no_drawn_place_bears_the_name_of_a_told_one() -> None:
    told = {row["name"].split()[0] for row in tables("units")}
    assert not told & {pair[0] for name in ("townships", "villages", "counties") for pair in words("names")[name]}


def test_trades_name_what_the_service_knows() -> None:
    occupations = {row["code"] for row in reference_rows("occupations")}
    qualifications = {row["code"] for row in reference_rows("qualifications")}
    assert len(words("trades")["trades"]) == len(by_key("trades")) >= 45
    assert {trade["sector"] for trade in by_key("trades").values()} == SECTORS
    for trade in by_key("trades").values():
        assert trade["occupation"] in occupations, trade["key"]
        assert all(plain(skill) in aliases("skills") for skill in trade["skills"]), trade["key"]
        assert set(trade["qualifications"]) <= qualifications, trade["key"]
        assert set(trade["contracts"]) <= set(Contract) and trade["lodging"] in set(Answer), trade["key"]
        assert set(trade.get("post_kinds", [])) <= set(PostKind), trade["key"]


def test_trades_say_enough_about_what_is_done_and_paid() -> None:
    for trade in by_key("trades").values():
        known = [*trade["experience"], *trade.get("experience_inside", [])]
        assert len(trade["titles"]) >= 3 and len(trade["descriptions"]) >= 4 and len(known) >= 4, trade["key"]
        assert bool(trade.get("experience_inside")) <= trade["taught_inside"], trade["key"]
        assert all(len(text) <= PARAGRAPH for text in _said_texts(trade)), trade["key"]
        assert any(text.isascii() for text in _said_texts(trade)), trade["key"]
        assert is_span(trade["pay"]) and is_span(trade["places"]) and trade["places"][0] >= 1, trade["key"]


@pytest.mark.parametrize("kind", list(OfferKind))
def test_titles_and_descriptions_name_only_firms_and_shifts_that_there_are(kind: OfferKind) -> None:
    for row in by_key(BANKS[kind]).values():
        parts = [part for part in (*row["titles"], *row["descriptions"]) if isinstance(part, dict)]
        assert all(set(part) <= {"text", "tag", "firms", "shifts"} for part in parts), row["key"]
        assert {firm for part in parts for firm in part.get("firms", [])} <= set(sectors()), row["key"]
        assert {shift for part in parts for shift in part.get("shifts", [])} <= set(row.get("shifts", [])), row["key"]
        tags = [
            {part.get("tag") for part in row[name] if isinstance(part, dict)} for name in ("titles", "descriptions")
        ]
        assert tags[1] <= tags[0] | {None}, row["key"]


def test_every_firm_has_words_for_whatever_it_offers_and_every_text_is_said_by_somebody() -> None:
    dice, said = dice_for(1, "adverts"), set[str]()
    for sort, firm in sectors().items():
        for trade in firm.get("trades", []):
            known = adverts(OfferKind.JOB, trade, sort)
            assert known and draw_advert(dice, OfferKind.JOB, trade, sort) in known, (sort, trade)
            said |= {text for advert in known for text in (advert.title, advert.description)}
    every = {text for trade in by_key("trades").values() for text in _said_texts(trade)}
    assert said == every


def test_no_opening_asks_more_hours_than_its_shifts_last() -> None:
    for row in (*by_key("trades").values(), *by_key("courses").values()):
        assert is_span(row["hours"])
        for shift in row["shifts"]:
            start, end = span(shift)
            assert start and end
            long = (end.hour - start.hour + (end.minute - start.minute) / 60) % 24
            assert all(row["hours"][1] <= long * len(weekdays(days)) for days in row["days"]), (row["key"], shift)


def test_courses_lead_to_trades_that_there_are() -> None:
    qualifications = {row["code"] for row in reference_rows("qualifications")}
    assert len(words("courses")["courses"]) == len(by_key("courses")) >= 18
    for course in by_key("courses").values():
        assert course.get("trade", "sewing") in by_key("trades"), course["key"]
        assert course.get("qualification", "welder") in qualifications, course["key"]
        assert all(is_span(course[name]) for name in ("weeks", "age", "fee", "stipend", "places")), course["key"]
        assert len(course["titles"]) >= 3 and len(course["descriptions"]) >= 3 and course["entry"], course["key"]


def test_homes_are_of_a_known_kind_and_say_why_they_take_one_sex() -> None:
    assert len(words("homes")["homes"]) == len(by_key("homes")) >= 16
    for home in by_key("homes").values():
        assert home["housing_kind"] in set(HousingKind) and set(home["rules"]) <= set(HouseRule), home["key"]
        assert {home["children"], home["step_free"]} <= set(Answer) and home["household"] >= 1, home["key"]
        assert ("sex_only" in home) == ("for" in home) and home.get("sex_only", "male") in set(Sex)
        assert is_span(home["rent"]) and is_span(home["places"]) and is_span(home.get("stay_days", [0, 0])), home["key"]
        assert len(home["titles"]) >= 3 and len(home["descriptions"]) >= 3, home["key"]
        assert home["sector"] in sectors(), home["key"]


def test_every_sector_has_providers_and_every_trade_somebody_who_works_in_it() -> None:
    firms = sectors().values()
    assert len(words("providers")["sectors"]) == len(firms)
    for sector in SECTORS:
        about = [text for firm in firms if firm["sector"] == sector for text in firm["about"]]
        assert len(set(about)) == len(about) >= 6, sector
    assert {trade for firm in firms for trade in firm.get("trades", [])} == set(by_key("trades"))
    for firm in firms:
        assert set(firm["kinds"]) <= set(ProviderKind) and len(firm["names"]) >= 3, firm["key"]
        assert all("{brand}" in name or "{place}" in name or "{village}" in name for name in firm["names"]), firm["key"]
        assert "streets" not in firm or not any("{village}" in name for name in firm["names"]), firm["key"]


def test_it_is_known_of_every_told_provider_what_it_is() -> None:
    told = words("providers")["told"]
    assert set(told) == {row["key"] for row in tables("providers")}
    assert set(told.values()) <= set(sectors())
    assert len({brand for brand, _english in words("providers")["brands"]}) == len(words("providers")["brands"])


def test_case_files_have_words_for_everything_that_is_noted() -> None:
    files = words("files")
    assert count(files["wishes"]) >= 30 and count(files["evidence"]) >= 40 and count(files["notes"]) >= 60
    assert set(files["notes"]) == GOING_ON
    assert set(files["evidence"]) == set(CircumstanceKind)
    assert all(set(said) == set(Answer) for said in files["evidence"].values())
    assert set(files["needs"]) == set(NeedKind) == set(files["referrals"]["to"])
    assert set(files["referrals"]) == {"to", *NeedKind, *ReferralState} - {ReferralState.WITHDRAWN}
    assert set(files["searches"]) == set(SearchStep)
    assert {said["result"] for tried in files["searches"].values() for said in tried} <= set(SearchResult)


def test_words_by_kind_of_offer_have_known_reasons_and_answers() -> None:
    kinds = set(OfferKind)
    for part, codes in (("declines", DeclineReason), ("checks", CheckAnswer)):
        bank = words("files")[part]
        assert kinds <= set(bank), part
        for said in (bank, *(bank[kind] for kind in kinds)):
            assert set(said) - kinds <= set(codes), part


def test_orders_and_offences_are_coded_as_the_law_has_them() -> None:
    files = words("files")
    assert {row["kind"] for row in files["orders"]} == set(ConditionKind)
    assert {row["category"] for row in files["offences"]} == set(OffenceCategory)
    assert all(row["penalties"] and set(row["penalties"]) <= set(Penalty) for row in files["offences"])
    occupations = [row["code"] for row in reference_rows("occupations")]
    for row in files["orders"]:
        assert set(row.get("terms", {}).get("occupations", [])) <= set(occupations), row["wording"]
        assert set(row.get("terms", {}).get("contacts", [])) <= {"minors", "named"}, row["wording"]


def test_notices_come_from_senders_for_both_sexes_with_numbers_of_their_own() -> None:
    senders = words("files")["notices"]["senders"]
    assert {sender.get("sex") for sender in senders} == {"male", "female", None}
    numbers = {sender["number"].format(year=2026, number=7) for sender in senders}
    assert len(numbers) == len(senders) and len(words("files")["notices"]["assessments"]) >= 12


def test_a_story_fits_one_thing_that_goes_on_and_its_days_run_forward() -> None:
    for story in words("files")["stories"]:
        days = [day for day, _text in story["notes"]]
        assert story["when"] in GOING_ON and days == sorted(set(days)) and days[0] == 0 and len(days) >= 3


def test_the_banks_lie_where_the_told_county_does_not_look() -> None:
    assert FILES and not any(
        path.is_relative_to(data_path("demo", "town")) for path in data_path("demo").glob("*.toml")
    )


def test_exclusions_name_trades_and_sectors_that_there_are() -> None:
    named = [row for row in words("exclusions")["exclusions"] if row["kind"] == OfferKind.JOB]
    assert {key for row in named for key in row.get("trades", ())} <= by_key("trades").keys()
    assert {key for row in named for key in row.get("sectors", ())} <= SECTORS
