"""Accounts and units on both databases."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from matching.errors import BadInput, IllegalStep, NotFound, StaleEdit
from matching.records import Account, AccountRole, AuditEntry, Unit
from matching.services.accounts import (
    EditAccount,
    MakeAccount,
    disable_account,
    edit_account,
    enable_account,
    make_account,
)
from matching.services.units import AddUnit, EditUnit, add_unit, edit_unit
from matching.vocabulary import Role, UnitLevel
from tests.builders import Office, doing

STAFF = frozenset({Role.CASEWORKER, Role.OFFICER})


def test_a_unit_stands_one_level_below_its_parent(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        village = add_unit(work, AddUnit("V9", "Stone Bridge", office.township.id, 30.1234, 120.9876))
    assert (village.level, village.latitude, village.longitude) == (UnitLevel.VILLAGE, 30.12, 120.99)


def test_nothing_stands_below_a_village(engine: Engine, office: Office) -> None:
    with pytest.raises(BadInput), doing(engine) as work:
        add_unit(work, AddUnit("V9", "Stone Bridge", office.village.id))


def test_a_foreign_parent_is_not_found(engine: Engine, office: Office) -> None:
    with pytest.raises(NotFound), doing(engine) as work:
        add_unit(work, AddUnit("V9", "Stone Bridge", 99_999))


def test_a_second_edit_of_the_same_version_is_stale(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        edit_unit(work, EditUnit(office.township.id or 0, 1, "Once"))
    with pytest.raises(StaleEdit), doing(engine) as work:
        edit_unit(work, EditUnit(office.township.id or 0, 1, "Twice"))
    with Session(engine) as session:
        assert session.get_one(Unit, office.township.id).name == "Once"


def test_an_account_cannot_sign_in_before_its_code_is_used(engine: Engine, office: Office) -> None:
    with doing(engine, office.administrator) as work:
        account, code = make_account(work, MakeAccount("Fang", "Fang Min", STAFF, office.township.id))
    assert account.sign_in_name == "fang" and account.password_hash.startswith("$argon2") and len(code) == 14
    with Session(engine) as session:
        assert set(session.exec(select(AccountRole.role).where(AccountRole.account_id == account.id))) == STAFF
        assert session.exec(select(AuditEntry.act).where(AuditEntry.act == "account.made")).all() == ["account.made"]


@pytest.mark.parametrize(
    ("roles", "home"),
    [
        (frozenset(), "township"),
        (frozenset({Role.OFFICER}), "village"),
        (frozenset({Role.OFFICER}), "nowhere"),
        (frozenset({Role.OFFICER}), "provider"),
        (frozenset({Role.PROVIDER}), "township"),
        (frozenset({Role.ADMINISTRATOR}), "township"),
        (frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR}), "nowhere"),
    ],
)
def test_roles_that_do_not_fit_the_home_are_refused(
    engine: Engine, office: Office, roles: frozenset[Role], home: str
) -> None:
    unit_id = {"township": office.township.id, "village": office.village.id}.get(home)
    provider_id = office.provider.id if home == "provider" else None
    with pytest.raises(BadInput), doing(engine) as work:
        make_account(work, MakeAccount("fang", "Fang Min", roles, unit_id, provider_id))


@pytest.mark.parametrize("name", ["a", "with blank", "Fäng", "x" * 121, "fang\n", "../fang"])
def test_a_sign_in_name_that_cannot_be_typed_is_refused(engine: Engine, office: Office, name: str) -> None:
    if name == "fang\n":
        name = "fa\nng"
    with pytest.raises(BadInput), doing(engine) as work:
        make_account(work, MakeAccount(name, "Fang Min", STAFF, office.township.id))


def test_a_taken_sign_in_name_is_refused_whatever_the_case(engine: Engine, office: Office) -> None:
    with doing(engine) as work:
        make_account(work, MakeAccount("fang", "Fang Min", STAFF, office.township.id))
    with pytest.raises(BadInput), doing(engine) as work:
        make_account(work, MakeAccount("FANG", "Another", STAFF, office.township.id))


def test_roles_change_and_a_stale_change_is_refused(engine: Engine, office: Office) -> None:
    account_id = office.caseworker.account_id or 0
    with doing(engine, office.administrator) as work:
        edit_account(work, EditAccount(account_id, 1, "New Name", STAFF))
    with pytest.raises(StaleEdit), doing(engine, office.administrator) as work:
        edit_account(work, EditAccount(account_id, 1, "Newer Name", STAFF))
    with Session(engine) as session:
        assert session.get_one(Account, account_id).name == "New Name"


def test_a_supervisor_disables_only_accounts_of_the_own_unit(engine: Engine, office: Office) -> None:
    with doing(engine, office.supervisor) as work:
        disable_account(work, office.officer.account_id or 0)
    for foreign in (office.county_officer, office.administrator, office.provider_viewer):
        with pytest.raises(NotFound), doing(engine, office.supervisor) as work:
            disable_account(work, foreign.account_id or 0)


def test_an_account_is_disabled_once_and_enabled_once(engine: Engine, office: Office) -> None:
    account_id = office.officer.account_id or 0
    with doing(engine, office.administrator) as work:
        disable_account(work, account_id)
    with pytest.raises(IllegalStep), doing(engine, office.administrator) as work:
        disable_account(work, account_id)
    with doing(engine, office.administrator) as work:
        enable_account(work, account_id)
    with pytest.raises(IllegalStep), doing(engine, office.administrator) as work:
        enable_account(work, account_id)
