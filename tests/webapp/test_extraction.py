"""Which words of a Python file go to the translator."""

from io import BytesIO

from matching.errors import IllegalStep
from matching.services.reviews import AlreadyDecided
from webapp.wording.extraction import error_messages, error_names, extract


def texts(source: str) -> list[str]:
    return [message for _line, message in error_messages(source)]


def test_the_whole_family_of_errors_is_known() -> None:
    assert {"ResettleError", "IllegalStep", "AlreadyDecided", "NotFound"} <= error_names()


def test_errors_of_the_settings_stay_in_english() -> None:
    assert not {"UnsafeSettings", "RulebookError"} & error_names()
    assert texts('raise UnsafeSettings("No keys are loaded")') == []


def test_an_error_gives_its_docstring() -> None:
    assert texts('class NotFound(ResettleError):\n    """There is no such page."""') == ["There is no such page."]


def test_the_docstring_is_found_as_the_error_says_it() -> None:
    import matching.errors as errors

    with open(errors.__file__, "rb") as file:
        found = [message for _line, message in error_messages(file.read())]
    assert IllegalStep().message in found and AlreadyDecided().message not in found


def test_an_error_raised_with_a_text_gives_the_text_and_its_line() -> None:
    assert error_messages('\nraise IllegalStep("This check is not due yet.")') == [(2, "This check is not due yet.")]
    assert texts('raise errors.IllegalStep("This check is not due yet.")') == ["This check is not due yet."]


def test_other_classes_and_calls_give_nothing() -> None:
    assert (
        texts('class Offer:\n    """An offer."""\n\n\nraise ValueError("no")\nraise NotFound(name)\nraise NotFound()')
        == []
    )


def test_words_inside_the_marks_are_found_too() -> None:
    source = b'words = _("My work today")\nraise IllegalStep("This check is not due yet.")\n'
    found = list(extract(BytesIO(source), {"_": None}, [], {}))
    assert [(line, message) for line, _function, message, _comments in found] == [
        (1, "My work today"),
        (2, "This check is not due yet."),
    ]
