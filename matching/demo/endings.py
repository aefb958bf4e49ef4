"""How files of the made-up county were gone through with the person, closed, or made one of two."""

from functools import partial

from matching.demo.county import Act, County
from matching.demo.files import Table
from matching.queries.two_files import PROFILE_FIELDS, SUBJECT_FIELDS, Side
from matching.records import Subject
from matching.services.cases.closing import CloseCase, close_case
from matching.services.cases.merging import MergeCases, merge_cases
from matching.services.my_files import ShowFile, show_file
from matching.vocabulary import CloseReason


def ending_acts(row: Table) -> list[Act]:
    """What a person asked to have corrected, and how the file ended."""
    acts = []
    if "shown" in row:
        acts.append(Act(row["shown"]["on"], partial(_show, row=row)))
    if "closed" in row:
        acts.append(Act(row["closed"]["on"], partial(_close, row=row)))
    if "merged_into" in row:
        acts.append(Act(row["merged"], partial(_merge, row=row)))
    return acts


def _show(county: County, row: Table) -> None:
    work = county.on(row["shown"]["on"], county.caseworkers[row["key"]])
    show_file(work, ShowFile(county.subjects[row["key"]], row["shown"].get("wanted")))


def _close(county: County, row: Table) -> None:
    said = row["closed"]
    work = county.on(said["on"], county.officer(row["unit"]))
    subject = _subject(county, row["key"])
    reason = CloseReason(said["reason"])
    command = CloseCase(subject.id or 0, subject.version, reason, work.today, said.get("moved_to"), said.get("note"))
    close_case(work, command)


def _merge(county: County, row: Table) -> None:
    """Bring a second file of somebody into the first; what the first one says holds."""
    stays, goes = _subject(county, row["merged_into"]), _subject(county, row["key"])
    choices = dict.fromkeys([*SUBJECT_FIELDS, *PROFILE_FIELDS], Side.STAYS)
    command = MergeCases(stays.id or 0, goes.id or 0, stays.version, goes.version, choices)
    merge_cases(county.on(row["merged"], county.officer(row["unit"])), command)


def _subject(county: County, key: str) -> Subject:
    return county.work.session.get_one(Subject, county.subjects[key])
