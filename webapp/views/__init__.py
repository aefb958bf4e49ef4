"""The views, one module per noun. A view reads, does one thing, and shows."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

LARGEST_ID = 2**31 - 1


class RowId(IntegerConverter):
    """A row's number in an address; one that no table can hold is no page."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max": LARGEST_ID} | options)


def register(app: Flask) -> None:
    """Register the blueprint `pages` of every module here."""
    app.url_map.converters["int"] = RowId
    for module in iter_modules(__path__):
        app.register_blueprint(import_module(f"{__name__}.{module.name}").pages)
