"""My work today: what waits for me, oldest first."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from webapp.access import allow

pages = Blueprint("today", __name__)


@pages.get("/")
@allow()
def home() -> Response:
    """Lead to the day's work."""
    return redirect(url_for("today.today"), code=303)


@pages.get("/today")
@allow()
def today() -> str:
    """What waits for me."""
    return render_template("today/today.html")
