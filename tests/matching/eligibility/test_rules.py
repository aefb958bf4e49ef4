"""Every rule as a table: who, which offer, what verdict and why."""

# ruff: noqa: E501 (a table is read by its rows)

from datetime import date
from typing import Any

import numpy as np
import pytest

from matching.eligibility import REASON_KEYS
from matching.eligibility.assess import findings, missing_facts
from matching.eligibility.findings import Finding
from matching.eligibility.rulebook import Rulebook, load_rulebook
from matching.eligibility.rules import RULES
from matching.facts import Exclusion, OffenceFact
from matching.reference import data_path
from matching.vocabulary import OfferKind, PostKind, Verdict
from tests.matching.facts.builders import offer, subject

ON = date(2026, 3, 1)
TODAY = (ON - date(1970, 1, 1)).days
BOOK: Rulebook = load_rulebook(data_path("rulebooks", "cn-2026.toml"))

Facts = dict[str, Any]
DAY_SHIFT = {"shift_from_minute": 480, "shift_to_minute": 1020, "weekdays": 0b11111}
CURFEW = {"conditions_known": 2, "curfew_from_minute": 1260, "curfew_to_minute": 360}
HANGZHOU = {"latitude": 30.25, "longitude": 120.17}
NEARBY = {"latitude": 30.30, "longitude": 120.17}
FAR = {"latitude": 31.25, "longitude": 120.17}
CLEAR = {"offences_known": 1}


def found(rule: str, who: Facts, what: Facts) -> Finding | None:
    """The finding of one rule, None where it does not apply."""
    return next((each for each in findings(subject(**who), offer(**what), BOOK, ON) if each.rule == rule), None)


def post(*kinds: PostKind) -> Facts:
    return {"post_kinds": frozenset(kinds)}


def home(**terms: Any) -> Facts:
    return {"kind": "housing", "housing_kind": "shared_flat", **terms}


def course(**terms: Any) -> Facts:
    return {"kind": "training", **terms}


def offence(
    category: str = "other", intentional: str = "yes", penalty: str = "fixed_term", minor: bool = False
) -> Facts:
    return {"offences_known": 2, "offences": (OffenceFact(category, intentional, penalty, minor),)}


def justified(category: str, ground: str = "justified") -> Facts:
    return {"exclusions": (Exclusion(category, ground, "handles money alone"),)}


TABLE: list[tuple[str, str, Facts, Facts, str | None]] = [
    # statutory bars
    ("civil_servant_bar", "an offer whose post no law names", offence(), {}, None),
    ("civil_servant_bar", "any offence bars", offence("traffic", "no", "fine"), post(PostKind.CIVIL_SERVANT), "statutory_bar.applies"),
    ("civil_servant_bar", "no offence, none bars", CLEAR, post(PostKind.CIVIL_SERVANT), "statutory_bar.clear"),
    ("civil_servant_bar", "a silent file", {}, post(PostKind.CIVIL_SERVANT), "statutory_bar.offences_unknown"),
    ("civil_servant_bar", "an offence under 18 is passed over", offence(minor=True), post(PostKind.CIVIL_SERVANT), "statutory_bar.clear"),
    ("teacher_bar", "fixed term with intent", offence(), post(PostKind.TEACHER), "statutory_bar.applies"),
    ("teacher_bar", "negligence with fixed term", offence(intentional="no"), post(PostKind.TEACHER), "statutory_bar.clear"),
    ("teacher_bar", "intent not known", offence(intentional="unknown"), post(PostKind.TEACHER), "statutory_bar.offences_unknown"),
    ("teacher_bar", "intent with detention only", offence(penalty="detention"), post(PostKind.TEACHER), "statutory_bar.clear"),
    ("teacher_bar", "political rights without intent", offence(intentional="no", penalty="political_rights"), post(PostKind.TEACHER), "statutory_bar.applies"),
    ("teacher_bar", "penalty not known", offence(penalty=""), post(PostKind.TEACHER), "statutory_bar.offences_unknown"),
    ("security_guard_bar", "any intentional crime", offence("property", penalty="fine"), post(PostKind.SECURITY_GUARD), "statutory_bar.applies"),
    ("security_guard_bar", "negligence", offence("traffic", "no"), post(PostKind.SECURITY_GUARD), "statutory_bar.clear"),
    ("with_minors_bar", "a violent offence", offence("violent"), post(PostKind.WITH_MINORS), "statutory_bar.applies"),
    ("with_minors_bar", "fraud", offence("fraud"), post(PostKind.WITH_MINORS), "statutory_bar.clear"),
    ("with_minors_bar", "category not known", offence(""), post(PostKind.WITH_MINORS), "statutory_bar.offences_unknown"),
    ("food_management_bar", "food safety with prison", offence("food_safety"), post(PostKind.FOOD_MANAGEMENT), "statutory_bar.applies"),
    ("food_management_bar", "food safety with a fine", offence("food_safety", penalty="fine"), post(PostKind.FOOD_MANAGEMENT), "statutory_bar.clear"),
    ("accounting_bar", "an accounting crime", offence("accounting"), post(PostKind.ACCOUNTING), "statutory_bar.applies"),
    ("accounting_bar", "a recorded bar counts in an incomplete file", {**offence("accounting"), "offences_known": 0}, post(PostKind.ACCOUNTING), "statutory_bar.applies"),
    ("security_guard_bar", "intent not known", offence(intentional="unknown"), post(PostKind.SECURITY_GUARD), "statutory_bar.offences_unknown"),
    ("food_management_bar", "penalty not known", offence("food_safety", penalty=""), post(PostKind.FOOD_MANAGEMENT), "statutory_bar.offences_unknown"),
    ("accounting_bar", "fraud", offence("fraud"), post(PostKind.ACCOUNTING), "statutory_bar.clear"),
    ("accounting_bar", "a silent file", {}, post(PostKind.ACCOUNTING), "statutory_bar.offences_unknown"),
    ("teacher_bar", "a course for teachers is no post", offence(), course(**post(PostKind.TEACHER)), None),
    # ages
    ("minimum_age", "a course at fifteen", {"age": 15.5}, course(), "minimum_age.under"),
    ("minimum_age", "a course at sixteen", {"age": 16.0}, course(), "minimum_age.met"),
    ("minimum_age", "a home at fifteen", {"age": 15.5}, home(), None),
    ("offer_age", "a home for older people", {"age": 40}, home(age_from=55), "offer_age.outside"),
    ("minimum_age", "fifteen", {"age": 15.99}, {}, "minimum_age.under"),
    ("minimum_age", "the sixteenth birthday", {"age": 16.0}, {}, "minimum_age.met"),
    ("minimum_age", "age not known", {}, {}, "minimum_age.age_unknown"),
    ("offer_age", "no ages stated", {"age": 20}, {}, None),
    ("offer_age", "under the age asked", {"age": 17.5}, {"age_from": 18}, "offer_age.outside"),
    ("offer_age", "still 45", {"age": 45.9}, {"age_to": 45}, "offer_age.within"),
    ("offer_age", "46", {"age": 46.0}, {"age_to": 45}, "offer_age.outside"),
    ("offer_age", "age not known", {}, {"age_to": 45}, "offer_age.age_unknown"),
    # curfew 21:00 to 06:00, half an hour's way
    ("curfew", "no shift stated", CURFEW, {}, None),
    ("curfew", "a silent file", {}, DAY_SHIFT, "curfew.unknown"),
    ("curfew", "no curfew laid", {"conditions_known": 1}, DAY_SHIFT, "curfew.none"),
    ("curfew", "day shift", CURFEW, DAY_SHIFT, "curfew.kept"),
    ("curfew", "home on the minute", CURFEW, {"shift_from_minute": 480, "shift_to_minute": 1230}, "curfew.kept"),
    ("curfew", "home a minute late", CURFEW, {"shift_from_minute": 480, "shift_to_minute": 1231}, "curfew.shift_ends_after"),
    ("curfew", "night shift over midnight", CURFEW, {"shift_from_minute": 1200, "shift_to_minute": 240}, "curfew.shift_ends_after"),
    ("curfew", "a shift inside the hours at home", CURFEW, {"shift_from_minute": 1320, "shift_to_minute": 360}, "curfew.shift_ends_after"),
    ("curfew", "early shift", CURFEW, {"shift_from_minute": 380, "shift_to_minute": 840}, "curfew.shift_starts_before"),
    ("curfew", "round the clock", CURFEW, {"shift_from_minute": 480, "shift_to_minute": 480}, "curfew.shift_ends_after"),
    ("curfew", "a recorded curfew in an incomplete file", {**CURFEW, "conditions_known": 0}, DAY_SHIFT, "curfew.kept"),
    ("curfew", "a curfew by day, work by night", {**CURFEW, "curfew_from_minute": 480, "curfew_to_minute": 1080}, {"shift_from_minute": 1320, "shift_to_minute": 360}, "curfew.kept"),
    # area ban
    ("area_ban", "nothing to compare", {"conditions_known": 1}, {}, None),
    ("area_ban", "a silent file", {}, HANGZHOU, "area_ban.unknown"),
    ("area_ban", "no ban", {"conditions_known": 1}, HANGZHOU, "area_ban.none"),
    ("area_ban", "inside", {"conditions_known": 2, "banned_areas": ((30.25, 120.17, 3.0),)}, HANGZHOU, "area_ban.inside"),
    ("area_ban", "outside", {"conditions_known": 2, "banned_areas": ((30.25, 120.17, 3.0),)}, NEARBY, "area_ban.outside"),
    ("area_ban", "only the unit's place", {"conditions_known": 2, "banned_areas": ((30.25, 120.17, 3.0),)}, {**NEARBY, "coordinates_own": False}, "area_ban.place_unknown"),
    ("area_ban", "the unit is far away", {"conditions_known": 2, "banned_areas": ((30.25, 120.17, 3.0),)}, {**FAR, "coordinates_own": False}, "area_ban.outside"),
    ("area_ban", "no place at all", {"conditions_known": 2, "banned_areas": ((30.25, 120.17, 3.0),)}, {}, "area_ban.place_unknown"),
    ("area_ban", "a home inside", {"conditions_known": 2, "banned_areas": ((30.25, 120.17, 3.0),)}, home(**HANGZHOU), "area_ban.inside"),
    ("area_ban", "a course inside", {"conditions_known": 2, "banned_areas": ((30.25, 120.17, 3.0),)}, course(**HANGZHOU), "area_ban.inside"),
    # occupation ban
    ("occupation_ban", "a course may be taken", {"conditions_known": 2, "banned_occupations": ("24",)}, course(occupation="2411"), None),
    ("occupation_ban", "occupation not stated, no ban", {"conditions_known": 1}, {}, None),
    ("occupation_ban", "the banned trade", {"conditions_known": 2, "banned_occupations": ("24", "33")}, {"occupation": "3313"}, "occupation_ban.banned"),
    ("occupation_ban", "another trade", {"conditions_known": 2, "banned_occupations": ("24",)}, {"occupation": "7411"}, "occupation_ban.other_work"),
    ("occupation_ban", "a ban, the trade not stated", {"conditions_known": 2, "banned_occupations": ("24",)}, {}, "occupation_ban.occupation_unknown"),
    ("occupation_ban", "a silent file", {}, {"occupation": "7411"}, "occupation_ban.unknown"),
    # contact ban
    ("contact_ban", "an ordinary post", {}, {}, None),
    ("contact_ban", "minors", {"conditions_known": 2, "banned_contacts": frozenset({"minors"})}, post(PostKind.WITH_MINORS), "contact_ban.minors"),
    ("contact_ban", "the provider", {"conditions_known": 2, "banned_contacts": frozenset({"provider:12"})}, {"provider": 12}, "contact_ban.provider"),
    ("contact_ban", "another provider", {"conditions_known": 2, "banned_contacts": frozenset({"provider:12"})}, {"provider": 1}, None),
    ("contact_ban", "a silent file", {}, post(PostKind.WITH_MINORS), "contact_ban.unknown"),
    ("contact_ban", "a shared home with children", {"conditions_known": 2, "banned_contacts": frozenset({"minors"})}, home(children=2), "contact_ban.children_in_the_home"),
    ("contact_ban", "a shared home that does not say", {"conditions_known": 2, "banned_contacts": frozenset({"minors"})}, home(), "contact_ban.children_unstated"),
    ("contact_ban", "a shared home that does not say, no such ban", {"conditions_known": 1}, home(), None),
    ("contact_ban", "a shared home without children", {"conditions_known": 2, "banned_contacts": frozenset({"minors"})}, home(children=1), None),
    ("contact_ban", "a flat of one's own", {"conditions_known": 2, "banned_contacts": frozenset({"minors"})}, home(children=2, housing_kind="flat"), None),
    ("contact_ban", "a shared home with children, a silent file", {}, home(children=2), "contact_ban.home_unknown"),
    ("contact_ban", "a shared home with children, no ban", {"conditions_known": 1}, home(children=2), "contact_ban.none"),
    ("contact_ban", "the landlord", {"conditions_known": 2, "banned_contacts": frozenset({"provider:12"})}, home(provider=12), "contact_ban.provider"),
    # leave to go outside the county
    ("travel_leave", "a home elsewhere, leave refused", {"under_correction": True, "county": 1, "travel_leave": 1}, home(county=2), "travel_leave.refused"),
    ("travel_leave", "a course elsewhere, leave not asked for", {"under_correction": True, "county": 1}, course(county=2), "travel_leave.unknown"),
    ("travel_leave", "not under correction", {"county": 1}, {"county": 2}, None),
    ("travel_leave", "county not stated", {"under_correction": True, "county": 1}, {}, None),
    ("travel_leave", "the same county", {"under_correction": True, "county": 1}, {"county": 1}, "travel_leave.same_county"),
    ("travel_leave", "leave given", {"under_correction": True, "county": 1, "travel_leave": 2}, {"county": 2}, "travel_leave.granted"),
    ("travel_leave", "leave refused", {"under_correction": True, "county": 1, "travel_leave": 1}, {"county": 2}, "travel_leave.refused"),
    ("travel_leave", "leave not asked for", {"under_correction": True, "county": 1}, {"county": 2}, "travel_leave.unknown"),
    ("travel_leave", "own county not known", {"under_correction": True}, {"county": 2}, "travel_leave.county_unknown"),
    # reporting, Mondays 09:00 to 10:00
    ("reporting_hours", "no shift stated", {"conditions_known": 2, "reporting": ((0, 540, 600),)}, {}, None),
    ("reporting_hours", "a clash to settle", {"conditions_known": 2, "reporting": ((0, 540, 600),)}, DAY_SHIFT, "reporting_hours.clash_to_settle"),
    ("reporting_hours", "Sunday is free", {"conditions_known": 2, "reporting": ((6, 540, 600),)}, DAY_SHIFT, "reporting_hours.free"),
    ("reporting_hours", "days not stated", {"conditions_known": 2, "reporting": ((0, 540, 600),)}, {**DAY_SHIFT, "weekdays": 0}, "reporting_hours.weekdays_unstated"),
    ("reporting_hours", "Sunday's night shift reaches Monday", {"conditions_known": 2, "reporting": ((0, 300, 360),)}, {"shift_from_minute": 1320, "shift_to_minute": 360, "weekdays": 64}, "reporting_hours.clash_to_settle"),
    ("reporting_hours", "no duty", {"conditions_known": 1}, DAY_SHIFT, "reporting_hours.none"),
    ("reporting_hours", "a silent file", {}, DAY_SHIFT, "reporting_hours.unknown"),
    ("reporting_hours", "a course in the duty's hours", {"conditions_known": 2, "reporting": ((0, 540, 600),)}, course(**DAY_SHIFT), "reporting_hours.clash_to_settle"),
    ("curfew", "an evening course", CURFEW, course(shift_from_minute=1140, shift_to_minute=1290), "curfew.shift_ends_after"),
    ("curfew", "a home has no hours", CURFEW, home(), None),
    # qualifications
    ("qualification", "a course with an entry requirement", {"qualifications_known": True}, course(qualifications=frozenset({"school_lower"})), "qualification.missing"),
    ("qualification", "none required", {}, {}, None),
    ("qualification", "held", {"qualifications": frozenset({"forklift"})}, {"qualifications": frozenset({"forklift"})}, "qualification.held"),
    ("qualification", "a higher licence held", {"qualifications": frozenset({"licence_a2"})}, {"qualifications": frozenset({"licence_c1"})}, "qualification.held"),
    ("qualification", "not held", {"qualifications_known": True}, {"qualifications": frozenset({"forklift"})}, "qualification.missing"),
    ("qualification", "nobody asked", {}, {"qualifications": frozenset({"forklift"})}, "qualification.unknown"),
    # exclusions
    ("justified_exclusion", "justified, and of that category", offence("fraud"), justified("fraud"), "justified_exclusion.applies"),
    ("justified_exclusion", "justified, another category", offence("traffic"), justified("fraud"), "justified_exclusion.clear"),
    ("justified_exclusion", "a silent file", {}, justified("fraud"), "justified_exclusion.offences_unknown"),
    ("justified_exclusion", "a preference is never applied", offence("fraud"), justified("fraud", "preference"), None),
    ("justified_exclusion", "a claim of law is left to the law", offence("fraud"), justified("fraud", "statutory"), None),
    ("justified_exclusion", "an offence under 18 is passed over", offence("fraud", minor=True), justified("fraud"), "justified_exclusion.clear"),
    ("justified_exclusion", "a course, justified", offence("fraud"), course(**justified("fraud")), "justified_exclusion.applies"),
    ("justified_exclusion", "a home, justified", offence("arson"), home(**justified("arson")), "justified_exclusion.applies"),
    ("justified_exclusion", "a course's preference is never applied", offence("fraud"), course(**justified("fraud", "preference")), None),
    ("justified_exclusion", "a home's preference is never applied", offence("arson"), home(**justified("arson", "preference")), None),
    # days
    ("available_from", "a course begun too soon", {"available_on": TODAY + 10}, course(starts_on=TODAY + 9), "available_from.too_late"),
    ("available_from", "a home waits", {"available_on": TODAY + 10}, home(starts_on=TODAY), None),
    ("available_from", "no start stated", {}, {}, None),
    ("available_from", "free on the day", {"available_on": TODAY + 9}, {"starts_on": TODAY + 9}, "available_from.in_time"),
    ("available_from", "free a day late", {"available_on": TODAY + 10}, {"starts_on": TODAY + 9}, "available_from.too_late"),
    ("available_from", "begun, and free today", {"available_on": TODAY}, {"starts_on": TODAY - 90}, "available_from.in_time"),
    ("available_from", "not known", {}, {"starts_on": TODAY}, "available_from.unknown"),
    ("closing_date", "no closing day", {}, {}, None),
    ("closing_date", "the last day", {}, {"closes_on": TODAY}, "closing_date.open"),
    ("closing_date", "closed yesterday", {}, {"closes_on": TODAY - 1}, "closing_date.closed"),
    ("closing_date", "a transitional post that still runs", {}, {"ends_on": TODAY}, "closing_date.runs"),
    ("closing_date", "a course that is over", {}, course(ends_on=TODAY - 1), "closing_date.over"),
    ("closing_date", "a course that is over, its closing day still to come", {}, course(ends_on=TODAY - 1, closes_on=TODAY + 1), "closing_date.over"),
    ("closing_date", "closed, though it still runs", {}, course(ends_on=TODAY + 90, closes_on=TODAY - 1), "closing_date.closed"),
    ("closing_date", "a home's last day", {}, home(closes_on=TODAY), "closing_date.open"),
    # hours that the subject can keep
    ("working_hours", "a course ends too late", {"work_from_minute": 480, "work_to_minute": 1019}, course(**DAY_SHIFT), "working_hours.outside"),
    ("working_hours", "no shift stated", {"work_from_minute": 540}, {}, None),
    ("working_hours", "within", {"work_from_minute": 480, "work_to_minute": 1020}, DAY_SHIFT, "working_hours.within"),
    ("working_hours", "ends too late", {"work_from_minute": 480, "work_to_minute": 1019}, DAY_SHIFT, "working_hours.outside"),
    ("working_hours", "starts too early, the end not known", {"work_from_minute": 540}, DAY_SHIFT, "working_hours.outside"),
    ("working_hours", "one side fits, the other is not known", {"work_from_minute": 420}, DAY_SHIFT, "working_hours.unknown"),
    ("working_hours", "nights only, day shift", {"work_from_minute": 1200, "work_to_minute": 420}, DAY_SHIFT, "working_hours.outside"),
    ("working_hours", "nights only, night shift", {"work_from_minute": 1200, "work_to_minute": 420}, {"shift_from_minute": 1320, "shift_to_minute": 360}, "working_hours.within"),
    ("working_hours", "any hour", {"work_from_minute": 0, "work_to_minute": 1440}, {"shift_from_minute": 1320, "shift_to_minute": 360}, "working_hours.within"),
    ("working_hours", "nobody asked", {}, DAY_SHIFT, "working_hours.unknown"),
    # journey
    ("journey_limit", "no limit stated", HANGZHOU, FAR, None),
    ("journey_limit", "within", {**HANGZHOU, "journey_limit_km": 10}, NEARBY, "journey_limit.within"),
    ("journey_limit", "too far", {**HANGZHOU, "journey_limit_km": 10}, FAR, "journey_limit.too_far"),
    ("journey_limit", "too far, with lodging", {**HANGZHOU, "journey_limit_km": 10}, {**FAR, "lodging": 2}, "journey_limit.lodging"),
    ("journey_limit", "just past the limit of an approximate place", {**HANGZHOU, "journey_limit_km": 3}, {**NEARBY, "coordinates_own": False}, "journey_limit.approximate"),
    ("journey_limit", "residence not known", {"journey_limit_km": 10}, NEARBY, "journey_limit.place_unknown"),
    ("journey_limit", "workplace not known", {**HANGZHOU, "journey_limit_km": 10}, {}, "journey_limit.place_unknown"),
    ("journey_limit", "a course too far", {**HANGZHOU, "journey_limit_km": 10}, course(**FAR), "journey_limit.too_far"),
    ("journey_limit", "a home may be anywhere", {**HANGZHOU, "journey_limit_km": 10}, home(**FAR), None),
    # homes
    ("home_capacity", "not stated", {"household_size": 3.0}, home(), None),
    ("home_capacity", "room for all", {"household_size": 3.0}, home(household_max=3.0), "home_capacity.enough"),
    ("home_capacity", "one too many", {"household_size": 4.0}, home(household_max=3.0), "home_capacity.too_small"),
    ("home_capacity", "nobody asked", {}, home(household_max=1.0), "home_capacity.household_unknown"),
    ("home_sex", "for everybody", {"sex": 1}, home(), None),
    ("home_sex", "a woman, a home for women", {"sex": 1}, home(sex_only=1), "home_sex.women"),
    ("home_sex", "a man, a home for women", {"sex": 2}, home(sex_only=1), "home_sex.women_only"),
    ("home_sex", "a woman, a home for men", {"sex": 1}, home(sex_only=2), "home_sex.men_only"),
    ("home_sex", "a man, a home for men", {"sex": 2}, home(sex_only=2), "home_sex.men"),
    ("home_sex", "sex not recorded", {}, home(sex_only=2), "home_sex.unknown"),
    ("home_sex", "a job is never for one sex", {"sex": 2}, {"sex_only": 1}, None),
    ("home_children", "not stated", {"children": 2}, home(), None),
    ("home_children", "admitted", {"children": 2}, home(children=2), "home_children.admitted"),
    ("home_children", "not admitted", {"children": 2}, home(children=1), "home_children.not_admitted"),
    ("home_children", "not admitted, none comes along", {"children": 0}, home(children=1), "home_children.none"),
    ("home_children", "nobody asked", {}, home(children=1), "home_children.unknown"),
    ("home_children", "nobody asked, but they are admitted", {}, home(children=2), "home_children.admitted"),
    ("home_step_free", "nobody needs it, nobody says", {"step_free_needed": 1}, home(), None),
    ("home_step_free", "needed and stated", {"step_free_needed": 2}, home(step_free=2), "home_step_free.stated"),
    ("home_step_free", "needed, and there are steps", {"step_free_needed": 2}, home(step_free=1), "home_step_free.steps"),
    ("home_step_free", "needed, and the home does not say", {"step_free_needed": 2}, home(), "home_step_free.home_unstated"),
    ("home_step_free", "steps, and nobody asked", {}, home(step_free=1), "home_step_free.need_unknown"),
    ("home_step_free", "steps do no harm", {"step_free_needed": 1}, home(step_free=1), "home_step_free.not_needed"),
    ("home_free", "no day stated", {"home_needed_on": TODAY}, home(), None),
    ("home_free", "free already", {"home_needed_on": TODAY + 60}, home(starts_on=TODAY - 9), "home_free.in_time"),
    ("home_free", "two weeks can be bridged", {"home_needed_on": TODAY}, home(starts_on=TODAY + 14), "home_free.in_time"),
    ("home_free", "three weeks cannot", {"home_needed_on": TODAY - 90}, home(starts_on=TODAY + 21), "home_free.too_late"),
    ("out_of_service", "never", {"home_needed_on": TODAY}, home(), None),
    ("out_of_service", "open on the day", {"home_needed_on": TODAY}, home(out_of_service=((TODAY + 1, TODAY + 9),)), "out_of_service.open"),
    ("out_of_service", "shut on the day", {"home_needed_on": TODAY + 9}, home(out_of_service=((TODAY + 1, TODAY + 9),)), "out_of_service.shut"),
    ("out_of_service", "shut on the first day on which it is free", {"home_needed_on": TODAY}, home(starts_on=TODAY + 3, out_of_service=((TODAY + 1, TODAY + 9),)), "out_of_service.shut"),
    ("out_of_service", "needed before today means today", {}, home(out_of_service=((TODAY, TODAY),)), "out_of_service.shut"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "who", "what", "key"),
    [(rule, who, what, key) for rule, _, who, what, key in TABLE],
    ids=[f"{rule}: {case}" for rule, case, *_ in TABLE],
)
def test_a_rule_answers_with_its_reason(rule: str, who: Facts, what: Facts, key: str | None) -> None:
    finding = found(rule, who, what)
    assert (finding.reason.key if finding else None) == key
    if finding:
        assert tuple(finding.reason.arguments) == REASON_KEYS[finding.reason.key]


@pytest.mark.parametrize(
    ("rule", "who", "what", "verdict"),
    [
        ("curfew", CURFEW, DAY_SHIFT, Verdict.MET),
        ("area_ban", {"conditions_known": 2, "banned_areas": ((30.25, 120.17, 3.0),)}, NEARBY, Verdict.MET),
        ("working_hours", {"work_from_minute": 540}, DAY_SHIFT, Verdict.BROKEN),
        (
            "reporting_hours",
            {"conditions_known": 2, "reporting": ((0, 540, 600),)},
            DAY_SHIFT,
            Verdict.UNKNOWN,
        ),
        ("offer_age", {"age": 17.5}, {"age_from": 18}, Verdict.BROKEN),
        ("journey_limit", {"journey_limit_km": 10}, NEARBY, Verdict.UNKNOWN),
        ("justified_exclusion", {}, justified("fraud"), Verdict.UNKNOWN),
    ],
)
def test_the_verdict_goes_with_the_reason(rule: str, who: Facts, what: Facts, verdict: Verdict) -> None:
    finding = found(rule, who, what)
    assert finding is not None and finding.verdict == verdict


@pytest.mark.parametrize(
    ("rule", "who", "what", "near_misses"),
    [
        ("curfew", CURFEW, {"shift_from_minute": 840, "shift_to_minute": 1320}, [("curfew.if_home_by", {"home_by": "22:30", "minutes": 90})]),
        ("curfew", CURFEW, {"shift_from_minute": 840, "shift_to_minute": 1260}, [("curfew.if_home_by", {"home_by": "21:30", "minutes": 30}), ("curfew.if_shift_ends", {"shift_ends": "20:30"})]),
        ("curfew", CURFEW, {"shift_from_minute": 360, "shift_to_minute": 840}, [("curfew.if_home_until", {"home_until": "05:30", "minutes": 30}), ("curfew.if_shift_starts", {"shift_starts": "06:30"})]),
        ("curfew", {**CURFEW, "curfew_to_minute": 1290}, {"shift_from_minute": 840, "shift_to_minute": 1260}, [("curfew.if_shift_ends", {"shift_ends": "20:30"})]),
        ("curfew", CURFEW, {"shift_from_minute": 1200, "shift_to_minute": 240}, []),
        ("qualification", {"qualifications_known": True}, {"qualifications": frozenset({"forklift"})}, [("qualification.if_held", {"qualification": "forklift"})]),
        ("qualification", {"qualifications_known": True}, {"qualifications": frozenset({"forklift", "health"})}, []),
        ("journey_limit", {**HANGZHOU, "journey_limit_km": 5}, NEARBY, [("journey_limit.if_limit_raised", {"limit_km": 6.0})]),
        ("journey_limit", {**HANGZHOU, "journey_limit_km": 5}, FAR, []),
        ("available_from", {"available_on": TODAY + 10}, {"starts_on": TODAY + 3}, [("available_from.if_start_waited", {"days": 7})]),
        ("available_from", {"available_on": TODAY + 99}, {"starts_on": TODAY + 3}, []),
        ("travel_leave", {"under_correction": True, "county": 1, "travel_leave": 1}, {"county": 2}, [("travel_leave.if_granted", {})]),
        ("minimum_age", {"age": 15.0}, {}, []),
        ("offer_age", {"age": 23.5}, {"age_from": 25}, [("offer_age.if_from", {"age_from": 23})]),
        ("offer_age", {"age": 21.5}, {"age_from": 25}, []),
        ("offer_age", {"age": 17.5}, {"age_from": 18}, []),
        ("offer_age", {"age": 46.5}, {"age_to": 45}, [("offer_age.if_to", {"age_to": 46})]),
        ("offer_age", {"age": 58}, {"age_to": 45}, []),
        ("working_hours", {"work_from_minute": 540, "work_to_minute": 1080}, {"shift_from_minute": 510, "shift_to_minute": 1020}, [("working_hours.if_shift_starts", {"shift_starts": "09:00"}), ("working_hours.if_can_start", {"comes_at": "08:30"})]),
        ("working_hours", {"work_from_minute": 540, "work_to_minute": 1080}, {"shift_from_minute": 600, "shift_to_minute": 1110}, [("working_hours.if_shift_ends", {"shift_ends": "18:00"}), ("working_hours.if_can_stay", {"stays_until": "18:30"})]),
        ("working_hours", {"work_to_minute": 1080}, {"shift_from_minute": 600, "shift_to_minute": 1110}, [("working_hours.if_shift_ends", {"shift_ends": "18:00"}), ("working_hours.if_can_stay", {"stays_until": "18:30"})]),
        ("working_hours", {"work_from_minute": 540, "work_to_minute": 1080}, {"shift_from_minute": 510, "shift_to_minute": 1110}, []),
        ("working_hours", {"work_from_minute": 540, "work_to_minute": 1080}, {"shift_from_minute": 1200, "shift_to_minute": 240}, []),
        ("home_free", {"home_needed_on": TODAY}, home(starts_on=TODAY + 21), [("home_free.if_bridged", {"days": 21, "needed_on": ON.isoformat()})]),
        ("home_free", {"home_needed_on": TODAY}, home(starts_on=TODAY + 99), []),
        ("out_of_service", {"home_needed_on": TODAY}, home(out_of_service=((TODAY, TODAY + 1), (TODAY + 2, TODAY + 4))), [("out_of_service.if_bridged", {"days": 5, "moves_on": ON.isoformat()})]),
        ("out_of_service", {"home_needed_on": TODAY}, home(out_of_service=((TODAY, TODAY + 90),)), []),
    ],
)  # fmt: skip
def test_a_broken_rule_says_which_small_changes_would_have_met_it(
    rule: str, who: Facts, what: Facts, near_misses: list[tuple[str, Facts]]
) -> None:
    finding = found(rule, who, what)
    assert finding is not None and finding.verdict == Verdict.BROKEN
    assert [each.reason for each in finding.near_misses] == near_misses


def test_the_curfew_rule_can_be_told_to_ask_for_an_unstated_shift() -> None:
    rule = RULES["curfew"]
    strict = {**rule.defaults, "ask_unstated_shift": True, "on": TODAY}
    verdict = Verdict(int(rule.decide(subject(**CURFEW), offer(), strict)[0, 0]))
    reason = rule.reason(subject(**CURFEW).row(0), offer().row(0), verdict, strict)
    assert verdict == Verdict.UNKNOWN and reason.key == "curfew.shift_unstated"


def test_a_clash_with_reporting_bars_where_the_rulebook_says_it_cannot_be_moved() -> None:
    rule = RULES["reporting_hours"]
    who = subject(conditions_known=2, reporting=((0, 540, 600),))
    fixed = {"movable": False, "on": TODAY}
    assert rule.decide(who, offer(**DAY_SHIFT), fixed)[0, 0] == Verdict.BROKEN
    assert rule.reason(who.row(0), offer(**DAY_SHIFT).row(0), Verdict.BROKEN, fixed).key == "reporting_hours.clash"


def test_a_single_reporting_duty_that_cannot_be_kept_might_be_moved() -> None:
    rule = RULES["reporting_hours"]
    once, often = (subject(reporting=duties).row(0) for duties in (((0, 540, 600),), ((0, 540, 600), (1, 540, 600))))
    moved = rule.near_misses(once, offer(**DAY_SHIFT).row(0), {"movable": False, "on": TODAY})
    assert [each.reason for each in moved] == [
        ("reporting_hours.if_moved", {"weekday": 0, "begins": "09:00", "ends": "10:00"})
    ]
    assert moved[0].person == {"reporting": ()}
    assert rule.near_misses(often, offer(**DAY_SHIFT).row(0), {"movable": False, "on": TODAY}) == []


def test_every_rule_is_in_the_rulebook_and_in_this_table() -> None:
    assert {entry.id for entry in BOOK.rules} == set(RULES) == {rule for rule, *_ in TABLE}


def test_a_rule_for_jobs_leaves_other_kinds_alone() -> None:
    assert findings(subject(age=12.0), offer(kind=OfferKind.HOUSING), BOOK, ON) == []


def test_how_long_people_may_stay_is_never_a_bar() -> None:
    short = offer(**home(stay_limit_days=1.0))
    assert findings(subject(), short, BOOK, ON) == []


def test_a_near_miss_of_steps_or_a_full_house_is_not_made_up() -> None:
    for who, what in (({"step_free_needed": 2}, home(step_free=1)), ({"household_size": 2.0}, home(household_max=1.0))):
        assert all(finding.near_misses == () for finding in findings(subject(**who), offer(**what), BOOK, ON))


@pytest.mark.parametrize(
    ("who", "what", "fact"),
    [
        ({"step_free_needed": 2}, home(), "offer_step_free"),
        ({}, home(step_free=1), "step_free"),
        ({"conditions_known": 2, "banned_contacts": frozenset({"minors"})}, home(), "offer_children"),
        ({}, home(household_max=1.0), "household"),
        ({}, home(sex_only=1), "sex"),
    ],
)
def test_a_home_names_the_fact_that_it_lacks(who: Facts, what: Facts, fact: str) -> None:
    assert [each.fact for each in missing_facts(subject(**who), offer(**what), BOOK, ON)] == [fact]


def test_those_who_may_not_see_the_offence_learn_only_that_a_lawful_bar_applies() -> None:
    finding = found("with_minors_bar", offence("sexual"), post(PostKind.WITH_MINORS))
    assert finding is not None and finding.restricted
    shown = finding.without_offence()
    assert shown.rule == "lawful_bar" and shown.reason == ("lawful_bar.broken", {}) and shown.ground == ""
    assert "minors" not in repr(shown)


def test_every_rule_that_reads_offences_is_restricted() -> None:
    reads_offences = {entry.id for entry in BOOK.rules if entry.rule.asks == "offences"}
    assert reads_offences == {entry.id for entry in BOOK.rules if entry.restricted}


def test_empty_blocks_have_empty_verdicts() -> None:
    for rule, entry in ((each.id, each) for each in BOOK.rules):
        parameters = {**entry.parameters, "on": TODAY}
        none, some = subject().take([]), offer(**DAY_SHIFT)
        assert RULES[rule].decide(none, some, parameters).shape == (0, 1)
        assert RULES[rule].decide(subject(), some.take([]), parameters).shape == (1, 0)
        assert RULES[rule].decide(subject(), some, parameters).dtype == np.int8
