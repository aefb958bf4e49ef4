"""The forms of a page, read as a browser reads them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = ("text", "textarea", "search")


@dataclass
class Control:
    """One box, tick, list or button of a form, with what it holds while nobody touches it."""

    name: str
    kind: str
    value: str = ""
    is_sent: bool = True
    options: list[str] = field(default_factory=list)
    id: str = ""
    hint: str = ""


@dataclass
class FormOnPage:
    """A form of a page: where it goes, how, and its controls in their order."""

    action: str
    method: str
    encoding: str
    controls: list[Control] = field(default_factory=list)


class PageReader(HTMLParser):
    """Collects the forms of a page, its ids, its messages, and where its summary of faults leads."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[FormOnPage] = []
        self.ids: set[str] = set()
        self.twice: set[str] = set()
        self.leads: list[str] = []
        self.summary: list[str] = []
        self.beside: list[str] = []
        self.form: FormOnPage | None = None
        self.area: Control | None = None
        self.options: Control | None = None
        self.place = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if name := given.get("id", ""):
            self.twice |= {name} & self.ids
            self.ids.add(name)
        look = given.get("class", "")
        if "govuk-error-summary__list" in look:
            self.place = "summary"
        elif "govuk-error-message" in look:
            self.place = "beside"
            self.beside.append("")
        elif self.place == "summary" and tag == "li":
            self.summary.append("")
        elif self.place == "summary" and tag == "a":
            self.leads.append(given.get("href", ""))
        if tag == "form":
            self.form = FormOnPage(
                given.get("action", ""), given.get("method", "get").lower(), given.get("enctype", "")
            )
            self.forms.append(self.form)
        elif self.form is not None:
            self._open(self.form, tag, given)

    def _open(self, form: FormOnPage, tag: str, given: dict[str, str]) -> None:
        control = Control(
            given.get("name", ""), tag, given.get("value", ""), id=given.get("id", ""), hint=given.get("inputmode", "")
        )
        if tag == "input":
            control.kind = given.get("type", "text")
            if control.kind in ("radio", "checkbox"):
                control.is_sent, control.options = "checked" in given, [control.value]
        elif tag == "textarea":
            self.area = control
        elif tag == "select":
            self.options = control
        elif tag == "option" and self.options is not None:
            if "selected" in given or not self.options.options:
                self.options.value = control.value
            self.options.options.append(control.value)
        if tag in ("input", "textarea", "select", "button"):
            form.controls.append(control)

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.value += data
        if self.place and (texts := self.summary if self.place == "summary" else self.beside):
            texts[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area is not None:
            self.area.value = self.area.value.removeprefix("\n")
            self.area = None
        elif tag == "select":
            self.options = None
        elif tag == "form":
            self.form = None
        elif tag in ("ul", "p"):
            self.place = ""


def read_page(page: str) -> PageReader:
    """Read a page."""
    reader = PageReader()
    reader.feed(page)
    return reader
