"""The views, one module per noun. A view reads, does one thing, and shows."""

from importlib import import_module
from pkgutil import iter_modules

from flask import Flask


def register(app: Flask) -> None:
    """Register the blueprint `pages` of every module here."""
    for module in iter_modules(__path__):
        app.register_blueprint(import_module(f"{__name__}.{module.name}").pages)
