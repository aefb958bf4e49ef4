"""Forms of scanned papers."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FileField
from wtforms.validators import StopValidation

from matching.errors import BadInput
from matching.services.scans import KeepScan, media_of, refuse_size
from matching.vocabulary import ScanKind, ScanRemoval
from webapp.forms.code_fields import CodeField, IdSelect
from webapp.forms.page_form import PageForm
from webapp.forms.validators import Needed
from webapp.forms.voluntary import VoluntaryForm
from webapp.wording.errors import error_message


class ScanForm(VoluntaryForm):
    """A paper to keep. The view says how large it may be."""

    file = FileField(_l("File"))
    kind = CodeField(_l("What paper it is"), ScanKind, [Needed()])
    notice_id = IdSelect(_l("Belongs to this release notice"))
    consent_id = IdSelect(_l("Belongs to this consent"))

    megabytes = 0
    content = b""

    def validate_file(self, field: FileField) -> None:
        """Read the file and look at its first bytes; its name counts for nothing."""
        upload: Any = field.data
        self.content = upload.read() if upload else b""
        if not self.content:
            raise StopValidation(_("Choose a file, or take a photo of the paper."))
        try:
            media_of(self.content)
            refuse_size(self.content, self.megabytes)
        except BadInput as fault:
            raise StopValidation(error_message(fault)) from None

    def command(self, subject_id: int) -> KeepScan:
        """What was sent."""
        assert self.kind.data is not None
        upload: Any = self.file.data
        name = str(upload.filename or "")
        return KeepScan(subject_id, self.kind.data, name, self.content, self.notice_id.data, self.consent_id.data)


class RemoveScanForm(PageForm):
    """Why a paper goes."""

    reason = CodeField(_l("Why it is removed"), ScanRemoval, [Needed()])
