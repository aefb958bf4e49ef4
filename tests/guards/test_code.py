"""How the code is written: what no file of ours may do."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.guards.reading import PACKAGES, ROOT, calls, modules, named, templates, tree_of

LONGEST = 300
TABLES = {"matching/vocabulary.py", "webapp/wording/codes.py", "webapp/wording/reasons.py"}
"""Lists from top to bottom: a table has no seam to cut at."""

CLOCKS = {
    "date.today",
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "time.time",
    "datetime.date.today",
    "datetime.datetime.now",
    "time",
}
CHANCE = {
    "random.random",
    "random.choice",
    "random.shuffle",
    "random.randint",
    "np.random.rand",
    "np.random.shuffle",
    "np.random.seed",
    "random.seed",
}


def public_without_docstring(tree: ast.Module) -> list[str]:
    missing = [] if ast.get_docstring(tree) else ["the module"]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            missing += [] if ast.get_docstring(node) else [node.name]
            members = node.body if isinstance(node, ast.ClassDef) else []
            methods = [
                member for member in members if isinstance(member, ast.FunctionDef) and not member.name.startswith("_")
            ]
            missing += [f"{node.name}.{member.name}" for member in methods if not ast.get_docstring(member)]
    return missing


def test_everything_public_says_what_it_is() -> None:
    missing = {named(path): found for path in modules() if (found := public_without_docstring(tree_of(path)))}
    assert not missing, "add a docstring to:\n" + "\n".join(
        f"{path}: {', '.join(names)}" for path, names in missing.items()
    )


def test_no_module_is_long() -> None:
    long = {
        named(path): count
        for path in modules()
        if (count := len(path.read_text().splitlines())) > LONGEST and named(path) not in TABLES
    }
    assert not long, f"cut these at a seam (at most {LONGEST} lines): {long}"


def test_no_room_is_a_drawer() -> None:
    drawers = {"utils", "helpers", "common", "misc", "core", "base", "util", "helper"}
    assert not [
        named(path) for path in modules() if path.stem in drawers or drawers & set(path.relative_to(ROOT).parts[:-1])
    ]


def test_only_the_clock_tells_the_time() -> None:
    wrong = [
        f"{named(path)}:{call.lineno} {name}" for path in modules("matching") if named(path) != "matching/clock.py"
        for name, call in calls(path) if name in CLOCKS and (name != "time" or not call.args)
    ]  # fmt: skip
    wrong = [line for line in wrong if not line.endswith(" time")]
    assert not wrong, f"take the date or instant as an argument (work.today, work.now, work.instant): {wrong}"


def test_chance_has_a_seed() -> None:
    wrong = [
        f"{named(path)}:{call.lineno} {name}" for path in modules() for name, call in calls(path) if name in CHANCE
    ]
    wrong += [
        f"{named(path)}:{call.lineno} {name} without a seed" for path in modules() for name, call in calls(path)
        if name in ("np.random.default_rng", "Random", "random.Random") and not call.args and not call.keywords
    ]  # fmt: skip
    assert not wrong, f"take a seeded generator as an argument: {wrong}"


def test_nothing_prints_but_commands() -> None:
    wrong = [
        f"{named(path)}:{call.lineno}" for path in modules() if "webapp/cli" not in named(path) for name, call in calls(path) if name == "print"
    ]  # fmt: skip
    assert not wrong, f"log with structlog instead: {wrong}"


def test_nothing_is_unpickled_evaluated_or_run_in_a_shell() -> None:
    banned = {
        "pickle.load",
        "pickle.loads",
        "joblib.load",
        "eval",
        "exec",
        "yaml.load",
        "os.system",
        "marshal.loads",
        "shelve.open",
    }
    wrong = [
        f"{named(path)}:{call.lineno} {name}" for path in modules() for name, call in calls(path) if name in banned
    ]
    wrong += [
        f"{named(path)}:{call.lineno} np.load without allow_pickle=False" for path in modules() for name, call in calls(path)
        if name.endswith("np.load") and "allow_pickle=False" not in ast.unparse(call)
    ]  # fmt: skip
    wrong += [
        f"{named(path)}:{call.lineno} {name} with a shell" for path in modules() for name, call in calls(path)
        if name.startswith("subprocess.") and any(word.arg == "shell" for word in call.keywords)
    ]  # fmt: skip
    assert not wrong, f"never: {wrong}"


def test_rows_are_never_deleted_by_text_put_together() -> None:
    """Statements are built by SQLAlchemy or are constant texts: no f-string reaches `text(...)` or `exec_driver_sql`."""
    wrong = [
        f"{named(path)}:{call.lineno}" for path in modules() for name, call in calls(path)
        if name.split(".")[-1] in ("text", "exec_driver_sql") and call.args and isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
    ]  # fmt: skip
    assert not wrong, f"bind parameters instead: {wrong}"


def test_services_and_queries_never_commit() -> None:
    wrong = [
        f"{named(path)}:{call.lineno} {name}" for path in modules("matching/services", "matching/queries") for name, call in calls(path)
        if name.endswith(("session.commit", "session.rollback", "session.begin"))
    ]  # fmt: skip
    assert not wrong, f"the edge commits, not the service: {wrong}"


def test_views_show_people_only_after_a_trace() -> None:
    """A view that names a subject's number looks through `showing` (a read with its audit entry) or acts."""
    wrong = []
    for path in modules("webapp/views"):
        for node in ast.walk(tree_of(path)):
            if not isinstance(node, ast.FunctionDef) or "subject_id" not in {
                argument.arg for argument in node.args.args
            }:
                continue
            is_view = any(
                "route" in ast.unparse(mark) or "pages.get" in ast.unparse(mark) for mark in node.decorator_list
            )
            body = ast.unparse(node)
            if (
                is_view
                and "render_template(" in body
                and "looking(" in body
                and "showing(" not in body
                and "acting(" not in body
            ):
                wrong.append(f"{named(path)}:{node.lineno} {node.name}")
    assert not wrong, f"open the read with showing(...): {wrong}"


def test_the_rooms_lean_only_one_way() -> None:
    checked = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert checked.returncode == 0, checked.stdout[-3000:]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_is_there(package: str) -> None:
    assert (ROOT / package / "__init__.py").exists()


@pytest.mark.parametrize(
    ("banned", "instead"),
    [
        ("|safe", "escape it, or build Markup in Python"), ("| safe", "escape it, or build Markup in Python"), (" style=", "a class in resettle.css"),
        (" onclick=", "resettle.js"), (" onchange=", "resettle.js"), (" onsubmit=", "resettle.js"), (" onload=", "resettle.js"), ("javascript:", "a form or a link"),
        ("<style", "resettle.css"), ("autoescape false", "escaping"), ("hx-on", "resettle.js"), ("http://", "a local file"), ("https://", "a local file"),
    ],
)  # fmt: skip
def test_no_template_holds(banned: str, instead: str) -> None:
    wrong = [
        f"{named(path)}:{number}"
        for path in templates()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if banned in line
    ]
    assert not wrong, f"{banned!r} in {wrong}: use {instead}"


def test_every_inline_script_has_the_pages_nonce() -> None:
    for path in templates():
        for line in path.read_text().splitlines():
            assert "<script" not in line or "nonce=" in line, f"{named(path)}: give the script nonce={{{{ nonce }}}}"


def test_every_form_that_posts_carries_a_token() -> None:
    for path in templates():
        for form in path.read_text().split("<form")[1:]:
            body = form.split("</form>")[0]
            if 'method="post"' in body.split(">")[0]:
                assert "csrf_token" in body or "hidden(" in body, (
                    f"{named(path)}: put hidden(form) into each form that posts"
                )
