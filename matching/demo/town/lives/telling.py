"""All lives of one county, from the first day to yesterday."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from matching.demo.town.chance import dice_for
from matching.demo.town.lives.agenda import Agenda
from matching.demo.town.lives.ending import close
from matching.demo.town.lives.facts import facts_of_openings, facts_of_people
from matching.demo.town.lives.fending import find_out
from matching.demo.town.lives.fits import Fits
from matching.demo.town.lives.freezing import freeze, write_features
from matching.demo.town.lives.life import Life, Story
from matching.demo.town.lives.noting import jot, thank
from matching.demo.town.lives.seeking import seek
from matching.demo.town.model import Opening, Person
from matching.demo.town.people.noes import ask_again
from matching.demo.town.rows import Rows
from matching.records import Offer, Subject
from matching.services.versions import EngineVersions
from matching.vocabulary import CircumstanceKind, OfferKind, OfferState


def tell_lives(
    people: Sequence[Person],
    openings: Sequence[Opening],
    rows: Rows,
    county_of: Mapping[int, int],
    versions: EngineVersions,
    seed: int,
    today: date,
) -> None:
    """Tell what became of these people with these openings up to yesterday, and add all their rows.

    Args:
        people: of one county; their rows change with what happens.
        openings: of the county, likewise.
        rows: take everything.
        county_of: unit -> county.
        versions: what the engine rests on.
        seed: of the town.
        today: the day of loading.
    """
    known = facts_of_people(people, county_of, today)
    fits = {
        kind: Fits.of(known, some, facts_of_openings(some, county_of), versions, today)
        for kind in OfferKind
        if (some := [each for each in openings if each.kind is kind and each.open_from is not None])
    }
    story = Story(Agenda(today - timedelta(days=1)), rows, fits)
    lives = [_life(person, place, story, seed) for place, person in enumerate(people)]
    for life in lives:
        _begin(life)
    story.agenda.run()
    freeze(story.frozen, known, fits, versions)
    write_features(story.outcomes)
    for opening in openings:
        _add_opening(opening, rows)
    for life in lives:
        _add_life(life, seed)


def _life(person: Person, place: int, story: Story, seed: int) -> Life:
    noes = {CircumstanceKind.HOME: person.home, CircumstanceKind.KIN: person.kin, CircumstanceKind.WORK: person.work}
    return Life(person, place, story, dice_for(seed, "life", person.number), noes)


def _begin(life: Life) -> None:
    """Let everything begin that can for somebody whose file is kept; nobody protected is proposed for anything."""
    person = life.person
    if person.kept_on is None:
        return
    begins = [jot, close, find_out]
    if not person.subject.get("is_juvenile") and not person.subject.get("is_sealed"):
        begins += [seek, thank]
    for strand in begins:
        life.story.agenda.add(person.kept_on + timedelta(days=1), strand(life))


def _add_opening(opening: Opening, rows: Rows) -> None:
    """Add an opening with as many places taken as are."""
    offer = opening.offer
    offer["places_taken"] = opening.taken
    if offer["state"] is OfferState.PUBLISHED and opening.taken >= opening.places:
        offer["state"] = OfferState.FILLED
    rows.add(Offer, offer)
    rows.add(*opening.terms)


def _add_life(life: Life, seed: int) -> None:
    """Add a file as it was in the beginning, what was asked again, and then what happened."""
    person = life.person
    closed_on = person.subject.get("closed_on")
    until = closed_on - timedelta(days=1) if closed_on else life.story.agenda.until
    ask_again(person, life.spoken_on, until, dice_for(seed, "asked again", person.number))
    life.story.rows.add(Subject, person.subject)
    for table, row in [*person.rows, *life.rows]:
        life.story.rows.add(table, row)
