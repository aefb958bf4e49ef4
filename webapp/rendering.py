"""What every template may use: labels, dates, scores, links; and the headers of every answer."""

import secrets
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, get_flashed_messages, request, url_for
from flask_babel import format_date, format_datetime, get_locale
from jinja2 import StrictUndefined
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from matching.clock import OFFICE_ZONE
from matching.queries.notifications import unseen_count
from matching.vocabulary import Language, Role, ToCheck
from webapp.navigation import links_for
from webapp.wording.codes import label
from webapp.wording.sums import in_tenths, tenths_words

POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)


def install(app: Flask) -> None:
    """Register filters, globals and headers."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters |= {"label": label, "day": day, "moment": moment, "points": points, "percent": percent}
    app.jinja_env.filters["to_check"] = to_check_words
    app.jinja_env.globals |= {
        "Role": Role,
        "languages": list(Language),
        "asset": asset,
        "unseen_notifications": unseen_notifications,
    }
    app.context_processor(page_context)
    app.before_request(make_nonce)
    app.after_request(add_headers)


def day(value: date | None) -> str:
    """Write a date in the page's language; a dash where there is none."""
    return "–" if value is None else format_date(value, "long" if _is_chinese() else "d MMM y")


def moment(value: datetime | None) -> str:
    """Write a stored instant as local date and time; a dash where there is none."""
    return "–" if value is None else format_datetime(value, "y年M月d日 HH:mm" if _is_chinese() else "d MMM y, HH:mm")


def to_check_words(code: str) -> str:
    """Say what an officer must look at in words that were read out of a file."""
    return label(ToCheck(code)) if code in list(ToCheck) else code


def points(score: int) -> str:
    """Write a score of 1/10,000 with one decimal."""
    return tenths_words(*in_tenths([score]))


def percent(part: float) -> str:
    """Write a share as a whole percentage."""
    return f"{part * 100:.0f} %"


def asset(name: str) -> str:
    """Address a static file, with its age so that a new version is fetched."""
    path = Path(__file__).parent / "static" / name
    return url_for("static", filename=name, v=int(path.stat().st_mtime) if path.exists() else 0)


def page_context() -> dict[str, Any]:
    """Give every page who looks, what they may open, the language and pending messages."""
    viewer = getattr(g, "viewer", None)
    return {
        "viewer": viewer,
        "links": links_for(viewer),
        "locale": str(get_locale() or "en"),
        "html_lang": "zh-Hans" if _is_chinese() else "en",
        "nonce": getattr(g, "nonce", ""),
        "messages": get_flashed_messages(with_categories=True),
        "zone": str(OFFICE_ZONE),
        "here": request.path if request else "",
    }


def unseen_notifications() -> int:
    """Count what stands unseen under the viewer's bell; the page of a database that is away shows none."""
    try:
        with Session(current_app.extensions["engine"]) as session:
            return unseen_count(session, g.viewer.account_id)
    except OperationalError:
        return 0


def make_nonce() -> None:
    """Make the word by which this page's own scripts are known."""
    g.nonce = secrets.token_urlsafe(12)


def add_headers(response: Response) -> Response:
    """Keep pages out of caches and frames, and scripts to our own."""
    response.headers["Content-Security-Policy"] = POLICY.format(nonce=getattr(g, "nonce", ""))
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    if current_app.config["SETTINGS"].uses_https:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response


def _is_chinese() -> bool:
    return str(get_locale() or "en").startswith("zh")
