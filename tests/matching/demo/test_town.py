"""A drawn town: of the size that was asked for, the same for one seed, believable, and calm."""

from collections import Counter, defaultdict
from datetime import date, time, timedelta
from statistics import mean, median

import pytest
from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from matching.clock import Clock
from matching.database import reading
from matching.demo.files import tables
from matching.demo.load import load_town
from matching.demo.town.providers import KEEPING
from matching.demo.town.rows import Rows, free_ids, write_rows
from matching.demo.town.town import Size
from matching.errors import BadInput, UnsafeSettings
from matching.facts.places import kilometres
from matching.queries.viewers import viewer_of
from matching.queries.work_lists import work_list
from matching.records import (
    Account,
    AccountRole,
    AuditEntry,
    CaseEvent,
    Circumstance,
    Consent,
    Experience,
    JobTerms,
    Offer,
    Placement,
    Profile,
    Provider,
    RetentionCheck,
    Subject,
    Unit,
    WorkItem,
)
from matching.settings import Settings
from matching.vocabulary import (
    Answer,
    CaseState,
    CheckAnswer,
    CircumstanceKind,
    OfferKind,
    PlacementState,
    Role,
    Sex,
    Source,
    UnitLevel,
)
from tests.builders import TODAY, doing
from tests.matching.demo.conftest import SMALL


def test_a_town_has_as_many_people_and_offers_as_were_asked_for(small: Engine, settings: Settings) -> None:
    with Session(small) as session:
        assert session.exec(select(func.count(col(Subject.id)))).one() == SMALL.subjects
        assert session.exec(select(func.count(col(Offer.id)))).one() == SMALL.offers
        loaded = session.exec(select(AuditEntry).where(AuditEntry.act == "demo.loaded")).one()
        assert loaded.ids["subjects"] == SMALL.subjects
        assert not session.exec(select(WorkItem).where(WorkItem.name == "rematch_subject")).all()
    with doing(small) as work:
        assert load_town(work, settings, SMALL) is None


def test_fewer_than_are_told_by_hand_are_refused_and_nothing_is_stored(sqlite: Engine, settings: Settings) -> None:
    with pytest.raises(BadInput, match="--subjects"), doing(sqlite) as work:
        load_town(work, settings, Size(subjects=20, offers=500))
    with Session(sqlite) as session:
        assert not session.exec(select(Subject)).all()


def test_production_refuses_a_town(sqlite: Engine, settings: Settings) -> None:
    with pytest.raises(UnsafeSettings), doing(sqlite) as work:
        load_town(work, settings.model_copy(update={"environment": "production"}), Size())


def test_rows_get_defaults_and_ids_and_texts_are_sealed(sqlite: Engine) -> None:
    with doing(sqlite) as work:
        connection = work.session.connection()
        rows = Rows(free_ids(connection))
        unit = rows.add(Unit, {"code": "U", "name": "Office", "level": UnitLevel.TOWNSHIP})
        account = {
            "sign_in_name": "a",
            "name": "A",
            "password_hash": "!",
            "created_at": work.now,
            "unit_id": unit["id"],
        }
        rows.add(Account, {**account, "mail": "a@example.org"})
        assert write_rows(connection, rows) == 2 and len(rows) == 0
    with Session(sqlite) as session:
        stored = session.exec(select(Account)).one()
        assert (stored.mail, stored.version, stored.unit_id) == ("a@example.org", 1, unit["id"])
        raw = session.connection().exec_driver_sql("SELECT mail FROM accounts").scalar_one()
        assert b"example" not in bytes(raw)


def held(session: Session) -> list[tuple[Placement, bool]]:
    """Job placements of which it is known whether they held for 90 days, and whether they did."""
    asked = select(RetentionCheck.placement_id).where(
        col(RetentionCheck.days) == 90, col(RetentionCheck.answer) == CheckAnswer.HOLDS
    )
    seen = set(session.exec(asked))
    jobs = select(Placement).where(col(Placement.kind) == OfferKind.JOB, col(Placement.started_on).is_not(None))
    return [
        (each, each.id in seen or _days(each) >= 90) for each in session.exec(jobs) if each.ended_on or each.id in seen
    ]


def _days(placement: Placement) -> int:
    """How long an ended placement lasted; 0 where it runs."""
    if placement.ended_on is None or placement.started_on is None:
        return 0
    return (placement.ended_on - placement.started_on).days


def test_jobs_that_begin_without_a_home_hold_less(large: Engine) -> None:
    with Session(large) as session:
        findings = select(Circumstance).where(col(Circumstance.kind) == CircumstanceKind.HOME)
        homes: dict[int, list[Circumstance]] = defaultdict(list)
        for row in session.exec(findings.order_by(col(Circumstance.id))):
            homes[row.subject_id].append(row)
        by_home: dict[Answer, list[bool]] = defaultdict(list)
        for placement, has_held in held(session):
            known = [row for row in homes[placement.subject_id] if row.found_on <= (placement.started_on or TODAY)]
            by_home[known[-1].answer if known else Answer.UNKNOWN].append(has_held)
    assert len(by_home[Answer.NO]) > 20
    assert mean(by_home[Answer.YES]) > mean(by_home[Answer.NO]) + 0.05


def test_sex_makes_no_great_difference_to_whether_jobs_hold(large: Engine) -> None:
    with Session(large) as session:
        sexes = {subject_id: sex for subject_id, sex in session.exec(select(Subject.id, Subject.sex))}
        by_sex: dict[Sex, list[bool]] = defaultdict(list)
        for placement, has_held in held(session):
            by_sex[sexes[placement.subject_id]].append(has_held)
    assert abs(mean(by_sex[Sex.MALE]) - mean(by_sex[Sex.FEMALE])) < 0.2


def test_jobs_with_a_long_journey_hold_less(large: Engine) -> None:
    with Session(large) as session:
        people = {row.id: row for row in session.exec(select(Subject))}
        offers = {row.id: row for row in session.exec(select(Offer))}
        lodged = set(session.exec(select(JobTerms.offer_id).where(col(JobTerms.lodging) == Answer.YES)))
        near: list[bool] = []
        far: list[bool] = []
        for placement, has_held in held(session):
            person, offer = people[placement.subject_id], offers[placement.offer_id]
            if None in (person.latitude, person.longitude, offer.latitude, offer.longitude) or offer.id in lodged:
                continue
            km = kilometres(person.latitude, person.longitude, offer.latitude, offer.longitude)  # type: ignore[arg-type]
            (far if km > 12 else near).append(has_held)
    assert min(len(near), len(far)) > 20
    assert mean(near) > mean(far) + 0.05


def test_a_provider_who_keeps_people_can_be_seen_to(large: Engine) -> None:
    name = next(row["name"] for row in tables("providers") if KEEPING.get(row["key"], 0) > 1)
    with Session(large) as session:
        provider_id = session.exec(select(Provider.id).where(Provider.name == name)).one()
        known = [(placement.provider_id == provider_id, has_held) for placement, has_held in held(session)]
    kept, others = ([has_held for is_theirs, has_held in known if is_theirs is theirs] for theirs in (True, False))
    assert len(kept) >= 10
    assert mean(kept) > mean(others) + 0.05


def test_who_has_never_worked_goes_to_a_course_more_often(large: Engine) -> None:
    with Session(large) as session:
        here = set(session.exec(select(Subject.id).where(col(Subject.reported_on).is_not(None))))
        worked = set(session.exec(select(Experience.subject_id)))
        courses = select(Placement.subject_id).where(
            col(Placement.kind) == OfferKind.TRAINING, col(Placement.started_on).is_not(None)
        )
        taught = set(session.exec(courses))
    shares = [len(taught & group) / len(group) for group in (here - worked, here & worked)]
    assert shares[0] > 2 * shares[1] > 0.02


def test_a_bed_is_found_sooner_than_work(large: Engine) -> None:
    with Session(large) as session:
        reported = {each.id: each.reported_on for each in session.exec(select(Subject))}
        first: dict[tuple[OfferKind, int], date] = {}
        started = select(Placement).where(col(Placement.started_on).is_not(None))
        for row in session.exec(started.order_by(col(Placement.started_on))):
            first.setdefault((row.kind, row.subject_id), row.started_on or TODAY)
    days: dict[OfferKind, list[int]] = defaultdict(list)
    for (kind, subject_id), day in first.items():
        days[kind].append((day - (reported[subject_id] or day)).days)
    assert median(days[OfferKind.HOUSING]) < median(days[OfferKind.JOB])
    assert sum(each <= 21 for each in days[OfferKind.HOUSING]) > len(days[OfferKind.HOUSING]) / 4


def test_a_few_can_do_so_little_that_hardly_anything_fits(large: Engine) -> None:
    with Session(large) as session:
        here = set(session.exec(select(Subject.id).where(col(Subject.reported_on).is_not(None))))
        limits = select(Profile.subject_id).where(
            col(Profile.journey_limit_km) <= 2, col(Profile.work_to) <= time(15), col(Profile.work_adjustments) != []
        )
        narrow = set(session.exec(limits)) & here
        placed = set(session.exec(select(Placement.subject_id).where(col(Placement.kind) == OfferKind.JOB)))
    assert 0.01 < len(narrow) / len(here) < 0.06
    assert len(narrow & placed) / len(narrow) < len(placed & here) / len(here) / 2


def test_what_nobody_could_say_at_first_is_found_out_within_months(large: Engine) -> None:
    long_ago = TODAY - timedelta(days=120)
    with Session(large) as session:
        people = select(Subject.id).where(col(Subject.state) == CaseState.OPEN, col(Subject.reported_on) < long_ago)
        here = set(session.exec(people.where(col(Subject.id) > len(tables("subjects")))))
        newest: dict[tuple[int, CircumstanceKind], Circumstance] = {}
        for row in session.exec(select(Circumstance).order_by(col(Circumstance.id))):
            newest[row.subject_id, row.kind] = row
    unknown = [
        row for (subject_id, _kind), row in newest.items() if subject_id in here and row.answer is Answer.UNKNOWN
    ]
    assert {row.source for row in unknown} <= {Source.PLACEMENT}


def test_people_are_in_every_state(large: Engine) -> None:
    with Session(large) as session:
        assert set(session.exec(select(Subject.state)).all()) == set(CaseState)
        assert set(session.exec(select(Placement.state)).all()) >= set(PlacementState) - {PlacementState.CANCELLED}
        told = Counter(session.exec(select(CaseEvent.key)).all())
    wanted = ("placement.extended", "placement.exit_path", "note.added", "subject.closed")
    assert all(told[key] > 3 for key in wanted)


def test_nobody_drawn_is_a_wall_of_work(large: Engine) -> None:
    """Before matching: what everybody must do today besides looking at suggestions."""
    with Session(large) as session:
        staff = select(Account).join(AccountRole).where(col(AccountRole.role).in_([Role.CASEWORKER, Role.OFFICER]))
        viewers = [viewer_of(session, account) for account in session.exec(staff.distinct())]
    for viewer in viewers:
        with reading(large, Clock(TODAY), viewer) as work:
            lines = work_list(work)
        assert len(lines) <= 35, viewer.name


def test_everybody_proposed_had_agreed_to_be_matched(large: Engine) -> None:
    with Session(large) as session:
        placed = set(session.exec(select(Placement.subject_id).where(Placement.subject_id > 100)).all())
        signed = set(session.exec(select(Consent.subject_id)).all())
        assert placed <= signed
