"""Files beside the code: settings, lock file, vendored files, rulebooks, migrations, tasks."""

import hashlib
import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, inspect

from matching.migrations import config_for, migrate
from matching.records import metadata
from matching.settings import Settings
from matching.work import QUEUES, Queue
from tests.guards.reading import ROOT, calls, modules, named

RULEBOOKS = sorted(path for path in (ROOT / "data" / "rulebooks").glob("*.toml") if "deadlines" not in path.name)
VENDOR = ROOT / "webapp" / "static" / "vendor"


# --- settings


def env_example() -> dict[str, tuple[str, str]]:
    """Name -> (default, the comment above it). A line may itself be commented out where the default is none."""
    path = ROOT / ".env.example"
    assert path.exists(), "write .env.example: for every setting a comment with its description and NAME=default"
    found, comment = {}, ""
    for line in path.read_text().splitlines():
        name, is_setting, value = line.lstrip("# ").partition("=")
        if is_setting and re.fullmatch(r"RESETTLE_[A-Z_]+", name):
            found[name] = (value.strip(), comment)
            comment = ""
        elif line.startswith("#"):
            comment += " " + line.lstrip("# ")
        else:
            comment = ""
    return found


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_stands_in_the_example_with_default_and_description(name: str) -> None:
    field, shown = Settings.model_fields[name], env_example()
    setting = f"RESETTLE_{name.upper()}"
    assert setting in shown, f"add {setting}={field.default} to .env.example under a comment: {field.description}"
    default = "" if field.default is None else str(field.default)
    assert shown[setting][0] == default, f"{setting}: the default is {default!r}"
    assert (field.description or "nothing") in shown[setting][1], f"{setting}: write above it: # {field.description}"


def test_the_example_names_no_setting_that_there_is_not() -> None:
    unknown = set(env_example()) - {f"RESETTLE_{name.upper()}" for name in Settings.model_fields}
    assert not unknown, f"take {unknown} out of .env.example"


def test_only_the_settings_read_the_environment() -> None:
    allowed = {"workers/__main__.py", "webapp/cli/serving.py", "webapp/cli/running.py"}
    wrong = [
        f"{named(path)}:{call.lineno}" for path in modules() for name, call in calls(path)
        if name in ("os.getenv", "os.environ.get") and named(path) not in allowed
    ]  # fmt: skip
    assert not wrong, f"make it a field of matching/settings.py: {wrong}"


# --- lock file and vendored files


def test_every_locked_package_has_a_hash_and_none_an_address() -> None:
    text = (ROOT / "requirements.lock").read_text()
    named_packages = [
        part for part in re.split(r"\n(?=[A-Za-z0-9])", text) if re.match(r"[A-Za-z0-9_.\-\[\]]+==", part)
    ]
    assert len(named_packages) > 50
    assert not [part.split()[0] for part in named_packages if "--hash=sha256:" not in part]
    assert "://" not in text and "--index-url" not in text and "--find-links" not in text


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [
        *project["dependencies"],
        *(name for group in project["optional-dependencies"].values() for name in group),
    ]
    names = {re.match(r"[A-Za-z0-9_.\-]+", line)[0].lower().replace("_", "-") for line in wanted}  # type: ignore[index]
    locked = {
        line.split("==")[0].split("[")[0].lower()
        for line in (ROOT / "requirements.lock").read_text().splitlines()
        if "==" in line
    }
    assert not names - locked, f"run make lock: {names - locked}"


def test_vendored_files_are_those_that_were_built() -> None:
    listed = dict(reversed(line.split(maxsplit=1)) for line in (VENDOR / "SHA256SUMS").read_text().splitlines())  # type: ignore[misc]
    listed = {name.lstrip("*./"): digest for name, digest in listed.items()}
    present = {
        path.relative_to(VENDOR).as_posix(): path
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    }
    assert set(listed) == set(present), f"run make vendor: {set(listed) ^ set(present)}"
    changed = [name for name, path in present.items() if hashlib.sha256(path.read_bytes()).hexdigest() != listed[name]]
    assert not changed, f"these were edited by hand: {changed}"


def test_our_own_pages_fetch_nothing_from_elsewhere() -> None:
    ours = [path for path in (ROOT / "webapp" / "static").glob("*") if path.suffix in (".css", ".js", ".svg")]
    wrong = [path.name for path in ours if re.search(r"(url\(|@import|fetch\(|src=)\s*['\"]?https?:", path.read_text())]
    assert not wrong, wrong


# --- rulebooks


def rules() -> list[tuple[Path, dict[str, Any]]]:
    return [(path, rule) for path in RULEBOOKS for rule in tomllib.loads(path.read_text())["rules"]]


def test_there_is_a_rulebook() -> None:
    assert rules(), "data/rulebooks/ holds no rule: nothing would be barred"


@pytest.mark.parametrize(
    ("path", "rule"), rules(), ids=lambda value: value["id"] if isinstance(value, dict) else value.stem
)
def test_every_rule_has_a_ground_dates_and_a_known_id(path: Path, rule: dict[str, Any]) -> None:
    from matching.eligibility.rules import RULES

    assert rule["id"] in RULES, f"{path.name}: the engine knows no rule {rule['id']!r}"
    assert rule["ground"].strip() and rule["ground_zh"].strip(), (
        "name the law and article, or the offer's own term, in both languages"
    )
    assert isinstance(rule["valid_from"], date) and isinstance(rule["review_on"], date)
    assert rule["valid_from"] < rule["review_on"], "somebody looks at it again after it began"
    assert not rule.get("valid_to") or rule["valid_from"] <= rule["valid_to"]


def test_every_rule_that_the_engine_knows_is_in_a_rulebook() -> None:
    from matching.eligibility.rulebook import load_rulebook
    from matching.eligibility.rules import RULES

    used = {rule.id for path in RULEBOOKS for rule in load_rulebook(path).rules}
    assert not set(RULES) - used, (
        f"add {set(RULES) - used} to data/rulebooks/, or take them out of matching/eligibility"
    )


# --- migrations


def test_migrations_make_the_tables_of_the_records(engine: Engine) -> None:
    command.check(config_for(engine))


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    migrate(engine)
    assert set(inspect(engine).get_table_names()) == {table.name for table in metadata().sorted_tables} | {
        "alembic_version"
    }


def test_there_is_one_newest_migration_and_each_is_numbered() -> None:
    files = sorted(
        path.name for path in (ROOT / "matching" / "migrations" / "versions").glob("*.py") if path.name != "__init__.py"
    )
    numbers = [name.split("_")[0] for name in files]
    assert numbers == [f"{number:04d}" for number in range(1, len(files) + 1)], f"number them 0001, 0002, ...: {files}"


def test_every_foreign_key_has_an_index_or_is_rarely_asked(engine: Engine) -> None:
    """A person's rows are found by index: every subject_id column starts an index or the primary key."""
    inspector, wrong = inspect(engine), []
    for table in metadata().sorted_tables:
        if "subject_id" not in table.columns or table.name == "disclosures":
            continue
        starts = {tuple(index["column_names"])[:1] for index in inspector.get_indexes(table.name)}
        starts |= {tuple(unique["column_names"])[:1] for unique in inspector.get_unique_constraints(table.name)}
        starts.add(tuple(inspector.get_pk_constraint(table.name)["constrained_columns"])[:1])
        if ("subject_id",) not in starts:
            wrong.append(table.name)
    assert not wrong, f"index subject_id in {wrong}"


# --- background work


@cache
def own_tasks() -> dict[str, Any]:
    from matching.settings import Settings as Told
    from workers.app import app, configure

    configure(Told(_env_file=None))  # type: ignore[call-arg]
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}


def test_every_name_of_work_has_one_task_and_every_task_a_name() -> None:
    found = set(own_tasks())
    assert found == set(QUEUES), (
        f"without a task in workers/tasks: {set(QUEUES) - found}; not in matching/work.py QUEUES: {found - set(QUEUES)}"
    )
    defined = [
        text.value for path in modules("workers/tasks") for name, call in calls(path) if name == "app.task"
        for word in call.keywords if word.arg == "name" for text in [word.value]
    ]  # fmt: skip
    assert len(defined) == len(set(defined)) == len(QUEUES)


@pytest.mark.parametrize("name", sorted(QUEUES))
def test_each_name_of_work_goes_to_its_queue_and_takes_one_number(name: str) -> None:
    import inspect as signatures

    task = own_tasks()[name]
    route = task.app.amqp.router.route({}, name)
    assert route["queue"].name == QUEUES[name].value
    assert list(signatures.signature(task.run).parameters) == ["item_id"], (
        "a message holds the item's number and nothing else"
    )
    assert (task.run.__doc__ or "").strip(), f"{name}: say in a docstring what it does"


def test_workers_consume_every_queue() -> None:
    from workers.__main__ import QUEUES as consumed

    assert set(consumed.split(",")) == {queue.value for queue in Queue}


def test_only_the_dispatcher_speaks_to_the_broker() -> None:
    wrong = [
        f"{named(path)}:{call.lineno} {name}" for path in modules() for name, call in calls(path)
        if name.endswith((".send_task", ".delay", ".apply_async")) and named(path) != "workers/dispatcher.py"
    ]  # fmt: skip
    assert not wrong, f"add_work(...) in the transaction instead: {wrong}"


def test_celery_is_set_as_the_measurements_asked() -> None:
    conf = next(iter(own_tasks().values())).app.conf
    assert (
        conf.task_ignore_result
        and not conf.task_acks_late
        and conf.accept_content == ["json"]
        and not conf.task_publish_retry
    )
    assert conf.result_backend is None and conf.task_time_limit <= 90 and conf.worker_prefetch_multiplier <= 1


def test_periodic_work_is_known_work() -> None:
    from workers.schedule import SCHEDULE

    assert set(SCHEDULE) <= set(QUEUES)
