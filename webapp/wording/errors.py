"""What errors say to people, and what to do next."""

from flask import current_app
from flask_babel import gettext as _

from matching.errors import ResettleError
from matching.importing.file_faults import FileFault
from matching.settings import Settings


def error_message(error: ResettleError) -> str:
    """Translate a domain error's message; what a fault of a file names stays as it stands there."""
    if isinstance(error, FileFault):
        return str(_(error.words) % error.values) if error.values else str(_(error.words))
    return str(_(error.message))


def http_message(status: int) -> str:
    """Say in plain words what an HTTP status means here, and what to do."""
    messages = {
        400: _("What was sent could not be read. Go back, check the page and send it again."),
        403: _("Your account does not have the role that this page needs. Ask your supervisor if it should."),
        404: _("There is no such page, or it is not for your unit. Check the address, or start from My work today."),
        405: _("This page cannot be used that way. Go back and use its buttons."),
        409: _("Somebody else was faster, or this was already done. Go back, load the page again and look."),
        413: _(
            "What was sent is too large. Go back and send a smaller file (at most %(size)s MB) or a shorter text.",
            size=_megabytes(),
        ),
        419: _("This form is too old to be sent. Go back, load the page again and send it once more."),
        422: _("What was sent cannot be kept as it is. Go back, check the page and send it again."),
        503: _("The service is busy for a moment. Nothing was lost or saved; try again in ten seconds."),
    }
    ours = _("Something went wrong on our side. Nothing was saved; try again, then tell the administrator.")
    return str(messages.get(status, ours))


def _megabytes() -> int:
    """The largest file that any page takes."""
    settings: Settings = current_app.config["SETTINGS"]
    return max(settings.upload_megabytes, settings.scan_megabytes)
