"""Every setting is named where operators look for it."""

from pathlib import Path

from matching.settings import Settings
from matching.settings_example import settings_example

ROOT = Path(__file__).parents[2]


def test_the_example_holds_every_setting_with_its_default() -> None:
    written = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert written == settings_example(), "write it anew: resettle settings --example > .env.example"


def test_every_setting_says_what_it_is() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_the_example_itself_is_safe(tmp_path: Path) -> None:
    lines = [line.removeprefix("# ") for line in settings_example().splitlines() if line.startswith("# RESETTLE_")]
    path = tmp_path / ".env"
    path.write_text("".join(f"{line}\n" for line in lines if not line.endswith("=")), encoding="utf-8")
    assert Settings(_env_file=path) == Settings(_env_file=None)  # type: ignore[call-arg]


def test_the_readme_names_every_setting() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"`RESETTLE_{name.upper()}`" in readme for name in Settings.model_fields)
