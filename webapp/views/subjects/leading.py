"""Where an act on a person leads afterwards."""

from flask import url_for

from matching.database import UnitOfWork
from matching.errors import NotFound
from matching.privacy import subject_for


def file_or_list(work: UnitOfWork, subject_id: int) -> str:
    """The address of a case file, or of the list of people where it is protected and not for this viewer."""
    try:
        subject_for(work.session, work.viewer, subject_id)
    except NotFound:
        return url_for("subjects.caseload")
    return url_for("subjects.case_file", subject_id=subject_id)
