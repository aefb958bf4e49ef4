"""One table from errors to HTTP answers. Nothing else catches."""

from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from matching.errors import BadInput, NotAllowed, NotFound, Refused, ResettleError
from webapp.wording.errors import error_message, http_message

STATUS: dict[type[Exception], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    Refused: HTTPStatus.CONFLICT,
    BadInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    IntegrityError: HTTPStatus.CONFLICT,
    DataError: HTTPStatus.UNPROCESSABLE_ENTITY,
    OperationalError: HTTPStatus.SERVICE_UNAVAILABLE,
}


def install(app: Flask) -> None:
    """Register the table."""
    app.register_error_handler(ResettleError, answer_domain_error)
    app.register_error_handler(IntegrityError, answer_database_error)
    app.register_error_handler(DataError, answer_database_error)
    app.register_error_handler(OperationalError, answer_database_error)
    app.register_error_handler(HTTPException, answer_http_error)


def status_of(error: Exception) -> HTTPStatus:
    """The HTTP status of an error: that of the nearest ancestor in the table."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), HTTPStatus.INTERNAL_SERVER_ERROR)


def answer_domain_error(error: ResettleError) -> tuple[str, int]:
    """Say what a refused act means and what to do."""
    status = status_of(error)
    message = http_message(404) if status is HTTPStatus.NOT_FOUND else error_message(error)
    back = page_before() if status is HTTPStatus.CONFLICT else None
    return render_template("error.html", status=int(status), message=message, back=back), int(status)


def page_before() -> str | None:
    """The page of ours that an act was sent from, to be looked at as it is now; None where the browser does not say."""
    before = urlsplit(request.referrer or "")
    is_ours = before.netloc == request.host and before.path.startswith("/") and not before.path.startswith("//")
    return before.path if is_ours and before.path != request.path else None


def answer_database_error(error: Exception) -> tuple[str, int, dict[str, str]]:
    """Somebody was faster (409), the database cannot hold what was sent (422), or it is away (503)."""
    status = int(status_of(error))
    headers = {"Retry-After": "10"} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    return render_template("error.html", status=status, message=http_message(status)), status, headers


def answer_http_error(error: HTTPException) -> tuple[str, int, dict[str, str]]:
    """Answer 400, 404, 405, 413, 500 … in plain words."""
    status = error.code or 500
    key = 419 if isinstance(error, CSRFError) else 413 if isinstance(error, RequestEntityTooLarge) else status
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    return render_template("error.html", status=status, message=http_message(key)), status, headers
