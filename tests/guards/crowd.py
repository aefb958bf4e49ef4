"""Ten times as much of everything around a world: people with their files and stories, offers, providers, colleagues."""

from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, select

from matching.clock import Clock
from matching.records import (
    Condition,
    Cover,
    Experience,
    HouseholdMember,
    Notification,
    Offence,
    Profile,
    Subject,
    Unit,
    Upload,
    WorkItem,
)  # fmt: skip
from matching.services.matching import computed_shortlists, store_shortlists
from matching.vocabulary import (
    ConditionKind,
    CoverReason,
    OffenceCategory,
    OfferKind,
    Penalty,
    Relation,
    Role,
    UnitLevel,
    UploadKind,
    WorkState,
)  # fmt: skip
from tests.builders import NOW, TODAY, doing, make_account, make_offer, make_provider, make_subject, make_unit, stored
from tests.guards.world import UPLOAD_REPORT, World, add_case_file, add_need, add_papers, add_request, add_story


def add_crowd(session: Session, world: World, times: int) -> None:
    """Give every list that the world's staff may open this many more lines."""
    for _number in range(times):
        add_neighbours(session, world)
        add_colleagues(session, world)
        add_lines(session, world)


def add_neighbours(session: Session, world: World) -> None:
    """One more person with everything on file, on a place of one more provider and on one of the world's own."""
    unit = session.get_one(Unit, world.unit.id)
    caseworker, officer = world.staff["caseworker"].account_id or 0, world.staff["officer"].account_id or 0
    provider = make_provider(session, unit)
    for whose in (provider, session.merge(world.provider)):
        for kind in OfferKind:
            offer = make_offer(session, whose, kind=kind, places=3, places_taken=1)
            subject = make_subject(session, unit, caseworker_id=caseworker)
            add_case_file(session, subject, whose, caseworker)
            add_story(session, subject, offer, caseworker, officer)
            add_papers(session, subject)
    add_request(session, unit, make_offer(session, provider))
    make_subject(session, unit, caseworker_id=caseworker, reported_on=None, name=world.subject.name)


def add_colleagues(session: Session, world: World) -> None:
    """One more office below with an account, and one more colleague who is away."""
    unit = session.get_one(Unit, world.unit.id)
    make_account(session, Role.OFFICER, unit=make_unit(session, UnitLevel.TOWNSHIP, unit))
    away = make_account(session, Role.CASEWORKER, unit=unit).account_id or 0
    by = world.staff["caseworker"].account_id or 0
    session.add(Cover(account_id=away, covered_by_id=by, reason=CoverReason.LEAVE, from_on=TODAY, made_at=NOW))


def add_lines(session: Session, world: World) -> None:
    """One more line wherever somebody's own list grows: needs and papers, notifications, uploads, dead work."""
    own: dict[str, Any] = {"subject_id": world.subject.id or 0}
    add_need(session, world.subject)
    add_papers(session, world.subject)
    session.add(Condition(**own, kind=ConditionKind.CURFEW, ground="Order", from_on=TODAY, recorded_at=NOW))
    session.add(
        Offence(
            **own, category=OffenceCategory.FRAUD, penalty=Penalty.FIXED_TERM, text="Another judgment", recorded_at=NOW
        )
    )
    session.add(Experience(**own, title="Cook", years=1))
    session.add(HouseholdMember(**own, relation=Relation.CHILD, name="Another child"))
    about = {"id": world.numbers["proposal_id"], "subject": world.numbers["subject_id"]}
    dead = stored(session, WorkItem(name="tidy_up", queue="quick", state=WorkState.DEAD, due_at=NOW, created_at=NOW))
    for viewer in world.staff.values():
        account, told = viewer.account_id or 0, f"crowd{dead.id}"
        session.add(Notification(account_id=account, key="proposal.interested", ids=about, told_as=told, at=NOW))
    sent = {"kind": UploadKind.NOTICES, "file_name": "more.csv", "content": b"name\n", "report": UPLOAD_REPORT}
    session.add(Upload(account_id=world.staff["officer"].account_id or 0, uploaded_at=Clock().instant(), **sent))


def match_everyone(engine: Engine) -> None:
    """Give everybody a shortlist, as the workers do."""
    with doing(engine) as work:
        for profile in work.session.exec(select(Profile)):
            profile.journey_limit_km, profile.hours_min, profile.hours_max = 30, 20, 44
        work.session.flush()
        store_shortlists(work, computed_shortlists(work, work.session.exec(select(Subject.id)).all()))
