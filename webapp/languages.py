"""Which of the two languages a page speaks."""

from flask import Flask, current_app, g, has_request_context, request, session
from flask_babel import Babel

from matching.clock import OFFICE_ZONE
from matching.vocabulary import Language


def install(app: Flask) -> None:
    """Set up both languages and the office's zone."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    Babel(app, default_locale="en", locale_selector=chosen_language, timezone_selector=lambda: str(OFFICE_ZONE))


def chosen_language() -> str:
    """The language that was pressed, else the account's, else the browser's, else the setting's."""
    if not has_request_context():
        return str(current_app.config["SETTINGS"].language)
    codes = [code.value for code in Language]
    pressed = session.get("language")
    if pressed in codes:
        return str(pressed)
    account = getattr(g, "account", None)
    if account is not None and account.language:
        return str(account.language.value)
    best = request.accept_languages.best_match(["zh-CN", "zh", "zh-Hans", "en"])
    if best is None:
        return str(current_app.config["SETTINGS"].language)
    return Language.CHINESE.value if best.startswith("zh") else Language.ENGLISH.value
