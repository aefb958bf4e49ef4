"""One opening after another, from the draft to how it stands today."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial

from matching.clock import office_midnight
from matching.demo.files import Table
from matching.demo.town.bank import words
from matching.demo.town.chance import Dice, Weighted, dice_for
from matching.demo.town.land import County, Told
from matching.demo.town.model import Opening, Row
from matching.demo.town.openings.adverts import draw_advert
from matching.demo.town.openings.exclusions import draw_exclusions
from matching.demo.town.openings.lifetimes import Lifetime, draw_lifetime
from matching.demo.town.openings.terms import Terms, course_terms, home_terms, job_terms
from matching.demo.town.openings.wares import wares
from matching.demo.town.providers import OFFERS_EACH, Maker, draw_makers, told_makers
from matching.demo.town.rows import Rows
from matching.queries.offer_gaps import PARTS, TERMS
from matching.records import Offer
from matching.vocabulary import CoordinatesFrom, ExclusionGround, OfferKind, OfferState

KINDS = Weighted([(OfferKind.JOB, 70), (OfferKind.TRAINING, 15), (OfferKind.HOUSING, 15)])

UNPLACED = 0.07
"""The share of openings whose place on the map was not typed: the township's stands in."""

UNSENT = (OfferState.DRAFT,)
UNCHECKED = (OfferState.DRAFT, OfferState.SUBMITTED, OfferState.RETURNED)


def draw_openings(
    told: Told, county: County, rows: Rows, seed: int, numbers: range, today: date, told_offers: int = 0
) -> list[Opening]:
    """Draw the openings of a county, in the order of their numbers, and add the providers that it takes.

    Args:
        told: what stands of the told county, whose providers post more.
        county: where.
        rows: take providers and their accounts; of openings they only give the ids.
        seed: of the town; one seed, county and number give the same opening, but for the ids.
        numbers: of the openings.
        today: nothing done lies later than the day before.
        told_offers: how many openings the county's told providers have already.
    """
    here = told_makers(told, county, seed)
    wanted = round((len(numbers) + told_offers) / OFFERS_EACH) - len(here)
    drawing = _Drawing([*here, *draw_makers(county, max(wanted, 0 if here else 4), rows, seed, today)], rows, today)
    return [drawing.opening(dice_for(seed, "opening", number)) for number in numbers]


class _Drawing:
    """The openings of one county while they are drawn."""

    def __init__(self, makers: Sequence[Maker], rows: Rows, today: date) -> None:
        self.rows, self.today = rows, today
        self.makers: Mapping[OfferKind, Weighted[Maker]] = {
            kind: Weighted((maker, maker.size) for maker in makers if wares(maker, kind)) for kind in OfferKind
        }
        self.terms: Mapping[OfferKind, Callable[[Dice, Table, Sequence[str], Lifetime], Terms]] = {
            OfferKind.JOB: job_terms, OfferKind.TRAINING: course_terms, OfferKind.HOUSING: partial(home_terms, today=today),
        }  # fmt: skip

    def opening(self, dice: Dice) -> Opening:
        """Draw one opening of a kind that somebody here offers."""
        kind = KINDS.one(dice)
        kind = kind if self.makers[kind].options else OfferKind.JOB
        maker = self.makers[kind].one(dice)
        said = Weighted((row, row.get("weight", 1)) for row in wares(maker, kind)).one(dice)
        life = draw_lifetime(dice, kind, self.today)
        advert = draw_advert(dice, kind, said["key"], maker.sector)
        terms = self.terms[kind](dice, said, advert.shifts, life)
        places = dice.days(*said["places"])
        words_of = {"title": advert.title, "description": advert.description}
        offer = {**self._offer(dice, kind, maker, life), **words_of, **terms.offer, "places": places}
        offer["exclusions"] = draw_exclusions(dice, kind, terms.said)
        called_on = {row["law"] for row in offer["exclusions"] if row["ground"] == ExclusionGround.STATUTORY}
        offer["post_kinds"] = list(dict.fromkeys([*offer["post_kinds"], *sorted(called_on)]))
        if life.state is OfferState.RETURNED:
            offer["return_note"] = dice.one(words("exclusions")["returned"])
        return Opening(
            offer["id"], maker.id, maker.answers_id, maker.office.unit_id, maker.office.officer_id, kind, said["key"],
            offer["latitude"], offer["longitude"], life.posted_on, life.closes_on, life.published_on, life.open_until, places,
            maker.keeping, offer, (TERMS[kind], {"offer_id": offer["id"], **terms.terms}),
        )  # fmt: skip

    def _offer(self, dice: Dice, kind: OfferKind, maker: Maker, life: Lifetime) -> Row:
        """What every opening has: whose, where, and what happened to it."""
        town = maker.office.places[0]
        is_placed = not dice.yes(UNPLACED)
        begun_at = office_midnight(life.posted_on) + timedelta(hours=9, minutes=dice.days(0, 400))
        published_at = (
            office_midnight(life.published_on) + timedelta(hours=16, minutes=dice.days(20, 80))
            if life.published_on
            else None
        )
        return {
            "id": self.rows.next_id(Offer), "provider_id": maker.id, "unit_id": maker.office.unit_id, "kind": kind,
            "state": life.state, "address": maker.address, "latitude": round(maker.latitude if is_placed else town.latitude, 2),
            "longitude": round(maker.longitude if is_placed else town.longitude, 2),
            "coordinates_from": CoordinatesFrom.OWN if is_placed else CoordinatesFrom.UNIT, "closes_on": life.closes_on,
            "created_at": begun_at, "submitted_at": None if life.state in UNSENT else begun_at + timedelta(minutes=25),
            "published_at": published_at, "published_by_id": maker.office.officer_id if life.published_on else None,
            "places_taken": 0, "version": 1 + len(PARTS[kind]) + _steps(life), "facts_version": 1 + _changes(life),
        }  # fmt: skip


def _steps(life: Lifetime) -> int:
    """How many steps an opening has taken: sent, answered, and paused or ended."""
    if life.state in UNCHECKED:
        return UNCHECKED.index(life.state)
    return 2 if life.state is OfferState.PUBLISHED else 3


def _changes(life: Lifetime) -> int:
    """How often what the engine knows of an opening has changed."""
    return 0 if life.state in UNCHECKED else _steps(life) - 1
