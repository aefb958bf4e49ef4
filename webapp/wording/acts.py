"""The words of audit entries: the timeline's words, or plainer ones where those say what the audit does not keep."""

from typing import Any

from flask_babel import lazy_gettext as _l

from matching.queries.audit import AuditRow
from matching.viewer import CONSOLE, NOBODY, WORKER
from webapp.wording.events import EVENTS

ACCOUNTS = ("account", "by", "heir")
"""Ids of an entry that stand for accounts."""

RECORDS: dict[str, Any] = {
    "account": _l("account"),
    "check": _l("retention check"),
    "condition": _l("condition"),
    "correction": _l("request to correct"),
    "by": _l("covered by account"),
    "consent": _l("consent"),
    "cover": _l("cover"),
    "days": _l("days"),
    "heir": _l("taken over by account"),
    "forgotten": _l("forgotten"),
    "ids": _l("people"),
    "item": _l("work item"),
    "member": _l("member of the household"),
    "need": _l("need"),
    "notice": _l("release notice"),
    "offer": _l("offer"),
    "offers": _l("offers"),
    "other": _l("other case file"),
    "people": _l("people"),
    "placement": _l("placement"),
    "proposal": _l("proposal"),
    "provider": _l("provider"),
    "referral": _l("referral"),
    "request": _l("request"),
    "run": _l("run"),
    "scan": _l("scanned paper"),
    "suggestion": _l("suggestion"),
    "unit": _l("unit"),
    "seed": _l("seed"),
    "service": _l("service"),
    "subjects": _l("people"),
    "upload": _l("file"),
    "refused": _l("refused"),
    "updated": _l("updated"),
    "created": _l("new"),
    "unit_before": _l("unit before"),
}
"""What the ids of an entry stand for, before their numbers."""


MACHINES: dict[str, Any] = {
    NOBODY.name: _l("a visitor"),
    CONSOLE.name: _l("the console"),
    WORKER.name: _l("background work"),
}
"""Who acts without an account."""


ACTS: dict[str, Any] = {
    "circumstance.recorded": _l("Recorded a finding on the three noes"),
    "condition.added": _l("Recorded a condition"),
    "condition.corrected": _l("Corrected a condition"),
    "condition.ended": _l("Ended a condition"),
    "consent.ended": _l("A consent ended with the case file"),
    "consent.recorded": _l("Recorded a consent"),
    "consent.withdrawn": _l("Recorded that a consent is withdrawn"),
    "household.member_added": _l("Added somebody to a household"),
    "household.member_changed": _l("Corrected somebody of a household"),
    "household.member_removed": _l("Removed somebody from a household"),
    "need.moved": _l("Recorded how far a need has come"),
    "need.opened": _l("Opened a need"),
    "need.ready": _l("Recorded what is ready for a placement"),
    "notice.receipt_sent": _l("Sent the receipt for a release notice"),
    "notice.recorded": _l("Recorded a release notice"),
    "placement.cancelled": _l("Cancelled a placement"),
    "placement.ended": _l("Recorded the end of a placement"),
    "placement.exit_path": _l("Settled what follows a placement"),
    "placement.extended": _l("Extended a placement"),
    "placement.no_show": _l("Recorded that a placement did not start"),
    "placement.planned": _l("Planned a placement"),
    "placement.started": _l("Recorded the start of a placement"),
    "proposal.interview_cancelled": _l("Called off an interview"),
    "proposal.interview_set": _l("Set an interview"),
    "question.answered": _l("Recorded an answer to a question"),
    "question.asked": _l("Asked for a fact"),
    "referral.moved": _l("Recorded what came of a referral"),
    "referral.sent": _l("Referred a need to somebody who helps"),
    "scan.kept": _l("Kept a scanned paper"),
    "scan.removed": _l("Removed a scanned paper"),
    "search.tried": _l("Looked for somebody who did not report"),
    "subject.closed": _l("Closed a case file"),
    "subject.correction_ended": _l("Recorded the end of correction"),
    "subject.reported": _l("Recorded that the person has reported"),
    "suggestion.declined": _l("Declined offer %(offer)s"),
    "suggestion.held": _l("Held offer %(offer)s until a day"),
}
"""Acts whose words in a timeline hold codes, dates or titles, without those."""


def act_words(act: str, ids: dict[str, Any]) -> str:
    """Say what was done, from ids alone; the act's key itself where it has no words."""
    words = ACTS.get(act, EVENTS.get(act))
    if words is None:
        return act
    offer = f"{RECORDS['offer']} {ids.get('offer', '')}"
    return str(words) % {"title": offer, **ids}


def record_words(name: str) -> str:
    """Say what an id of an entry stands for; its own name where it has no words."""
    return str(RECORDS.get(name, name))


def who_words(entry: AuditRow) -> str:
    """Say who acted: the account's name, or what acts without one."""
    return entry.who if entry.account_id else str(MACHINES.get(entry.who, entry.who))
