"""People of the made-up county: taken in by officers, reported, and their case files kept by caseworkers."""

from datetime import date, timedelta
from functools import partial

from matching.database import UnitOfWork
from matching.demo.county import Act, County
from matching.demo.files import Table, day_from, place, span, tables
from matching.identity import read_identity
from matching.records import Profile
from matching.services.circumstances import RecordCircumstance, record_circumstance
from matching.services.conditions import AddCondition, add_condition, confirm_conditions
from matching.services.consents import RecordConsent, record_consent
from matching.services.household import AddMember, add_member, household_asked
from matching.services.intake import Details, ReportSubject, TakeIn, report_subject, take_in
from matching.services.needs import OpenNeed, open_need
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
    LegalStatus,
    ManagementClass,
    NeedKind,
    OffenceCategory,
    Penalty,
    Relation,
    Source,
)

REVIEW_AFTER = timedelta(days=180)


def people_acts() -> list[Act]:
    """Take in everybody; whoever has reported gets a case file on the next day, or the same where that is today."""
    return [act for row in tables("subjects") for act in _acts(row)]


def _acts(row: Table) -> list[Act]:
    acts = [Act(row["taken_in"], partial(_take_in, row=row))]
    kept = row["taken_in"]
    if "reported" in row:
        acts.append(Act(row["reported"], partial(_report, row=row)))
        kept = min(row["reported"] + 1, 0)
    return [*acts, Act(kept, partial(_keep_file, row=row, day=kept))]


def _take_in(county: County, row: Table) -> None:
    identity, today = read_identity(row["identity_number"]), county.work.today
    details = Details(
        name=row["name"], unit_id=county.units[row["unit"]], legal_status=LegalStatus(row.get("legal_status", "released")),
        identity_number=identity.number, born_on=identity.born_on, sex=identity.sex, phone=row.get("phone"),
        household_place=row.get("household"), residence=row.get("residence"), **place(row.get("at")),
        release_on=day_from(today, row.get("released")), correction_ends_on=day_from(today, row.get("correction_ends")),
        management_class=ManagementClass(row["management_class"]) if "management_class" in row else None,
        is_key_person=row.get("key_person", False), is_juvenile=row.get("juvenile", False),
        is_sealed=row.get("sealed", False), caseworker_id=county.caseworker(row["unit"]).account_id,
    )  # fmt: skip
    subject = take_in(county.on(row["taken_in"], county.officer(row["unit"])), TakeIn(details))
    county.subjects[row["key"]], county.subject_units[row["key"]] = subject.id or 0, row["unit"]


def _report(county: County, row: Table) -> None:
    work = county.on(row["reported"], county.caseworker(row["unit"]))
    report_subject(work, ReportSubject(county.subjects[row["key"]], work.today))


def _keep_file(county: County, row: Table, day: int) -> None:
    work, subject_id = county.on(day, county.caseworker(row["unit"])), county.subjects[row["key"]]
    for kind, said in row.get("noes", {}).items():
        finding = RecordCircumstance(
            subject_id, CircumstanceKind(kind), Answer(said["answer"]), Source(said["source"]), work.today,
            said.get("evidence"), work.today + REVIEW_AFTER,
        )  # fmt: skip
        record_circumstance(work, finding)
    _keep_profile(work, row, subject_id)
    _keep_order(work, row, subject_id)
    _keep_judgment(work, row, subject_id)
    for kind in row.get("needs", []):
        open_need(work, OpenNeed(subject_id, NeedKind(kind)))
    if row.get("consents"):
        signed = RecordConsent(
            subject_id, ConsentPurpose.MATCHING, "帮教协议书附件一", work.today, kept_at="司法所档案柜"
        )
        record_consent(work, signed)


def _keep_profile(work: UnitOfWork, row: Table, subject_id: int) -> None:
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
        _keep_home(work, row["home"], subject_id)
    for stretch in row.get("experience", []):
        add_experience(work, AddExperience(subject_id, stretch["title"], stretch["years"], stretch["text"]))


def _keep_home(work: UnitOfWork, said: Table, subject_id: int) -> None:
    """What was found out about the home that somebody needs, and who would move in along."""
    refused = tuple(HouseRule(rule) for rule in said.get("refused", []))
    wanted = SaveHome(
        subject_id, _version(work, subject_id), Answer(said.get("step_free", "no")), said.get("rent"),
        house_rules_asked="refused" in said, house_rules_refused=refused,
    )  # fmt: skip
    save_home(work, wanted)
    for member in said.get("members", []):
        born_on = date.fromisoformat(member["born"]) if "born" in member else None
        add_member(work, AddMember(subject_id, Relation(member["relation"]), born_on=born_on))
    household_asked(work, subject_id)


def _keep_order(work: UnitOfWork, row: Table, subject_id: int) -> None:
    for said in row.get("conditions", []):
        home_from, home_to = span(said.get("home"))
        condition = AddCondition(
            subject_id, ConditionKind(said["kind"]), said.get("ground", "社区矫正决定书"), work.today,
            home_from=home_from, home_to=home_to, terms=said.get("terms", {}), wording=said["wording"],
        )  # fmt: skip
        add_condition(work, condition)
    if row.get("order_read"):
        confirm_conditions(work, subject_id)


def _keep_judgment(work: UnitOfWork, row: Table, subject_id: int) -> None:
    for said in row.get("offences", []):
        offence = RecordOffence(
            subject_id, OffenceCategory(said["category"]), Penalty(said["penalty"]), Answer(said["intentional"]),
            text=said["text"],
        )  # fmt: skip
        record_offence(work, offence)
    if row.get("judgment_read"):
        confirm_offences(work, subject_id)


def _version(work: UnitOfWork, subject_id: int) -> int:
    return work.session.get_one(Profile, subject_id).version
