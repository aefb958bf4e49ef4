"""Names of rules, components, verdicts and missing facts, and what a decline means for the pair."""

from typing import Any

from flask_babel import lazy_gettext as _l

from matching.vocabulary import DeclineReason, Fact, PostKind, Verdict

RULES: dict[str, Any] = {
    "civil_servant_bar": _l("Bar on civil service posts"),
    "teacher_bar": _l("Bar on teaching posts"),
    "security_guard_bar": _l("Bar on security guard posts"),
    "with_minors_bar": _l("Bar on posts with minors"),
    "food_management_bar": _l("Bar on food management posts"),
    "accounting_bar": _l("Bar on accounting posts"),
    "lawful_bar": _l("Lawful bar"),
    "minimum_age": _l("Lowest age for work and training"),
    "curfew": _l("Curfew"),
    "area_ban": _l("Area ban"),
    "occupation_ban": _l("Occupation ban"),
    "contact_ban": _l("Contact ban"),
    "travel_leave": _l("Leave to go outside the county"),
    "reporting_hours": _l("Reporting duty"),
    "offer_age": _l("Age that the offer asks"),
    "qualification": _l("Qualifications required"),
    "justified_exclusion": _l("Exclusion that the task justifies"),
    "available_from": _l("Start date"),
    "closing_date": _l("Closing date"),
    "working_hours": _l("Times of day"),
    "journey_limit": _l("Longest journey"),
    "home_capacity": _l("Room for the household"),
    "home_sex": _l("A home for women or for men"),
    "home_children": _l("Children in the home"),
    "home_step_free": _l("A home without steps"),
    "home_free": _l("Free when needed"),
    "out_of_service": _l("Days out of service"),
}

COMPONENTS: dict[str, Any] = {
    "text": _l("Experience and offer in words"),
    "skills": _l("Skills"),
    "occupation": _l("Occupation"),
    "journey": _l("Journey"),
    "hours": _l("Hours"),
    "pay": _l("Pay"),
    "need": _l("Need"),
    "dates": _l("Dates"),
    "certificate": _l("Certificate"),
    "costs": _l("Stipend and fee"),
    "household": _l("Size of the home"),
    "house_rules": _l("Rules of the house"),
    "near_work": _l("Nearness to work"),
    "rent": _l("Rent"),
    "step_free": _l("Steps"),
    "stay": _l("Length of stay"),
}

VERDICTS: dict[Verdict, tuple[Any, str]] = {
    Verdict.MET: (_l("met"), "tag--good"),
    Verdict.BROKEN: (_l("broken"), "tag--bad"),
    Verdict.UNKNOWN: (_l("unknown"), "tag--ask"),
    Verdict.WAIVED: (_l("waived"), ""),
    Verdict.NOT_APPLIED: (_l("does not apply"), ""),
}
"""Verdict -> (word, class of its tag)."""

NOES: dict[str, Any] = {"home": _l("no home"), "kin": _l("no kin"), "work": _l("no work")}
"""The three noes where they stand."""

MISSING: dict[Fact, Any] = {
    Fact.OFFENCES: _l("the offences"),
    Fact.CONDITIONS: _l("the conditions of the order or licence"),
    Fact.QUALIFICATIONS: _l("the certificates and licences held"),
    Fact.AGE: _l("the birth date"),
    Fact.SEX: _l("the sex as the identity document states it"),
    Fact.RESIDENCE: _l("where the person lives"),
    Fact.COUNTY: _l("the county of the person's unit"),
    Fact.TRAVEL_LEAVE: _l("leave to go outside the county"),
    Fact.REPORTING: _l("whether the reporting duty can be moved"),
    Fact.AVAILABLE_ON: _l("from when the person can begin"),
    Fact.WORKING_TIMES: _l("at what times of day the person can work"),
    Fact.SKILLS: _l("the skills"),
    Fact.EXPERIENCE: _l("the experience and wishes"),
    Fact.HOURS_WANTED: _l("the hours wanted"),
    Fact.PAY_NEEDED: _l("the pay needed"),
    Fact.CIRCUMSTANCES: _l("the three noes"),
    Fact.OFFER_PLACE: _l("the offer's exact place"),
    Fact.OFFER_OCCUPATION: _l("the offer's occupation"),
    Fact.OFFER_SHIFT: _l("the offer's shift and weekdays"),
    Fact.OFFER_HOURS: _l("the offer's hours a week"),
    Fact.OFFER_PAY: _l("the offer's pay"),
    Fact.OFFER_SKILLS: _l("the skills that the offer asks"),
    Fact.OFFER_TEXT: _l("the offer's description"),
    Fact.HOUSEHOLD: _l("who would move in with the person"),
    Fact.STEP_FREE: _l("whether the person needs a home without steps"),
    Fact.RENT_LIMIT: _l("what rent the person can pay"),
    Fact.HOUSE_RULES: _l("which house rules the person would not accept"),
    Fact.WORKPLACE: _l("where the person works or will work"),
    Fact.OFFER_STARTS: _l("when the offer starts"),
    Fact.OFFER_CERTIFICATE: _l("which certificate the course leads to"),
    Fact.OFFER_STIPEND: _l("what stipend is paid and what the course costs"),
    Fact.OFFER_HOUSEHOLD: _l("how many people the home takes"),
    Fact.OFFER_STEP_FREE: _l("whether the home is without steps"),
    Fact.OFFER_CHILDREN: _l("whether children may live there"),
    Fact.OFFER_RENT: _l("what rent is asked"),
    Fact.OFFER_HOUSE_RULES: _l("the rules of the house"),
    Fact.OFFER_STAY: _l("how long people may stay"),
}
"""What must be found out, inside a sentence."""

POSTS: dict[PostKind, Any] = {
    PostKind.CIVIL_SERVANT: _l("civil servant"),
    PostKind.TEACHER: _l("teacher"),
    PostKind.SECURITY_GUARD: _l("security guard"),
    PostKind.WITH_MINORS: _l("work with minors"),
    PostKind.FOOD_MANAGEMENT: _l("food management"),
    PostKind.ACCOUNTING: _l("accounting"),
}
"""The posts that a statute names, inside a sentence."""

DECLINES: dict[DeclineReason, Any] = {
    DeclineReason.SUBJECT_REFUSED: _l("The person does not want it"),
    DeclineReason.NOT_ELIGIBLE: _l("The person may not take it"),
    DeclineReason.UNSUITABLE: _l("It does not suit this person at all"),
    DeclineReason.JOURNEY: _l("The journey is too long or not possible"),
    DeclineReason.HOURS: _l("The hours do not fit"),
    DeclineReason.PAY: _l("The pay is too low"),
    DeclineReason.HEALTH: _l("Health does not allow it now"),
    DeclineReason.BETTER_OFFER: _l("There is a better offer"),
}
"""A caseworker's reasons, as answers to *Why not?*"""
