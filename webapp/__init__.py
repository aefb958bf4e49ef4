"""The pages: server-rendered, plain forms, two languages."""

from typing import Any

from flask import Flask
from flask_wtf import CSRFProtect

from matching.clock import Clock
from matching.database import open_database
from matching.settings import Settings, read_settings
from webapp import access, failures, languages, views
from webapp.rendering import install as install_rendering
from webapp.requests import FORM_BYTES, BoundedRequest
from webapp.sessions import RowSessions


def create_app(settings: Settings | None = None, engine: Any = None, clock: Clock | None = None) -> Flask:
    """Make the web application.

    Args:
        settings: what the service is told; read from the environment where not given.
        engine: the database; opened from the settings where not given.
        clock: the time; the settings' fixed date counts where not given.
    """
    settings = settings or read_settings()
    app = Flask(__name__)
    app.request_class = BoundedRequest
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=(max(settings.upload_megabytes, settings.scan_megabytes) + 1) * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=FORM_BYTES,
        MAX_FORM_PARTS=500,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.extensions["engine"] = engine if engine is not None else open_database(settings)
    app.extensions["clock"] = clock or Clock(settings.today)
    app.session_interface = RowSessions()
    install_rendering(app)
    CSRFProtect(app)
    access.install(app)
    languages.install(app)
    failures.install(app)
    views.register(app)
    return app
