"""Commands that read files of others."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from matching.database import UnitOfWork
from matching.errors import BadInput
from matching.importing.directories.reading import read_directory
from matching.importing.mapping import OFFERS, ImportKind, Mapping, read_mapping
from matching.importing.tables import read_table
from matching.services.imports.files import ImportFile, NothingStored, import_file
from matching.services.imports.services import ImportServices, ServicesImported, import_services
from matching.services.imports.shared import Imported, unit_for_import
from webapp.cli.context import Console, as_account, as_json, print_json, ready_console

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
PLACE = click.Path(exists=True, path_type=Path)
SHOWN_FAULTS = 50
MEGABYTE = 1024 * 1024
Command = TypeVar("Command", bound=Callable[..., Any])

with_mapping = click.option(
    "--mapping",
    "mapping_file",
    type=FILE,
    help="TOML file that says which column fills which field; without it columns are named as our fields (data/mappings).",
)
publishing = click.option(
    "--publish",
    is_flag=True,
    help="Publish at once what is complete and leaves nothing to check; without it every offer waits for an officer.",
)


def shared(command: Command) -> Command:
    """Add the options that every import has."""
    options = (
        click.option(
            "--unit",
            "unit_code",
            metavar="CODE",
            help="The unit for which the rows are; without it the account's own, or the only county with offices.",
        ),
        as_account,
        click.option("--dry-run", is_flag=True, help="Say what would happen and store nothing."),
        as_json,
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group("import")
def import_group() -> None:
    """Read files of others into the service.

    Each command tells with --json how many rows were read, created, updated, doubled and refused, and each fault with its row,
    column and what to do. Notices and subjects are stored all or not at all: where any row is not right, nothing is stored and
    the command ends with code 1.
    """


@import_group.command("offers")
@click.argument("file", type=FILE)
@with_mapping
@publishing
@shared
def offers(
    file: Path,
    mapping_file: Path | None,
    publish: bool,
    unit_code: str | None,
    as_name: str | None,
    dry_run: bool,
    wants_json: bool,
) -> None:
    """Read jobs, training places or homes from a CSV, CSV.gz or XLSX file.

    What the rows are, the mapping says: data/mappings holds offers.toml (jobs, the usual), training.toml and housing.toml, and
    those of two public files. Good rows are stored in one transaction, faulty ones are left out and listed with the row number
    that a spreadsheet shows. The same file again updates the offers instead of doubling them. Rows of one reference become one
    offer. An offer whose closing date has passed is kept as expired and never matched: to try an old file as of its own day, set
    RESETTLE_TODAY. An offer without coordinates takes those of the unit; one without a number of places has one place, to be
    confirmed (of a home, by an officer before anybody sees it); whatever else the file does not say is unknown. Words on whom an
    offer is for are kept; what cannot be read in them is left to an officer, and such an offer is not published by --publish.
    """
    mapping = read_mapping(mapping_file)
    if mapping.kind not in OFFERS:
        raise BadInput(f"This mapping is for {mapping.kind.value}: use `resettle import {mapping.kind.value}`.")
    _import_table(file, mapping, unit_code, as_name, dry_run, wants_json, publish)


@import_group.command("notices")
@click.argument("file", type=FILE)
@with_mapping
@shared
def notices(
    file: Path, mapping_file: Path | None, unit_code: str | None, as_name: str | None, dry_run: bool, wants_json: bool
) -> None:
    """Read release notices from a CSV or XLSX file: all rows, or none.

    Somebody new becomes an expected person with the notice in the case file. A notice about somebody who is known by identity
    number is added to that case file. Somebody who is perhaps registered already is reported by reference and not stored.
    """
    mapping = _mapping_for(ImportKind.NOTICES, mapping_file)
    _import_table(file, mapping, unit_code, as_name, dry_run, wants_json)


@import_group.command("subjects")
@click.argument("file", type=FILE)
@with_mapping
@shared
def subjects(
    file: Path, mapping_file: Path | None, unit_code: str | None, as_name: str | None, dry_run: bool, wants_json: bool
) -> None:
    """Read case files that an office keeps in a spreadsheet (CSV or XLSX): all rows, or none.

    One row is one person: who they are, the three noes, profile, household, conditions, consent, offences as codes. What is left
    empty is unknown. A case file that is here already is never changed: its row is reported, and so is the whole file when it is
    sent again. Columns and codes stand in data/mappings/subjects.toml and in the template of the page Imports.
    """
    mapping = _mapping_for(ImportKind.SUBJECTS, mapping_file)
    _import_table(file, mapping, unit_code, as_name, dry_run, wants_json)


@import_group.command("services")
@click.argument("file_or_folder", type=PLACE)
@publishing
@shared
def services(
    file_or_folder: Path, publish: bool, unit_code: str | None, as_name: str | None, dry_run: bool, wants_json: bool
) -> None:
    """Read a directory of services: Open Referral HSDS 1.0 (a folder or zip of CSV files), or JSON of the Ohana API.

    Every service comes into the directory to which needs are referred. One that gives transitional homes, training or jobs also
    becomes an offer of that provider. Its words on whom it takes are kept; exclusions read out of them are shown and not applied,
    and what cannot be read is left to an officer. A home without a number of places waits for an officer in any case. The same
    directory again updates.
    """
    console = ready_console(as_name)
    directory = read_directory(file_or_folder, console.settings.upload_megabytes * MEGABYTE)

    def act(work: UnitOfWork) -> Imported:
        unit = unit_for_import(work, unit_code)
        return import_services(work, ImportServices(unit.id or 0, directory, publish))

    _tell(directory.read, _done(console, act, dry_run), "Services", dry_run, wants_json)


def _mapping_for(kind: ImportKind, mapping_file: Path | None) -> Mapping:
    mapping = read_mapping(mapping_file, kind)
    if mapping.kind is not kind:
        raise BadInput(f"This mapping is for {mapping.kind.value}, not for {kind.value}.")
    return mapping


def _import_table(
    file: Path,
    mapping: Mapping,
    unit_code: str | None,
    as_name: str | None,
    dry_run: bool,
    wants_json: bool,
    publish: bool = False,
) -> None:
    console = ready_console(as_name)
    table = read_table(file, console.settings.upload_megabytes * MEGABYTE)

    def act(work: UnitOfWork) -> Imported:
        unit = unit_for_import(work, unit_code)
        return import_file(work, ImportFile(unit.id or 0, mapping, table, publish))

    noun = "Offers" if mapping.kind in OFFERS else "People"
    _tell(len(table.rows), _done(console, act, dry_run), noun, dry_run, wants_json)


def _done(console: Console, act: Callable[[UnitOfWork], Imported], dry_run: bool) -> Imported | NothingStored:
    """Do an import; undo it for a dry run, and where nothing may be stored."""
    try:
        with console.acting() as work:
            done = act(work)
            if dry_run:
                work.session.rollback()
            return done
    except NothingStored as refusal:
        return refusal


def _tell(read: int, found: Imported | NothingStored, noun: str, dry_run: bool, wants_json: bool) -> None:
    """Say what was done, as text or as one object; code 1 where nothing may be stored."""
    done = found.done if isinstance(found, NothingStored) else found
    report = {"read": read, **{name: getattr(done, name) for name in _counted(done)}}
    if wants_json:
        print_json(report | {"faults": [fault.said for fault in done.faults]})
    else:
        _print(report, done, noun, dry_run, isinstance(found, NothingStored))
    if isinstance(found, NothingStored):
        raise SystemExit(1)


def _counted(done: Imported) -> tuple[str, ...]:
    names = ("created", "updated", "duplicates", "refused")
    return (*names, "flagged", "offers") if isinstance(done, ServicesImported) else names


def _print(report: dict[str, int], done: Imported, noun: str, dry_run: bool, is_refused: bool) -> None:
    stored = "Nothing was stored: this was a dry run." if dry_run else "Stored."
    click.echo("Nothing was stored: mend the rows below and send the file again." if is_refused else stored)
    click.echo(
        f"Rows read: {report['read']}. {noun} created: {report['created']}, updated: {report['updated']}. "
        f"Duplicate rows: {report['duplicates']}. Rows refused: {report['refused']}."
    )
    if done.flagged:
        click.echo(f"With words that an officer must look at: {done.flagged}.")
    states = ", ".join(f"{count} {state.value}" for state, count in sorted(done.states.items()))
    if states:
        click.echo(f"Offers by state: {states}.")
    for fault in done.faults[:SHOWN_FAULTS]:
        click.echo(f"  row {fault.row}, column {fault.column}: {fault.message}")
    if len(done.faults) > SHOWN_FAULTS:
        click.echo(f"  … and {len(done.faults) - SHOWN_FAULTS} more; --json lists them all.")


commands = [import_group]
