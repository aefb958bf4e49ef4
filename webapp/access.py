"""Who may open which page: one decorator per view, checked before every request."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from matching.errors import NotAllowed
from matching.queries.viewers import viewer_of
from matching.records import Account
from matching.viewer import NOBODY, Viewer
from matching.vocabulary import Role

View = TypeVar("View", bound=Callable[..., Any])
STAFF = (Role.CASEWORKER, Role.OFFICER, Role.SUPERVISOR)


@dataclass(frozen=True)
class Access:
    """What a view asks of who opens it. No roles and not open: anybody signed in."""

    roles: frozenset[Role] = frozenset()
    is_open: bool = False


def allow(*roles: Role) -> Callable[[View], View]:
    """Let accounts with any of these roles open a view; without roles, everybody who is signed in."""
    return _with(Access(frozenset(roles)))


def allow_everyone(view: View) -> View:
    """Let visitors open a view without signing in."""
    return _with(Access(is_open=True))(view)


def _with(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark


def may_open(viewer: Viewer, endpoint: str) -> bool:
    """Whether a viewer's roles open a view; links lead nobody to a page that is not theirs."""
    access: Access = getattr(current_app.view_functions[endpoint], "access")  # noqa: B009
    return access.is_open or not access.roles or viewer.has_role(*access.roles)


def install(app: Flask) -> None:
    """Check access before every request."""
    app.before_request(check_access)


def check_access() -> Response | None:
    """Find who is looking, and stop whoever may not open the page."""
    g.viewer = NOBODY
    if request.endpoint is None or request.endpoint == "static":
        return None
    view = current_app.view_functions[request.endpoint]
    access: Access | None = getattr(view, "access", None)
    if access is None:
        abort(404)
    if session.fault:  # type: ignore[attr-defined]
        raise session.fault  # type: ignore[attr-defined]
    g.viewer, must_change = viewer_of_session()
    if access.is_open:
        return None
    if g.viewer is NOBODY:
        wanted = request.full_path.removesuffix("?") if request.method == "GET" else None
        return redirect(url_for("accounts.sign_in", next=wanted), code=303)
    if must_change and request.endpoint not in ("accounts.change_password", "accounts.sign_out"):
        return redirect(url_for("accounts.change_password"), code=303)
    if access.roles and not g.viewer.has_role(*access.roles):
        raise NotAllowed
    return None


def viewer_of_session() -> tuple[Viewer, bool]:
    """Who is signed in, and whether they must set a new password first."""
    account_id = session.account_id  # type: ignore[attr-defined]
    if account_id is None:
        return NOBODY, False
    with Session(current_app.extensions["engine"]) as database:
        account = database.get(Account, account_id)
        if account is None:
            return NOBODY, False
        g.account = account
        return viewer_of(database, account), account.must_change_password
