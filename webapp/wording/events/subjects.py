"""Acts on subjects."""

from typing import Any

from flask_babel import lazy_gettext as _l

from matching import vocabulary as v

EVENTS: dict[str, Any] = {
    "subject.taken_in": _l("Taken in; the person is expected"),
    "subject.reported": _l("Reported to the office on %(reported_on)s"),
    "subject.corrected": _l("Personal details corrected"),
    "subject.protected": _l("The person is protected from now on: only named accounts see the file"),
    "subject.unprotected": _l("The person is no longer protected"),
    "subject.caseworker_changed": _l("Somebody else answers for the person, or nobody for now"),
    "subject.identity_revealed": _l("Looked at the whole identity number"),
    "subject.duplicates_seen": _l("Looked at people who may be the same as one to be taken in"),
    "my_file.shown": _l("The file was gone through with the person"),
    "correction_request.asked": _l("The person asked for a correction of the file"),
    "correction_request.corrected": _l("Corrected as the person asked"),
    "correction_request.declined": _l("A correction that the person asked for was not made; the reason is on file"),
    "note.added": _l("Note"),
    "circumstance.recorded": (
        _l("Found: %(kind)s – %(answer)s"),
        {"kind": v.CircumstanceKind, "answer": v.Answer},
    ),
    "question.asked": (_l("Asked for: %(fact)s"), {"fact": v.Fact}),
    "question.answered": (_l("Found out: %(fact)s"), {"fact": v.Fact}),
    "consent.recorded": (_l("Consent given: %(purpose)s"), {"purpose": v.ConsentPurpose}),
    "consent.withdrawn": (_l("Consent withdrawn: %(purpose)s"), {"purpose": v.ConsentPurpose}),
    "profile.abilities_saved": _l("Skills and qualifications saved"),
    "profile.wishes_saved": _l("Limits and wishes saved"),
    "profile.experience_added": _l("Work experience added"),
    "profile.experience_removed": _l("Work experience removed"),
    "profile.home_saved": _l("What a home must have is saved"),
    "household.member_added": (_l("Household: %(relation)s added"), {"relation": v.Relation}),
    "household.member_changed": (_l("Household: %(relation)s corrected"), {"relation": v.Relation}),
    "household.member_removed": (_l("Household: %(relation)s removed"), {"relation": v.Relation}),
    "household.asked": _l("Household asked for: whoever is recorded is all"),
    "condition.added": (_l("Condition recorded: %(kind)s"), {"kind": v.ConditionKind}),
    "condition.corrected": (_l("Condition corrected: %(kind)s"), {"kind": v.ConditionKind}),
    "condition.ended": (_l("Condition ended: %(kind)s"), {"kind": v.ConditionKind}),
    "condition.order_read": _l("The order has been read; all conditions are recorded"),
    "offence.recorded": _l("An offence was recorded"),
    "offence.removed": _l("An offence recorded by mistake was removed"),
    "offence.judgment_read": _l("The judgment has been read; all offences are recorded"),
    "need.opened": (_l("Need opened: %(kind)s"), {"kind": v.NeedKind}),
    "need.ready": (_l("Ready: %(kind)s"), {"kind": v.NeedKind}),
    "referral.sent": (_l("Need referred: %(kind)s"), {"kind": v.NeedKind}),
    "referral.moved": (_l("Referral: %(kind)s – %(state)s"), {"kind": v.NeedKind, "state": v.ReferralState}),
    "service.added": _l("Added a service to the directory"),
    "service.changed": _l("Corrected a service of the directory"),
    "service.checked": _l("Checked a service of the directory"),
    "need.moved": (_l("Need: %(kind)s – %(state)s"), {"kind": v.NeedKind, "state": v.NeedState}),
    "case_file.seen": _l("Opened the case file"),
    "case_file.printed": _l("Opened the file for the person to print"),
    "caseload.seen": _l("Opened the list of people"),
    "today.seen": _l("Opened the day's work"),
}
