"""The base of all rows: what every noun's row has in common."""

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from matching.importing.faults import RowFault


class Row(BaseModel):
    """What one row of a file says. None, or an empty list: it is silent."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    def contradictions(self) -> Iterator[tuple[str, RowFault]]:
        """Every field that does not go with the others, though each can be read by itself, and what is wrong with it."""
        yield from ()
