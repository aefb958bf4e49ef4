"""What every act on a case leaves behind: a line in its timeline, an audit entry, and a rematch where facts changed."""

from typing import Any

from sqlalchemy import update
from sqlmodel import col

from matching.audit import record_act
from matching.database import UnitOfWork
from matching.records import CaseEvent, Offer, Subject
from matching.work import add_work


def record_event(work: UnitOfWork, subject_id: int, key: str, note: str | None = None, **arguments: Any) -> None:
    """Write one line of a case file's timeline and the audit entry of the same act.

    Args:
        work: the act's transaction.
        subject_id: whose case file.
        key: "noun.verb", listed in the wording of events.
        note: free text, stored encrypted.
        arguments: ids, codes, dates (ISO) and numbers that the wording needs; never names of people.
    """
    event = CaseEvent(
        subject_id=subject_id,
        at=work.now,
        on=work.today,
        key=key,
        arguments=arguments,
        note=note,
        account_id=work.viewer.account_id,
    )
    work.session.add(event)
    ids = {name: value for name, value in arguments.items() if isinstance(value, int)}
    record_act(work, key, subject_id, **ids)


def facts_changed(work: UnitOfWork, subject_id: int) -> None:
    """Count a new version of what the engine may know of a subject, and ask for a rematch after the commit; once in a transaction."""
    asked: set[int] = work.session.info.setdefault("facts_changed", set())
    if subject_id in asked:
        return
    asked.add(subject_id)
    work.session.execute(
        update(Subject).where(col(Subject.id) == subject_id).values(facts_version=Subject.facts_version + 1),
        execution_options={"synchronize_session": False},
    )
    add_work(work.session, "rematch_subject", work.instant, subject=subject_id)


def offer_changed(work: UnitOfWork, offer_id: int) -> None:
    """Count a new version of an offer's facts, and ask that the shortlists it touches be renewed."""
    work.session.execute(
        update(Offer).where(col(Offer.id) == offer_id).values(facts_version=Offer.facts_version + 1),
        execution_options={"synchronize_session": False},
    )
    add_work(work.session, "rematch_offer", work.instant, offer=offer_id)
