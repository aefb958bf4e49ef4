"""Every setting, command with its options, rule, deadline and page stands in the reference, and nothing else does."""

import pytest
from flask import Flask

from tests.guards.reading import ROOT
from webapp import views
from webapp.cli.reference import first_line, reference

REFERENCE = ROOT / "webapp" / "REFERENCE.md"


def test_the_reference_says_what_the_code_does() -> None:
    written = REFERENCE.read_text(encoding="utf-8")
    assert written == reference(), "write it anew: resettle reference > webapp/REFERENCE.md"


def test_the_readme_leads_to_the_reference() -> None:
    assert "(webapp/REFERENCE.md)" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_no_cell_of_the_reference_that_should_speak_is_empty() -> None:
    """A rule without a sentence, an option without help, a noun that does not say what it is."""
    for line in reference().splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
        assert not line.startswith(("| `--", "| `resettle ")) or cells[-1].endswith((".", "…")), (
            f"say what it does: {line}"
        )


@pytest.fixture
def nouns() -> Flask:
    app = Flask("webapp")
    views.register(app)
    return app


def test_every_route_belongs_to_a_noun_with_its_own_module_and_pages(nouns: Flask) -> None:
    """The owner of a route is its noun: one module of views that says what it is for."""
    for rule in nouns.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        noun = rule.endpoint.split(".")[0]
        home = ROOT / "webapp" / "views" / noun
        path = home.with_suffix(".py") if not home.is_dir() else home / "__init__.py"
        assert path.exists(), f"{rule.endpoint}: a blueprint has the name of its module"
        assert nouns.view_functions[rule.endpoint].__module__.startswith(f"webapp.views.{noun}")
        assert first_line(nouns.view_functions[rule.endpoint].__doc__), (
            f"{rule.endpoint}: say what the page shows or does"
        )
