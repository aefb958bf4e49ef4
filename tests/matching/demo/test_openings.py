"""Openings of a drawn town, as their providers posted them."""

from collections import Counter
from datetime import timedelta

from sqlmodel import SQLModel

from matching.demo.offices import FIRST_DAY
from matching.demo.town.rows import fill, table_of
from matching.facts.qualifications import qualification_index
from matching.queries.offer_gaps import TERMS, missing_parts
from matching.records import Account, AccountRole, Offer, Provider
from matching.reference import aliases, plain, reference_rows
from matching.vocabulary import (
    Answer,
    Contract,
    ExclusionGround,
    HouseRule,
    OffenceCategory,
    OfferKind,
    OfferState,
    PostKind,
    ProviderState,
)
from tests.builders import TODAY
from tests.matching.demo.conftest import Drawn

UNPUBLISHED = {OfferState.DRAFT, OfferState.SUBMITTED, OfferState.RETURNED}
OVER = {OfferState.CLOSED, OfferState.EXPIRED, OfferState.WITHDRAWN}


def test_kinds_and_states_come_in_believable_shares(large_town: Drawn) -> None:
    count = len(large_town.openings)
    kinds = Counter(opening.kind for opening in large_town.openings)
    assert 0.62 < kinds[OfferKind.JOB] / count < 0.78
    assert 0.1 < kinds[OfferKind.TRAINING] / count < 0.2 and 0.1 < kinds[OfferKind.HOUSING] / count < 0.2
    states = Counter(opening.offer["state"] for opening in large_town.openings)
    assert set(states) == set(OfferState) - {OfferState.FILLED}
    assert 0.35 < states[OfferState.PUBLISHED] / count < 0.65
    assert sum(states[state] for state in UNPUBLISHED) < 0.1 * count


def test_what_an_officer_has_published_lacks_nothing_that_the_form_asks(large_town: Drawn) -> None:
    for opening in large_town.openings:
        table, terms = opening.terms
        if opening.open_from is not None:
            assert missing_parts(Offer(**opening.offer), table(**terms), opening.open_from) == []


def test_days_of_an_opening_stand_in_their_order(large_town: Drawn) -> None:
    for opening in large_town.openings:
        state = opening.offer["state"]
        assert TODAY + timedelta(days=FIRST_DAY + 25) <= opening.posted_on < TODAY
        assert (opening.open_from is None) == (state in UNPUBLISHED)
        assert (opening.open_until is None) == (state is OfferState.PUBLISHED or state in UNPUBLISHED)
        if opening.open_from is not None:
            assert opening.posted_on <= opening.open_from < TODAY
        if opening.open_until is not None and opening.open_from is not None:
            assert opening.open_from < opening.open_until < TODAY
        if state is OfferState.EXPIRED:
            assert opening.closes_on == opening.open_until
        elif opening.closes_on is not None:
            assert opening.closes_on >= TODAY


def test_every_code_is_known(large_town: Drawn) -> None:
    occupations = {row["code"] for row in reference_rows("occupations")} | {None}
    for opening in large_town.openings:
        offer = opening.offer
        assert offer["occupation_code"] in occupations
        assert all(post in set(PostKind) for post in offer["post_kinds"])
        assert all(plain(name, 80) in aliases("skills") for name in offer["skills"])
        for code in offer["qualifications"]:
            qualification_index(code)
        if opening.kind is OfferKind.HOUSING:
            assert all(rule in set(HouseRule) for rule in opening.terms[1]["rule_codes"])


def test_exclusions_are_lawful_or_said_to_be_a_preference(large_town: Drawn) -> None:
    grounds = Counter[ExclusionGround]()
    for opening in large_town.openings:
        for row in opening.offer["exclusions"]:
            ground = ExclusionGround(row["ground"])
            grounds[ground] += 1
            assert row["category"] in set(OffenceCategory)
            assert bool(row["justification"]) == (ground is ExclusionGround.JUSTIFIED)
            assert (row["law"] in opening.offer["post_kinds"]) == (ground is ExclusionGround.STATUTORY)
    assert grounds[ExclusionGround.JUSTIFIED] and grounds[ExclusionGround.PREFERENCE]


def test_silence_is_left_to_stand(large_town: Drawn) -> None:
    jobs = [
        terms for opening in large_town.openings for table, terms in [opening.terms] if opening.kind is OfferKind.JOB
    ]
    assert any(terms["shift_from"] is None for terms in jobs) and any(terms["shift_from"] is not None for terms in jobs)
    assert any(terms["contract"] is Contract.UNKNOWN for terms in jobs)
    assert any(terms["lodging"] is Answer.UNKNOWN for terms in jobs)


def test_some_homes_are_out_of_service_for_a_time(large_town: Drawn) -> None:
    homes = [opening.terms[1] for opening in large_town.openings if opening.kind is OfferKind.HOUSING]
    assert 0 < sum(bool(terms["out_of_service"]) for terms in homes) < 0.3 * len(homes)


def test_a_title_is_in_both_languages(large_town: Drawn) -> None:
    for opening in large_town.openings:
        title = opening.offer["title"]
        assert any(sign.isascii() and sign.isalpha() for sign in title) and any(sign >= "一" for sign in title), title


def test_every_drawn_provider_is_approved_and_has_an_account_that_answers(large_town: Drawn) -> None:
    providers = {row["id"]: row for row in large_town.rows.lines[Provider]}
    accounts = {row["id"]: row for row in large_town.rows.lines[Account]}
    roles = {row["account_id"] for row in large_town.rows.lines[AccountRole]}
    assert providers and all(row["state"] is ProviderState.APPROVED for row in providers.values())
    for opening in large_town.openings:
        if opening.provider_id in providers:
            assert accounts[opening.answers_id]["provider_id"] == opening.provider_id
            assert opening.answers_id in roles and accounts[opening.answers_id]["password_hash"] == "!"
    names = Counter((row["unit_id"], row["name"]) for row in providers.values())
    assert max(names.values()) == 1


def test_one_provider_keeps_people_and_one_does_not(town: Drawn) -> None:
    keeping = {opening.provider_id: opening.keeping for opening in town.openings}
    assert max(keeping.values()) >= 1.5 and min(keeping.values()) <= -1.5


def test_rows_name_columns_of_their_tables_and_leave_out_nothing_required(large_town: Drawn) -> None:
    for opening in large_town.openings:
        _fits(Offer, opening.offer)
        assert opening.terms[0] is TERMS[opening.kind]
        _fits(*opening.terms)


def _fits(table: type[SQLModel], row: dict[str, object]) -> None:
    full = dict(row)
    fill(table, full)
    assert set(full) == set(table_of(table).c.keys())
