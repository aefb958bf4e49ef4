"""Sending mail: by an SMTP server where the settings name one, else into `var/outbox/`.

A message carries references and links, in the account's language or in both, never anything about a subject.
"""

import json
import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from matching.mail_texts import BODIES, SUBJECTS
from matching.records import Account, Mail
from matching.settings import LOOPBACK, Settings
from matching.vocabulary import Language

TIMEOUT_SECONDS = 10


class MailNotSafe(OSError):
    """The server on another machine offers no STARTTLS: nothing is sent in the clear."""


def message_for(mail: Mail, account: Account, settings: Settings) -> EmailMessage:
    """Write a mail row out as a message."""
    languages = [account.language] if account.language else list(Language)
    link, arguments = settings.public_url.rstrip("/"), json.loads(mail.arguments)
    message = EmailMessage()
    message["From"], message["To"] = settings.mail_from, account.mail
    message["Subject"] = " / ".join(SUBJECTS[mail.template][language] for language in languages)
    message["Message-ID"] = f"<resettle.{mail.id}@{urlsplit(settings.public_url).hostname}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n".join(BODIES[mail.template](language, link, arguments) for language in languages))
    return message


def send(message: EmailMessage, settings: Settings, mail_id: int) -> None:
    """Hand a message over. Raises OSError or SMTPException where the server does not take it."""
    if settings.mail_url:
        _by_smtp(message, settings.mail_url)
        return
    outbox = settings.var / "outbox"
    outbox.mkdir(parents=True, exist_ok=True, mode=0o700)
    (outbox / f"{mail_id:06d}.eml").write_bytes(bytes(message))


def _by_smtp(message: EmailMessage, url: str) -> None:
    """Speak to the server of an address; TLS certificates are checked, and nothing goes over an open line to another machine."""
    server = urlsplit(url)
    host, trusted = server.hostname or "localhost", ssl.create_default_context()
    with _connected(server.scheme == "smtps", host, server.port, trusted) as connection:
        connection.ehlo_or_helo_if_needed()
        if server.scheme != "smtps" and connection.has_extn("starttls"):
            connection.starttls(context=trusted)
        elif server.scheme != "smtps" and host not in LOOPBACK:
            raise MailNotSafe
        if server.username:
            connection.login(unquote(server.username), unquote(server.password or ""))
        connection.send_message(message)


def _connected(is_secure: bool, host: str, port: int | None, trusted: ssl.SSLContext) -> smtplib.SMTP:
    if is_secure:
        return smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT_SECONDS, context=trusted)
    return smtplib.SMTP(host, port or 25, timeout=TIMEOUT_SECONDS)
