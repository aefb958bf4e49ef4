"""The names and faults of background work, in words."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

NAMES: dict[str, Any] = {
    "rematch_subject": _l("Renew one person's shortlist"),
    "rematch_offer": _l("Renew the shortlists that an offer touches"),
    "start_run": _l("Begin a full run"),
    "run_block": _l("A part of a full run"),
    "close_run": _l("Finish a full run"),
    "send_mail": _l("Send a mail"),
    "start_digests": _l("Ask for the daily mails"),
    "write_digest": _l("Write somebody's daily mail"),
    "start_reminders": _l("Look for what stalls"),
    "remind_unit": _l("Remind a unit of what stalls"),
    "remind_provider": _l("Remind a provider of what waits"),
    "end_covers": _l("End covers whose last day has passed"),
    "lapse_proposals": _l("End proposals that nobody answered"),
    "expire_offers": _l("End offers whose closing date has passed"),
    "wake_suggestions": _l("Bring back what was held"),
    "seal_audit": _l("Seal the audit"),
    "tidy_up": _l("Forget what nobody needs"),
}
"""Name of work -> what it does."""

FAULTS: dict[str, Any] = {
    "MailHasNoAddress": _l("The account has no mail address"),
    "MailNotSafe": _l("The mail server offers no encryption: nothing was sent"),
    "SMTPAuthenticationError": _l("The mail server does not accept our name or password"),
    "SMTPRecipientsRefused": _l("The mail server refuses the recipient's address"),
    "SMTPSenderRefused": _l("The mail server refuses our sender address"),
    "SMTPDataError": _l("The mail server refuses the message"),
    "SMTPResponseException": _l("The mail server refuses"),
    "SMTPConnectError": _l("The mail server refuses the connection"),
    "SMTPHeloError": _l("The mail server refuses the greeting"),
    "SMTPNotSupportedError": _l("The mail server lacks what we need to sign in"),
    "SMTPServerDisconnected": _l("The mail server hung up"),
    "SSLCertVerificationError": _l("The mail server's certificate is not trusted"),
    "SSLError": _l("No encrypted connection with the mail server"),
    "ConnectionRefusedError": _l("Nobody answers at the server's address"),
    "ConnectionResetError": _l("The server hung up"),
    "TimeoutError": _l("The server did not answer in time"),
    "gaierror": _l("The server's name is not known"),
    "OperationalError": _l("The database was away or busy"),
    "IntegrityError": _l("The database refused what was to be stored"),
    "SoftTimeLimitExceeded": _l("It took too long"),
    "PermissionError": _l("A file or folder may not be written"),
    "the worker died or took too long": _l("The worker died or took too long"),
}
"""What an error is called in the code -> in words; others keep their name."""


def work_name(name: str) -> str:
    """Say what a piece of work does."""
    return str(NAMES[name])


def fault_words(fault: str) -> str:
    """Say what went wrong."""
    if not fault:
        return str(_("no fault noted"))
    return str(FAULTS[fault]) if fault in FAULTS else str(_("An error of the program: %(fault)s", fault=fault))
