"""The sentences of the engine: why a rule decided so, why a component counts so much. A test holds the list complete."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from babel.dates import get_day_names
from babel.lists import format_list
from flask_babel import format_date, format_decimal, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matching.eligibility.findings import Finding
from matching.facts.qualifications import QUALIFICATIONS
from matching.reasons import Reason
from matching.scoring.occupations import occupation_name
from matching.vocabulary import Fact, HouseRule, PostKind
from webapp.wording.codes import label
from webapp.wording.names import MISSING, NOES, POSTS

SENTENCES: dict[str, Any] = {
    "statutory_bar.clear": _l("No recorded offence closes this post (%(post)s)."),
    "statutory_bar.applies": _l("The law closes this post (%(post)s) to this person."),
    "statutory_bar.offences_unknown": _l(
        "The law closes this post (%(post)s) after some offences; whether any of them is recorded is not known."
    ),
    "lawful_bar.met": _l("No lawful bar applies."),
    "lawful_bar.broken": _l("A lawful bar applies."),
    "lawful_bar.unknown": _l("Whether a lawful bar applies is not known yet."),
    "lawful_bar.waived": _l("A lawful bar was waived."),
    "minimum_age.met": _l("Is %(age_from)s years old or more."),
    "minimum_age.under": _l("Nobody under %(age_from)s may be employed or taken into vocational training."),
    "minimum_age.age_unknown": _l(
        "Nobody under %(age_from)s may be employed or taken into vocational training, and the birth date is not known."
    ),
    "area_ban.none": _l("No area is banned."),
    "area_ban.outside": _l("The place lies outside every banned area."),
    "area_ban.inside": _l("The place lies within the banned area of %(radius_km)s km."),
    "area_ban.place_unknown": _l("There is a banned area, and the place is not known exactly enough to tell."),
    "area_ban.unknown": _l("Whether an order bans an area is not recorded."),
    "occupation_ban.none": _l("No occupation is banned."),
    "occupation_ban.other_work": _l("The ban on some occupations does not cover this one (%(occupation)s)."),
    "occupation_ban.banned": _l("The occupation is banned: %(occupation)s."),
    "occupation_ban.occupation_unknown": _l("Some occupations are banned, and the offer does not say which one it is."),
    "occupation_ban.unknown": _l("Whether an order bans this occupation (%(occupation)s) is not recorded."),
    "contact_ban.none": _l("The order names nobody whom this offer would bring near."),
    "contact_ban.minors": _l("The order bans contact with minors, and the post is with minors."),
    "contact_ban.provider": _l("The order bans contact with this provider."),
    "contact_ban.unknown": _l("The post is with minors; whether an order bans that is not recorded."),
    "contact_ban.children_in_the_home": _l("The order bans contact with minors, and children may live in this home."),
    "contact_ban.children_unstated": _l(
        "The order bans contact with minors, and the home does not say whether children may live there."
    ),
    "contact_ban.home_unknown": _l(
        "Children may live in this home; whether an order bans contact with minors is not recorded."
    ),
    "travel_leave.same_county": _l("It is in the own county."),
    "travel_leave.granted": _l("Leave to go outside the county is granted."),
    "travel_leave.refused": _l("It is outside the county, and leave was refused."),
    "travel_leave.unknown": _l("It is outside the county; whether leave is granted is not recorded."),
    "travel_leave.county_unknown": _l("The own county is not known, so nobody can tell whether leave is needed."),
    "travel_leave.if_granted": _l("It would do if leave to go outside the county were granted."),
    "curfew.none": _l("No curfew is laid."),
    "curfew.unknown": _l("Whether an order lays a curfew is not recorded."),
    "curfew.kept": _l(
        "The time from %(shift_starts)s to %(shift_ends)s leaves time to be home from %(home_by)s to %(home_until)s."
    ),
    "curfew.shift_ends_after": _l("It ends at %(shift_ends)s, too late to be home by %(home_by)s."),
    "curfew.shift_starts_before": _l("It starts at %(shift_starts)s, too early to be home until %(home_until)s."),
    "curfew.shift_unstated": _l("Must be home from %(home_by)s to %(home_until)s, and the offer states no hours."),
    "curfew.if_home_by": _l("It would do if the curfew began at %(home_by)s, %(minutes)s minutes later."),
    "curfew.if_home_until": _l("It would do if the curfew ended at %(home_until)s, %(minutes)s minutes earlier."),
    "curfew.if_shift_ends": _l("It would do if the hours of the offer ended at %(shift_ends)s."),
    "curfew.if_shift_starts": _l("It would do if the hours of the offer began at %(shift_starts)s."),
    "reporting_hours.none": _l("No reporting duty is laid."),
    "reporting_hours.unknown": _l("Whether a reporting duty is laid is not recorded."),
    "reporting_hours.free": _l("No reporting duty falls within the hours."),
    "reporting_hours.clash": _l(
        "Must report on %(weekday)s from %(begins)s to %(ends)s, during the hours of the offer."
    ),
    "reporting_hours.clash_to_settle": _l(
        "Must report on %(weekday)s from %(begins)s to %(ends)s, during the hours of the offer; ask the office to move it."
    ),
    "reporting_hours.weekdays_unstated": _l(
        "Must report on %(weekday)s from %(begins)s to %(ends)s, and the offer does not say on which days it is."
    ),
    "reporting_hours.if_moved": _l(
        "It would do if the reporting duty on %(weekday)s from %(begins)s to %(ends)s were moved."
    ),
    "offer_age.within": _l("The age is one that the offer accepts (%(ages)s)."),
    "offer_age.outside": _l("The offer asks for another age (%(ages)s)."),
    "offer_age.age_unknown": _l("The offer asks for an age (%(ages)s), and the birth date is not known."),
    "offer_age.if_from": _l("It would do if the offer took people from %(age_from)s years on."),
    "offer_age.if_to": _l("It would do if the offer took people up to %(age_to)s years."),
    "qualification.held": _l("Holds what is required: %(qualifications)s."),
    "qualification.missing": _l("Does not hold: %(qualifications)s."),
    "qualification.unknown": _l("The offer requires %(qualifications)s; whether it is held is not recorded."),
    "qualification.if_held": _l("It would do with one more certificate: %(qualification)s."),
    "justified_exclusion.clear": _l("No recorded offence is of a kind that the task excludes."),
    "justified_exclusion.applies": _l(
        "The task excludes an offence of this kind. The provider's justification: %(justification)s"
    ),
    "justified_exclusion.offences_unknown": _l(
        "The task excludes some kinds of offence; whether any of them is recorded is not known."
    ),
    "available_from.in_time": _l(
        "Can begin on %(available_on)s; the offer begins on %(starts_on)s or takes people after that."
    ),
    "available_from.too_late": _l(
        "The offer begins on %(starts_on)s, and the person can only begin on %(available_on)s."
    ),
    "available_from.unknown": _l("The offer begins on %(starts_on)s; from when the person can begin is not recorded."),
    "available_from.if_start_waited": _l("It would do if the start waited %(days)s days."),
    "closing_date.open": _l("The offer is open until %(closes_on)s."),
    "closing_date.closed": _l("The offer closed on %(closes_on)s."),
    "closing_date.runs": _l("It runs until %(ends_on)s."),
    "closing_date.over": _l("It was over on %(ends_on)s."),
    "working_hours.within": _l("Can come from %(shift_starts)s to %(shift_ends)s."),
    "working_hours.outside": _l("It is from %(shift_starts)s to %(shift_ends)s, and the person can come %(can_keep)s."),
    "working_hours.unknown": _l(
        "It is from %(shift_starts)s to %(shift_ends)s; at what times the person can come is not recorded."
    ),
    "working_hours.if_shift_starts": _l("It would do if the hours of the offer began at %(shift_starts)s."),
    "working_hours.if_shift_ends": _l("It would do if the hours of the offer ended at %(shift_ends)s."),
    "working_hours.if_can_start": _l("It would do if the person could come at %(comes_at)s."),
    "working_hours.if_can_stay": _l("It would do if the person could stay until %(stays_until)s."),
    "journey_limit.within": _l("%(km)s km away, within the %(limit_km)s km that the person can travel."),
    "journey_limit.lodging": _l(
        "Further than the %(limit_km)s km that the person can travel, but the offer gives lodging."
    ),
    "journey_limit.too_far": _l("%(km)s km away, more than the %(limit_km)s km that the person can travel."),
    "journey_limit.approximate": _l(
        "About %(km)s km away; the exact place would tell whether that is within %(limit_km)s km."
    ),
    "journey_limit.place_unknown": _l("Can travel %(limit_km)s km, but one of the two places is not known."),
    "journey_limit.if_limit_raised": _l("It would do if the person could travel %(limit_km)s km."),
    "home_capacity.enough": _l("The home takes households of up to %(home_max)s, enough for this one."),
    "home_capacity.too_small": _l("The home takes households of up to %(home_max)s, too few for this one."),
    "home_capacity.household_unknown": _l(
        "The home takes households of up to %(home_max)s; who would move in with the person is not recorded."
    ),
    "home_sex.women": _l("The home is for women, and the person is a woman."),
    "home_sex.men": _l("The home is for men, and the person is a man."),
    "home_sex.women_only": _l("The home is for women only."),
    "home_sex.men_only": _l("The home is for men only."),
    "home_sex.unknown": _l("The home is for women or for men only, and the person's sex is not recorded."),
    "home_children.none": _l("Children may not live there, and none would move in."),
    "home_children.admitted": _l("Children may live there."),
    "home_children.not_admitted": _l("Children may not live there, and one would move in."),
    "home_children.unknown": _l("Children may not live there; whether one would move in is not recorded."),
    "home_step_free.stated": _l("The home is without steps."),
    "home_step_free.not_needed": _l("The home has steps, and the person can climb them."),
    "home_step_free.steps": _l("The home has steps, and the person needs one without."),
    "home_step_free.need_unknown": _l("The home has steps; whether the person can climb them is not recorded."),
    "home_step_free.home_unstated": _l("The person needs a home without steps, and this one does not say."),
    "home_free.in_time": _l("Free from %(free_on)s; needed from %(needed_on)s."),
    "home_free.too_late": _l("Free only from %(free_on)s, and needed from %(needed_on)s."),
    "home_free.if_bridged": _l("It would do if %(days)s days from %(needed_on)s could be bridged elsewhere."),
    "out_of_service.open": _l("The home is in service on %(moves_on)s."),
    "out_of_service.shut": _l("The home is out of service from %(shut_from)s to %(shut_to)s."),
    "out_of_service.if_bridged": _l("It would do if %(days)s days from %(moves_on)s could be bridged elsewhere."),
    "text.shared": _l("Experience and offer have in common: %(phrases)s."),
    "text.nothing_shared": _l("Experience and offer have no words in common."),
    "text.unknown": _l("Cannot be compared. To find out: %(missing)s."),
    "skills.held": _l("Has %(held)s; lacks %(lacking)s."),
    "skills.held_all": _l("Has every skill asked: %(held)s."),
    "skills.held_none": _l("Has none of the skills asked: %(lacking)s."),
    "skills.none_asked": _l("The offer asks for no skills."),
    "skills.unknown": _l("Cannot be compared. To find out: %(missing)s."),
    "occupation.same": _l("The same occupation as done or wished: %(occupation)s."),
    "occupation.related": _l("%(occupation)s is related to %(own)s, which the person has done or wishes."),
    "occupation.unrelated": _l("Another field than any done or wished: %(occupation)s."),
    "occupation.unknown": _l("Cannot be compared. To find out: %(missing)s."),
    "journey.distance": _l("%(km)s km away; %(limit_km)s km would count as too far."),
    "journey.about": _l(
        "About %(km)s km away (from the unit's place, not the exact address); %(limit_km)s km would count as too far."
    ),
    "journey.lodging": _l("%(km)s km away, but the offer gives lodging."),
    "journey.unknown": _l("Cannot be measured. To find out: %(missing)s."),
    "hours.within": _l("%(hours)s hours a week, as wanted."),
    "hours.outside": _l("%(hours)s hours a week; wanted are %(wanted)s."),
    "hours.unknown": _l("Cannot be compared. To find out: %(missing)s."),
    "pay.enough": _l("Pays %(pay)s yuan a month; needed are %(needed)s."),
    "pay.below": _l("Pays %(pay)s yuan a month, less than the %(needed)s needed."),
    "pay.unknown": _l("Cannot be compared. To find out: %(missing)s."),
    "need.answers": _l("Meets a need: %(answers)s; leaves open: %(leaves)s."),
    "need.answers_all": _l("Meets a need: %(answers)s."),
    "need.prepares": _l("Prepares for work; leaves open until then: %(leaves)s."),
    "need.gives_home": _l("Has no home, and this is one."),
    "need.has_home": _l("Has a home already."),
    "dates.now": _l("Can be begun as soon as the person is ready; when it ends is stated."),
    "dates.now_open": _l("Can be begun as soon as the person is ready; when it ends is not stated."),
    "dates.wait": _l("Begins %(days)s days after the person is ready; when it ends is stated."),
    "dates.wait_open": _l("Begins %(days)s days after the person is ready; when it ends is not stated."),
    "dates.unknown": _l("Cannot be weighed. To find out: %(missing)s."),
    "certificate.new": _l("Leads to what the person does not hold yet: %(qualifications)s."),
    "certificate.held": _l("The person holds already what it leads to: %(qualifications)s."),
    "certificate.other": _l("Leads to a certificate of its own: %(certificate)s."),
    "certificate.unknown": _l("Cannot be weighed. To find out: %(missing)s."),
    "costs.stated": _l("A stipend of %(stipend)s yuan a month, a fee of %(fee)s yuan."),
    "costs.free": _l("Costs nothing and pays nothing."),
    "costs.stipend": _l("A stipend of %(stipend)s yuan a month; no fee is stated."),
    "costs.fee": _l("A fee of %(fee)s yuan; no stipend is stated."),
    "costs.unknown": _l("Cannot be weighed. To find out: %(missing)s."),
    "household.full": _l("The household fills the home, which takes households of up to %(home_max)s."),
    "household.spare": _l("The home takes households of up to %(home_max)s, more than would move in."),
    "household.unknown": _l("Cannot be compared. To find out: %(missing)s."),
    "house_rules.none": _l("The house has no rules to note."),
    "house_rules.accepted": _l("The person accepts every rule of the house: %(rules)s."),
    "house_rules.refused": _l("The person would not accept: %(rules)s."),
    "house_rules.unknown": _l("Cannot be compared. To find out: %(missing)s."),
    "near_work.distance": _l("%(km)s km from the person's work; %(limit_km)s km would count as too far."),
    "near_work.no_job": _l("The person holds no job placement, so there is no way to work to measure."),
    "near_work.unknown": _l("Cannot be measured. To find out: %(missing)s."),
    "rent.free": _l("No rent is asked."),
    "rent.within": _l("A rent of %(rent)s yuan a month; the person can pay %(rent_limit)s."),
    "rent.above": _l("A rent of %(rent)s yuan a month, more than the %(rent_limit)s that the person can pay."),
    "rent.unknown": _l("Cannot be compared. To find out: %(missing)s."),
    "step_free.answers": _l("The person needs a home without steps, and this is one."),
    "step_free.spare": _l("The home is without steps, which the person does not need and others may."),
    "step_free.not_needed": _l("The person can climb steps."),
    "step_free.steps": _l("The person needs a home without steps, and this one has some."),
    "step_free.unknown": _l("Cannot be compared. To find out: %(missing)s."),
    "stay.limit": _l("People may stay up to %(stay_days)s days."),
    "stay.unknown": _l("Cannot be weighed. To find out: %(missing)s."),
    "need.leaves": _l("Does not answer %(leaves)s."),
    "need.none_open": _l("Has home, kin and work, so there is no need to answer."),
    "need.unknown": _l("Cannot be weighed. To find out: %(missing)s."),
}
"""Key -> sentence. Beyond the engine's keys, a few for lists that may be empty."""


def reason_words(reason: Reason) -> str:
    """Say a reason in the page's language."""
    return str(SENTENCES[_variant(reason)]) % _blanks(reason.arguments)


def ground_words(finding: Finding) -> str:
    """Say the ground of a finding in the page's language."""
    return str(finding.ground) if _is_english() else finding.ground_zh


def _variant(reason: Reason) -> str:
    """The sentence that fits where one of two lists is empty."""
    arguments = reason.arguments
    if reason.key == "skills.held" and not arguments["lacking"]:
        return "skills.held_all"
    if reason.key == "skills.held" and not arguments["held"]:
        return "skills.held_none"
    if reason.key == "need.answers" and not arguments["leaves"]:
        return "need.answers_all"
    if reason.key in ("dates.now", "dates.wait") and not arguments["end_known"]:
        return f"{reason.key}_open"
    if reason.key == "costs.stated":
        return _costs(arguments["stipend"], arguments["fee"])
    return reason.key


def _costs(stipend: Any, fee: Any) -> str:
    if not stipend and fee == 0:
        return "costs.free"
    return "costs.stipend" if not fee else "costs.fee" if not stipend else "costs.stated"


def _blanks(arguments: dict[str, Any]) -> dict[str, str]:
    """Every argument as words, and the ranges that two of them make."""
    words = {name: FORMATS.get(name, str)(value) for name, value in arguments.items()}
    for name, low, high in RANGES:
        if low in arguments and high in arguments:
            words[name] = _range(
                words[low] if arguments[low] is not None else "",
                words[high] if arguments[high] is not None else "",
            )
    return words


RANGES = (
    ("ages", "age_from", "age_to"),
    ("can_keep", "can_start", "can_stay"),
    ("wanted", "wanted_from", "wanted_to"),
)


def _range(low: str, high: str) -> str:
    if low and high:
        return str(_("from %(low)s to %(high)s", low=low, high=high))
    return str(_("from %(low)s", low=low) if low else _("up to %(high)s", high=high))


def _is_english() -> bool:
    return str(get_locale() or "en").startswith("en")


def joined(names: Sequence[str]) -> str:
    """Names as a list that ends in *and*; a dash where there are none."""
    return str(format_list(list(names), locale=get_locale() or "en")) if names else "–"


def _number(value: float | None) -> str:
    return "" if value is None else str(format_decimal(round(value, 1)))


def _day(value: str) -> str:
    return str(format_date(date.fromisoformat(value), "d MMM y" if _is_english() else "long"))


def _weekday(value: int) -> str:
    return str(get_day_names("wide", locale=get_locale() or "en")[value])


def occupation_words(code: str) -> str:
    """Name an occupation in the page's language; the code where the table has none."""
    return str(occupation_name(code, "en" if _is_english() else "zh"))


def qualification_words(code: str) -> str:
    """Name a certificate or licence in the page's language."""
    found = next((each for each in QUALIFICATIONS if each.code == code), None)
    return code if found is None else found.en if _is_english() else found.zh


def _quoted(phrases: Sequence[str]) -> str:
    return joined([f"“{phrase}”" if _is_english() else f"「{phrase}」" for phrase in phrases])


FORMATS: dict[str, Callable[[Any], str]] = {
    **dict.fromkeys(
        (
            "km",
            "limit_km",
            "radius_km",
            "hours",
            "wanted_from",
            "wanted_to",
            "pay",
            "needed",
            "age_from",
            "age_to",
            "home_max",
            "stay_days",
            "stipend",
            "fee",
            "rent",
            "rent_limit",
        ),
        _number,
    ),
    **dict.fromkeys(
        (
            "starts_on",
            "available_on",
            "closes_on",
            "ends_on",
            "free_on",
            "needed_on",
            "moves_on",
            "shut_from",
            "shut_to",
        ),
        _day,
    ),
    **dict.fromkeys(("occupation", "own"), occupation_words),
    **dict.fromkeys(("answers", "leaves"), lambda kinds: joined([str(NOES[kind]) for kind in kinds])),
    **dict.fromkeys(("held", "lacking"), joined),
    "weekday": _weekday,
    "post": lambda post: str(POSTS[PostKind(post)]),
    "phrases": _quoted,
    "rules": lambda codes: joined([label(HouseRule(code)) for code in codes]),
    "missing": lambda facts: joined([str(MISSING[Fact(fact)]) for fact in facts]),
    "qualification": qualification_words,
    "qualifications": lambda codes: joined([qualification_words(code) for code in codes]),
}
"""Argument -> how it is written."""
