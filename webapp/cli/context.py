"""What every command needs: settings, database, and as whom it acts."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import click
from sqlalchemy import Engine, func
from sqlmodel import Session, select

from matching.clock import Clock
from matching.database import UnitOfWork, open_database, reading, unit_of_work
from matching.errors import BadInput, Refused
from matching.migrations import is_newest
from matching.queries.viewers import viewer_of
from matching.records import Account
from matching.settings import Settings, read_settings
from matching.viewer import CONSOLE, Viewer
from matching.vocabulary import AccountState

as_account = click.option("--as", "as_name", metavar="ACCOUNT", help="Act as this account; without it, as the console.")
as_json = click.option("--json", "wants_json", is_flag=True, help="Print one JSON object and nothing else.")


@dataclass(frozen=True)
class Console:
    """An opened service."""

    settings: Settings
    engine: Engine
    clock: Clock
    viewer: Viewer = CONSOLE

    @contextmanager
    def acting(self) -> Iterator[UnitOfWork]:
        """Open the transaction of one act."""
        with unit_of_work(self.engine, self.clock, self.viewer) as work:
            yield work

    @contextmanager
    def looking(self) -> Iterator[UnitOfWork]:
        """Open a read."""
        with reading(self.engine, self.clock, self.viewer) as work:
            yield work


def open_console() -> Console:
    """Open the service as the settings say, whatever its database holds."""
    settings = read_settings()
    return Console(settings, open_database(settings), Clock(settings.today))


def ready_console(as_name: str | None = None) -> Console:
    """Open the service for a command that reads its database.

    Raises:
        Refused: where the database has not this version's schema.
        BadInput: for an account that is not there.
    """
    console = open_console()
    if not is_newest(console.engine):
        raise Refused(
            "The database is not up to date: run `resettle migrate`, or `resettle demo` for a made-up county."
        )
    return replace(console, viewer=viewer_named(console.engine, as_name)) if as_name else console


def viewer_named(engine: Engine, sign_in_name: str) -> Viewer:
    """Find the account that a command acts as."""
    with Session(engine) as session:
        account = session.exec(select(Account).where(func.lower(Account.sign_in_name) == sign_in_name.lower())).first()
        if account is None or account.state is not AccountState.ACTIVE:
            raise BadInput(f"There is no active account {sign_in_name!r}: see `resettle users --demo`.")
        return viewer_of(session, account)


def print_json(found: Any) -> None:
    """Print one JSON object on standard output."""
    click.echo(json.dumps(found, ensure_ascii=False, default=str))
