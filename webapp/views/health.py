"""Signs of life for those who run the service. No personal data."""

from flask import Blueprint, current_app
from sqlalchemy import text
from sqlmodel import Session

from matching.work import is_anyone_working, waiting_work
from webapp.access import allow_everyone

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@allow_everyone
def healthz() -> dict[str, str]:
    """The web process answers."""
    return {"status": "ok"}


@pages.get("/readyz")
@allow_everyone
def readyz() -> tuple[dict[str, object], int]:
    """The database answers, and somebody does the background work."""
    with Session(current_app.extensions["engine"]) as session:
        session.execute(text("SELECT 1"))
        working = is_anyone_working(session, current_app.extensions["clock"].instant())
        return {"database": True, "workers": working, "waiting": waiting_work(session)}, 200 if working else 503
