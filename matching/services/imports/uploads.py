"""Uploaded tables: tried out when they come, kept encrypted for a day, and imported by one press, all or nothing."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import col, select

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.errors import IllegalStep, NotAllowed, NotFound
from matching.importing.file_faults import FileFault, TooManyRows
from matching.importing.mapping import OFFERS, ImportKind, Mapping, read_mapping
from matching.importing.tables import Table, table_in
from matching.importing.texts import plain_name
from matching.records import Provider, Upload
from matching.services.imports.files import ImportFile, NothingStored, import_file
from matching.services.imports.own_offers import source_of
from matching.services.imports.shared import Imported
from matching.vocabulary import Role, UploadKind

KEPT = timedelta(days=1)
MOST_ROWS = {kind: 2_000 if kind in OFFERS else 500 for kind in ImportKind}
"""The most rows of a file that a page takes; the commands take more."""
LINES = 2
"""A file is read no further than so many times its rows: blank lines stand between them."""
UNPACKED_BYTES = 20 * 1024 * 1024
"""The most that a packed file may hold which a page takes."""
SHOWN_FAULTS = 200
MOST_WAITING = 10
"""How many files that are not imported are kept for one account."""


class TooManyHere(FileFault):
    """A page takes at most %(most)s rows of this kind at once. Split the file, or ask the administrator to import it."""


class NoRows(FileFault):
    """The file has no rows below its header. Fill some in."""


@dataclass(frozen=True)
class KeepUpload:
    """A file that somebody sent, and what trying it out said."""

    kind: ImportKind
    file_name: str = field(repr=False)
    content: bytes = field(repr=False)
    report: dict[str, Any] = field(repr=False)


def kinds_for(work: UnitOfWork) -> tuple[ImportKind, ...]:
    """What the viewer may import: an officer everything, a provider the own offers."""
    if work.viewer.provider_id is not None:
        return OFFERS
    return tuple(ImportKind) if work.viewer.has_role(Role.OFFICER) else ()


def mapping_for(work: UnitOfWork, kind: ImportKind) -> Mapping:
    """The plain mapping of a kind as the viewer fills it in: a provider need not name itself.

    Raises:
        NotAllowed: for a kind that is not the viewer's to import.
    """
    if kind not in kinds_for(work):
        raise NotAllowed
    plain = read_mapping(None, kind)
    if kind not in OFFERS:
        return plain
    if work.viewer.provider_id is None:
        return plain.model_copy(update={"source": f"unit-{work.viewer.unit_id}"})
    provider = work.session.get_one(Provider, work.viewer.provider_id)
    without = {name: {key: value for key, value in getattr(plain, name).items() if key != "provider"} for name in ("columns", "example")}  # fmt: skip
    own = {"source": source_of(provider.id or 0), "fixed": {"provider": provider.name}}
    return plain.model_copy(update=without | own)


def rows_of(kind: ImportKind, content: bytes) -> Table:
    """Read a file as far as a page takes it. It needs no transaction: a hard file holds up nobody who writes.

    Raises:
        FileFault: for a file that cannot be read, is empty or has too many rows.
    """
    most = MOST_ROWS[kind]
    try:
        table = table_in(content, LINES * most, UNPACKED_BYTES)
    except TooManyRows:
        raise TooManyHere(most=most) from None
    if len(table.rows) > most:
        raise TooManyHere(most=most)
    if not table.rows:
        raise NoRows
    return table


def try_out(work: UnitOfWork, kind: ImportKind, table: Table) -> dict[str, Any]:
    """Say what an import would do. The caller undoes the transaction, whatever happens.

    Raises:
        MissingColumns: for a file that lacks columns.
        NotAllowed: for a kind that is not the viewer's to import.
    """
    try:
        done = _import(work, mapping_for(work, kind), table)
    except NothingStored as refusal:
        done = refusal.done
    return report_of(len(table.rows), done)


def report_of(read: int, done: Imported) -> dict[str, Any]:
    """The counts and faults of an import, as they are kept; no cell of the file is among them."""
    faults = [
        {"row": fault.row, "column": fault.column, "words": fault.words, "values": fault.values}
        for fault in done.faults[:SHOWN_FAULTS]
    ]
    counts = {name: getattr(done, name) for name in ("created", "updated", "duplicates", "refused", "flagged")}
    return {"read": read, **counts, "faults": faults, "more": max(0, len(done.faults) - SHOWN_FAULTS)}


def keep_upload(work: UnitOfWork, command: KeepUpload) -> Upload:
    """Keep a file for a day, encrypted. Only its account may see or import it; of many that wait, the oldest goes.

    Raises:
        NotAllowed: for a kind that is not the viewer's to import.
    """
    if command.kind not in kinds_for(work) or work.viewer.account_id is None:
        raise NotAllowed
    upload = Upload(
        account_id=work.viewer.account_id,
        kind=UploadKind.OFFERS if command.kind in OFFERS else UploadKind(command.kind.value),
        offer_kind=command.kind.offer_kind,
        file_name=plain_name(command.file_name),
        content=command.content,
        uploaded_at=work.instant,
        report=command.report,
    )
    work.session.add(upload)
    work.session.flush()
    record_act(work, "upload.kept", upload=upload.id)
    _forget_oldest(work, work.viewer.account_id)
    return upload


def _forget_oldest(work: UnitOfWork, account_id: int) -> None:
    waiting = select(Upload.id).where(col(Upload.account_id) == account_id, col(Upload.applied_at).is_(None))
    ids = work.session.exec(waiting.order_by(col(Upload.id).desc())).all()
    work.session.execute(delete(Upload).where(col(Upload.id).in_(ids[MOST_WAITING:])))


def own_upload(work: UnitOfWork, upload_id: int) -> Upload:
    """Find a file that the viewer sent within the last day. Raises NotFound for every other."""
    mine = select(Upload).where(
        col(Upload.id) == upload_id,
        col(Upload.account_id) == work.viewer.account_id,
        col(Upload.uploaded_at) > work.instant - KEPT,
    )
    upload = work.session.exec(mine.with_for_update()).first()
    if upload is None:
        raise NotFound
    return upload


def kind_of(upload: Upload) -> ImportKind:
    """What the rows of an uploaded file are."""
    return ImportKind((upload.offer_kind or upload.kind).value)


def apply_upload(work: UnitOfWork, upload_id: int) -> Imported:
    """Import a file that was tried out before; its content is forgotten in the same act.

    Raises:
        NotFound: for a file that is not the viewer's or is older than a day.
        IllegalStep: where it was imported before.
        NothingStored: where something has changed since and not every row is right any more.
    """
    upload = own_upload(work, upload_id)
    if upload.applied_at is not None:
        raise IllegalStep("This file was imported before. Nothing was imported a second time.")
    kind = kind_of(upload)
    table = rows_of(kind, upload.content)
    done = _import(work, mapping_for(work, kind), table)
    upload.applied_at, upload.content = work.instant, b""
    upload.report = report_of(len(table.rows), done)
    record_act(work, "upload.applied", upload=upload_id)
    return done


def renew_report(work: UnitOfWork, upload_id: int, refusal: NothingStored) -> None:
    """Write down what now speaks against importing a file. Raises NotFound as `own_upload`."""
    upload = own_upload(work, upload_id)
    upload.report = report_of(int(upload.report.get("read", 0)), refusal.done)


def drop_upload(work: UnitOfWork, upload_id: int) -> None:
    """Forget a file before its day is over. Raises NotFound as `own_upload`."""
    work.session.delete(own_upload(work, upload_id))
    record_act(work, "upload.dropped", upload=upload_id)


def forget_uploads(work: UnitOfWork) -> None:
    """Forget every file that was sent more than a day ago."""
    work.session.execute(delete(Upload).where(col(Upload.uploaded_at) <= work.instant - KEPT))


def _import(work: UnitOfWork, mapping: Mapping, table: Table) -> Imported:
    return import_file(work, ImportFile(work.viewer.unit_id or 0, mapping, table, all_or_nothing=True))
