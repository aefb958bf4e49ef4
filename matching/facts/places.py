"""How far apart two places are."""

import numpy as np

from matching.facts.offers import OfferFacts, Offers
from matching.facts.subjects import Floats, SubjectFacts, Subjects

EARTH_KM = 6371.0088
"""Mean radius of the Earth (IUGG 1980)."""


def kilometres(latitude: Floats, longitude: Floats, to_latitude: Floats, to_longitude: Floats) -> Floats:
    """Great-circle distance in km of points in degrees, broadcast; nan where a coordinate is nan.

    The haversine formula (R. W. Sinnott, *Sky and Telescope* 68, 1984, p. 159), right over the date line too.
    Rounded to the millimetre, so that no last bit of a sine tells a block from a pair.
    """
    north, to_north = np.radians(latitude), np.radians(to_latitude)
    half_rise = np.sin((to_north - north) / 2) ** 2
    half_turn = np.sin(np.radians(np.subtract(to_longitude, longitude)) / 2) ** 2
    chord = half_rise + np.cos(north) * np.cos(to_north) * half_turn
    distance: Floats = np.round(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(chord, 0, 1))), 6)
    return distance


def distance(subject: SubjectFacts, offer: OfferFacts) -> float:
    """Km between one subject and one offer, as `distances` has it; nan where either place is unknown."""
    places = (subject.latitude, subject.longitude, offer.latitude, offer.longitude)
    return float(kilometres(*(np.array([degrees]) for degrees in places))[0])


def distances(subjects: Subjects, offers: Offers) -> Floats:
    """Km between every subject and every offer, (n, m); nan where either place is unknown."""
    return kilometres(
        subjects.latitude[:, None],
        subjects.longitude[:, None],
        offers.latitude[None, :],
        offers.longitude[None, :],
    )
