"""Everything that is shown has words: codes, events, reasons, the day's work, errors. Providers read none that mark a person."""

import ast
import inspect
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import pytest
from flask import Flask

from matching import errors, vocabulary
from matching.errors import ResettleError
from matching.mail_texts import NOUNS
from matching.queries.stalled import STALLS
from matching.services.announcing import STAFF_HEAR
from matching.work import QUEUES
from tests.guards.reading import calls, modules, named, templates, texts, tree_of
from webapp.wording.acts import RECORDS, act_words
from webapp.wording.codes import LABELS
from webapp.wording.events import EVENTS
from webapp.wording.notifications import LINES as NOTIFIED
from webapp.wording.waiting import LINES
from webapp.wording.waiting.groups import GROUPS
from webapp.wording.work import NAMES

LISTS = [
    codes
    for _name, codes in inspect.getmembers(vocabulary, inspect.isclass)
    if issubclass(codes, StrEnum) and codes is not StrEnum
]
ID = re.compile(r"\bid( or 0)?$|_id$")
KEY = re.compile(r"^[a-z_]+\.[a-z_]*[a-z]$")
MADE_OF: dict[str, type[StrEnum]] = {
    "proposal.": vocabulary.ProposalState,
    "placement.": vocabulary.PlacementState,
    "retention_check.": vocabulary.CheckAnswer,
}
"""Start of a key that is put together -> the list whose codes end it, where the file has no list of its own."""

NOT_STORED: dict[str, set[str]] = {
    "placement.": {"planned"},
    "proposal.": {"awaiting_review"},
}
"""Codes at which a record starts: no step leads there."""

RECORDERS = {"record_event": 2, "record_act": 1, "showing": 0}
"""Function that leaves a trace -> the place of its key among the arguments."""

FORBIDDEN = (
    "correction",
    "offence",
    "offender",
    "released",
    "release",
    "prison",
    "criminal",
    "convict",
    "sentence",
    "矫正",
    "刑满",
    "刑释",
    "安置帮教",
    "罪",
)
ABOUT_THE_POST = {"posts.html": {"offence"}}
"""Where a provider says which offences a task itself excludes: words about a post and about nobody."""

PROVIDER_PAGES = (
    "offers/mine", "offers/steps", "offers/preview", "offers/edit", "proposals/card", "proposals/received", "placements/received", "placements/mine", "providers/register",
)  # fmt: skip


@pytest.mark.parametrize("codes", LISTS, ids=lambda codes: codes.__name__)
def test_every_code_has_a_label(codes: type[StrEnum], app: Flask) -> None:
    missing = [code.name for code in codes if code not in LABELS.get(codes, {})]
    if codes in (vocabulary.Fact, vocabulary.RuleKind) and codes not in LABELS:
        pytest.skip("worded by its own table")
    assert not missing, f"add {missing} to LABELS[{codes.__name__}] in webapp/wording/codes.py"
    with app.test_request_context():
        shown = [str(LABELS[codes][code]) for code in codes]
    assert all(shown) and len(set(shown)) == len(shown), f"two codes of {codes.__name__} read alike: {shown}"


def keys_of(node: ast.expr, module: ast.Module) -> set[str]:
    """The keys that an argument can be: written out, put together from a list's codes, or named elsewhere in the file."""
    if isinstance(node, ast.Constant):
        return {str(node.value)}
    if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        start = str(node.values[0].value)
        ends = {code.value for code in MADE_OF.get(start, ())} - NOT_STORED.get(start, set())
        return {start + end for end in ends} or made_here(start, module)
    return (
        {text for text in texts(module) if KEY.match(text)}
        if isinstance(node, ast.Name | ast.Subscript | ast.IfExp | ast.Attribute)
        else set()
    )


def made_here(start: str, module: ast.Module) -> set[str]:
    """Codes of a list that the file itself declares, such as its steps."""
    classes = [node for node in module.body if isinstance(node, ast.ClassDef) and "StrEnum" in ast.unparse(node)]
    found = {
        start + value
        for node in classes
        for value in texts(
            ast.Module(body=[part for part in node.body if isinstance(part, ast.Assign)], type_ignores=[])
        )
    }
    return found or {f"{start}?"}


def recorded_ids() -> Iterator[tuple[str, str]]:
    """Every name under which an id of an event or act is kept, and where."""
    for path in modules():
        for name, call in calls(path):
            if name.split(".")[-1] in RECORDERS:
                kept = [word.arg for word in call.keywords if ID.search(ast.unparse(word.value))]
                yield from ((arg, f"{named(path)}:{call.lineno}") for arg in kept if arg)


def recorded_keys() -> Iterator[tuple[str, str]]:
    """Every key of an event or act in the code, and where."""
    for path in modules():
        if named(path) in ("matching/services/timeline.py", "matching/audit.py", "webapp/edge.py"):
            continue
        for name, call in calls(path):
            place = RECORDERS.get(name.split(".")[-1])
            if place is None:
                continue
            named_key = next((word.value for word in call.keywords if word.arg in ("key", "act")), None)
            argument = named_key or (call.args[place] if len(call.args) > place else None)
            assert argument is not None, f"{named(path)}:{call.lineno}: no key"
            for key in keys_of(argument, tree_of(path)):
                yield key, f"{named(path)}:{call.lineno}"


def test_every_event_and_act_has_words() -> None:
    missing = sorted({f"{key} ({where})" for key, where in recorded_keys() if key not in EVENTS})
    assert not missing, "add to webapp/wording/events/<noun>.py, or the list behind a ? to MADE_OF here:\n" + "\n".join(
        missing
    )


@pytest.mark.parametrize("key", sorted(EVENTS))
def test_every_act_reads_whole_in_the_audit_which_keeps_ids_alone(app: Flask, key: str) -> None:
    with app.test_request_context():
        said = act_words(key, {"offer": 7, "days": 30})
    assert said and said != key and "%" not in said and "…" not in said


def test_every_id_that_the_audit_keeps_has_words() -> None:
    asked = {(name, where) for name, where in recorded_ids() if name != "subject_id"}
    missing = sorted(f"{name} ({where})" for name, where in asked if name not in RECORDS)
    assert not missing and asked, "add to RECORDS in webapp/wording/acts.py:\n" + "\n".join(missing)


def waiting_keys() -> Iterator[tuple[str, str]]:
    for path in modules("matching/queries/waiting"):
        for text in texts(tree_of(path)):
            if KEY.match(text):
                yield text, named(path)


def test_every_line_of_the_days_work_has_words() -> None:
    missing = {key: where for key, where in waiting_keys() if key not in LINES}
    assert not missing, f"add to LINES in webapp/wording/waiting/<noun>.py: {missing}"


def test_every_line_of_the_days_work_leads_to_a_page(app: Flask) -> None:
    for key, (_words, endpoint, argument) in LINES.items():
        rules = [
            rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint and "GET" in (rule.methods or ())
        ]
        assert rules, f"{key}: there is no page {endpoint}"
        assert any(rule.arguments == ({argument} if argument else set()) for rule in rules), (
            f"{key}: {endpoint} takes {rules[0].arguments}, not {argument!r}"
        )


def test_every_line_of_the_days_work_has_a_group_and_a_noun_in_mail() -> None:
    assert set(GROUPS) == set(LINES), f"mend webapp/wording/waiting/groups.py: {set(GROUPS) ^ set(LINES)}"
    nouns = {noun for noun in (key.split(".")[0] for key in LINES) if not any(word in noun for word in FORBIDDEN)}
    assert nouns <= set(NOUNS), f"add to NOUNS in matching/mail_texts.py: {nouns - set(NOUNS)}"
    assert set(STALLS) <= set(LINES), (
        f"matching/queries/stalled.py names lines that are none: {set(STALLS) - set(LINES)}"
    )


def told_keys() -> set[str]:
    """Every key of a notification that a service tells."""
    told = {f"proposal.{state.value}" for state in STAFF_HEAR}
    told |= {f"placement.{state.value}" for state in vocabulary.PlacementState} | {"placement.extended"}
    for path in modules("matching/services"):
        if any(name.split(".")[-1] == "tell" for name, _call in calls(path)):
            told |= {text for text in texts(tree_of(path)) if KEY.match(text)}
    return told


def test_every_notification_has_words_and_no_words_are_idle() -> None:
    assert told_keys() == set(NOTIFIED), f"mend webapp/wording/notifications.py: {told_keys() ^ set(NOTIFIED)}"


def test_every_notification_leads_to_a_page(app: Flask) -> None:
    for key, (_words, endpoint, argument) in NOTIFIED.items():
        rules = [
            rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint and "GET" in (rule.methods or ())
        ]
        wanted = {argument} - {"", "kind"}
        assert any(rule.arguments == wanted for rule in rules), f"{key}: no page {endpoint} that takes {argument!r}"


def test_no_notification_holds_a_word_that_marks_a_person(app: Flask) -> None:
    with app.test_request_context():
        said = {key: str(line[0]).lower() for key, line in NOTIFIED.items()}
    assert not {key: words for key, words in said.items() if any(word in words for word in FORBIDDEN)}


def test_every_piece_of_background_work_has_a_name() -> None:
    assert set(NAMES) == set(QUEUES), f"mend NAMES in webapp/wording/work.py: {set(NAMES) ^ set(QUEUES)}"


def test_every_link_at_the_top_leads_to_a_page(app: Flask) -> None:
    from webapp.navigation import LINKS

    missing = [link.endpoint for link in LINKS if link.endpoint not in app.view_functions]
    assert not missing, f"webapp/navigation.py links to pages that are not there: {missing}"


def test_every_link_in_a_template_leads_to_a_page(app: Flask) -> None:
    wrong = []
    for path in templates():
        for endpoint in re.findall(r"url_for\(\s*['\"]([\w.]+)['\"]", path.read_text()):
            if endpoint not in app.view_functions:
                wrong.append(f"{named(path)}: {endpoint}")
    for path in modules("webapp"):
        for name, call in calls(path):
            if (
                name == "url_for"
                and call.args
                and isinstance(call.args[0], ast.Constant)
                and call.args[0].value not in app.view_functions
            ):
                wrong.append(f"{named(path)}:{call.lineno}: {call.args[0].value}")
    assert not wrong, wrong


def test_every_reason_of_the_engine_has_words() -> None:
    from webapp.wording.reasons import SENTENCES

    known: dict[str, Any] = {}
    for path in modules("matching/eligibility", "matching/scoring"):
        for node in tree_of(path).body:
            target = node.target if isinstance(node, ast.AnnAssign) else None
            if (
                isinstance(target, ast.Name)
                and target.id == "REASONS"
                and isinstance(node, ast.AnnAssign)
                and isinstance(node.value, ast.Dict)
            ):
                known |= {str(key.value): named(path) for key in node.value.keys if isinstance(key, ast.Constant)}
    assert known, "no REASONS were found under matching/eligibility and matching/scoring"
    missing = {key: where for key, where in known.items() if key not in SENTENCES}
    assert not missing, f"add to SENTENCES in webapp/wording/reasons.py: {missing}"


def test_every_reason_fills_the_blanks_of_its_words(app: Flask) -> None:
    from matching import eligibility
    from webapp.wording.reasons import SENTENCES

    table = next(
        (
            value
            for value in vars(eligibility).values()
            if isinstance(value, dict) and value and all(isinstance(key, str) and "." in key for key in value)
        ),
        {},
    )
    with app.test_request_context():
        wrong = {
            key: sorted(set(re.findall(r"%\((\w+)\)", str(SENTENCES[key]))) - set(arguments))
            for key, arguments in table.items() if key in SENTENCES and set(re.findall(r"%\((\w+)\)", str(SENTENCES[key]))) - set(arguments)
        }  # fmt: skip
    assert not wrong, f"the words ask for arguments that the reason does not give: {wrong}"


def test_every_error_is_a_sentence() -> None:
    kinds = [kind for _name, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, ResettleError)]
    assert all(
        kind.__doc__ and kind.__doc__.strip().endswith(".") and "\n" not in kind.__doc__.strip() for kind in kinds
    )


@pytest.mark.parametrize(
    "template", [path for path in templates() if str(path).split("templates/")[1].startswith(PROVIDER_PAGES)], ids=named
)
def test_providers_read_no_word_that_marks_a_person(template: Any) -> None:
    text = re.sub(r"\{[#%].*?[#%]\}|url_for\([^)]*\)", "", template.read_text(), flags=re.S).lower()
    found = {word for word in FORBIDDEN if word in text} - ABOUT_THE_POST.get(template.name, set())
    assert not found, f"{named(template)}: say it without {found}"


def test_providers_have_pages_to_check() -> None:
    found = {
        start for start in PROVIDER_PAGES for path in templates() if str(path).split("templates/")[1].startswith(start)
    }
    assert {"offers/mine", "proposals/card", "proposals/received", "placements/received", "providers/register"} <= found


def test_mail_holds_no_word_that_marks_a_person() -> None:
    for path in modules("matching"):
        if path.stem.startswith("mail"):
            said = " ".join(texts(tree_of(path)) - {ast.get_docstring(tree_of(path)) or ""}).lower()
            assert not [word for word in FORBIDDEN if word in said], named(path)
