"""Who sees whom, and which fields: random trees against a small oracle written plainly."""

from dataclasses import dataclass, field
from random import Random

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from matching.errors import NotFound
from matching.privacy import FIELDS, Audience, Show, Sight, masked_identity, own_subject, subject_for, visible_subjects
from matching.records import CaseAccess, ReviewRequest, Subject, Suggestion, Unit
from matching.viewer import CONSOLE, NOBODY, WORKER, Viewer
from matching.vocabulary import Role, SuggestionState, UnitLevel
from tests.builders import NOW, Office, doing, make_account, make_offer, make_provider, make_subject, make_unit

STAFF = [Role.CASEWORKER, Role.OFFICER, Role.SUPERVISOR]
LEVELS = list(UnitLevel)


@dataclass
class Town:
    """A random tree with its people, accounts, reviews and named accounts."""

    units: list[Unit] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    viewers: list[Viewer] = field(default_factory=list)
    reviews: set[tuple[int, int]] = field(default_factory=set)
    named: set[tuple[int, int]] = field(default_factory=set)


def make_town(session: Session, random: Random) -> Town:
    town = Town()
    for depth, level in enumerate(LEVELS):
        above = [unit for unit in town.units if unit.level is LEVELS[depth - 1]]
        for _each in range(1 if depth == 0 else random.randint(2, 4)):
            town.units.append(make_unit(session, level, random.choice(above) if above else None))
    for _each in range(12):
        is_juvenile, is_sealed = random.random() < 0.2, random.random() < 0.2
        unit = random.choice(town.units)
        town.subjects.append(make_subject(session, unit, is_juvenile=is_juvenile, is_sealed=is_sealed))
    for _each in range(10):
        roles = random.sample([*STAFF, Role.ADMINISTRATOR], random.randint(1, 2))
        town.viewers.append(make_account(session, *roles, unit=random.choice(town.units)))
    provider = make_provider(session, town.units[0])
    town.viewers += [
        make_account(session, Role.PROVIDER, provider=provider),
        make_account(session, Role.ADMINISTRATOR),
        NOBODY,
    ]
    offer = make_offer(session, provider)
    for subject in random.sample(town.subjects, 5):
        ask_for_review(session, town, subject, offer.id or 0, random)
    for _each in range(6):
        subject, viewer = random.choice(town.subjects), random.choice(town.viewers[:10])
        if (subject.id, viewer.account_id) not in town.named:
            session.add(CaseAccess(subject_id=subject.id or 0, account_id=viewer.account_id or 0, granted_at=NOW))
            town.named.add((subject.id or 0, viewer.account_id or 0))
    session.flush()
    return town


def ask_for_review(session: Session, town: Town, subject: Subject, offer_id: int, random: Random) -> None:
    asker, unit, is_closed = town.viewers[0].account_id or 0, random.choice(town.units), random.random() < 0.3
    suggestion = Suggestion(
        subject_id=subject.id or 0, offer_id=offer_id, state=SuggestionState.ENDORSED, rank=1, score=1, baseline=1, policy="p", rulebook="r",
        vocabulary="v", decided_at=NOW, decided_by_id=asker,
    )  # fmt: skip
    session.add(suggestion)
    session.flush()
    session.add(
        ReviewRequest(
            suggestion_id=suggestion.id or 0, subject_id=subject.id or 0, unit_id=unit.id or 0, asked_by_id=asker, asked_at=NOW,
            closed_at=NOW if is_closed else None,
        )
    )  # fmt: skip
    if not is_closed:
        town.reviews.add((subject.id or 0, unit.id or 0))


def oracle(town: Town, viewer: Viewer, subject: Subject) -> str:
    """The rule in plain words: 'own', 'reviewer' or 'hidden'."""
    if viewer.unit_id is None or not viewer.roles & set(STAFF):
        return "hidden"
    home = next(unit for unit in town.units if unit.id == subject.unit_id)
    is_near = home.id == viewer.unit_id or (home.level is UnitLevel.VILLAGE and home.parent_id == viewer.unit_id)
    is_protected = subject.is_juvenile or subject.is_sealed
    if is_near and (not is_protected or (subject.id, viewer.account_id) in town.named):
        return "own"
    may_review = viewer.has_role(Role.CASEWORKER, Role.OFFICER) and (subject.id, viewer.unit_id) in town.reviews
    return "reviewer" if may_review and not is_protected else "hidden"


def found(session: Session, viewer: Viewer, subject: Subject) -> str:
    try:
        _subject, sight = subject_for(session, viewer, subject.id or 0)
    except NotFound:
        return "hidden"
    return "reviewer" if sight.is_reviewer else "own"


@pytest.mark.parametrize("seed", range(4))
def test_random_towns_agree_with_the_rule_in_plain_words(engine: Engine, seed: int) -> None:
    with doing(engine) as work:
        town = make_town(work.session, Random(seed))
        answers = set()
        for viewer in town.viewers:
            listed = set(work.session.exec(select(Subject.id).where(visible_subjects(viewer))))
            for subject in town.subjects:
                expected = oracle(town, viewer, subject)
                assert found(work.session, viewer, subject) == expected, (viewer, subject)
                assert (subject.id in listed) == (expected != "hidden"), "lists and single pages must agree"
                answers.add(expected)
    assert {"own", "hidden"} <= answers


def test_a_reviewer_may_look_and_not_change(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        subject = make_subject(work.session, office.township)
        town = Town(units=[office.county], subjects=[subject], viewers=[office.caseworker])
        ask_for_review(work.session, town, subject, make_offer(work.session, office.provider).id or 0, Random(1))
        work.session.flush()
        _subject, sight = subject_for(work.session, office.county_officer, subject.id or 0)
        assert (
            sight.is_reviewer and not sight.sees("notes") and not sight.sees("phone") and not sight.sees("offence_text")
        )
        with pytest.raises(NotFound):
            own_subject(work.session, office.county_officer, subject.id or 0)
        for request in work.session.exec(select(ReviewRequest)):
            request.closed_at = NOW
        work.session.flush()
        with pytest.raises(NotFound):
            subject_for(work.session, office.county_officer, subject.id or 0)


def test_a_protected_person_is_seen_by_named_accounts_only(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        hidden = make_subject(work.session, office.township, is_juvenile=True)
        work.session.add(
            CaseAccess(subject_id=hidden.id or 0, account_id=office.caseworker.account_id or 0, granted_at=NOW)
        )
        work.session.flush()
        assert own_subject(work.session, office.caseworker, hidden.id or 0).id == hidden.id
        for viewer in (
            office.officer,
            office.supervisor,
            office.county_officer,
            office.administrator,
            office.provider_viewer,
        ):
            with pytest.raises(NotFound):
                subject_for(work.session, viewer, hidden.id or 0)


def test_the_machines_see_everybody_by_number_and_no_field(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        subject = make_subject(work.session, office.village)
        for machine in (CONSOLE, WORKER):
            _subject, sight = subject_for(work.session, machine, subject.id or 0)
            assert not any(sight.of(name) is not Show.NEVER for name in FIELDS)
        assert list(work.session.exec(select(col(Subject.id)).where(visible_subjects(NOBODY)))) == []


def test_a_field_that_the_table_does_not_list_is_never_shown() -> None:
    everybody = Sight(frozenset(Audience))
    assert everybody.of("shoe_size") is Show.NEVER and not everybody.sees("shoe_size")


def test_nobody_sees_anything() -> None:
    assert all(Sight(frozenset()).of(name) is Show.NEVER for name in FIELDS)


@pytest.mark.parametrize(
    ("name", "audience", "shown"),
    [
        ("name", Audience.BEFORE_CONSENT, Show.NEVER), ("name", Audience.DISCLOSED, Show.FULL),
        ("area", Audience.BEFORE_CONSENT, Show.MASKED), ("profile", Audience.BEFORE_CONSENT, Show.MASKED),
        ("identity_number", Audience.CASEWORKER, Show.MASKED), ("identity_number", Audience.REVIEWER, Show.NEVER),
        ("identity_number_in_full", Audience.OFFICER, Show.FULL), ("identity_number_in_full", Audience.CASEWORKER, Show.NEVER),
        ("notes", Audience.CASEWORKER, Show.FULL), ("notes", Audience.OFFICER, Show.MASKED), ("notes", Audience.SUPERVISOR, Show.NEVER),
        ("offence_text", Audience.CASEWORKER, Show.FULL), ("offence_text", Audience.OFFICER, Show.NEVER),
        ("address", Audience.SUPERVISOR, Show.NEVER), ("phone", Audience.REVIEWER, Show.NEVER),
    ],
)  # fmt: skip
def test_cells_of_the_table(name: str, audience: Audience, shown: Show) -> None:
    assert Sight(frozenset({audience})).of(name) is shown


@pytest.mark.parametrize("stage", [Audience.BEFORE_CONSENT, Audience.DISCLOSED, Audience.ACCEPTED])
def test_a_provider_never_sees_what_makes_the_person_a_case(stage: Audience) -> None:
    never = {
        "id", "identity_number", "identity_number_in_full", "born_on", "address", "phone", "legal_status", "offence_category", "offence_text", "needs",
        "three_noes", "score", "explanation", "decisions", "notes", "placements", "consents",
    }  # fmt: skip
    assert not [name for name in never if Sight(frozenset({stage})).of(name) is not Show.NEVER]


def test_two_roles_see_the_wider_of_both() -> None:
    both = Sight(frozenset({Audience.CASEWORKER, Audience.OFFICER}))
    assert both.sees("notes") and both.sees("identity_number_in_full")


@pytest.mark.parametrize(
    ("number", "shown"), [("11010519491231002X", "••••••••••••••002X"), ("123", "123"), (None, ""), ("", "")]
)
def test_an_identity_number_shows_its_last_four(number: str | None, shown: str) -> None:
    assert masked_identity(number) == shown
