"""Broken, doubled and forged requests: a valid post sent in a way that no page sends it."""

import json
from dataclasses import replace
from random import Random

from tests.faults.forms import FormOnPage
from tests.faults.posts import BOUNDARY, WHO, Post, fields_of, with_value
from tests.faults.spoiled_values import Mutation


def as_it_is(_rng: Random, post: Post, _form: FormOnPage) -> Post:
    return post


def pressed_twice(_rng: Random, post: Post, _form: FormOnPage) -> Post:
    return replace(post, times=2)


def wrong_version(rng: Random, post: Post, _form: FormOnPage) -> Post:
    return with_value(
        post, "version", rng.choice(("", "0", "7", "-1", "x", "9" * 19, "9" * 4400, "1.0", "f" * 64, "\x00", "²"))
    )


def odd_once(rng: Random, post: Post, _form: FormOnPage) -> Post:
    return replace(
        with_value(post, "once", rng.choice(("", "x" * 65, "x" * 5000, "\x00", "\ud800", b"\xff", "a b", "½"))), times=2
    )


def wrong_token(rng: Random, post: Post, _form: FormOnPage) -> Post:
    return with_value(post, "csrf_token", *rng.choice(((), ("",), ("x",), ("\x00" * 9,), ("é.é.é",), ("x" * 9000,))))


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


def too_many_fields(rng: Random, post: Post, _form: FormOnPage) -> Post:
    return replace(
        post, fields=(*post.fields, *((f"f{number}", "x") for number in range(1_200))), is_multipart=rng.random() < 0.5
    )


def many_values(rng: Random, post: Post, _form: FormOnPage) -> Post:
    name = rng.choice(fields_of(post))
    return replace(post, fields=(*post.fields, *((name, str(number)) for number in range(1_200))))


def bracketed_names(_rng: Random, post: Post, _form: FormOnPage) -> Post:
    return replace(post, fields=tuple((name if name in WHO else f"{name}[0]", value) for name, value in post.fields))


def broken_body(rng: Random, post: Post, _form: FormOnPage) -> Post:
    kind, body = replace(post, is_multipart=True).body
    broken = (
        (kind, body[: len(body) // 2]), (kind.replace(BOUNDARY, "other"), body), ("multipart/form-data", body), (kind, b""), ("application/json", json.dumps([1, {}]).encode()),
        ("text/plain", body), ("", body), ("application/x-www-form-urlencoded; charset=utf-16", body), ("application/x-www-form-urlencoded", b"%&%zz=%&=&&&;;"), ("multipart/form-data; boundary=" + "x" * 9000, body), ("\u00e9/\u00e9", b"\x00"),
    )  # fmt: skip
    return replace(post, raw=rng.choice(broken))


def json_with_token(rng: Random, post: Post, _form: FormOnPage) -> Post:
    token = next((str(value) for name, value in post.fields if name == "csrf_token"), "")
    body = rng.choice(
        ([1, {}], {}, "x", None, {"version": [1], "once": {}}, {name: [[]] for name, _value in post.fields})
    )
    return replace(post, raw=("application/json", json.dumps(body).encode()), headers={"X-CSRFToken": token})


def other_encoding(_rng: Random, post: Post, _form: FormOnPage) -> Post:
    return replace(post, is_multipart=True)


def odd_query(rng: Random, post: Post, form: FormOnPage) -> Post:
    names = [each.name for each in form.controls if each.name not in WHO] or ["page"]
    query = rng.choice(
        ("x=" + "y" * 20_000, "%00=%ff&=&&", "page=" + "9" * 5000, "&".join(f"{name}=%C3%28" for name in names))
    )
    return replace(post, query=query)


def odd_headers(rng: Random, post: Post, _form: FormOnPage) -> Post:
    odd = ({"Accept-Language": "zh-Hant-TW;q=nan,*;q=9,en-" + "x" * 900}, {"Accept-Language": "\xff;;;,"}, {"Accept": "application/json"}, {"Referer": "http://[::1"}, {"Referer": "\xff://"},
           {"X-Requested-With": "XMLHttpRequest", "HX-Request": "true"}, {"Range": "bytes=5-1"}, {"If-Modified-Since": "never"}, {"Cookie": "resettle=\xff; a; =b; resettle=x"}, {"X-Forwarded-For": "'" * 500}, {"Accept-Language": "zh-CN"}, {"Content-Length": "5"})  # fmt: skip
    return replace(post, headers=rng.choice(odd))


def odd_address(rng: Random, post: Post, _form: FormOnPage) -> Post:
    """Another number or word in the address: nobody's, too large, or no number."""
    parts = post.address.split("/")
    places = [place for place, part in enumerate(parts) if part.isdecimal()] or [len(parts) - 1]
    parts[rng.choice(places)] = rng.choice(
        ("0", "1999999999", "9" * 19, "9" * 30, "9" * 4400, "-1", "1.5", "x", "%00", "%ff", "٣", "1%2f2", "")
    )
    return replace(post, address="/".join(parts) or "/")


REQUESTS: tuple[Mutation, ...] = (
    as_it_is, pressed_twice, wrong_version, odd_once, wrong_token, unknown_fields, too_many_fields, many_values, bracketed_names, broken_body, json_with_token, other_encoding, odd_query, odd_headers, odd_address,
)  # fmt: skip
"""Ways of bending how a post is sent."""
