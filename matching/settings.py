"""What the service is told from outside: read once, refusing what is unsafe, all faults at once."""

import contextlib
import os
import secrets
from datetime import date
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from matching.errors import UnsafeSettings

PLACEHOLDER = "change-me"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Settings(BaseSettings):
    """Every setting, with its default. `.env.example` repeats this list and a test holds the two together."""

    model_config = SettingsConfigDict(
        env_prefix="RESETTLE_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    environment: Literal["embedded", "production"] = Field(
        "embedded", description="embedded: one machine, keys made at the first start. production: a city"
    )
    var: Path = Field(Path("var"), description="folder for the embedded database, keys, mail and caches")
    database_url: str = Field("", description="empty: SQLite under var/; a city: postgresql+psycopg://…")
    broker_url: str = Field("memory://", description="memory:// (embedded), redis://… or amqp://…")
    secret_key: str = Field("", description="signs forms; empty: made and kept under var/ (embedded only)")
    field_keys: str = Field("", description="comma-separated Fernet keys; the first encrypts, all decrypt")
    lookup_key: str = Field("", description="keys the hash by which identity numbers are looked up")
    public_url: str = Field(
        "",
        description="address that people type; https off loopback; empty: this machine's, at the port of RESETTLE_BIND",
    )
    bind: str = Field("127.0.0.1:8000", description="address and port that the server listens on")
    web_threads: int = Field(8, ge=1, le=256, description="threads that answer pages")
    worker_processes: int = Field(2, ge=1, le=64, description="children that do background work")
    today: date | None = Field(None, description="fixes the date for demonstrations; refused in production")
    language: Literal["en", "zh_Hans_CN"] = Field("en", description="language of first visits")
    mail_url: str = Field("", description="smtp://user:password@host:587; empty: mail is written to var/outbox/")
    mail_from: str = Field("no-reply@localhost", description="sender of mail")
    idle_minutes: int = Field(30, ge=1, description="a session ends after so long without a page")
    session_hours: int = Field(12, ge=1, description="a session ends after so long in any case")
    answer_days: int = Field(5, ge=1, description="working days a provider has before a proposal lapses")
    scan_megabytes: int = Field(10, ge=1, le=50, description="largest scan of a signed paper that is kept")
    upload_megabytes: int = Field(10, ge=1, le=100, description="largest file or form that is taken")

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database."""
        return self.database_url or f"sqlite:///{self.var.absolute() / 'resettle.db'}"

    @property
    def is_production(self) -> bool:
        """Whether this is a city's service and not one machine's."""
        return self.environment == "production"

    @property
    def uses_https(self) -> bool:
        """Whether people reach the service by https."""
        return self.public_url.startswith("https://")

    @model_validator(mode="after")
    def fill_address(self) -> Self:
        """Without an address that people type, they type the one that the server listens on."""
        if not self.public_url:
            port = self.bind.rsplit(":", 1)[-1]
            object.__setattr__(self, "public_url", f"http://127.0.0.1:{port}")
        return self

    @model_validator(mode="after")
    def refuse_unsafe(self) -> Self:
        """Refuse to start on anything that would leak or lose; name every fault at once."""
        faults = [
            *self._address_faults(),
            *self._key_faults(),
            *(self._production_faults() if self.is_production else []),
        ]
        if faults:
            raise ValueError("\n".join(faults))
        return self

    def _address_faults(self) -> list[str]:
        host = urlsplit(self.public_url).hostname
        if not host:
            return ["RESETTLE_PUBLIC_URL must be an address such as https://resettle.example"]
        if not self.uses_https and host not in LOOPBACK:
            return ["RESETTLE_PUBLIC_URL is plain http off this machine: use https://, or 127.0.0.1"]
        if not self.uses_https and self.bind.rsplit(":", 1)[0].strip("[]") not in LOOPBACK:
            return [
                "RESETTLE_BIND listens beyond this machine while RESETTLE_PUBLIC_URL is plain http: bind to 127.0.0.1"
            ]
        return []

    def _key_faults(self) -> list[str]:
        named = {"SECRET_KEY": self.secret_key, "FIELD_KEYS": self.field_keys, "LOOKUP_KEY": self.lookup_key}
        faults = [
            f"RESETTLE_{name} is a placeholder: make one with `resettle keys`"
            for name, value in named.items()
            if PLACEHOLDER in value
        ]
        if not faults and not all(is_fernet_key(key) for key in self.field_keys.split(",") if key):
            faults.append("RESETTLE_FIELD_KEYS holds something that is no Fernet key: make one with `resettle keys`")
        return faults

    def _production_faults(self) -> list[str]:
        missing = [
            f"RESETTLE_{name} is missing: production makes no keys of its own (`resettle keys` prints a set)"
            for name, value in (
                ("SECRET_KEY", self.secret_key),
                ("FIELD_KEYS", self.field_keys),
                ("LOOKUP_KEY", self.lookup_key),
            )
            if len(value) < 32
        ]
        if self.today is not None:
            missing.append("RESETTLE_TODAY is for demonstrations: take it out in production")
        if self.broker_url.startswith("memory:"):
            missing.append("RESETTLE_BROKER_URL must name a Redis or RabbitMQ server in production")
        if not self.uses_https:
            missing.append("RESETTLE_PUBLIC_URL must be https in production")
        return missing


def is_fernet_key(text: str) -> bool:
    """Whether a text is a Fernet key."""
    try:
        Fernet(text.strip())
    except ValueError:
        return False
    return True


def read_settings(**overrides: object) -> Settings:
    """Read the environment and `.env`, completing the keys of an embedded service.

    Raises:
        UnsafeSettings: with one line per fault.
    """
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        raise UnsafeSettings("\n".join(_all_faults(error, overrides))) from None
    return settings if settings.is_production else _with_own_keys(settings)


def new_keys() -> dict[str, str]:
    """Make a fresh set of keys, by the names of their settings."""
    return {
        "RESETTLE_SECRET_KEY": secrets.token_urlsafe(48),
        "RESETTLE_FIELD_KEYS": Fernet.generate_key().decode(),
        "RESETTLE_LOOKUP_KEY": secrets.token_urlsafe(48),
    }


def _all_faults(error: ValidationError, overrides: dict[str, object]) -> list[str]:
    """The faults of single settings, and those that only show once these have their defaults."""
    unreadable = {str(fault["loc"][0]) for fault in error.errors() if fault["loc"]}
    if not unreadable:
        return _fault_lines(error)
    defaults = {name: Settings.model_fields[name].default for name in unreadable}
    try:
        Settings(**overrides | defaults)  # type: ignore[arg-type]
    except ValidationError as further:
        return _fault_lines(error) + _fault_lines(further)
    return _fault_lines(error)


def _fault_lines(error: ValidationError) -> list[str]:
    lines = []
    for fault in error.errors():
        name = "".join(f"RESETTLE_{part}".upper() + ": " for part in fault["loc"])
        lines.append(name + str(fault["msg"]).removeprefix("Value error, "))
    return lines


def _with_own_keys(settings: Settings) -> Settings:
    """Fill the keys that were not given from `var/keys.env`, made once with mode 600."""
    path = settings.var / "keys.env"
    settings.var.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _write_once(path, "".join(f"{name}={value}\n" for name, value in new_keys().items()))
    kept = dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)
    own = {name.removeprefix("RESETTLE_").lower(): value for name, value in kept.items()}
    return settings.model_copy(update={name: value for name, value in own.items() if not getattr(settings, name)})


def _write_once(path: Path, text: str) -> None:
    """Write a private file whole or not at all; of two that start together, the first one's stays."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
