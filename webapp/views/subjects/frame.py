"""What all pages about one person share: the blueprint, the trace that each leaves, and the words of a case file."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from flask import Blueprint

from matching.database import UnitOfWork
from matching.privacy import own_subject, subject_for
from matching.queries.case_files import Header, header_of
from matching.vocabulary import Answer
from webapp.edge import looking, showing
from webapp.forms.choices import WEEKDAYS, qualification_words
from webapp.forms.page_form import PageForm
from webapp.wording.case_files import (
    CONDITION_EXAMPLES,
    NEXT_DATES,
    READINESS,
    RELATIONS,
    answer_words,
    answers_at,
    circumstance_words,
    component_words,
    occupation_words,
    years_words,
)
from webapp.wording.facts import number, span
from webapp.wording.sums import shown_parts

pages = Blueprint("subjects", __name__)


@pages.app_context_processor
def case_file_words() -> dict[str, Any]:
    """Give the templates the words of case files, and a fresh form for each button."""
    return {
        "relation_words": RELATIONS,
        "condition_examples": CONDITION_EXAMPLES,
        "readiness_words": READINESS,
        "next_dates": NEXT_DATES,
        "circumstance_words": circumstance_words,
        "answer_words": answer_words,
        "component_words": component_words,
        "shown_parts": shown_parts,
        "number": number,
        "span": span,
        "unknown": Answer.UNKNOWN,
        "answers_at": answers_at,
        "occupation_words": occupation_words,
        "years_words": years_words,
        "qualification_words": qualification_words,
        "weekday_words": dict(WEEKDAYS),
        "press": partial(PageForm, formdata=None),
    }


@contextmanager
def seeing(subject_id: int, act: str = "case_file.seen") -> Iterator[UnitOfWork]:
    """Open a read of one person's case after its audit entry; a foreign person leaves none and is not found."""
    with looking() as work:
        subject_for(work.session, work.viewer, subject_id)
    with showing(act, subject_id) as work:
        yield work


@contextmanager
def editing(subject_id: int, act: str = "case_file.seen") -> Iterator[UnitOfWork]:
    """As `seeing`, for a page that changes something: whoever only reviews a person finds no such page."""
    with looking() as work:
        own_subject(work.session, work.viewer, subject_id)
    with showing(act, subject_id) as work:
        yield work


def heading(work: UnitOfWork, subject_id: int) -> Header:
    """Who the page is about."""
    subject, sight = subject_for(work.session, work.viewer, subject_id)
    return header_of(work.session, subject, sight, work.today)
