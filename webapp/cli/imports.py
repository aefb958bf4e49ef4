"""Commands that read files of others."""

from dataclasses import asdict
from pathlib import Path

import click

from matching.importing.mapping import read_mapping
from matching.importing.postings import postings
from matching.importing.rows import offer_rows
from matching.importing.tables import read_table
from matching.services.imports import Imported, ImportOffers, import_offers, unit_for_import
from webapp.cli.context import as_account, as_json, open_console, print_json

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SHOWN_FAULTS = 50


@click.group("import")
def import_group() -> None:
    """Read files of others into the service."""


@import_group.command("offers")
@click.argument("file", type=FILE)
@click.option(
    "--mapping",
    "mapping_file",
    type=FILE,
    help="TOML file that says which column fills which field; without it columns are named as our fields (data/mappings/offers.toml).",
)
@click.option(
    "--unit",
    "unit_code",
    metavar="CODE",
    help="The unit for which the offers are; without it the account's own, or the only county.",
)
@as_account
@click.option(
    "--publish",
    is_flag=True,
    help="Publish at once what is complete; without it every offer waits for an officer's check.",
)
@click.option("--dry-run", is_flag=True, help="Say what would happen and store nothing.")
@as_json
def offers(
    file: Path,
    mapping_file: Path | None,
    unit_code: str | None,
    as_name: str | None,
    publish: bool,
    dry_run: bool,
    wants_json: bool,
) -> None:
    """Read job postings from a CSV, CSV.gz or XLSX file.

    Good rows are stored in one transaction, faulty ones are left out and listed with the row number that a spreadsheet shows. The
    same file again updates the offers instead of doubling them. Rows of one reference become one offer. A posting
    whose closing date has passed is kept as expired and never matched: to try an old file as of its own day, set
    RESETTLE_TODAY. An offer without coordinates takes those of the unit; one without a number of places has one place,
    to be confirmed; whatever else the file does not say is unknown.
    """
    console = open_console(as_name)
    mapping = read_mapping(mapping_file)
    table = read_table(file, console.settings.upload_megabytes * 1024 * 1024)
    rows, faults = offer_rows(table, mapping)
    found = postings(rows, mapping)
    with console.acting() as work:
        unit = unit_for_import(work, unit_code)
        done = import_offers(work, ImportOffers(unit.id or 0, mapping, found, publish))
        if dry_run:
            work.session.rollback()
    done.faults = sorted([*faults, *done.faults], key=lambda fault: fault.row)
    done.refused += len({fault.row for fault in faults})
    report = {
        "read": len(table.rows),
        **{name: getattr(done, name) for name in ("created", "updated", "duplicates", "refused")},
    }
    if wants_json:
        print_json(report | {"faults": [asdict(fault) for fault in done.faults]})
    else:
        _print(report, done, dry_run)


def _print(report: dict[str, int], done: Imported, dry_run: bool) -> None:
    click.echo("Nothing was stored: this was a dry run." if dry_run else "Stored.")
    click.echo(
        "Rows read: {read}. Offers created: {created}, updated: {updated}. Duplicate rows: {duplicates}. Rows refused: {refused}.".format(
            **report
        )
    )
    states = ", ".join(f"{count} {state.value}" for state, count in sorted(done.states.items()))
    click.echo(f"Their states: {states or 'none'}.")
    for fault in done.faults[:SHOWN_FAULTS]:
        click.echo(f"  row {fault.row}, column {fault.column}: {fault.message}")
    if len(done.faults) > SHOWN_FAULTS:
        click.echo(f"  … and {len(done.faults) - SHOWN_FAULTS} more; --json lists them all.")


commands = [import_group]
