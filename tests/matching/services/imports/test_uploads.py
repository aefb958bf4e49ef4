"""Uploaded files: tried out, kept for a day for one account, imported once, all or nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from matching.errors import BadInput, IllegalStep, NotAllowed, NotFound
from matching.importing.mapping import ImportKind
from matching.records import JobTerms, Offer, Subject, Upload
from matching.services.imports.files import NothingStored
from matching.services.imports.uploads import (
    MOST_WAITING,
    KeepUpload,
    apply_upload,
    drop_upload,
    keep_upload,
    rows_of,
    try_out,
)
from matching.services.tidying import tidy_up
from matching.viewer import Viewer
from matching.vocabulary import OfferState
from tests.builders import Office, doing

HEADER = "reference,title,description,address,latitude,longitude,places,starts_on,closes_on,pay_from,pay_to,pay_period,hours,age_from,qualifications,skills,contract,lodging\n"
FINISHED = "1,Cook,Cooking,12 Lake Road,,,2,,,3000,,month,40 hours per week,,,,,\n"
UNFINISHED = "2,Helper,=1+1,,,,,,,,,,,,,,,\n"
PEOPLE = "name,born_on,legal_status\nLi Na,1991-02-03,released\n"


def tried(engine: Engine, viewer: Viewer, content: str, kind: ImportKind = ImportKind.JOB) -> dict[str, object]:
    table = rows_of(kind, content.encode())
    with doing(engine, viewer) as work:
        report = try_out(work, kind, table)
        work.session.rollback()
    return report


def kept(engine: Engine, viewer: Viewer, content: str, kind: ImportKind = ImportKind.JOB) -> int:
    report = tried(engine, viewer, content, kind)
    with doing(engine, viewer) as work:
        return keep_upload(work, KeepUpload(kind, "my file.csv", content.encode(), report)).id or 0


def offers(engine: Engine) -> list[Offer]:
    with Session(engine) as session:
        return list(session.exec(select(Offer).order_by(Offer.source_reference)))  # type: ignore[arg-type]


def test_a_provider_imports_drafts_and_finished_openings_and_publishes_nothing(engine: Engine, office: Office) -> None:
    upload_id = kept(engine, office.provider_viewer, HEADER + FINISHED + UNFINISHED)
    assert offers(engine) == []
    with doing(engine, office.provider_viewer) as work:
        assert apply_upload(work, upload_id).created == 2
    first, second = offers(engine)
    assert (first.state, first.provider_id, first.unit_id) == (
        OfferState.SUBMITTED,
        office.provider.id,
        office.township.id,
    )
    assert (second.state, second.submitted_at, second.description) == (OfferState.DRAFT, None, "=1+1")
    with Session(engine) as session:
        assert session.get_one(JobTerms, first.id).pay_from == 3000


def test_the_same_openings_again_are_not_doubled_and_a_sent_one_is_not_changed(engine: Engine, office: Office) -> None:
    for content in (FINISHED + UNFINISHED, FINISHED + UNFINISHED.replace("Helper", "Good helper")):
        upload_id = kept(engine, office.provider_viewer, HEADER + content)
        with doing(engine, office.provider_viewer) as work:
            apply_upload(work, upload_id)
    assert [offer.title for offer in offers(engine)] == ["Cook", "Good helper"]
    report = tried(engine, office.provider_viewer, HEADER + FINISHED.replace("3000", "2000"))
    assert [fault["column"] for fault in report["faults"]] == ["reference"]  # type: ignore[attr-defined]


def test_an_upload_is_imported_once_and_its_content_forgotten(engine: Engine, office: Office) -> None:
    upload_id = kept(engine, office.officer, PEOPLE, ImportKind.SUBJECTS)
    with engine.connect() as connection:
        stored = connection.execute(text("SELECT content, file_name FROM uploads")).one()
        assert b"Li Na" not in bytes(stored[0]) and b"my file" not in bytes(stored[1])
    with doing(engine, office.officer) as work:
        assert apply_upload(work, upload_id).created == 1
    with pytest.raises(IllegalStep), doing(engine, office.officer) as work:
        apply_upload(work, upload_id)
    with Session(engine) as session:
        assert len(session.exec(select(Subject)).all()) == 1
        assert session.get_one(Upload, upload_id).content == b""


def test_only_its_account_may_import_it(engine: Engine, office: Office) -> None:
    upload_id = kept(engine, office.officer, PEOPLE, ImportKind.SUBJECTS)
    for viewer in (office.county_officer, office.supervisor, office.provider_viewer):
        for act in (apply_upload, drop_upload):
            with pytest.raises(NotFound), doing(engine, viewer) as work:
                act(work, upload_id)


def test_what_has_changed_since_leaves_everything_out(engine: Engine, office: Office) -> None:
    first, second = (kept(engine, office.officer, PEOPLE, ImportKind.SUBJECTS) for _time in range(2))
    with doing(engine, office.officer) as work:
        apply_upload(work, first)
    with pytest.raises(NothingStored), doing(engine, office.officer) as work:
        apply_upload(work, second)
    with Session(engine) as session:
        assert len(session.exec(select(Subject)).all()) == 1


def test_a_file_is_kept_for_a_day(engine: Engine, office: Office) -> None:
    upload_id = kept(engine, office.officer, PEOPLE, ImportKind.SUBJECTS)
    with doing(engine) as work:
        work.session.get_one(Upload, upload_id).uploaded_at = work.instant - timedelta(days=1, minutes=1)
    with pytest.raises(NotFound), doing(engine, office.officer) as work:
        apply_upload(work, upload_id)
    with doing(engine) as work:
        tidy_up(work)
        assert work.session.exec(select(Upload)).all() == []


def test_of_many_files_of_one_account_the_newest_are_kept(engine: Engine, office: Office) -> None:
    with doing(engine, office.officer) as work:
        file = KeepUpload(ImportKind.JOB, "file.csv", b"a", {})
        sent = [keep_upload(work, file).id for _time in range(MOST_WAITING + 3)]
    other = kept(engine, office.provider_viewer, HEADER + FINISHED)
    with Session(engine) as session:
        assert session.exec(select(Upload.id).order_by(col(Upload.id))).all() == [*sent[3:], other]


def test_nobody_else_imports_anything(engine: Engine, office: Office) -> None:
    for viewer in (office.caseworker, office.supervisor, office.administrator):
        with pytest.raises(NotAllowed):
            tried(engine, viewer, HEADER + FINISHED)
    with pytest.raises(NotAllowed):
        tried(engine, office.provider_viewer, PEOPLE, ImportKind.SUBJECTS)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("name,born_on,legal_status\n", "no rows"),
        (PEOPLE + "A,1990-01-01,released\n" * 501, "at most 500 rows"),
        ("name\nA\n", "missing"),
    ],
)
def test_what_cannot_be_looked_at_is_refused(engine: Engine, office: Office, content: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        tried(engine, office.officer, content, ImportKind.SUBJECTS)
