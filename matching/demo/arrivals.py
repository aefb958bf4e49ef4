"""How people came into the made-up county's files: announced or not, awaited, looked for."""

from datetime import date
from functools import partial

from matching.demo.county import Act, County
from matching.demo.files import Table, day_from, place
from matching.identity import Identity, read_identity
from matching.queries.duplicates import duplicates_mark, possible_duplicates
from matching.services.intake import Details, TakeIn, take_in
from matching.services.notices import NoticeDetails, send_receipt, take_in_noticed
from matching.services.searches import RecordSearch, record_search
from matching.vocabulary import LegalStatus, ManagementClass, SearchResult, SearchStep, Sex


def take_in_person(county: County, row: Table) -> None:
    """Open a case file, with the notice that announced the person where there is one."""
    work = county.on(row["taken_in"], county.officer(row["unit"]))
    caseworker = county.caseworkers[row["key"]] = (
        county.accounts[row["caseworker"]] if "caseworker" in row else county.caseworker(row["unit"])
    )
    details = _details(county, row, caseworker.account_id)
    told_apart = ""
    if "merged_into" in row:
        told_apart = duplicates_mark(possible_duplicates(work, details.name, details.born_on, details.identity_number))
    command = TakeIn(details, told_apart)
    if "notice" in row:
        subject, notice = take_in_noticed(work, command, _notice(work.today, row["notice"], details.release_on))
        county.notices[row["key"]] = notice.id or 0
    else:
        subject = take_in(work, command)
    county.subjects[row["key"]], county.subject_units[row["key"]] = subject.id or 0, row["unit"]


def arrival_acts(row: Table) -> list[Act]:
    """Answer the notice, and look for whoever did not come."""
    acts = [Act(tried["on"], partial(_search, row=row, tried=tried)) for tried in row.get("searches", [])]
    if "receipt" in row.get("notice", {}):
        acts.append(Act(row["notice"]["receipt"], partial(_send_receipt, row=row)))
    return acts


def _details(county: County, row: Table, caseworker_id: int | None) -> Details:
    identity, today = _identity(row), county.work.today
    return Details(
        name=row["name"], unit_id=county.units[row["unit"]], legal_status=LegalStatus(row.get("legal_status", "released")),
        identity_number=identity.number or None, born_on=identity.born_on, sex=identity.sex, phone=row.get("phone"),
        household_place=row.get("household"), residence=row.get("residence"), **place(row.get("at")),
        release_on=day_from(today, row.get("released")), correction_ends_on=day_from(today, row.get("correction_ends")),
        management_class=ManagementClass(row["management_class"]) if "management_class" in row else None,
        is_key_person=row.get("key_person", False), is_juvenile=row.get("juvenile", False),
        is_sealed=row.get("sealed", False), caseworker_id=caseworker_id,
    )  # fmt: skip


def _identity(row: Table) -> Identity:
    """Read the identity number; without one, birth and sex as somebody wrote them down."""
    if "identity_number" in row:
        return read_identity(row["identity_number"])
    return Identity("", date.fromisoformat(row["born"]), Sex(row["sex"]))


def _notice(today: date, said: Table, release_on: date | None) -> NoticeDetails:
    """The notice that came in on the day of the file, numbered by its year."""
    number = said["number"].format(year=today.year)
    return NoticeDetails(said["sender"], number, today, release_on, said.get("assessment"))


def _send_receipt(county: County, row: Table) -> None:
    work = county.on(row["notice"]["receipt"], county.officer(row["unit"]))
    send_receipt(work, county.notices[row["key"]], 1, work.today)


def _search(county: County, row: Table, tried: Table) -> None:
    work = county.on(tried["on"], county.caseworkers[row["key"]])
    what, came = SearchStep(tried["step"]), SearchResult(tried["result"])
    record_search(work, RecordSearch(county.subjects[row["key"]], what, came, work.today, tried.get("note")))
