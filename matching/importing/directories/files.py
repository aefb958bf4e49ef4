"""The tables of a directory: a folder or a zip of CSV files, within limits."""

import zipfile
from pathlib import Path

from matching.errors import BadInput
from matching.importing.packed import BROKEN, UNPACKED_BYTES, most_of
from matching.importing.tables import Table, table_in
from matching.importing.texts import printable

ENTRIES = 200
"""The most files of a packed directory."""


def tables_of(path: Path, limit_bytes: int) -> dict[str, Table]:
    """Read the CSV files of a folder or a zip, by their names without ending.

    Raises:
        BadInput: for what is too large, packed in a suspicious way, damaged or no table.
    """
    found = _of_folder(path, limit_bytes) if path.is_dir() else _of_zip(path)
    tables = {}
    for name, content in found.items():
        if not content.strip():
            continue
        try:
            tables[name] = table_in(content)
        except BadInput as fault:
            raise BadInput(f"{printable(name, 60)}.csv: {fault.message}") from None
        _refuse_ragged(name, tables[name])
    return tables


def _refuse_ragged(name: str, table: Table) -> None:
    bad = [row.number for row in table.rows if row.extra or row.missing]
    if bad:
        rows = ", ".join(map(str, bad[:10]))
        raise BadInput(
            f"{printable(name, 60)}.csv has rows with too many or too few cells: {rows}. Look for commas and line breaks that are not in quotes."
        )


def _of_folder(path: Path, limit_bytes: int) -> dict[str, bytes]:
    files = [file for file in sorted(path.iterdir()) if file.suffix.lower() == ".csv" and file.is_file()]
    if sum(file.stat().st_size for file in files) > min(UNPACKED_BYTES, 10 * limit_bytes):
        raise BadInput("The folder holds more than a directory of services does. Take out what does not belong to it.")
    return {file.stem.lower(): file.read_bytes() for file in files}


def _of_zip(path: Path) -> dict[str, bytes]:
    """Unpack in memory, counting, and never further than the limits; folders inside are passed over."""
    most = most_of(path.stat().st_size)
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(path) as book:
            entries = [entry for entry in book.infolist() if not entry.is_dir()]
            if len(entries) > ENTRIES:
                raise BadInput(f"The zip holds more than {ENTRIES} files. Pack only the tables of the directory.")
            for entry in entries:
                name = Path(entry.filename.replace("\\", "/"))
                if name.suffix.lower() != ".csv" or name.name.startswith("."):
                    continue
                with book.open(entry) as part:
                    content = part.read(most + 1)
                most -= len(content)
                if most < 0:
                    raise BadInput(
                        "The zip grows beyond measure when it is unpacked (more than 100 MB, or thirtyfold). Send a smaller one."
                    )
                if name.stem.lower() in found:
                    raise BadInput(
                        f"The zip holds two files {printable(name.name, 60)}. Pack the tables of one directory only."
                    )
                found[name.stem.lower()] = content
    except BROKEN:
        raise BadInput("The zip cannot be read. Pack it again, without a password.") from None
    return found
