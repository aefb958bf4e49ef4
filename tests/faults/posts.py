"""What one press of a button sends, and how it is written down for the wire."""

from dataclasses import dataclass, field, replace
from urllib.parse import quote_plus

BOUNDARY = "----resettle"
WHO = ("csrf_token",)
"""Fields that most mutations leave alone: without them every post would stop at the same door."""


@dataclass(frozen=True)
class File:
    """A file where a form sends one."""

    name: str
    content: bytes
    kind: str = "application/octet-stream"


Value = str | bytes | File


@dataclass(frozen=True)
class Post:
    """What one press sends."""

    address: str
    fields: tuple[tuple[str, Value], ...]
    is_multipart: bool = False
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    raw: tuple[str, bytes] | None = None
    times: int = 1

    @property
    def body(self) -> tuple[str, bytes]:
        """The kind of content, and the content."""
        if self.raw:
            return self.raw
        if self.is_multipart or any(isinstance(value, File) for _name, value in self.fields):
            return f"multipart/form-data; boundary={BOUNDARY}", b"".join(map(_part, self.fields)) + _end()
        pairs = (f"{quote_plus(as_bytes(name))}={quote_plus(as_bytes(value))}" for name, value in self.fields)
        return "application/x-www-form-urlencoded", "&".join(pairs).encode()


def as_bytes(value: Value) -> bytes:
    """The bytes of a value; lone surrogates become the bytes that no decoder accepts."""
    if isinstance(value, File):
        return value.content
    return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")


def _part(pair: tuple[str, Value]) -> bytes:
    name, value = pair
    extra = f'; filename="{value.name}"\r\nContent-Type: {value.kind}' if isinstance(value, File) else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{extra}\r\n\r\n'
    return head.encode("utf-8", "surrogatepass") + as_bytes(value) + b"\r\n"


def _end() -> bytes:
    return f"--{BOUNDARY}--\r\n".encode()


def fields_of(post: Post) -> list[str]:
    """The names that a mutation may touch."""
    return [name for name, _value in post.fields if name not in WHO] or ["once"]


def with_value(post: Post, name: str, *values: Value) -> Post:
    """The post with a field's values replaced, in its place or at the end."""
    kept: list[tuple[str, Value]] = []
    fresh: list[tuple[str, Value]] = [(name, value) for value in values]
    for pair in post.fields:
        if pair[0] != name:
            kept.append(pair)
        else:
            kept, fresh = kept + fresh, []
    return replace(post, fields=(*kept, *fresh))
