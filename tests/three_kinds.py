"""Somebody without home or work, and an offer of each kind."""

from datetime import date
from typing import Any

from sqlmodel import Session

from matching.records import CaseFacts, Circumstance, Profile, Subject
from matching.vocabulary import Answer, CircumstanceKind, HouseRule, OfferKind, Sex, Source
from tests.builders import NOW, TODAY, Office, make_offer, make_subject

JOB, TRAINING, HOUSING = OfferKind.JOB, OfferKind.TRAINING, OfferKind.HOUSING


def make_homeless(session: Session, office: Office, **fields: Any) -> Subject:
    """Somebody without home or work, of whom enough is known for every kind."""
    profile = {"journey_limit_km": 20, "skills_known": True, "rent_limit": 500, "step_free_needed": Answer.NO}
    profile |= {"house_rules_asked": True, "house_rules_refused": [HouseRule.NO_PETS]} | fields.pop("profile", {})
    person = make_subject(session, office.township, **({"sex": Sex.MALE} | fields))
    for name, value in profile.items():
        setattr(session.get_one(Profile, person.id), name, value)
    read = dict.fromkeys(("conditions_read_on", "offences_read_on", "household_asked_on"), TODAY)
    session.add(CaseFacts(subject_id=person.id or 0, **read))
    for kind in (CircumstanceKind.HOME, CircumstanceKind.WORK):
        answer = {"kind": kind, "answer": Answer.NO, "source": Source.SUBJECT, "found_on": TODAY, "recorded_at": NOW}
        session.add(Circumstance(subject_id=person.id or 0, **answer))
    session.flush()
    return person


def make_three(session: Session, office: Office) -> dict[OfferKind, int]:
    """A home, a job and a course that suit anybody."""
    home = {
        "household_max": 1,
        "rent_month": 300,
        "rules_stated": True,
        "rule_codes": ["no_pets"],
        "stay_limit_days": 90,
    }
    course = {"certificate": "叉车证", "stipend_month": 800, "weeks": 8}
    offers = {
        HOUSING: make_offer(session, office.provider, home, kind=HOUSING),
        JOB: make_offer(session, office.provider, {"pay_from": 4000}),
        TRAINING: make_offer(session, office.provider, course, kind=TRAINING, starts_on=date(2026, 10, 1)),
    }
    return {kind: offer.id or 0 for kind, offer in offers.items()}
