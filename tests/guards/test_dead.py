"""Nothing lies about: every name, template, macro, route, class of a style, file, setting and dependency is used by the service."""

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from flask import Flask

from matching import vocabulary
from matching.settings import Settings
from tests.guards.reading import ROOT, modules, named, templates, tree_of
from tests.guards.test_translations import catalogue, words
from webapp.navigation import LINKS
from webapp.wording.events import EVENTS
from webapp.wording.notifications import LINES as NOTIFIED
from webapp.wording.reasons import SENTENCES
from webapp.wording.waiting import LINES as WAITING

STATIC = ROOT / "webapp" / "static"
LOOK = STATIC / "resettle.css"

CALLED_FROM_OUTSIDE = {
    "process_bind_param": "SQLAlchemy's types", "process_result_value": "SQLAlchemy's types", "cache_ok": "SQLAlchemy's types",
    "impl": "SQLAlchemy's types", "inherit_cache": "SQLAlchemy's functions", "pre_validate": "WTForms", "process_data": "WTForms",
    "field_flags": "WTForms", "Meta": "WTForms", "open_session": "Flask", "save_session": "Flask",
    "invoke": "click", "model_config": "pydantic", "extract": "pybabel, by its name in pyproject.toml",
}  # fmt: skip
"""Names that a library calls, and which."""

LINKED_FROM_OUTSIDE = {
    "health.healthz": "balancers", "health.readyz": "balancers",
}  # fmt: skip
"""Routes that no page leads to, and who asks for them."""

PLUGGED_IN = {
    "psycopg": "SQLAlchemy, by the address of the database", "redis": "Celery, by the address of the broker",
    "gunicorn": "started as a program",
}  # fmt: skip
"""Dependencies that are never imported, and how they come in."""


# --- names


@cache
def mentions() -> dict[str, list[tuple[Path, int]]]:
    """Every name, attribute, keyword and text that could be a name -> where it stands."""
    found: dict[str, list[tuple[Path, int]]] = {}
    for path in modules():
        for node in ast.walk(tree_of(path)):
            name = {
                ast.Name: "id", ast.Attribute: "attr", ast.keyword: "arg", ast.Constant: "value",
            }.get(type(node))  # fmt: skip
            said = getattr(node, name) if name else None
            if isinstance(said, str) and said.isidentifier():
                found.setdefault(said, []).append((path, getattr(node, "lineno", 0)))
    return found


@cache
def words_of_templates() -> set[str]:
    return {word for path in templates() for word in re.findall(r"\w+", path.read_text())}


def names_of(node: ast.stmt) -> list[str]:
    """The names that a statement defines."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)]


def definitions() -> Iterator[tuple[Path, ast.stmt, str]]:
    """Every name of a module or class, but for what a decorator hands to a framework."""
    for path in modules():
        for node in tree_of(path).body:
            members = node.body if isinstance(node, ast.ClassDef) else []
            for each in (node, *members):
                if not getattr(each, "decorator_list", []) or isinstance(each, ast.ClassDef):
                    yield from ((path, each, name) for name in names_of(each))


@cache
def codes_written() -> Counter[str]:
    """Every word of every text: a list of codes may be written as one text."""
    return Counter(
        word
        for path in modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for word in node.value.split()
    )


def code_of(node: ast.stmt) -> str:
    """The code that a member of a list stands for."""
    value = getattr(node, "value", None)
    return str(value.value) if isinstance(value, ast.Constant) else ""


def is_used(path: Path, node: ast.stmt, name: str) -> bool:
    if codes_written()[code_of(node)] > 1:
        return True
    if name.startswith(("__", "validate_")) or name in CALLED_FROM_OUTSIDE or name in words_of_templates():
        return True
    here = range(node.lineno, (node.end_lineno or node.lineno) + 1)
    return any(where != path or line not in here for where, line in mentions().get(name, []))


def test_every_name_is_used_by_the_service_itself() -> None:
    idle = [
        f"{named(path)}:{node.lineno} {name}" for path, node, name in definitions() if not is_used(path, node, name)
    ]
    assert not idle, "only tests use these, or nothing does; remove them:\n" + "\n".join(idle)


def test_names_called_from_outside_are_there() -> None:
    there = {name for _path, _node, name in definitions()}
    assert not CALLED_FROM_OUTSIDE.keys() - there


def test_every_state_of_a_record_is_reached() -> None:
    """A state that no line of the service names is one that nothing can be in."""
    lists = [value for name, value in vars(vocabulary).items() if name.endswith("State")]
    idle = [f"{codes.__name__}.{code.name}" for codes in lists for code in codes if code.name not in mentions()]
    assert not idle


# --- pages


@cache
def sources() -> str:
    """All our Python and templates as one text."""
    return "\n".join(path.read_text() for path in (*modules("webapp"), *templates()))


def test_every_template_is_shown_or_part_of_one() -> None:
    steps = set(re.findall(r'f"([\w/]+)/\{\w+\}\.html"', sources()))
    names = {path.relative_to(ROOT / "webapp" / "templates").as_posix() for path in templates()}
    idle = {name for name in names if f'"{name}"' not in sources() and name.rpartition("/")[0] not in steps}
    assert not idle, f"never rendered, included, extended or imported: {sorted(idle)}"


def test_every_macro_is_called() -> None:
    called = set(re.findall(r"\b(\w+)\(", re.sub(r"macro \w+\(", "", sources())))
    defined = {
        name: named(path) for path in templates() for name in re.findall(r"{%-? macro (\w+)\(", path.read_text())
    }
    assert not {name: where for name, where in defined.items() if name not in called}, "nothing calls these macros"


def test_every_route_is_linked_or_posted_to(app: Flask) -> None:
    linked = set(re.findall(r"['\"](\w+\.\w+)['\"]", sources())) | {link.endpoint for link in LINKS}
    pages = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint in linked}
    idle = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule not in pages and rule.endpoint != "static"}
    assert not idle - LINKED_FROM_OUTSIDE.keys(), "no page leads there"


def defined_classes() -> set[str]:
    text = re.sub(r"/\*.*?\*/|\{[^{}]*\}", " ", LOOK.read_text(), flags=re.S)
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", text))


def used_classes() -> set[str]:
    """Every class that a page or a script may give, whole or as the start of a name that is put together."""
    text = sources() + "".join(path.read_text() for path in STATIC.glob("*.js"))
    return set(re.findall(r"[a-zA-Z][\w-]*", text))


def test_every_class_of_the_style_is_worn() -> None:
    starts = {start for start in re.findall(r"([a-z][\w-]*-)(?:{{|\{)", sources())}
    idle = {name for name in defined_classes() - used_classes() if not name.startswith(tuple(starts))}
    assert not idle, f"take out of resettle.css: {sorted(idle)}"


def test_every_class_that_a_page_wears_is_in_a_style() -> None:
    vendored = (STATIC / "vendor" / "govuk-frontend.min.css").read_text()
    known = defined_classes() | set(re.findall(r"\.([a-zA-Z][\w-]*)", vendored))
    worn: dict[str, str] = {}
    for path in templates():
        for written in re.findall(r'\bclass="([^"{}]*)"', path.read_text()):
            worn |= dict.fromkeys(written.split(), named(path))
    unknown = {name: where for name, where in worn.items() if name not in known and not name.startswith("govuk-")}
    assert not unknown, "no style says anything about these"


def test_every_static_file_is_asked_for() -> None:
    asked = sources() + LOOK.read_text() + "".join(path.read_text() for path in STATIC.glob("*.js"))
    files = [
        path for path in STATIC.rglob("*") if path.is_file() and not path.name.endswith((".LICENSE.txt", "SHA256SUMS"))
    ]
    assert not [path.name for path in files if path.name not in asked]


# --- words


def test_the_catalogue_holds_no_text_that_is_nowhere() -> None:
    idle = [
        str(message.id)
        for message in catalogue()
        if message.id and (message.id if isinstance(message.id, str) else message.id[0]) not in words()
    ]
    assert not idle, f"run make translations: {idle[:10]}"
    assert not catalogue().obsolete, "take the obsolete entries out of the catalogue"


@pytest.mark.parametrize(
    "table", [EVENTS, NOTIFIED, WAITING, SENTENCES], ids=["events", "notifications", "the day's work", "reasons"]
)
def test_no_words_are_for_what_is_never_written(table: dict[str, object]) -> None:
    """Each key is written where something happens, put together there, or chosen beside the table itself."""
    nodes = [node for path in modules() if "mail_texts" not in named(path) for node in ast.walk(tree_of(path))]
    said = Counter(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    starts = {
        str(node.values[0].value)
        for node in nodes
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant)
    }
    put_together = tuple(start for start in starts if re.fullmatch(r"[a-z_]+\.[a-z_]*", start))
    ends = tuple(
        str(node.values[-1].value)
        for node in nodes
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[-1], ast.Constant)
    )
    endings = tuple(end for end in ends if re.fullmatch(r"_[a-z_]+", end))
    idle = [key for key in table if said[key] < 2 and not key.startswith(put_together) and not key.endswith(endings)]
    assert not idle


# --- files and settings


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_is_read(name: str) -> None:
    readers = [where for where, _line in mentions()[name] if named(where) != "matching/settings_example.py"]
    own = tree_of(ROOT / "matching" / "settings.py")
    read_here = [node for node in ast.walk(own) if isinstance(node, ast.Attribute) and node.attr == name]
    assert read_here or [path for path in readers if named(path) != "matching/settings.py"]


def test_every_data_file_is_read() -> None:
    code = "\n".join(path.read_text() for path in modules())
    readme = (ROOT / "README.md").read_text()
    for path in (ROOT / "data").rglob("*"):
        start = re.split(r"[-.\d]", path.name)[0]
        known = path.name in code or path.name in readme or f'"{start}' in code or f"{path.parent.name}/" in code
        assert path.is_dir() or known or path.stem in code, f"nothing reads {named(path)}"


def test_every_dependency_is_used() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {re.match(r"[\w.-]+", line)[0].lower().replace("_", "-") for line in project["dependencies"]}  # type: ignore[index]
    imported = {
        (node.module or "").split(".")[0] if isinstance(node, ast.ImportFrom) else alias.name.split(".")[0]
        for path in [*modules(), *(ROOT / "matching" / "migrations").rglob("*.py")]
        for node in ast.walk(tree_of(path)) if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }  # fmt: skip
    used = {
        name.lower().replace("_", "-")
        for package, names in packages_distributions().items() if package in imported for name in names
    }  # fmt: skip
    assert not wanted - used - PLUGGED_IN.keys(), "imported nowhere: remove them from pyproject.toml, then make lock"
