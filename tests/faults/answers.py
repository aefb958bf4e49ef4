"""What a good answer to a refused post would not do."""

import re
from collections.abc import Iterator
from unicodedata import decimal
from urllib.parse import urlsplit

from tests.faults.forms import TYPED, PageReader, read_page
from tests.faults.posts import File, Post, as_bytes

ERROR_PAGE = re.compile(r'<h1 class="govuk-heading-l">[^<]+</h1>\s*<p class="govuk-body">[^<]{10,}</p>')


def faults_of_refusal(text: str, post: Post | None = None) -> Iterator[str]:
    """A refused form names each fault at its field and in the summary, and keeps what was typed; other pages say what is wrong."""
    if ERROR_PAGE.search(text):
        return
    page = read_page(text)
    if not any(line.strip() for line in page.summary):
        yield "refused without saying why"
    yield from (
        f"the summary leads to {lead}, which is not on the page" for lead in page.leads if lead[1:] not in page.ids
    )
    for beside in page.beside:
        words = beside.partition(":")[2].strip() or beside.strip()
        if not any(words in each or each.rpartition(":")[2].strip() in words for each in page.summary):
            yield f"{words!r} stands beside a field and not in the summary"
    if post is not None and not post.raw:
        yield from lost_texts(page, post)


def lost_texts(page: PageReader, post: Post) -> Iterator[str]:
    """What was typed and is not in its box any more."""
    own = [
        form
        for form in page.forms
        if form.method == "post" and urlsplit(form.action or post.address).path == urlsplit(post.address).path
    ]
    for control in own[0].controls if own else []:
        sent = [value for name, value in post.fields if name == control.name]
        if control.kind in TYPED and len(sent) == 1 and not isinstance(sent[0], File):
            typed = as_bytes(sent[0]).decode("utf-8", "replace")
            if "\ufffd" not in typed and not is_kept(typed, control.value):
                yield f"{control.name} was {typed[:60]!r} and is now {control.value[:60]!r}"
    if not own and page.leads:
        yield "the form is not on the page that answers"


def is_kept(typed: str, shown: str) -> bool:
    """Whether a box shows what was typed; a number or a time that was understood may be written out."""
    if plain(typed) == plain(shown) or plain(typed).zfill(4) == plain(shown).replace(":", ""):
        return True
    try:
        return float(typed) == float(shown)
    except ValueError:
        return False


def plain(text: str) -> str:
    """A text as it may be kept: blanks around it, signs that no text holds and the script of digits do not count."""
    shown = (sign for sign in " ".join(text.split()) if sign.isprintable())
    return "".join(str(decimal(sign)) if sign.isdecimal() else sign for sign in shown).strip()


def shortened(post: Post) -> str:
    """A post in one line."""
    fields = [
        (name, value if len(repr(value)) < 80 else repr(value)[:60] + "…")
        for name, value in post.fields[:60]
        if name not in ("csrf_token", "once")
    ]
    return f"POST {post.address[:200]} {fields} {post.headers} {post.raw[0][:80] if post.raw else ''}"
