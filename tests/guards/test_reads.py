"""A rule and a component read no columns but those that they name: the engine decides rows alike that agree in these."""

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given, settings

from matching.eligibility.assess import parameters_on
from matching.eligibility.rulebook import RuleEntry
from matching.facts import OfferFacts, Offers, SubjectFacts, Subjects
from matching.scoring.components import COMPONENTS, Component, Context
from tests.matching.engine.worlds import BOOK, ON, VOCABULARY
from tests.matching.facts.builders import OFFER_ROWS, SUBJECT_ROWS, unique

BLOCKS = settings(max_examples=25, deadline=None)
PEOPLE, OPENINGS = unique(SUBJECT_ROWS, 4), unique(OFFER_ROWS, 4)


def narrowed(columns: Any, names: tuple[str, ...]) -> Any:
    """The same columns, of which all but the named ones fail whoever reads them."""

    def read(self: Any, name: str) -> Any:
        if name in kept:
            return object.__getattribute__(self, name)
        raise AssertionError(f"{name} is read and not named")

    kept = {name for name in dir(columns) if name not in {field.name for field in fields(columns)}} | {*names, "ids"}
    kind = type("Narrowed", (type(columns),), {"__getattribute__": read})
    found = object.__new__(kind)
    found.__dict__.update(columns.__dict__)
    return found


@pytest.mark.parametrize("entry", BOOK.in_force(ON), ids=lambda entry: entry.id)
@BLOCKS
@given(people=PEOPLE, posts=OPENINGS)
def test_a_rule_reads_the_columns_that_it_names(
    entry: RuleEntry, people: list[SubjectFacts], posts: list[OfferFacts]
) -> None:
    of_subject, of_offer = entry.rule.of_subject, entry.rule.of_offer
    entry.rule.decide(
        narrowed(Subjects.of(people), of_subject), narrowed(Offers.of(posts), of_offer), parameters_on(entry, ON)
    )


@pytest.mark.parametrize("component", COMPONENTS.values(), ids=lambda component: component.name)
@BLOCKS
@given(people=PEOPLE, posts=OPENINGS)
def test_a_component_reads_the_columns_that_it_names(
    component: Component, people: list[SubjectFacts], posts: list[OfferFacts]
) -> None:
    subjects, offers = Subjects.of(people), Offers.of(posts)
    named = narrowed(subjects, component.of_subject), narrowed(offers, (*component.of_offer, "kind"))
    component.measure(*named, Context.of(offers, VOCABULARY))
