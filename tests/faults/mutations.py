"""What hostile, broken and hurried browsers send: one valid post, bent in every way that we know."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from urllib.parse import quote_plus

from tests.faults.forms import TYPED, FormOnPage

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


TEXTS: dict[str, str | bytes] = {
    "empty": "", "blank": " \t\u3000\u00a0 ", "NUL": "a\x00b", "control signs": "a\x01\x07\x1b[2Jb\x7f\x85", "lone surrogate": "a\ud800b",
    "broken UTF-8": b"\xff\xfe\xc3\x28 \xf0\x9f", "GB18030": "中文".encode("gb18030"), "right to left": "\u202eevil\u2066\u05d0",
    "zero width": "\u200b\u200d\ufeff", "emoji": "👩‍👩‍👧‍👦🏳️‍🌈", "astral": "𠜎𡃁𠀀" * 40, "combining": "a" + "\u0301" * 900, "megabyte": "字" * 350_000,
    "long line": "x" * 3000, "three hundred": "王" * 300, "line breaks": "a\r\nb\rc\nd\u2028e", "markup": "<script>alert(1)</script>\"'><img src=x>",
    "template": "{{ 7*7 }} {% raw %} %(num)s %s {0}", "SQL": "'; DROP TABLE subjects; --", "like": "%_%\\", "JSON": '{"a": [1, null]}', "formula": "=cmd|'/c calc'!A1",
    "path": "../../etc/passwd\\..", "header": "a\r\nSet-Cookie: b=1",
    "negative": "-1", "zero": "0", "huge": "9" * 30, "beyond 32 bits": "2147483648", "beyond 64 bits": "9223372036854775808", "five thousand digits": "7" * 5000,
    "NaN": "NaN", "infinity": "inf", "too large a float": "1e400", "tiny": "1e-400", "exponent": "1e3", "underscored": "1_000", "hexadecimal": "0x1F", "fraction": "3.14159265358979",
    "Arabic digits": "١٢", "superscript": "²", "wide digits": "１２", "Chinese digits": "三", "comma": "1,5", "true": "true", "null": "null", "None": "None",
    "year 0": "0000", "year 9999": "9999", "13": "13", "30": "30", "32": "32", "time 24:00": "24:00", "time 99": "99:99", "date in one": "2026-02-30",
    "not offered": "no-such-choice", "far away id": "1999999999", "mail": "a@b", "comma list": ",,,", "dots": "....",
}  # fmt: skip
"""What is typed where something else is asked for."""


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


Mutation = Callable[[Random, Post, FormOnPage], Post]
MUTATIONS: dict[str, Mutation] = {}


def mutation(name: str) -> Callable[[Mutation], Mutation]:
    """Register a way of bending a post."""

    def keep(bend: Mutation) -> Mutation:
        MUTATIONS[name] = bend
        return bend

    return keep


@mutation("as it is")
def as_it_is(_rng: Random, post: Post, _form: FormOnPage) -> Post:
    return post


@mutation("pressed twice")
def pressed_twice(_rng: Random, post: Post, _form: FormOnPage) -> Post:
    return replace(post, times=2)


@mutation("hostile value")
def hostile_value(rng: Random, post: Post, _form: FormOnPage) -> Post:
    return with_value(post, rng.choice(fields_of(post)), TEXTS[rng.choice(list(TEXTS))])


@mutation("hostile text")
def hostile_text(rng: Random, post: Post, form: FormOnPage) -> Post:
    """In a box that is typed into, where the form has one."""
    names = [each.name for each in form.controls if each.kind in TYPED] or fields_of(post)
    return with_value(post, rng.choice(names), TEXTS[rng.choice(list(TEXTS))])


@mutation("hostile number")
def hostile_number(rng: Random, post: Post, form: FormOnPage) -> Post:
    names = [each.name for each in form.controls if each.hint] or fields_of(post)
    numbers = list(TEXTS)[list(TEXTS).index("negative") : list(TEXTS).index("not offered")]
    return with_value(post, rng.choice(names), TEXTS[rng.choice(numbers)])


@mutation("choice not offered")
def choice_not_offered(rng: Random, post: Post, form: FormOnPage) -> Post:
    names = [each.name for each in form.controls if each.options] or fields_of(post)
    wrong = ("no-such-choice", "1999999999", "-1", "x" * 5000, "\x00", "0", "٣", "9" * 18, "9" * 4400)
    return with_value(post, rng.choice(names), rng.choice(wrong))


@mutation("everything hostile")
def everything_hostile(rng: Random, post: Post, _form: FormOnPage) -> Post:
    for name in set(fields_of(post)) - {"once", "version"}:
        post = with_value(post, name, TEXTS[rng.choice([each for each in TEXTS if each != "megabyte"])])
    return post


@mutation("everything one value")
def everything_one_value(rng: Random, post: Post, _form: FormOnPage) -> Post:
    value = TEXTS[rng.choice([each for each in TEXTS if each != "megabyte"])]
    for name in set(fields_of(post)) - {"once", "version"}:
        post = with_value(post, name, value)
    return post


@mutation("field left out")
def field_left_out(rng: Random, post: Post, _form: FormOnPage) -> Post:
    return with_value(post, rng.choice(fields_of(post)))


@mutation("everything left out")
def everything_left_out(_rng: Random, post: Post, _form: FormOnPage) -> Post:
    return replace(post, fields=tuple(pair for pair in post.fields if pair[0] in WHO))


@mutation("everything empty")
def everything_empty(_rng: Random, post: Post, _form: FormOnPage) -> Post:
    hidden = (*WHO, "once", "version")
    return replace(post, fields=tuple((name, value if name in hidden else "") for name, value in post.fields))


@mutation("field repeated")
def field_repeated(rng: Random, post: Post, _form: FormOnPage) -> Post:
    name = rng.choice(fields_of(post))
    own = [value for known, value in post.fields if known == name]
    return with_value(post, name, *own, TEXTS[rng.choice(list(TEXTS))], *own)


@mutation("everything offered at once")
def everything_offered(_rng: Random, post: Post, form: FormOnPage) -> Post:
    for control in form.controls:
        for option in control.options:
            post = replace(post, fields=(*post.fields, (control.name, option)))
    return post


@mutation("impossible day")
def impossible_day(rng: Random, post: Post, form: FormOnPage) -> Post:
    days = (("0000", "1", "1"), ("9999", "12", "31"), ("2026", "2", "30"), ("2026", "1", "32"), ("2026", "", ""), ("1", "1", "1"), ("-2026", "1", "1"), ("2026", "13", "1"), ("1899", "12", "31"), ("2200", "12", "31"), ("1900", "1", "1"), ("9" * 4400, "1", "1"), ("２０２６", "1", "1"), ("²", "1", "1"))  # fmt: skip
    firsts = [each.name.removesuffix("-year") for each in form.controls if each.name.endswith("-year")]
    if not firsts:
        return hostile_value(rng, post, form)
    name = rng.choice(firsts)
    for part, value in zip(("year", "month", "day"), rng.choice(days), strict=True):
        post = with_value(post, f"{name}-{part}", value)
    return post


@mutation("stale or wrong version")
def wrong_version(rng: Random, post: Post, _form: FormOnPage) -> Post:
    return with_value(
        post, "version", rng.choice(("", "0", "7", "-1", "x", "9" * 19, "9" * 4400, "1.0", "f" * 64, "\x00", "²"))
    )


@mutation("odd press token")
def odd_once(rng: Random, post: Post, _form: FormOnPage) -> Post:
    return replace(
        with_value(post, "once", rng.choice(("", "x" * 65, "x" * 5000, "\x00", "\ud800", b"\xff", "a b", "½"))), times=2
    )


@mutation("missing or wrong token")
def wrong_token(rng: Random, post: Post, _form: FormOnPage) -> Post:
    return with_value(post, "csrf_token", *rng.choice(((), ("",), ("x",), ("\x00" * 9,), ("é.é.é",), ("x" * 9000,))))


@mutation("unknown fields")
def unknown_fields(_rng: Random, post: Post, _form: FormOnPage) -> Post:
    more = (
        ("id", "1"),
        ("unit_id", "1"),
        ("state", "approved"),
        ("__proto__", "x"),
        ("a[b][c]", "1"),
        ("[]", ""),
        ("", ""),
        ("\x00", "x"),
        ("is_admin", "y"),
    )
    return replace(post, fields=(*post.fields, *more))


@mutation("too many fields")
def too_many_fields(rng: Random, post: Post, _form: FormOnPage) -> Post:
    return replace(
        post, fields=(*post.fields, *((f"f{number}", "x") for number in range(10_000))), is_multipart=rng.random() < 0.5
    )


@mutation("many values of one field")
def many_values(rng: Random, post: Post, _form: FormOnPage) -> Post:
    name = rng.choice(fields_of(post))
    return replace(post, fields=(*post.fields, *((name, str(number)) for number in range(5000))))


@mutation("bracketed names")
def bracketed_names(_rng: Random, post: Post, _form: FormOnPage) -> Post:
    return replace(post, fields=tuple((name if name in WHO else f"{name}[0]", value) for name, value in post.fields))


@mutation("file where text is wanted")
def file_for_text(rng: Random, post: Post, _form: FormOnPage) -> Post:
    kind = rng.choice(
        (File("a.exe", b"MZ\x00\xff" * 200), File("", b""), File("\u202egnp.exe", b"x"), File("../../x" * 60, b"\x00"))
    )
    return with_value(post, rng.choice(fields_of(post)), kind)


@mutation("text where a file is wanted")
def text_for_file(rng: Random, post: Post, form: FormOnPage) -> Post:
    names = [each.name for each in form.controls if each.kind == "file"] or fields_of(post)
    return with_value(post, rng.choice(names), TEXTS[rng.choice(list(TEXTS))])


@mutation("wrong file")
def wrong_file(rng: Random, post: Post, form: FormOnPage) -> Post:
    names = [each.name for each in form.controls if each.kind == "file"]
    if not names:
        return file_for_text(rng, post, form)
    files = (File("empty.csv", b""), File("x.xlsx", b"PK\x03\x04garbage"), File("x.csv", b"\xff\xfe\x00\x00"), File("a" * 400 + ".pdf", b"%PDF-1.7"), File("x.pdf", b"MZ"), File("x.png", b"\x89PNG\r\n\x1a\n"), File("no-ending", b"name\nx\n"), File("x.csv", b"a,b\n1\n1,2,3\n"), File("\x00.csv", b"a"), File("题.csv", "姓名\n王".encode("gb18030")))  # fmt: skip
    return with_value(post, names[0], rng.choice(files))


@mutation("broken body")
def broken_body(rng: Random, post: Post, _form: FormOnPage) -> Post:
    kind, body = replace(post, is_multipart=True).body
    broken = (
        (kind, body[: len(body) // 2]), (kind.replace(BOUNDARY, "other"), body), ("multipart/form-data", body), (kind, b""), ("application/json", json.dumps([1, {}]).encode()),
        ("text/plain", body), ("", body), ("application/x-www-form-urlencoded; charset=utf-16", body), ("application/x-www-form-urlencoded", b"%&%zz=%&=&&&;;"), ("multipart/form-data; boundary=" + "x" * 9000, body), ("\u00e9/\u00e9", b"\x00"),
    )  # fmt: skip
    return replace(post, raw=rng.choice(broken))


@mutation("JSON with the token in a header")
def json_with_token(rng: Random, post: Post, _form: FormOnPage) -> Post:
    token = next((str(value) for name, value in post.fields if name == "csrf_token"), "")
    body = rng.choice(
        ([1, {}], {}, "x", None, {"version": [1], "once": {}}, {name: [[]] for name, _value in post.fields})
    )
    return replace(post, raw=("application/json", json.dumps(body).encode()), headers={"X-CSRFToken": token})


@mutation("the other encoding")
def other_encoding(_rng: Random, post: Post, _form: FormOnPage) -> Post:
    return replace(post, is_multipart=True)


@mutation("long and odd query")
def odd_query(rng: Random, post: Post, form: FormOnPage) -> Post:
    names = [each.name for each in form.controls if each.name not in WHO] or ["page"]
    query = rng.choice(
        ("x=" + "y" * 20_000, "%00=%ff&=&&", "page=" + "9" * 5000, "&".join(f"{name}=%C3%28" for name in names))
    )
    return replace(post, query=query)


@mutation("odd headers")
def odd_headers(rng: Random, post: Post, _form: FormOnPage) -> Post:
    odd = ({"Accept-Language": "zh-Hant-TW;q=nan,*;q=9,en-" + "x" * 900}, {"Accept-Language": "\xff;;;,"}, {"Accept": "application/json"}, {"Referer": "http://[::1"}, {"Referer": "\xff://"},
           {"X-Requested-With": "XMLHttpRequest", "HX-Request": "true"}, {"Range": "bytes=5-1"}, {"If-Modified-Since": "never"}, {"Cookie": "resettle=\xff; a; =b; resettle=x"}, {"X-Forwarded-For": "'" * 500}, {"Accept-Language": "zh-CN"}, {"Content-Length": "5"})  # fmt: skip
    return replace(post, headers=rng.choice(odd))


@mutation("odd address")
def odd_address(rng: Random, post: Post, _form: FormOnPage) -> Post:
    """Another number or word in the address: nobody's, too large, or no number."""
    parts = post.address.split("/")
    places = [place for place, part in enumerate(parts) if part.isdecimal()] or [len(parts) - 1]
    parts[rng.choice(places)] = rng.choice(
        ("0", "1999999999", "9" * 19, "9" * 30, "9" * 4400, "-1", "1.5", "x", "%00", "%ff", "٣", "1%2f2", "")
    )
    return replace(post, address="/".join(parts) or "/")
