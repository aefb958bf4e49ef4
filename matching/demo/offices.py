"""Units, accounts, covers and providers of the made-up county."""

from functools import partial
from typing import Any

from matching.demo.county import Act, County
from matching.demo.files import Table, day_from, tables
from matching.services.accounts import MakeAccount, make_account
from matching.services.covers import AddCover, add_cover
from matching.services.providers import CheckProvider, CheckStep, RegisterProvider, check_provider, register_provider
from matching.services.sign_in import set_password
from matching.services.units import AddUnit, add_unit
from matching.viewer import NOBODY, Viewer
from matching.vocabulary import CoverReason, ProviderKind, ProviderState, Role

FIRST_DAY = -760
"""The day on which the offices were set up."""


def office_acts() -> list[Act]:
    """Set up units and accounts, then let providers register and be checked."""
    acts = [Act(FIRST_DAY, partial(_add_unit, row=row)) for row in tables("units")]
    acts += [Act(row.get("made", FIRST_DAY), partial(_make_account, row=row)) for row in tables("accounts")]
    acts.append(Act(FIRST_DAY, _know_offices))
    acts += [Act(row["made"], partial(_add_cover, row=row)) for row in tables("covers")]
    return acts + [act for row in tables("providers") for act in _provider_acts(row)]


def _add_unit(county: County, row: Table) -> None:
    above = county.units.get(row.get("above", ""))
    latitude, longitude = row.get("at", (None, None))
    unit = add_unit(county.on(FIRST_DAY), AddUnit(row["code"], row["name"], above, latitude, longitude))
    county.units[row["code"]] = unit.id or 0


def _make_account(county: County, row: Table) -> None:
    work = county.on(row.get("made", FIRST_DAY))
    roles = frozenset(Role(role) for role in row["roles"])
    unit_id = county.units.get(row.get("unit", ""))
    account, _code = make_account(work, MakeAccount(row["sign_in_name"], row["name"], roles, unit_id))
    if "password" in row:
        set_password(work, account, row["password"])
    county.accounts[row["sign_in_name"]] = Viewer(account.id, unit_id, roles, None, account.name)


def _add_cover(county: County, row: Table) -> None:
    """Whoever goes on leave arranges it."""
    away, by = county.accounts[row["account"]], county.accounts[row["covered_by"]]
    from_on, to_on = (day_from(county.work.today, row[name]) for name in ("from", "to"))
    work = county.on(row["made"], away)
    add_cover(
        work,
        AddCover(away.account_id or 0, by.account_id or 0, CoverReason(row["reason"]), from_on or work.today, to_on),
    )


def _know_offices(county: County) -> None:
    county.offices = {row["unit"]: row for row in tables("offices")}


def _provider_acts(row: Table) -> list[Act]:
    registered = row.get("registered", FIRST_DAY + 10)
    acts = [Act(registered, partial(_register, row=row, day=registered))]
    if ProviderState(row["state"]) is ProviderState.APPROVED:
        acts.append(Act(registered + 2, partial(_approve, row=row, day=registered + 2)))
    return acts


def _register(county: County, row: Table, day: int) -> None:
    said: dict[str, Any] = {
        name: row[name] for name in ("name", "contact_name", "registration_number", "phone", "address", "about")
    }
    command = RegisterProvider(
        kind=ProviderKind(row["kind"]), unit_id=county.units[row["unit"]], sign_in_name=row["sign_in_name"],
        password=row["password"], **said,
    )  # fmt: skip
    provider, account = register_provider(county.on(day, NOBODY), command)
    county.providers[row["key"]], county.provider_units[row["key"]] = provider.id or 0, row["unit"]
    viewer = Viewer(account.id, None, frozenset({Role.PROVIDER}), provider.id, account.name)
    county.provider_viewers[row["key"]] = viewer


def _approve(county: County, row: Table, day: int) -> None:
    command = CheckProvider(county.providers[row["key"]], CheckStep.APPROVE, 1)
    check_provider(county.on(day, county.officer(row["unit"])), command)
