"""People of the made-up county: taken in by officers, reported, and their case files kept by caseworkers."""

from datetime import date, timedelta
from functools import partial

from sqlmodel import col, select

from matching.database import UnitOfWork
from matching.demo.arrivals import arrival_acts, take_in_person
from matching.demo.county import Act, County
from matching.demo.endings import ending_acts
from matching.demo.files import Table, day_from, span, tables
from matching.demo.needs import need_acts
from matching.queries.circumstances import newest_ids
from matching.records import Circumstance, Profile
from matching.services.circumstances import RecordCircumstance, record_circumstance
from matching.services.conditions import AddCondition, add_condition, confirm_conditions
from matching.services.consents import RecordConsent, record_consent
from matching.services.household import AddMember, add_member, household_asked
from matching.services.intake import ReportSubject, report_subject
from matching.services.offences import RecordOffence, confirm_offences, record_offence
from matching.services.profiles import (
    AddExperience,
    SaveAbilities,
    SaveHome,
    SaveWishes,
    add_experience,
    save_abilities,
    save_home,
    save_wishes,
)
from matching.vocabulary import (
    Answer,
    CircumstanceKind,
    ConditionKind,
    ConsentPurpose,
    HouseRule,
    OffenceCategory,
    Penalty,
    Relation,
    Source,
)

REVIEW_AFTER = timedelta(days=180)
ASKED_AGAIN = 175
"""Days after the first finding on which a caseworker asks again about the three noes, where nobody forgot it."""


def people_acts() -> list[Act]:
    """Take in everybody; whoever has reported gets a case file on the next day, or the same where that is today."""
    return [act for row in tables("subjects") for act in _acts(row)]


def _acts(row: Table) -> list[Act]:
    acts = [Act(row["taken_in"], partial(take_in_person, row=row))]
    kept = row["taken_in"]
    if "reported" in row:
        acts.append(Act(row["reported"], partial(_report, row=row)))
        kept = min(row["reported"] + 1, 0)
    acts.append(Act(kept, partial(_keep_file, row=row, day=kept)))
    asked_again = kept + ASKED_AGAIN
    if asked_again <= 0 and row.get("asked_again", "noes" in row):
        acts.append(Act(asked_again, partial(_ask_again, row=row, day=asked_again)))
    return [*acts, *arrival_acts(row), *need_acts(row, kept), *ending_acts(row)]


def _report(county: County, row: Table) -> None:
    work = county.on(row["reported"], county.caseworkers[row["key"]])
    report_subject(work, ReportSubject(county.subjects[row["key"]], work.today))


def _keep_file(county: County, row: Table, day: int) -> None:
    work, subject_id = county.on(day, county.caseworkers[row["key"]]), county.subjects[row["key"]]
    for kind, said in row.get("noes", {}).items():
        _find_out(work, subject_id, kind, said)
    _keep_profile(county, work, row)
    _keep_order(county, work, row)
    _keep_judgment(county, work, row)
    if consents := row.get("consents"):
        expires_on = day_from(county.work.today, consents["expire"]) if isinstance(consents, dict) else None
        signed = RecordConsent(
            subject_id, ConsentPurpose.MATCHING, "帮教协议书附件一", work.today, kept_at="司法所档案柜", expires_on=expires_on
        )  # fmt: skip
        record_consent(work, signed)


def _find_out(work: UnitOfWork, subject_id: int, kind: str, said: Table) -> None:
    finding = RecordCircumstance(
        subject_id, CircumstanceKind(kind), Answer(said["answer"]), Source(said["source"]), work.today,
        said.get("evidence"), work.today + REVIEW_AFTER,
    )  # fmt: skip
    record_circumstance(work, finding)


def _ask_again(county: County, row: Table, day: int) -> None:
    """Find everything as it was before, apart from what a placement has changed."""
    work, subject_id = county.on(day, county.caseworkers[row["key"]]), county.subjects[row["key"]]
    newest = select(Circumstance).where(
        col(Circumstance.subject_id) == subject_id, col(Circumstance.id).in_(newest_ids())
    )
    placed = {found.kind.value for found in work.session.exec(newest) if found.source is Source.PLACEMENT}
    for kind, said in row["noes"].items():
        if kind not in placed:
            _find_out(work, subject_id, kind, said)


def _keep_profile(county: County, work: UnitOfWork, row: Table) -> None:
    subject_id = county.subjects[row["key"]]
    if "skills" in row or "qualifications" in row:
        abilities = SaveAbilities(
            subject_id, _version(work, subject_id), tuple(row.get("skills", [])), tuple(row.get("qualifications", [])),
            row.get("skills_complete", False), row.get("qualifications_complete", False),
        )  # fmt: skip
        save_abilities(work, abilities)
    if "hours" in row:
        times, hours = span(row.get("times")), row["hours"]
        wishes = SaveWishes(
            subject_id, _version(work, subject_id), hours[0], hours[1], *times, None, row.get("journey"), row.get("pay"),
            (), tuple(row.get("wanted", [])), row.get("wishes"),
        )  # fmt: skip
        save_wishes(work, wishes)
    if "home" in row:
        _keep_home(work, row["home"], subject_id, day_from(county.work.today, row["home"].get("in_days")))
    for stretch in row.get("experience", []):
        add_experience(work, AddExperience(subject_id, stretch["title"], stretch["years"], stretch["text"]))


def _keep_home(work: UnitOfWork, said: Table, subject_id: int, needed_on: date | None) -> None:
    """What was found out about the home that somebody needs, and who would move in along."""
    refused = tuple(HouseRule(rule) for rule in said.get("refused", []))
    wanted = SaveHome(
        subject_id, _version(work, subject_id), Answer(said.get("step_free", "no")), said.get("rent"),
        home_needed_on=needed_on,
        house_rules_asked="refused" in said, house_rules_refused=refused,
    )  # fmt: skip
    save_home(work, wanted)
    for member in said.get("members", []):
        born_on = date.fromisoformat(member["born"]) if "born" in member else None
        known = AddMember(
            subject_id, Relation(member["relation"]), member.get("name"), born_on,
            member.get("along", True), member.get("dependant", False),
        )  # fmt: skip
        add_member(work, known)
    household_asked(work, subject_id)


def _keep_order(county: County, work: UnitOfWork, row: Table) -> None:
    subject_id, today = county.subjects[row["key"]], county.work.today
    for said in row.get("conditions", []):
        home_from, home_to = span(said.get("home"))
        condition = AddCondition(
            subject_id, ConditionKind(said["kind"]), said.get("ground", "社区矫正决定书"), work.today,
            day_from(today, said.get("to", row.get("correction_ends"))), home_from, home_to, said.get("terms", {}),
            said["wording"], said.get("details"),
        )  # fmt: skip
        add_condition(work, condition)
    if row.get("order_read"):
        confirm_conditions(work, subject_id)


def _keep_judgment(county: County, work: UnitOfWork, row: Table) -> None:
    subject_id = county.subjects[row["key"]]
    for said in row.get("offences", []):
        offence = RecordOffence(
            subject_id, OffenceCategory(said["category"]), Penalty(said["penalty"]), Answer(said["intentional"]),
            judged_on=day_from(county.work.today, said.get("judged")), text=said["text"],
        )  # fmt: skip
        record_offence(work, offence)
    if row.get("judgment_read"):
        confirm_offences(work, subject_id)


def _version(work: UnitOfWork, subject_id: int) -> int:
    return work.session.get_one(Profile, subject_id).version
