"""Reading our own code as syntax trees."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("matching", "webapp", "workers")


def modules(*folders: str) -> list[Path]:
    """The Python files of packages or folders."""
    found = [path for folder in folders or PACKAGES for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "migrations/versions" not in str(path)]


def templates() -> list[Path]:
    return sorted((ROOT / "webapp" / "templates").rglob("*.html"))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a file as (dotted name, node)."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def texts(node: ast.AST) -> set[str]:
    """Every text written out below a node."""
    return {found.value for found in ast.walk(node) if isinstance(found, ast.Constant) and isinstance(found.value, str)}
