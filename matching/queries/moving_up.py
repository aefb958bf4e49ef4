"""What comes before a caseworker in the place of pairs that are decided on."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby, zip_longest

from sqlmodel import Session

from matching.queries.suggestions import OPEN_AT_ONCE, OpenSuggestion, open_suggestions

WHOLE_LIST = 1000
"""More entries than any shortlist holds."""


def moving_up(
    session: Session, chosen: Sequence[tuple[int, int]], today: date
) -> dict[tuple[int, int], OpenSuggestion | None]:
    """For each chosen pair of subject and offer that is put forward now, what takes its place once all are decided on.

    None where the shortlist holds nothing more. A pair that is not put forward is missing: nothing moves for it. Six
    statements.
    """
    people = list(dict.fromkeys(subject_id for subject_id, _offer in chosen))
    found: dict[tuple[int, int], OpenSuggestion | None] = {}
    for entries in open_suggestions(session, people, today, WHOLE_LIST).values():
        for _kind, ranked in groupby(entries, key=lambda each: each.kind):
            found |= _of_one_list(list(ranked), set(chosen))
    return found


def _of_one_list(
    ranked: list[OpenSuggestion], chosen: set[tuple[int, int]]
) -> dict[tuple[int, int], OpenSuggestion | None]:
    leaving = [pair for each in ranked[:OPEN_AT_ONCE] if (pair := (each.subject_id, each.offer_id)) in chosen]
    coming = [each for each in ranked[OPEN_AT_ONCE:] if (each.subject_id, each.offer_id) not in chosen]
    return dict(zip_longest(leaving, coming[: len(leaving)]))
