"""The words of files to import: what each column means, and what is wrong in a row."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matching.importing.mapping import ImportKind, Mapping
from matching.importing.templates import Words, columns_of

NOUNS: dict[ImportKind, Any] = {
    ImportKind.NOTICES: _l("Release notices"),
    ImportKind.SUBJECTS: _l("Case files that the office already keeps"),
    ImportKind.JOB: _l("Jobs"),
    ImportKind.TRAINING: _l("Training places"),
    ImportKind.HOUSING: _l("Homes"),
}
"""What a kind of file holds."""

ABOUT: dict[ImportKind, Any] = {
    ImportKind.NOTICES: _l(
        "One row is one notice. Somebody new is taken in as expected; a notice about somebody who is known by identity number is "
        "added to that case file."
    ),
    ImportKind.SUBJECTS: _l(
        "One row is one person with the whole case file. A case file that is here already is never changed: its row is reported."
    ),
    ImportKind.JOB: _l("One row is one opening. The same reference again updates it."),
    ImportKind.TRAINING: _l("One row is one course. The same reference again updates it."),
    ImportKind.HOUSING: _l("One row is one home or one group of like rooms. The same reference again updates it."),
}
"""What importing a kind of file does."""

SEPARATE = _l("Several are separated by semicolons.")
OCCUPATIONS = _l("Codes of ISCO-08 or words such as welder. Several are separated by semicolons.")
DAY = _l("A date such as 2026-03-31.")
CLOCK = _l("A time such as 22:00.")
WITH_SOURCE = _l("Give its source and its date as well.")
SOURCE = _l("Who or what said so.")
COMPLETE = _l("Yes: nothing is missing, so that what is not listed counts as No.")

MEANINGS: dict[str, Any] = {
    "reference": _l("Your own number of the opening. The same number again updates it."),
    "provider": _l("Name of the employer, school or landlord."),
    "title": _l("What it is called, in a few words."),
    "description": _l("What is done or given there."),
    "occupation": _l("What the work is, or what the course leads to: a code of ISCO-08, or words."),
    "eligibility": _l("Whom it is for, in words. They are kept; what cannot be read is left to an officer."),
    "address": _l("Street and place."),
    "latitude": _l("In degrees, such as 30.12; together with the longitude, or leave both empty."),
    "longitude": _l("In degrees, such as 120.21."),
    "places": _l("How many people can have one."),
    "starts_on": DAY,
    "closes_on": _l("The last day on which anybody can be proposed, such as 2026-03-31."),
    "ends_on": DAY,
    "age_from": _l("Lowest age, from 16."),
    "age_to": _l("Highest age."),
    "qualifications": _l("Certificates and licences, as codes or words. Several are separated by semicolons."),
    "skills": _l("In words. Several are separated by semicolons."),
    "pay_from": _l("Lowest pay, in yuan."),
    "pay_to": _l("Highest pay, in yuan."),
    "pay_period": _l("What the pay is paid for."),
    "hours": _l("Such as: 40 hours per week, Monday - Friday, 8:30-17:00."),
    "contract": _l("How the job is held."),
    "lodging": _l("Whether there is a place to sleep."),
    "subsidy": _l("Which subsidy pays a part of it."),
    "transitional": _l("Yes: a job that ends on a stated day."),
    "follows": _l("What is meant to come after it."),
    "weeks": _l("How many weeks it lasts."),
    "certificate": _l("What people receive at the end."),
    "entry_requirements": _l("What people must bring."),
    "stipend_month": _l("What people are paid a month while they learn, in yuan."),
    "fee": _l("What it costs them, in yuan; 0 where it is free."),
    "housing_kind": _l("What sort of home it is."),
    "sex_only": _l("Where it is for one sex only. Say in eligibility which rule allows that."),
    "household_max": _l("How many people may live there together."),
    "stay_limit_days": _l("The longest stay, in days."),
    "step_free": _l("Whether somebody in a wheelchair can come in."),
    "children": _l("Whether children may live there."),
    "rule_codes": _l("Rules of the house as codes. Several are separated by semicolons."),
    "house_rules": _l("Rules of the house in words."),
    "rent_month": _l("Rent a month, in yuan."),
    "name": _l("As the identity document writes it."),
    "identity_number": _l("18 characters. Birth date and sex follow from it."),
    "born_on": _l("A date such as 1990-05-17; needed where the identity number is not known."),
    "sex": _l("Sex in the identity document."),
    "legal_status": _l("Released, or which order of community correction runs."),
    "release_on": _l("Planned or past day of release."),
    "household_place": _l("Where the household is registered."),
    "residence": _l("Where the person lives or will live. It is stored encrypted."),
    "unit": _l("Code of a village of this office; empty: the office itself."),
    "caseworker": _l("Sign-in name of who answers for the person; needed for a protected person."),
    "juvenile": _l("Yes: under 18 at the offence. Only the caseworker named will see the case file."),
    "sealed": _l("Yes: the record is sealed. Only the caseworker named will see the case file."),
    "sender": _l("Prison or detention house."),
    "notice_number": _l("The sender's own number. The same notice is not stored twice."),
    "received_on": _l("The day on which it came in; the receipt's clock runs from it."),
    "assessment": _l("What the sender writes about the person. It is stored encrypted."),
    "phone": _l("It is stored encrypted."),
    "management_class": _l("How closely the person is supervised."),
    "correction_ends_on": DAY,
    "key_person": _l("Yes: first in queues and reviews."),
    "reported_on": _l("The day on which the person reported; empty: still expected."),
    "home": WITH_SOURCE,
    "home_source": SOURCE,
    "home_on": DAY,
    "kin": WITH_SOURCE,
    "kin_source": SOURCE,
    "kin_on": DAY,
    "work": WITH_SOURCE,
    "work_source": SOURCE,
    "work_on": DAY,
    "skills_complete": COMPLETE,
    "qualifications_complete": COMPLETE,
    "experience": _l("Such as: Welder (5); Cook (2.5). The years stand in brackets."),
    "hours_min": _l("Fewest hours a week."),
    "hours_max": _l("Most hours a week."),
    "work_from": CLOCK,
    "work_to": CLOCK,
    "available_on": DAY,
    "journey_limit_km": _l("Longest way to work, in kilometres."),
    "pay_needed": _l("Yuan a month."),
    "work_adjustments": SEPARATE,
    "wished_occupations": OCCUPATIONS,
    "wishes": _l("In the person's own words."),
    "step_free_needed": _l("Whether the person needs a home without steps."),
    "rent_limit": _l("Highest rent, in yuan a month."),
    "home_needed_on": DAY,
    "house_rules_refused": _l(
        "Rules of a house that the person does not accept, as codes. Several are separated by semicolons."
    ),
    "household": _l("Such as: child, 2016-04-02, dependant; spouse, Li Na, stays. Each begins with the relation."),
    "household_complete": COMPLETE,
    "conditions_ground": _l("The order or licence, with number and date; needed where a condition is stated."),
    "conditions_from": DAY,
    "conditions_to": DAY,
    "conditions_complete": COMPLETE,
    "curfew_from": CLOCK,
    "curfew_to": CLOCK,
    "occupations_banned": OCCUPATIONS,
    "contact_ban_minors": _l("Yes: the person must keep away from minors."),
    "ban_latitude": _l("A place to keep away from, in degrees."),
    "ban_longitude": _l("In degrees, such as 120.21."),
    "ban_radius_km": _l("How many kilometres to keep away."),
    "travel_leave": _l("Yes: there is leave to work outside the county."),
    "reporting_weekday": _l("1 Monday to 7 Sunday."),
    "reporting_from": CLOCK,
    "reporting_to": CLOCK,
    "consent_signed_on": _l("When the consent to matching was signed on paper."),
    "consent_form": _l("Which form was signed."),
    "consent_kept_at": _l("Where the paper lies."),
    "offence_category": _l("As codes. Several are separated by semicolons."),
    "offence_penalty": _l("As many codes as offences, in the same order; or one for all."),
    "offence_intentional": _l("As many answers as offences, in the same order; or one for all."),
    "offence_committed_on": _l("As many dates as offences, in the same order; or one for all."),
    "offence_judged_on": _l("As many dates as offences, in the same order; or one for all."),
    "offence_text": _l("The wording of the judgment. It is stored encrypted; only caseworkers read it."),
    "offences_complete": COMPLETE,
}
"""Column -> what to write into it."""


def template_words(mapping: Mapping) -> Words:
    """What a workbook says beside its columns."""
    headings = (_("Column"), _("Needed"), _("What to write"), _("Codes"), _("Example"))
    meanings = {column.name: str(MEANINGS[column.name]) for column in columns_of(mapping)}
    return Words(_("Rows"), _("Explanations"), headings, _("needed"), meanings)


def fault_words(fault: dict[str, Any]) -> str:
    """Say what is wrong in a row, in the page's language."""
    values = fault.get("values") or {}
    words = _(fault["words"])
    return str(words % values if values else words)
