"""What the service refuses to start on, and what it makes of little."""

import threading
from pathlib import Path
from typing import Any

import pytest

from matching.errors import UnsafeSettings
from matching.settings import PLACEHOLDER, Settings, new_keys, read_settings

SAFE = {
    "environment": "production",
    "public_url": "https://resettle.example",
    "broker_url": "redis://127.0.0.1:6379/0",
} | {name.removeprefix("RESETTLE_").lower(): value for name, value in new_keys().items()}


@pytest.fixture(autouse=True)
def empty_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def faults_of(**settings: Any) -> str:
    with pytest.raises(UnsafeSettings) as refusal:
        read_settings(**settings)
    return refusal.value.message


def test_nothing_is_needed_on_one_machine(tmp_path: Path) -> None:
    settings = read_settings(var=tmp_path / "var")
    assert settings.database.startswith("sqlite:///") and settings.broker_url == "memory://"
    assert settings.secret_key and settings.field_keys and settings.lookup_key


def test_people_of_one_machine_type_the_port_that_it_listens_on(tmp_path: Path) -> None:
    assert read_settings(var=tmp_path / "var", bind="127.0.0.1:8123").public_url == "http://127.0.0.1:8123"


def test_keys_are_made_once_and_are_private(tmp_path: Path) -> None:
    first, second = read_settings(var=tmp_path / "var"), read_settings(var=tmp_path / "var")
    assert (first.field_keys, first.lookup_key) == (second.field_keys, second.lookup_key)
    assert (tmp_path / "var" / "keys.env").stat().st_mode & 0o777 == 0o600


def test_processes_that_start_together_share_one_set_of_keys(tmp_path: Path) -> None:
    found: list[str] = []
    starts = threading.Barrier(8)

    def start() -> None:
        starts.wait()
        found.append(read_settings(var=tmp_path / "var").field_keys)

    threads = [threading.Thread(target=start) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 and len(set(found)) == 1
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["keys.env"]


def test_a_city_starts_with_all_that_it_needs() -> None:
    assert read_settings(**SAFE).is_production


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"secret_key": ""}, "RESETTLE_SECRET_KEY is missing"),
        ({"secret_key": "short"}, "RESETTLE_SECRET_KEY is missing"),
        ({"field_keys": ""}, "RESETTLE_FIELD_KEYS is missing"),
        ({"lookup_key": ""}, "RESETTLE_LOOKUP_KEY is missing"),
        ({"secret_key": PLACEHOLDER + "-change-me-change-me-change-me"}, "RESETTLE_SECRET_KEY is a placeholder"),
        ({"field_keys": "x" * 44}, "RESETTLE_FIELD_KEYS holds something that is no Fernet key"),
        ({"today": "2026-09-01"}, "RESETTLE_TODAY is for demonstrations"),
        ({"broker_url": "memory://"}, "RESETTLE_BROKER_URL must name"),
        ({"public_url": "http://127.0.0.1:8000"}, "RESETTLE_PUBLIC_URL must be https"),
    ],
)
def test_production_refuses(change: dict[str, str], named: str) -> None:
    assert named in faults_of(**SAFE | change)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"public_url": "http://resettle.example"}, "plain http off this machine"),
        ({"public_url": "http://192.168.1.7:8000"}, "plain http off this machine"),
        ({"public_url": "resettle"}, "must be an address"),
        ({"bind": "0.0.0.0:8000"}, "RESETTLE_BIND listens beyond this machine"),
        ({"secret_key": PLACEHOLDER}, "RESETTLE_SECRET_KEY is a placeholder"),
        ({"field_keys": "no-key"}, "no Fernet key"),
        ({"today": "yesterday"}, "RESETTLE_TODAY"),
        ({"web_threads": "0"}, "RESETTLE_WEB_THREADS"),
        ({"language": "xx"}, "RESETTLE_LANGUAGE"),
    ],
)
def test_one_machine_refuses_too(change: dict[str, str], named: str, tmp_path: Path) -> None:
    assert named in faults_of(var=tmp_path / "var", **change)


def test_every_fault_is_named_at_once() -> None:
    faults = faults_of(
        environment="production",
        today="2026-09-01",
        public_url="http://resettle.example",
        secret_key=PLACEHOLDER,
        web_threads=0,
    )
    for named in (
        "WEB_THREADS",
        "plain http",
        "SECRET_KEY is a placeholder",
        "FIELD_KEYS is missing",
        "LOOKUP_KEY is missing",
        "TODAY",
        "BROKER_URL",
    ):
        assert named in faults, faults


def test_a_refusal_does_not_repeat_the_secret(tmp_path: Path) -> None:
    assert "hunter2" not in faults_of(var=tmp_path, field_keys="hunter2", today="hunter2")


def test_an_empty_setting_counts_as_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESETTLE_TODAY", "")
    monkeypatch.setenv("RESETTLE_WEB_THREADS", "")
    assert Settings().today is None and Settings().web_threads == 8
