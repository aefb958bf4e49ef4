"""Directories and mappings that are broken on purpose: each is read, or refused in one line."""

import json
from pathlib import Path
from random import Random

import pytest

from matching.errors import BadInput
from matching.importing.directories.listing import Directory
from matching.importing.directories.reading import read_directory
from matching.importing.mapping import read_mapping
from matching.reference import data_path
from tests.faults.hostile_files import gzip_bomb, zip_bomb, zipped
from tests.faults.spoiled_bytes import DAMAGES
from tests.faults.spoiled_cells import CELLS
from tests.matching.importing.test_directories import HSDS, folder_of, organisation, zip_of

MEGABYTE = 1024 * 1024
SEED = 20_260_901
TABLES = {f"{name}.csv": text.encode() for name, text in HSDS.items()}

BROKEN_DIRECTORIES = {
    "nothing": b"",
    "deep JSON": b"[" * 200_000,
    "deep objects": b'{"a":' * 100_000,
    "a number of ten thousand digits": b"[" + b"9" * 10_000 + b"]",
    "a name twice": b'{"name": "A", "name": "B", "locations": []}',
    "JSON cut short": json.dumps([organisation()]).encode()[:-9],
    "another layout": b'[{"name": "A"}]',
    "a bomb": zip_bomb,
    "a packed bomb": gzip_bomb,
    "tables in a zip in a zip": zipped({"all.zip": zipped(TABLES)}),
    "tables of two directories": zipped(TABLES | {f"other/{name}": text for name, text in TABLES.items()}),
    "a table missing": zipped({"services.csv": TABLES["services.csv"]}),
}


@pytest.mark.parametrize("name", BROKEN_DIRECTORIES)
def test_a_broken_directory_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    made = BROKEN_DIRECTORIES[name]
    file = tmp_path / "directory"
    file.write_bytes(made if isinstance(made, bytes) else made(None))  # type: ignore[operator]
    with pytest.raises(BadInput) as refused:
        read_directory(file, 20 * MEGABYTE)
    assert 20 < len(refused.value.message) < 1_000 and refused.value.message.isprintable()


def read(path: Path) -> Directory | str:
    """What is read of a directory, or why not."""
    try:
        return read_directory(path, MEGABYTE)
    except BadInput as refusal:
        assert 20 < len(refusal.message) < 2_000 and refusal.message.isprintable(), refusal.message
        return refusal.message


def test_spoiled_texts_of_a_directory_are_read_or_refused(tmp_path: Path) -> None:
    for number in range(300):
        chance = Random(f"{SEED}:{number}")
        cells = {name: chance.choice(CELLS) for name in ("name", "keywords", "eligibility", "description", "fees")}
        document = json.dumps([organisation(**cells)]).encode()
        if number % 3 == 0:
            document = chance.choice(DAMAGES)(document, chance)
        (tmp_path / "directory.json").write_bytes(document)
        found = read(tmp_path / "directory.json")
        assert isinstance(found, str) or found.read >= len(found.listings), number


def test_spoiled_tables_of_a_directory_are_read_or_refused(tmp_path: Path) -> None:
    for number in range(150):
        chance = Random(f"{SEED}:{number}")
        table = chance.choice(sorted(HSDS))
        content = chance.choice(DAMAGES)(HSDS[table].encode(), chance)
        folder = folder_of(tmp_path)
        (folder / f"{table}.csv").write_bytes(content)
        assert read(folder), f"{SEED}:{number}"


def test_names_that_lead_out_of_a_zip_lead_nowhere(tmp_path: Path) -> None:
    before = sorted(tmp_path.parent.rglob("*"))
    found = read(zip_of(tmp_path, "../../../outside/"))
    assert isinstance(found, Directory) and len(found.listings) == 1
    assert [path for path in sorted(tmp_path.parent.rglob("*")) if path not in before] == [tmp_path / "directory.zip"]


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", b"a = " + b"[" * 50_000, b"a = " + b"9" * 5_000, b"source = 1", b"x" * 2 * MEGABYTE, b'dates = ["%Q"]', b'dates = ["%Y %Y"]'],
    ids=["nothing", "encoding", "deep", "digits", "type", "large", "format", "format twice"],
)  # fmt: skip
def test_a_broken_mapping_is_refused_in_one_line(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "mapping.toml"
    plain = data_path("mappings", "offers.toml").read_bytes()
    file.write_bytes(content + b"\n" + plain if content.startswith(b"dates") else content)
    with pytest.raises(BadInput) as refused:
        read_mapping(file)
    assert refused.value.message.startswith("The mapping mapping.toml") and len(refused.value.message) < 2_500
