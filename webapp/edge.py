"""Where pages meet the domain: transactions, second presses, refusals shown in the form."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

from flask import current_app, flash, g, redirect
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from matching.audit import record_act
from matching.database import UnitOfWork, reading, unit_of_work
from matching.errors import BadInput, Refused, ResettleError, StaleEdit
from matching.records import FormPress
from webapp.forms.page_form import PageForm
from webapp.wording.errors import error_message


def acting() -> AbstractContextManager[UnitOfWork]:
    """Open the transaction of one act, as whoever is signed in."""
    return unit_of_work(current_app.extensions["engine"], current_app.extensions["clock"], g.viewer)


def looking() -> AbstractContextManager[UnitOfWork]:
    """Open a read, as whoever is signed in."""
    return reading(current_app.extensions["engine"], current_app.extensions["clock"], g.viewer)


@contextmanager
def showing(act: str, subject_id: int | None = None, **ids: int | str | list[int] | None) -> Iterator[UnitOfWork]:
    """Open a read of case data, after its audit entry has been committed: no entry, no page."""
    with acting() as work:
        record_act(work, act, subject_id, **ids)
    with looking() as work:
        yield work


@contextmanager
def attempt(
    form: PageForm,
    fresh: Callable[[], PageForm] | None = None,
    beside: Mapping[type[ResettleError], str] | None = None,
) -> Iterator[None]:
    """Try an act; a refusal is shown in the form, which keeps what was typed.

    Args:
        form: the form that was sent.
        fresh: makes the form as it is stored now, to show both versions after a stale edit.
        beside: class of a refusal -> the field that it is about, where the refusal itself does not say it; what is
            about no field stands at the top.
    """
    try:
        yield
    except StaleEdit as stale:
        form.add_refusal(error_message(stale))
        if fresh is not None:
            form.show_stored(fresh())
    except (Refused, BadInput) as refusal:
        form.add_refusal(error_message(refusal), (beside or {}).get(type(refusal)) or refusal.about)


def pressed_before(form: PageForm) -> Response | None:
    """Answer a second press of the same form with the page that the first one led to."""
    with looking() as work:
        press = work.session.get(FormPress, form.press_token(g.viewer.account_id) or "")
        if press is None:
            return None
    flash(_("This was already saved; it has not been saved twice."))
    return redirect(press.location, code=303)


def press(act: Callable[[UnitOfWork], object], location: str, message: str) -> Response:
    """Do once what a button without further fields asks for, then lead to the next page.

    A forged press does not come this far: the application refuses it for every view.
    """
    form = PageForm()
    if again := pressed_before(form):
        return again
    with acting() as work:
        act(work)
        return done(work, form, location, message)


def done(work: UnitOfWork, form: PageForm, location: str, message: str | None = None) -> Response:
    """Finish an act: remember the press in its transaction and lead to the next page."""
    if token := form.press_token(g.viewer.account_id):
        work.session.add(FormPress(token=token, account_id=g.viewer.account_id, location=location, at=work.instant))
    if message:
        flash(message, "success")
    return redirect(location, code=303)
