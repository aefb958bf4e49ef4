"""How much a browser may send: a short form, or files up to the setting's size."""

from flask import Request

FORM_BYTES = 2 * 1024 * 1024


class BoundedRequest(Request):
    """A request whose plain forms are bounded as well as its files: five million empty fields fit into ten megabytes."""

    @property
    def max_content_length(self) -> int | None:
        """The limit for this request, in bytes."""
        return FORM_BYTES if self.mimetype == "application/x-www-form-urlencoded" else super().max_content_length

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        """Set the limit of files, in bytes."""
        self._max_content_length = value
