"""Sessions as rows: a random id in the cookie, its hash stored, ended at once by sign-out, disabling or a new password."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import delete
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select
from werkzeug.datastructures import CallbackDict

from matching.database import WRITES
from matching.records import Account, SignedInSession
from matching.vocabulary import AccountState

SEEN_EVERY = timedelta(minutes=1)


def token_hash(token: str) -> str:
    """Hash a cookie's token or a one-time code for storage."""
    return hashlib.sha256(token.encode()).hexdigest()


class RowSession(CallbackDict[str, Any], SessionMixin):
    """One request's view of its session row."""

    def __init__(
        self, values: dict[str, Any] | None = None, token: str | None = None, account_id: int | None = None
    ) -> None:
        def mark(_self: object) -> None:
            self.modified = True

        super().__init__(values, mark)
        self.token = token
        self.account_id = account_id
        self.fault: OperationalError | None = None
        self.stale = False
        self.modified = False

    def renew(self, account_id: int | None) -> None:
        """Start a fresh session under a new id, as at sign-in and sign-out."""
        self.clear()
        self.account_id = account_id
        self.old_token, self.token = self.token, None
        self.modified = True

    old_token: str | None = None


class RowSessions(SessionInterface):
    """Keeps Flask's sessions in the `sessions` table."""

    def cookie_name(self, app: Flask) -> str:
        """`__Host-` only over https: over plain http browsers would drop it."""
        return "__Host-resettle" if app.config["SETTINGS"].uses_https else "resettle"

    def open_session(self, app: Flask, request: Request) -> RowSession:
        """Find the cookie's row; a missing, idle, old or foreign one gives an empty session.

        Flask opens sessions before it can answer with an error page: a database that is away is remembered in `fault`
        and raised by the check of access.
        """
        token = request.cookies.get(self.cookie_name(app))
        if not token or request.path == "/healthz" or request.path.startswith("/static/"):
            return RowSession()
        try:
            return self._find(app, token)
        except OperationalError as fault:
            lost = RowSession()
            lost.fault = fault
            return lost

    def _find(self, app: Flask, token: str) -> RowSession:
        with Session(app.extensions["engine"]) as database:
            row = database.exec(
                select(SignedInSession).where(col(SignedInSession.token_hash) == token_hash(token))
            ).first()
            if row is None or self._is_over(app, row) or not self._may_stay(database, row):
                return RowSession()
            found = RowSession(dict(row.values), token, row.account_id)
            found.stale = row.seen_at < self._now(app) - SEEN_EVERY
            return found

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the row if it changed; refresh its last sight once a minute."""
        assert isinstance(session, RowSession)
        if session.fault or not (session.modified or session.stale):
            return
        engine = app.extensions["engine"].execution_options(**{WRITES: True})
        with Session(engine) as database, database.begin():
            if session.old_token:
                database.execute(
                    delete(SignedInSession).where(col(SignedInSession.token_hash) == token_hash(session.old_token))
                )
            self._write(database, session, self._now(app))
        secure = app.config["SETTINGS"].uses_https
        assert session.token is not None
        response.set_cookie(
            self.cookie_name(app), session.token, httponly=True, secure=secure, samesite="Lax", path="/",
            max_age=app.config["SETTINGS"].session_hours * 3600,
        )  # fmt: skip

    def _write(self, database: Session, session: RowSession, now: datetime) -> None:
        row = None
        if session.token:
            row = database.exec(
                select(SignedInSession).where(col(SignedInSession.token_hash) == token_hash(session.token))
            ).first()
        if row is None:
            if session.token and session.account_id:
                return
            session.token = secrets.token_urlsafe(32)
            row = SignedInSession(token_hash=token_hash(session.token), created_at=now, seen_at=now)
        row.values, row.account_id, row.seen_at = dict(session), session.account_id, now
        database.add(row)

    def _now(self, app: Flask) -> datetime:
        now: datetime = app.extensions["clock"].instant()
        return now

    def _is_over(self, app: Flask, row: SignedInSession) -> bool:
        settings, now = app.config["SETTINGS"], self._now(app)
        idle = now - row.seen_at > timedelta(minutes=settings.idle_minutes)
        return idle or now - row.created_at > timedelta(hours=settings.session_hours)

    def _may_stay(self, database: Session, row: SignedInSession) -> bool:
        if row.account_id is None:
            return True
        account = database.get(Account, row.account_id)
        return account is not None and account.state is AccountState.ACTIVE
