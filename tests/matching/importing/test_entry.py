"""Whom an offer takes, read out of words: what is plain becomes terms, the rest is named for an officer."""

import doctest
from typing import Any

import pytest

from matching.importing import entry
from matching.importing.entry import read_entry
from matching.vocabulary import Answer, Sex, ToCheck


def test_the_examples_hold() -> None:
    assert not doctest.testmod(entry).failed


@pytest.mark.parametrize(
    ("words", "sex", "ages"),
    [
        ("Women and transgender women.", Sex.FEMALE, (None, None)),
        ("Adult men, 18 years or older, with outreach to veterans", Sex.MALE, (18, None)),
        ("Male only, 18 years and older.", Sex.MALE, (18, None)),
        ("Men and women, ages 18-25", None, (18, 25)),
        ("All individuals, pregnant women, women with children", None, (None, None)),
        ("All individuals between the age of 18 and 60 years old", None, (18, 60)),
        ("All ages. Clients under the age of 18 must come with a parent", None, (None, None)),
        ("Must be at least 18 years of age", None, (18, None)),
        ("仅限女性，18周岁以上", Sex.FEMALE, (18, None)),
        ("None", None, (None, None)),
        ("", None, (None, None)),
    ],
)
def test_sex_and_ages_where_they_are_plain(words: str, sex: Any, ages: Any) -> None:
    found = read_entry(words)
    assert (found.sex_only, (found.age_from, found.age_to)) == (sex, ages)


@pytest.mark.parametrize(
    ("words", "categories"),
    [
        ("May not have criminal convictions for sex or arson offenses.", ["sexual", "arson"]),
        ("Must not be a registered sex offender.", ["sexual"]),
        ("No violent offences, no arson.", ["violent", "arson"]),
        ("All individuals without a conviction for arson.", ["arson"]),
        ("有纵火前科者不收。", ["arson"]),
        ("Women with a history of work in the sex industry.", []),
        ("Survivors of domestic violence.", []),
        ("People required to register as a sex offender are accepted case by case.", []),
        ("For people who were convicted of a violent crime.", []),
    ],
)
def test_exclusions_are_preferences_until_an_officer_decides(words: str, categories: list[str]) -> None:
    found = read_entry(words)
    assert sorted(row["category"] for row in found.exclusions) == sorted(categories)
    assert {row["ground"] for row in found.exclusions} <= {"preference"}
    assert (ToCheck.EXCLUSIONS in found.to_check) == bool(categories)


def test_a_law_or_a_task_in_the_words_is_the_ground() -> None:
    (law,) = read_entry("By law no person with a sexual offence conviction may live here.").exclusions
    assert (law["ground"], law["category"]) == ("statutory", "sexual")
    (task,) = read_entry("No sex offenders, because the work is with children.").exclusions
    assert (task["ground"], task["category"]) == ("justified", "sexual")


@pytest.mark.parametrize(
    ("words", "check"),
    [
        ("Sex offenders are considered on a case-by-case basis.", ToCheck.CASE_BY_CASE),
        ("People convicted of a violent crime.", ToCheck.OFFENCES_UNCLEAR),
        ("Age 55 or over for most programs, age 60 or over for lunch", ToCheck.AGES),
        ("Must be a county resident.", ToCheck.RESIDENCE),
        ("People with HIV.", ToCheck.HEALTH),
        ("Six months clean and sober.", ToCheck.SOBRIETY),
        ("Must be homeless.", ToCheck.INCOME),
        ("Must have custody of a child.", ToCheck.FAMILY),
        ("Referred by an approved source.", ToCheck.REFERRAL),
        ("Must be on probation.", ToCheck.LEGAL_STATUS),
        ("Must like singing.", ToCheck.ENTRY),
    ],
)
def test_what_cannot_be_a_term_is_named_for_the_officer(words: str, check: ToCheck) -> None:
    assert check in read_entry(words).to_check


@pytest.mark.parametrize(
    ("words", "step_free"),
    [
        ("Wheelchair accessible.", Answer.YES),
        ("disabled_parking, ramp, restroom, wheelchair", Answer.YES),
        ("Not wheelchair accessible.", Answer.NO),
        ("Wheelchair accessible-NO.", Answer.NO),
        ("Lower units are wheelchair accessible.", Answer.UNKNOWN),
        ("", Answer.UNKNOWN),
    ],
)
def test_steps(words: str, step_free: Answer) -> None:
    assert read_entry("", words).step_free is step_free


def test_hostile_words_are_read_quickly() -> None:
    for words in ("no " * 20_000, "18-" * 20_000, "sex offen " * 5_000, "." * 50_000, "women men " * 5_000):
        read_entry(words, words)
