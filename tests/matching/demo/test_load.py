"""The made-up county, loaded through the services on both databases."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from matching.clock import Clock
from matching.database import reading
from matching.demo import demo_sign_ins, load_county
from matching.demo.files import tables
from matching.errors import UnsafeSettings
from matching.identity import read_identity
from matching.passwords import is_password
from matching.queries.covers import answers_for
from matching.queries.figures.holding import held_at_checks
from matching.queries.figures.scope import Asked, scope_of
from matching.queries.tonight.people import people_tonight
from matching.queries.waiting import my_work
from matching.queries.work_lists import work_list
from matching.records import (
    Account,
    AccountRole,
    AuditEntry,
    CaseEvent,
    Condition,
    Notification,
    Offer,
    Placement,
    Proposal,
    Referral,
    Service,
    Subject,
    WorkItem,
)
from matching.settings import Settings
from matching.viewer import Viewer
from matching.vocabulary import (
    CaseState,
    CloseReason,
    ConditionKind,
    OfferKind,
    OfferState,
    PlacementState,
    ProposalState,
    Role,
)
from matching.vocabulary import ReferralState as R
from tests.builders import TODAY, doing


def _viewer(session: Session, sign_in_name: str) -> Viewer:
    account = session.exec(select(Account).where(Account.sign_in_name == sign_in_name)).one()
    roles = session.exec(select(AccountRole.role).where(AccountRole.account_id == account.id)).all()
    return Viewer(account.id, account.unit_id, frozenset(roles), account.provider_id, account.name)


@pytest.fixture(params=[pytest.param("told"), pytest.param("postgres", marks=pytest.mark.postgres)])
def county(request: pytest.FixtureRequest, settings: Settings) -> Engine:
    """The told county on both databases."""
    engine: Engine = request.getfixturevalue(request.param)
    if request.param == "postgres":
        with doing(engine) as work:
            assert load_county(work, settings)
    return engine


def test_the_county_loads_whole_and_a_second_time_does_nothing(county: Engine, settings: Settings) -> None:
    with Session(county) as session:
        entries = session.exec(select(func.count()).select_from(AuditEntry)).one()
        _every_state_is_there(session)
        _every_role_has_work(county, session)
        _everyday_work_waits(county, session)
        _everything_left_a_trace(session)
        _the_shown_passwords_fit(session)
    with doing(county, today=TODAY + timedelta(days=3)) as work:
        assert not load_county(work, settings)
    with Session(county) as session:
        assert session.exec(select(func.count()).select_from(AuditEntry)).one() == entries


def _every_state_is_there(session: Session) -> None:
    offers = Counter(session.exec(select(Offer.state)).all())
    assert set(offers) >= set(OfferState) - {OfferState.FILLED, OfferState.CLOSED, OfferState.WITHDRAWN}
    assert offers[OfferState.PUBLISHED] + offers[OfferState.FILLED] >= 55
    people = session.exec(select(Subject)).all()
    assert len(people) == len(tables("subjects")) and sum(person.is_juvenile for person in people) == 1
    assert sum(person.is_sealed for person in people) == 1
    assert sum(person.state is CaseState.EXPECTED for person in people) >= 3
    assert {person.close_reason for person in people} == {None, CloseReason.MOVED, CloseReason.MERGED}
    assert set(session.exec(select(Proposal.state)).all()) >= set(ProposalState) - {ProposalState.WITHDRAWN}
    placements = set(session.exec(select(Placement.state)).all())
    assert placements >= {PlacementState.PLANNED, PlacementState.STARTED, PlacementState.ENDED, PlacementState.NO_SHOW}


def _every_role_has_work(engine: Engine, session: Session) -> None:
    for shown in demo_sign_ins():
        with reading(engine, Clock(TODAY), _viewer(session, shown.sign_in_name)) as work:
            assert my_work(work), shown.sign_in_name


WAITS = {
    "caseworker": {
        "subject.did_not_report", "referral.answer_due", "consent.runs_out", "correction_request.open", "placement.overstay",
        "placement.exit_path", "proposal.to_review", "proposal.interview", "subject.correction_ends",
    },
    "officer": {"notice.receipt_due", "subject.arrives", "placement.overstay", "proposal.to_plan", "provider.to_check"},
    "supervisor": {"subject.missing", "notice.receipt_due", "placement.exit_path", "cover.ends"},
    "provider": {"proposal.card", "proposal.card_interview", "placement.own_start", "offer.returned"},
    "trainer": {"proposal.card", "offer.returned"},
    "landlord": {"proposal.card", "placement.own_overstay", "placement.own_check", "offer.unfinished"},
}  # fmt: skip
"""Sign-in name -> some of what a stranger should meet there."""


def _everyday_work_waits(engine: Engine, session: Session) -> None:
    for sign_in_name, wanted in WAITS.items():
        with reading(engine, Clock(TODAY), _viewer(session, sign_in_name)) as work:
            assert wanted <= {item.key for item in work_list(work)}, sign_in_name
    with reading(engine, Clock(TODAY), _viewer(session, "caseworker")) as work:
        night = {row.name: row for row in people_tonight(work)[0]}
        assert night["贾兰"].moving_in == 3 and night["龚树仁"].moving_in == 2 and night["米长河"].is_expected
        assert len(answers_for(work)) == 2
    with reading(engine, Clock(TODAY), _viewer(session, "supervisor")) as work:
        held = held_at_checks(work, scope_of(work, None), Asked(TODAY - timedelta(days=89), TODAY))
        assert {row.days for row in held if row.kind is OfferKind.JOB and row.held} >= {7, 30, 90}
    assert set(session.exec(select(Condition.kind)).all()) == set(ConditionKind)
    assert set(session.exec(select(Referral.state)).all()) >= {R.SENT, R.ACCEPTED, R.HELPED, R.REFUSED}
    assert session.exec(select(func.count()).select_from(Service)).one() == len(tables("services"))
    seen = session.exec(select(col(Notification.seen_at).is_(None)).distinct()).all()
    assert set(seen) == {True, False}


def _everything_left_a_trace(session: Session) -> None:
    told = session.exec(select(CaseEvent.subject_id).distinct()).all()
    assert set(told) == set(session.exec(select(Subject.id)).all())
    days = session.exec(select(func.min(CaseEvent.on), func.max(CaseEvent.on))).one()
    assert days[0] < TODAY - timedelta(days=200) and days[1] <= TODAY
    items = session.exec(select(WorkItem).where(col(WorkItem.name).startswith("rematch_"))).all()
    assert len(items) == len({(item.name, str(item.ids)) for item in items})


def _the_shown_passwords_fit(session: Session) -> None:
    shown = demo_sign_ins()
    assert {role for each in shown for role in each.roles} == {role.value for role in Role}
    for each in shown:
        account = session.exec(select(Account).where(Account.sign_in_name == each.sign_in_name)).one()
        assert is_password(account.password_hash, each.password)


def test_production_refuses_accounts_with_known_passwords(sqlite: Engine, settings: Settings) -> None:
    production = settings.model_copy(update={"environment": "production"})
    with pytest.raises(UnsafeSettings), doing(sqlite) as work:
        load_county(work, production)
    with Session(sqlite) as session:
        assert not session.exec(select(Account)).all()


def test_no_identity_number_of_the_county_can_be_anybodys() -> None:
    known = [row["identity_number"] for row in tables("subjects") if "identity_number" in row]
    numbers = [read_identity(number) for number in known]
    assert all(identity.number.startswith("999") for identity in numbers)
    assert len({identity.number for identity in numbers}) == len(numbers)


def test_every_key_of_the_history_is_known() -> None:
    subjects, offers = {row["key"] for row in tables("subjects")}, {row["key"] for row in tables("offers")}
    assert all(row["subject"] in subjects and row["offer"] in offers for row in tables("history"))
