"""The views, one module per noun. A view reads, does one thing, and shows."""

from flask import Flask

from webapp.views import accounts, health, today

BLUEPRINTS = (accounts.pages, health.pages, today.pages)


def register(app: Flask) -> None:
    """Register every blueprint."""
    for pages in BLUEPRINTS:
        app.register_blueprint(pages)
