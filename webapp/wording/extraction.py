"""Finds the words of a Python file for the catalogue: those inside `_()`, and those of the errors that people see.

An error speaks through its docstring or its first argument (see matching.errors), so neither stands inside `_()`.
Errors of the settings are left out: only operators read them, in English.
"""

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import IO, Any, TypeAlias

from babel.messages.extract import extract_python

import matching
import webapp
from matching.errors import ResettleError, UnsafeSettings

Found: TypeAlias = tuple[Any, Any, Any, Any]
"""Line, function (none for errors), message, comments."""


def extract(
    file: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Any
) -> Iterator[Found]:
    """Yield what Babel's own extractor finds in a file, then the messages of its errors."""
    yield from extract_python(file, keywords, comment_tags, options)
    file.seek(0)
    yield from ((line, "", message, []) for line, message in error_messages(file.read()))


def error_messages(source: str | bytes) -> list[tuple[int, str]]:
    """The line and text of each error class's docstring and of each error raised with a literal text."""
    known = error_names()
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef) and node.name in known:
            found.append((node.lineno, (ast.get_docstring(node, clean=False) or "").strip()))
        elif isinstance(node, ast.Call) and _name(node.func) in known:
            found += [(arg.lineno, _text(arg)) for arg in node.args[:1]]
    return sorted((line, message) for line, message in found if message)


@cache
def error_names() -> frozenset[str]:
    """The names of all errors of matching and webapp that people see, read without importing them."""
    bases = dict(_classes(path for package in (matching, webapp) for path in Path(package.__path__[0]).rglob("*.py")))
    return frozenset(_family(bases, ResettleError.__name__) - _family(bases, UnsafeSettings.__name__))


def _classes(paths: Iterable[Path]) -> Iterator[tuple[str, set[str]]]:
    for path in paths:
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.ClassDef):
                yield node.name, {_name(base) for base in node.bases}


def _family(bases: Mapping[str, set[str]], root: str) -> set[str]:
    family: set[str] = set()
    grown = {root}
    while grown != family:
        family = grown
        grown = family | {name for name, above in bases.items() if above & family}
    return family


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
