"""Finding offers by words, and people to choose from."""

from dataclasses import dataclass, field

from sqlalchemy import ColumnElement
from sqlmodel import col, or_, select

from matching.database import UnitOfWork
from matching.privacy import own_subjects, visible_subjects
from matching.records import Offer, Provider, Subject
from matching.vocabulary import CaseState, OfferState

UNSEEN = (OfferState.DRAFT, OfferState.SUBMITTED, OfferState.RETURNED)
MOST = 20


@dataclass(frozen=True)
class FoundOffer:
    """One offer that fits the words."""

    offer_id: int
    title: str
    provider: str
    state: OfferState


@dataclass(frozen=True)
class PersonToChoose:
    """One person whom the viewer may choose."""

    subject_id: int
    reference: str
    name: str = field(repr=False)


def offers_like(work: UnitOfWork, words: str, most: int = MOST) -> list[FoundOffer]:
    """Offers whose number, title or provider fits the words; open ones first, then by title."""
    pattern = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    fits: list[ColumnElement[bool]] = [
        col(Offer.title).ilike(pattern, escape="\\"),
        col(Provider.name).ilike(pattern, escape="\\"),
    ]
    if words.isascii() and words.isdecimal() and len(words) < 10:
        fits.append(col(Offer.id) == int(words))
    rows = (
        select(Offer.id, Offer.title, Provider.name, Offer.state)
        .join(Provider, col(Provider.id) == col(Offer.provider_id))
        .where(col(Offer.state).not_in(UNSEEN), or_(*fits))
        .order_by(col(Offer.state) != OfferState.PUBLISHED, col(Offer.title), col(Offer.id))
        .limit(most)
    )
    return [
        FoundOffer(number or 0, title, provider, OfferState(state))
        for number, title, provider, state in work.session.exec(rows)
    ]


def people_to_choose(work: UnitOfWork) -> list[PersonToChoose]:
    """Everyone whom the viewer may see and whose case file is not closed, by name."""
    rows = select(Subject.id, Subject.reference, Subject.name).where(
        visible_subjects(work.viewer), col(Subject.state) != CaseState.CLOSED
    )
    found = [PersonToChoose(number or 0, reference, name) for number, reference, name in work.session.exec(rows)]
    return sorted(found, key=lambda person: (person.name, person.subject_id))


def subject_by_reference(work: UnitOfWork, reference: str) -> int | None:
    """Find one of the viewer's own people by reference, whatever the state of the file; None where there is none."""
    wanted = select(Subject.id).where(col(Subject.reference) == reference.strip().upper(), own_subjects(work.viewer))
    return work.session.exec(wanted).first()
