"""Mail over a real socket: taken, encrypted, refused, tried again, given up; nothing is lost and nothing goes twice."""

import email
import email.policy
import ipaddress
import ssl
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, select

from matching.clock import Clock
from matching.mail import MailNotSafe, message_for, send
from matching.records import Account, Mail, WorkItem
from matching.services.telling import add_mail, tell
from matching.settings import Settings
from matching.vocabulary import Language, MailChoice, WorkState
from matching.work import MAX_ATTEMPTS
from tests.builders import Browser, Office, doing, sign_in_name_of
from tests.conftest import KEYS, TODAY
from tests.journeys.conftest import free_port
from workers.resources import resources
from workers.tasks import mail as task


class Post:
    """What a server received, and how often it still refuses."""

    def __init__(self, refusals: int = 0) -> None:
        self.refusals = refusals
        self.received: list[EmailMessage] = []
        self.was_encrypted: list[bool] = []

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:
        if self.refusals:
            self.refusals -= 1
            return "451 Later, please"
        parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.received.append(parsed)  # type: ignore[arg-type]
        self.was_encrypted.append(session.ssl is not None)
        return "250 Taken"


def check_login(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    fits = isinstance(data, LoginPassword) and (data.login, data.password) == (b"resettle", b"p@ss word")
    return AuthResult(success=fits, handled=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and certificate for this machine, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = Clock().instant()
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(7).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path_factory.mktemp("certificate") / "server.pem"
    written = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(written + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def serving() -> Iterator[Callable[..., str]]:
    """Start an SMTP server on a free port; gives its host and port."""
    running = []

    def start(post: Post, **options: Any) -> str:
        server = Controller(post, hostname="127.0.0.1", port=free_port(), **options)
        server.start()
        running.append(server)
        return f"127.0.0.1:{server.port}"

    yield start
    for server in running:
        server.stop()


def tls(certificate: Path) -> dict[str, Any]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return {"tls_context": context, "authenticator": check_login, "auth_required": True}


@pytest.fixture
def sending(
    engine: Engine, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], int]]:
    """Write a mail to the officer and point the worker of this process at a server. Gives the item's number."""
    told = KEYS | {
        "RESETTLE_VAR": str(tmp_path),
        "RESETTLE_DATABASE_URL": engine.url.render_as_string(hide_password=False),
        "RESETTLE_TODAY": TODAY.isoformat(),
        "RESETTLE_MAIL_FROM": "no-reply@office.example",
    }

    def prepare(mail_url: str) -> int:
        for name, value in (told | {"RESETTLE_MAIL_URL": mail_url}).items():
            monkeypatch.setenv(name, value)
        resources.cache_clear()
        with doing(engine) as work:
            account = work.session.get_one(Account, office.officer.account_id)
            account.mail, account.language, account.mail_choice = "li@office.example", Language.ENGLISH, MailChoice.EACH
            tell(work, [account.id], "provider.registered", "x", id=1)
        with Session(engine) as session:
            return session.exec(select(WorkItem.id)).one() or 0

    yield prepare
    resources.cache_clear()


def item(engine: Engine, item_id: int) -> WorkItem:
    with Session(engine) as session:
        return session.get_one(WorkItem, item_id)


def test_a_mail_goes_once_however_often_the_bell_rings(
    engine: Engine, sending: Callable[[str], int], serving: Callable[..., str]
) -> None:
    post = Post()
    item_id = sending(f"smtp://{serving(post)}")
    for _bell in range(3):
        task.send_mail(item_id)
    (message,) = post.received
    assert message["To"] == "li@office.example" and message["Subject"] == "resettle: something new for you"
    assert "/notifications/" in message.get_content()
    with Session(engine) as session:
        mail = session.exec(select(Mail)).one()
    assert mail.sent_at is not None and mail.arguments == "{}" and item(engine, item_id).state is WorkState.DONE


def test_a_server_that_refuses_is_tried_again(
    engine: Engine, sending: Callable[[str], int], serving: Callable[..., str]
) -> None:
    post = Post(refusals=2)
    item_id = sending(f"smtp://{serving(post)}")
    for _attempt in range(2):
        task.send_mail(item_id)
        assert item(engine, item_id).fault == "SMTPDataError" and post.received == []
    task.send_mail(item_id)
    assert len(post.received) == 1 and item(engine, item_id).state is WorkState.DONE


def test_the_fifth_refusal_shows_to_the_administrator_in_words(
    app: Flask, engine: Engine, office: Office, sending: Callable[[str], int], serving: Callable[..., str]
) -> None:
    item_id = sending(f"smtp://{serving(Post(refusals=99))}")
    for _attempt in range(MAX_ATTEMPTS):
        task.send_mail(item_id)
    assert item(engine, item_id).state is WorkState.DEAD
    shown = Browser(app, sign_in_name_of(engine, office.administrator)).get("/work").text
    assert "The mail server refuses the message" in shown and "Send a mail" in shown and "li@office" not in shown
    assert (
        "A provider has registered" in Browser(app, sign_in_name_of(engine, office.officer)).get("/notifications").text
    )


def test_name_and_password_go_only_through_an_encrypted_line(
    sending: Callable[[str], int],
    serving: Callable[..., str],
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    post = Post()
    task.send_mail(sending(f"smtp://resettle:p%40ss%20word@{serving(post, **tls(certificate))}"))
    assert post.was_encrypted == [True]


def test_a_wrong_password_is_a_fault_in_words(
    engine: Engine,
    sending: Callable[[str], int],
    serving: Callable[..., str],
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    post = Post()
    item_id = sending(f"smtp://resettle:wrong@{serving(post, **tls(certificate))}")
    task.send_mail(item_id)
    assert item(engine, item_id).fault == "SMTPAuthenticationError" and post.received == []


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(
    engine: Engine, sending: Callable[[str], int], serving: Callable[..., str], certificate: Path
) -> None:
    post = Post()
    item_id = sending(f"smtp://resettle:p%40ss%20word@{serving(post, **tls(certificate))}")
    task.send_mail(item_id)
    assert item(engine, item_id).fault == "SSLCertVerificationError" and post.received == []


def test_a_server_that_is_away_leaves_the_mail_waiting(engine: Engine, sending: Callable[[str], int]) -> None:
    item_id = sending("smtp://127.0.0.1:1")
    task.send_mail(item_id)
    waiting = item(engine, item_id)
    assert (waiting.state, waiting.fault, waiting.attempts) == (WorkState.TODO, "ConnectionRefusedError", 1)


@pytest.mark.parametrize("who", ["resettle:secret@", ""])
def test_nothing_is_sent_in_the_clear_to_another_machine(
    settings: Settings, serving: Callable[..., str], who: str
) -> None:
    port = serving(Post()).rpartition(":")[2]
    told = settings.model_copy(update={"mail_url": f"smtp://{who}0.0.0.0:{port}"})
    with pytest.raises(MailNotSafe):
        send(EmailMessage(), told, 1)


def test_an_account_that_lost_its_address_is_a_fault_and_no_lost_mail(
    engine: Engine, office: Office, sending: Callable[[str], int], serving: Callable[..., str]
) -> None:
    item_id = sending(f"smtp://{serving(Post())}")
    with doing(engine) as work:
        work.session.get_one(Account, office.officer.account_id).mail = None
    task.send_mail(item_id)
    assert item(engine, item_id).fault == "MailHasNoAddress"


@pytest.mark.parametrize(("language", "subjects"), [(None, 2), (Language.ENGLISH, 1), (Language.CHINESE, 1)])
def test_a_mail_speaks_the_accounts_language_or_both(
    engine: Engine, office: Office, settings: Settings, language: Language | None, subjects: int
) -> None:
    with doing(engine) as work:
        account = work.session.get_one(Account, office.officer.account_id)
        account.mail, account.language = "li@office.example", language
        waiting = {"ids": list(range(1, 31)), "waiting": {"proposal": (3, 1), "anything": (1, 0)}}
        add_mail(work, account.id or 0, "digest", "k", waiting)
        message = message_for(work.session.exec(select(Mail)).one(), account, settings)
    body = message.get_content()
    assert len(message["Subject"].split(" / ")) == subjects and body.count("/account") == subjects
    assert body.count("/notifications/") == 20 * subjects
