"""Forms of files to import."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FileField
from wtforms.validators import StopValidation

from matching.importing.mapping import ImportKind
from matching.services.imports.uploads import KeepUpload
from webapp.forms.page_form import PageForm


class UploadForm(PageForm):
    """A table to look at. The view says how large it may be."""

    file = FileField(_l("File"), description=_l("CSV (UTF-8 or GB18030) or XLSX."))
    megabytes = 0
    content = b""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.file.flags.required = True

    def validate_file(self, field: FileField) -> None:
        """Read the file; its name counts for nothing."""
        upload: Any = field.data
        self.content = upload.read() if upload else b""
        if not self.content:
            raise StopValidation(_("Choose a file that is not empty."))
        if len(self.content) > self.megabytes * 1024 * 1024:
            raise StopValidation(_("The file is larger than %(most)s MB. Split it.", most=self.megabytes))

    def refuse_file(self, message: str) -> None:
        """Show beside the field why the file cannot be read."""
        self.file.errors = [*self.file.errors, message]

    def command(self, kind: ImportKind, report: dict[str, Any]) -> KeepUpload:
        """What was sent, and what trying it out said."""
        upload: Any = self.file.data
        return KeepUpload(kind, str(upload.filename or ""), self.content, report)
