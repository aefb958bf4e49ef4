"""A small world for reviews: people and offers of one office, matched, with facts that leave something to find out."""

from datetime import date
from typing import Any

from sqlalchemy import Engine, event
from sqlmodel import Session

from matching.queries.shortlists import ShortlistEntry, stored_shortlists
from matching.records import CaseFacts, Circumstance, Experience, Offer, Profile, Skill, Subject
from matching.services.matching import computed_shortlists, store_shortlists
from matching.services.pairs import Pair, pair_of
from matching.viewer import Viewer
from matching.vocabulary import Answer, CircumstanceKind, OfferKind, Source
from tests.builders import NOW, TODAY, Office, doing, make_offer, make_subject


def make_person(session: Session, office: Office, **fields: Any) -> Subject:
    """A cook without work whose papers have been read: nothing bars anything."""
    profile = fields.pop("profile", {})
    person = make_subject(session, office.township, **({"caseworker_id": office.caseworker.account_id} | fields))
    number = person.id or 0
    session.add(CaseFacts(subject_id=number, conditions_read_on=TODAY, offences_read_on=TODAY))
    session.add(Skill(subject_id=number, name="cooking"))
    session.add(
        Experience(subject_id=number, title="Kitchen helper", occupation_code="9412", text="washing vegetables")
    )
    for kind, answer in ((CircumstanceKind.WORK, Answer.NO), (CircumstanceKind.HOME, Answer.YES)):
        session.add(
            Circumstance(
                subject_id=number, kind=kind, answer=answer, source=Source.SUBJECT, found_on=TODAY, recorded_at=NOW
            )
        )
    stored = session.get_one(Profile, number)
    values = {"skills_known": True, "hours_min": 20, "hours_max": 44, "pay_needed": 3000, "journey_limit_km": 20}
    for name, value in (values | profile).items():
        setattr(stored, name, value)
    session.flush()
    return person


def make_job(session: Session, office: Office, **fields: Any) -> Offer:
    """A kitchen job nearby that asks for cooking."""
    terms = {"hours_per_week": 40, "pay_from": 4000} | fields.pop("terms", {})
    return make_offer(session, office.provider, terms, **({"occupation_code": "9412", "skills": ["cooking"]} | fields))


def match(engine: Engine, *subject_ids: int, today: date = TODAY) -> None:
    """Renew shortlists as the workers do."""
    with doing(engine, today=today) as work:
        store_shortlists(work, computed_shortlists(work, subject_ids))


def shortlist_of(session: Session, subject_id: int, kind: OfferKind = OfferKind.JOB) -> list[ShortlistEntry]:
    """The best offers for one subject, best first; empty where none was computed yet."""
    found = stored_shortlists(session, [subject_id], kind).get(subject_id)
    return found.entries if found else []


def matched_world(engine: Engine, office: Office, offers: int = 5, **person: Any) -> tuple[int, list[int]]:
    """One person with a shortlist of some jobs; ids of both."""
    with doing(engine) as work:
        subject = make_person(work.session, office, **person).id or 0
        jobs = [make_job(work.session, office, latitude=30.1 + number / 50).id or 0 for number in range(offers)]
    match(engine, subject)
    return subject, jobs


def seen_by(engine: Engine, viewer: Viewer, subject_id: int, offer_id: int, today: date = TODAY) -> Pair:
    """The pair as a viewer's screen shows it."""
    with doing(engine, viewer, today) as work:
        return pair_of(work, subject_id, offer_id)


class Statements:
    """Counts the statements that an engine runs."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.count = engine, 0

    def __enter__(self) -> "Statements":
        event.listen(self.engine, "before_cursor_execute", self._add)
        return self

    def __exit__(self, *_error: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self._add)

    def _add(self, *_arguments: object) -> None:
        self.count += 1
