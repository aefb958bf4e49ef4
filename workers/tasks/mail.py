"""Sending mail, and writing the daily ones."""

from matching.database import UnitOfWork
from matching.mail import message_for, send
from matching.records import Account, Mail
from matching.services.digests import start_digests, write_digest
from workers.app import app
from workers.performing import Ids, perform
from workers.resources import resources


class MailHasNoAddress(OSError):
    """The account has no mail address any more."""


@app.task(name="start_digests")
def ask_for_digests(item_id: int) -> None:
    """Ask for each account's daily mail."""
    perform(item_id, apply=lambda work, ids, _none: start_digests(work))


@app.task(name="write_digest")
def write_one_digest(item_id: int) -> None:
    """Write one account's daily mail."""
    perform(item_id, apply=lambda work, ids, _none: write_digest(work, ids["account"]))


@app.task(name="send_mail")
def send_mail(item_id: int) -> None:
    """Send one mail, unless it was sent before."""
    perform(item_id, prepare=hand_over, apply=lambda work, ids, _none: mark_sent(work, ids))


def hand_over(work: UnitOfWork, ids: Ids) -> None:
    """Hand a waiting mail to the server."""
    mail = work.session.get(Mail, ids["mail"])
    account = work.session.get(Account, mail.account_id) if mail else None
    if mail is None or account is None or mail.sent_at is not None:
        return
    if not account.mail:
        raise MailHasNoAddress
    settings = resources().settings
    send(message_for(mail, account, settings), settings, mail.id or 0)


def mark_sent(work: UnitOfWork, ids: Ids) -> None:
    """Remember that a mail has gone, and forget what it said."""
    mail = work.session.get(Mail, ids["mail"])
    if mail is not None:
        mail.sent_at, mail.arguments = work.instant, "{}"
