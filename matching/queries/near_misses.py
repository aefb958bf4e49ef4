"""What one small change would open: offers for a person, people for an offer. Computed when asked, never stored."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import cos, radians

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from matching.database import UnitOfWork
from matching.facts import Offers, SubjectFacts, Subjects
from matching.privacy import Sight, subject_for
from matching.queries.candidates import hidden_rules
from matching.queries.facts import offer_facts, subject_facts
from matching.queries.facts.offers import takes_people
from matching.queries.settled import settled_kinds
from matching.queries.suggestions import is_answered, needed_kinds, newest_decisions, three_noes
from matching.records import Offer, Provider, Subject, Suggestion
from matching.scoring.near import NearPair, Way, near_pairs
from matching.services.versions import EngineVersions, engine_versions
from matching.vocabulary import CaseState, OfferKind, SuggestionState

LOOKED_AT = 200
"""How many open offers of a kind are looked at, the nearest first."""

SHOWN = 5
"""How many are shown of each kind, or of people for an offer."""


@dataclass(frozen=True)
class NearOffer:
    """An open offer that one small change would open to a person.

    Attributes:
        course: where a certificate would open it, an open course that leads to it: its number and title.
    """

    offer_id: int
    title: str
    provider_id: int
    provider: str
    pair: NearPair
    course: tuple[int, str] | None = None


@dataclass(frozen=True)
class NearOffers:
    """What is near for one person, by the kinds that are sought, the strongest need first.

    Attributes:
        is_bounded: whether there are more open offers of some kind than were looked at.
    """

    subject: Subject = field(repr=False)
    sight: Sight
    kinds: list[tuple[OfferKind, list[NearOffer]]]
    is_bounded: bool


def near_offers(work: UnitOfWork, subject_id: int) -> NearOffers:
    """The open offers near for somebody whom the viewer may see. Raises NotFound for everyone else."""
    subject, sight = subject_for(work.session, work.viewer, subject_id)
    versions, person = engine_versions(work.session), subject_facts(work.session, [subject_id], work.today)
    sought = _sought(work, subject)
    ids = {kind: _nearest(work, kind, person.row(0)) for kind in {OfferKind.TRAINING, *sought}}
    looked_at = sorted(id for some in ids.values() for id in some[:LOOKED_AT])
    everything = offer_facts(work.session, looked_at, work.today)
    hidden, decided = hidden_rules(versions.rulebook, sight), newest_decisions(work.session, [subject_id])
    found = {
        kind: _near(work, person, _undecided(everything, kind, subject_id, decided), versions, hidden)
        for kind in sought
    }
    return NearOffers(
        subject,
        sight,
        _named(work.session, found, everything),
        is_bounded=any(len(some) > LOOKED_AT for some in ids.values()),
    )


def _sought(work: UnitOfWork, subject: Subject) -> list[OfferKind]:
    """The kinds of which the person needs a place; none once the case file is closed."""
    if subject.state is CaseState.CLOSED:
        return []
    subject_id = subject.id or 0
    settled = settled_kinds(work.session, [subject_id])
    noes = three_noes(work.session, [subject_id]).get(subject_id, {})
    return [kind for kind in needed_kinds(noes) if (subject_id, kind) not in settled and not is_answered(kind, noes)]


def _nearest(work: UnitOfWork, kind: OfferKind, person: SubjectFacts) -> list[int]:
    """Ids of the open offers of a kind that lie nearest, one more than are looked at; the newest for an unknown place."""
    rows = select(Offer.id).where(*takes_people(kind, work.today))
    if person.latitude == person.latitude and person.longitude == person.longitude:
        rows = rows.order_by(_square_degrees(person), col(Offer.id))
    else:
        rows = rows.order_by(col(Offer.id).desc())
    return [id or 0 for id in work.session.exec(rows.limit(LOOKED_AT + 1))]


def _square_degrees(person: SubjectFacts) -> ColumnElement[float]:
    """A measure that orders as the distance does; an offer without a place comes last."""
    north = col(Offer.latitude) - person.latitude
    east = (col(Offer.longitude) - person.longitude) * cos(radians(person.latitude))
    return func.coalesce(north * north + east * east, 1e6)


def _undecided(offers: Offers, kind: OfferKind, subject_id: int, decided: dict[tuple[int, int], Suggestion]) -> Offers:
    """Those of a kind that nobody has declined for the person."""
    declined = {offer for (_, offer), each in decided.items() if each.state is SuggestionState.DECLINED}
    pairs = zip(offers.ids.tolist(), offers.kind, strict=True)
    return offers.take([at for at, (number, each) in enumerate(pairs) if each == kind and number not in declined])


def _near(
    work: UnitOfWork, subjects: Subjects, offers: Offers, versions: EngineVersions, hidden: set[str]
) -> list[NearPair]:
    engine = versions.rulebook, versions.policy, versions.vocabulary
    return near_pairs(subjects, offers, *engine, work.today, hidden, SHOWN)


def _named(
    session: Session, found: dict[OfferKind, list[NearPair]], offers: Offers
) -> list[tuple[OfferKind, list[NearOffer]]]:
    """The pairs with the words of their offers, and of the courses that help."""
    courses = {pair.offer: _course(pair.ways, offers) for pairs in found.values() for pair in pairs}
    titles = _titles(session, [*courses, *(course for course in courses.values() if course is not None)])

    def named(pair: NearPair) -> NearOffer:
        course = courses[pair.offer]
        return NearOffer(pair.offer, *titles[pair.offer], pair, (course, titles[course][0]) if course else None)

    return [(kind, [named(pair) for pair in pairs]) for kind, pairs in found.items()]


def _titles(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, int, str]]:
    """Title of each offer, and its provider's number and name."""
    rows = select(Offer.id, Offer.title, Provider.id, Provider.name).join(
        Provider, col(Provider.id) == col(Offer.provider_id)
    )
    found = session.exec(rows.where(col(Offer.id).in_(ids)))
    return {number or 0: (title, provider or 0, name) for number, title, provider, name in found}


def _course(ways: Sequence[Way], offers: Offers) -> int | None:
    """The first open course that leads to the certificate which a way asks for."""
    asked = next(
        (str(way.reason.arguments["qualification"]) for way in ways if "qualification" in way.reason.arguments), None
    )
    if asked is None:
        return None
    courses = zip(offers.ids.tolist(), offers.leads_to, strict=True)
    return next((number for number, leads_to in courses if asked in leads_to), None)
