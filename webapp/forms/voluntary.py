"""Forms in which most may be left empty."""

from typing import Any

from webapp.forms.page_form import PageForm


class VoluntaryForm(PageForm):
    """A form in which what is not needed may be left empty: nobody would know better."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            field.flags.voluntary = True
