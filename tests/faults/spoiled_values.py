"""Hostile, impossible and forgotten values: a valid post with something else in its fields."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.faults.forms import TYPED, FormOnPage
from tests.faults.posts import WHO, File, Post, fields_of, with_value

Mutation = Callable[[Random, Post, FormOnPage], Post]

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


def hostile_value(rng: Random, post: Post, _form: FormOnPage) -> Post:
    return with_value(post, rng.choice(fields_of(post)), TEXTS[rng.choice(list(TEXTS))])


def hostile_text(rng: Random, post: Post, form: FormOnPage) -> Post:
    """In a box that is typed into, where the form has one."""
    names = [each.name for each in form.controls if each.kind in TYPED] or fields_of(post)
    return with_value(post, rng.choice(names), TEXTS[rng.choice(list(TEXTS))])


def hostile_number(rng: Random, post: Post, form: FormOnPage) -> Post:
    names = [each.name for each in form.controls if each.hint] or fields_of(post)
    numbers = list(TEXTS)[list(TEXTS).index("negative") : list(TEXTS).index("not offered")]
    return with_value(post, rng.choice(names), TEXTS[rng.choice(numbers)])


def choice_not_offered(rng: Random, post: Post, form: FormOnPage) -> Post:
    names = [each.name for each in form.controls if each.options] or fields_of(post)
    wrong = ("no-such-choice", "1999999999", "-1", "x" * 5000, "\x00", "0", "٣", "9" * 18, "9" * 4400)
    return with_value(post, rng.choice(names), rng.choice(wrong))


def everything_hostile(rng: Random, post: Post, _form: FormOnPage) -> Post:
    for name in set(fields_of(post)) - {"once", "version"}:
        post = with_value(post, name, TEXTS[rng.choice([each for each in TEXTS if each != "megabyte"])])
    return post


def everything_one_value(rng: Random, post: Post, _form: FormOnPage) -> Post:
    value = TEXTS[rng.choice([each for each in TEXTS if each != "megabyte"])]
    for name in set(fields_of(post)) - {"once", "version"}:
        post = with_value(post, name, value)
    return post


def field_left_out(rng: Random, post: Post, _form: FormOnPage) -> Post:
    return with_value(post, rng.choice(fields_of(post)))


def everything_left_out(_rng: Random, post: Post, _form: FormOnPage) -> Post:
    return replace(post, fields=tuple(pair for pair in post.fields if pair[0] in WHO))


def everything_empty(_rng: Random, post: Post, _form: FormOnPage) -> Post:
    hidden = (*WHO, "once", "version")
    return replace(post, fields=tuple((name, value if name in hidden else "") for name, value in post.fields))


def field_repeated(rng: Random, post: Post, _form: FormOnPage) -> Post:
    name = rng.choice(fields_of(post))
    own = [value for known, value in post.fields if known == name]
    return with_value(post, name, *own, TEXTS[rng.choice(list(TEXTS))], *own)


def everything_offered(_rng: Random, post: Post, form: FormOnPage) -> Post:
    for control in form.controls:
        for option in control.options:
            post = replace(post, fields=(*post.fields, (control.name, option)))
    return post


def impossible_day(rng: Random, post: Post, form: FormOnPage) -> Post:
    days = (("0000", "1", "1"), ("9999", "12", "31"), ("2026", "2", "30"), ("2026", "1", "32"), ("2026", "", ""), ("1", "1", "1"), ("-2026", "1", "1"), ("2026", "13", "1"), ("1899", "12", "31"), ("2200", "12", "31"), ("1900", "1", "1"), ("9" * 4400, "1", "1"), ("２０２６", "1", "1"), ("²", "1", "1"))  # fmt: skip
    firsts = [each.name.removesuffix("-year") for each in form.controls if each.name.endswith("-year")]
    if not firsts:
        return hostile_value(rng, post, form)
    name = rng.choice(firsts)
    for part, value in zip(("year", "month", "day"), rng.choice(days), strict=True):
        post = with_value(post, f"{name}-{part}", value)
    return post


def file_for_text(rng: Random, post: Post, _form: FormOnPage) -> Post:
    kind = rng.choice(
        (File("a.exe", b"MZ\x00\xff" * 200), File("", b""), File("\u202egnp.exe", b"x"), File("../../x" * 60, b"\x00"))
    )
    return with_value(post, rng.choice(fields_of(post)), kind)


def text_for_file(rng: Random, post: Post, form: FormOnPage) -> Post:
    names = [each.name for each in form.controls if each.kind == "file"] or fields_of(post)
    return with_value(post, rng.choice(names), TEXTS[rng.choice(list(TEXTS))])


def wrong_file(rng: Random, post: Post, form: FormOnPage) -> Post:
    names = [each.name for each in form.controls if each.kind == "file"]
    if not names:
        return file_for_text(rng, post, form)
    files = (File("empty.csv", b""), File("x.xlsx", b"PK\x03\x04garbage"), File("x.csv", b"\xff\xfe\x00\x00"), File("a" * 400 + ".pdf", b"%PDF-1.7"), File("x.pdf", b"MZ"), File("x.png", b"\x89PNG\r\n\x1a\n"), File("no-ending", b"name\nx\n"), File("x.csv", b"a,b\n1\n1,2,3\n"), File("\x00.csv", b"a"), File("题.csv", "姓名\n王".encode("gb18030")))  # fmt: skip
    return with_value(post, names[0], rng.choice(files))


VALUES: tuple[Mutation, ...] = (
    hostile_value, hostile_text, hostile_number, choice_not_offered, everything_hostile, everything_one_value, field_left_out, everything_left_out, everything_empty, field_repeated, everything_offered, impossible_day, file_for_text, text_for_file, wrong_file,
)  # fmt: skip
"""Ways of bending what a post says."""
