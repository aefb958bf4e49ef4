"""How a field's stored value reads beside what was typed."""

from flask_babel import gettext as _
from wtforms import Field, RadioField, SelectField, SelectMultipleField


def shown_value(field: Field) -> str:
    """Say a field's value as a person reads it."""
    if isinstance(field, RadioField | SelectField | SelectMultipleField):
        held = field.data if isinstance(field.data, list) else [field.data]
        return str(_(", ")).join(str(choice[1]) for choice in field.iter_choices() if choice[0] in held)
    if isinstance(field.data, bool):
        return str(_("Yes") if field.data else _("No"))
    text: str = getattr(field, "_value", lambda: str(field.data))()
    return "\n".join(text.splitlines())
