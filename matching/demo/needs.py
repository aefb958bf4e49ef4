"""The directory of services of the made-up county, the needs of its people, and who helped with them."""

from functools import partial

from matching.database import UnitOfWork
from matching.demo.county import Act, County
from matching.demo.files import Table, day_from, tables
from matching.errors import NotFound
from matching.records import Need, Referral
from matching.services.needs import OpenNeed, live_need, note_ready, open_need
from matching.services.referrals import MoveReferral, Refer, move_referral, refer
from matching.services.services import ServiceDetails, add_service
from matching.vocabulary import NeedKind, ReferralState


def directory_acts() -> list[Act]:
    """Let officers write down who helps with what."""
    return [Act(row["added"], partial(_add_service, row=row)) for row in tables("services")]


def need_acts(row: Table, kept: int) -> list[Act]:
    """Record what somebody has ready and needs, and follow each referral."""
    acts = [Act(kept, partial(_keep_needs, row=row, day=kept))]
    for said in row.get("needs", []):
        for step in said.get("referrals", []):
            acts.append(Act(step["on"], partial(_refer, row=row, said=said, step=step)))
            if "answered" in step:
                acts.append(Act(step["answered"], partial(_answer, row=row, said=said, step=step)))
    return acts


def _add_service(county: County, row: Table) -> None:
    names = ("organisation", "name", "description", "eligibility", "fees", "how_to_apply", "hours", "phone", "address")
    said = {name: row[name] for name in names if name in row}
    details = ServiceDetails(needs=tuple(NeedKind(kind) for kind in row["needs"]), **said)
    county.services[row["key"]] = add_service(county.on(row["added"], county.officer(row["unit"])), details).id or 0


def _keep_needs(county: County, row: Table, day: int) -> None:
    work, subject_id = county.on(day, county.caseworkers[row["key"]]), county.subjects[row["key"]]
    for kind in row.get("ready", []):
        note_ready(work, subject_id, NeedKind(kind))
    for said in row.get("needs", []):
        open_need(work, OpenNeed(subject_id, NeedKind(said["kind"]), said.get("note")))


def _refer(county: County, row: Table, said: Table, step: Table) -> None:
    work = county.on(step["on"], county.caseworkers[row["key"]])
    need = _need(work, county, row, said)
    command = Refer(
        need.subject_id, need.id or 0, need.version, county.services.get(step.get("to", "")), step.get("name"),
        day_from(county.work.today, step.get("by")), step.get("note"),
    )  # fmt: skip
    county.referrals[(row["key"], said["kind"])] = refer(work, command).id or 0


def _answer(county: County, row: Table, said: Table, step: Table) -> None:
    work = county.on(step["answered"], county.caseworkers[row["key"]])
    referral = work.session.get_one(Referral, county.referrals[(row["key"], said["kind"])])
    state, solved = ReferralState(step["state"]), step.get("solved", False)
    subject_id = county.subjects[row["key"]]
    command = MoveReferral(subject_id, referral.id or 0, referral.version, state, solved, step.get("said"))
    move_referral(work, command)


def _need(work: UnitOfWork, county: County, row: Table, said: Table) -> Need:
    need = live_need(work, county.subjects[row["key"]], NeedKind(said["kind"]))
    if need is None:
        raise NotFound
    return need
