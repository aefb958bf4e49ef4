"""The base of all rows: what every noun's row has in common."""

from pydantic import BaseModel, ConfigDict


class Row(BaseModel):
    """What one row of a file says. None, or an empty list: it is silent."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
