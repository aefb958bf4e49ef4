"""Fields that are encrypted at rest, and the keyed hash by which some can still be found."""

import hashlib
import hmac
import json
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from sqlalchemy import LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from matching.errors import UnsafeSettings


class KeyRing:
    """The keys of this process. The first field key encrypts; every one of them can decrypt."""

    def __init__(self) -> None:
        self._fields: MultiFernet | None = None
        self._lookup = b""

    def load(self, field_keys: str, lookup_key: str) -> None:
        """Take the keys from the settings. Raises ValueError for a text that is no Fernet key."""
        self._fields = MultiFernet([Fernet(key.strip()) for key in field_keys.split(",") if key.strip()])
        self._lookup = lookup_key.encode()

    def seal(self, text: str) -> bytes:
        """Encrypt a text."""
        return self._need().encrypt(text.encode())

    def open(self, token: bytes) -> str:
        """Decrypt what `seal` made. Raises InvalidToken under foreign keys."""
        return self._need().decrypt(token).decode()

    def seal_bytes(self, content: bytes) -> bytes:
        """Encrypt a file."""
        return self._need().encrypt(content)

    def open_bytes(self, token: bytes) -> bytes:
        """Decrypt what `seal_bytes` made. Raises InvalidToken under foreign keys."""
        return self._need().decrypt(token)

    def fingerprint(self, text: str) -> str:
        """Hash a text under the lookup key: equal texts meet, and nobody without the key can try them out."""
        self._need()
        return hmac.new(self._lookup, text.strip().upper().encode(), hashlib.sha256).hexdigest()

    def authenticate(self, text: str) -> str:
        """Hash a text exactly as it is under the lookup key: nobody without the key can make one that fits."""
        self._need()
        return hmac.new(self._lookup, text.encode(), hashlib.sha256).hexdigest()

    def _need(self) -> MultiFernet:
        if self._fields is None:
            raise UnsafeSettings("No field keys are loaded")
        return self._fields


keyring = KeyRing()


class Encrypted(TypeDecorator[str]):
    """A text column that the database only ever sees encrypted."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Seal on the way in."""
        return None if value is None else keyring.seal(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        """Open on the way out."""
        return None if value is None else keyring.open(bytes(value))


class EncryptedLines(TypeDecorator[list[str]]):
    """A column of several short texts that the database only ever sees encrypted."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> bytes | None:
        """Seal on the way in."""
        return None if value is None else keyring.seal(json.dumps(value, ensure_ascii=False))

    def process_result_value(self, value: Any | None, dialect: Dialect) -> list[str] | None:
        """Open on the way out."""
        return None if value is None else list(json.loads(keyring.open(bytes(value))))


class EncryptedFile(TypeDecorator[bytes]):
    """A column of a whole file that the database only ever sees encrypted."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Seal on the way in."""
        return None if value is None else keyring.seal_bytes(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> bytes | None:
        """Open on the way out."""
        return None if value is None else keyring.open_bytes(bytes(value))
