"""Sending mail: by an SMTP server where the settings name one, else into `var/outbox/`.

A message carries a reference and a link, in both languages, never anything about a subject.
"""

import json
import smtplib
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from matching.records import Account, Mail
from matching.settings import Settings

TEMPLATES: dict[str, tuple[str, str]] = {
    "one_time_code": (
        "resettle: one-time code / 一次性验证码",
        "Your one-time code is {code}. It works once, for one hour: {link}/password/code\n"
        "If you did not ask for it, ignore this message.\n\n"
        "您的一次性验证码是 {code}，一小时内有效，只能使用一次：{link}/password/code\n"
        "如果不是您本人申请，请忽略此邮件。\n",
    ),
}
TIMEOUT_SECONDS = 10


def message_for(mail: Mail, account: Account, settings: Settings) -> EmailMessage:
    """Write a mail row out as a message."""
    subject, body = TEMPLATES[mail.template]
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, account.mail, subject
    message["Message-ID"] = f"<resettle.{mail.id}@{urlsplit(settings.public_url).hostname}>"
    message.set_content(body.format(link=settings.public_url, **json.loads(mail.arguments)))
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
    server = urlsplit(url)
    secure = server.scheme == "smtps"
    kind = smtplib.SMTP_SSL if secure else smtplib.SMTP
    with kind(
        server.hostname or "localhost", server.port or (465 if secure else 25), timeout=TIMEOUT_SECONDS
    ) as connection:
        if not secure and connection.has_extn("starttls"):
            connection.starttls()
        if server.username:
            connection.login(unquote(server.username), unquote(server.password or ""))
        connection.send_message(message)
