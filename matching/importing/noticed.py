"""What one row says of a release notice and of the person whom it announces."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field

from matching.importing.cells import Day, OneCode, Tick, day_of
from matching.importing.faults import Empty, RowFault
from matching.importing.row import Row
from matching.vocabulary import LegalStatus, Sex


class PersonRow(Row):
    """Who somebody is and which office answers for them."""

    name: Annotated[str, Field(max_length=120)]
    identity_number: Annotated[str | None, Field(max_length=40, repr=False)] = None
    born_on: Day = None
    sex: OneCode[Sex] = Sex.UNKNOWN
    legal_status: OneCode[LegalStatus]
    release_on: Day = None
    household_place: Annotated[str | None, Field(max_length=300)] = None
    residence: Annotated[str | None, Field(max_length=300)] = None
    unit: Annotated[str | None, Field(max_length=40)] = None
    caseworker: Annotated[str | None, Field(max_length=120)] = None
    juvenile: Tick = False
    sealed: Tick = False

    def contradictions(self) -> Iterator[tuple[str, RowFault]]:
        """Without an identity number, the birth date tells people of one name apart."""
        if self.identity_number is None and self.born_on is None:
            yield "born_on", Empty()


class NoticeRow(PersonRow):
    """What a row says of a release notice."""

    sender: Annotated[str, Field(max_length=120)]
    notice_number: Annotated[str | None, Field(max_length=80)] = None
    received_on: Annotated[date, BeforeValidator(day_of)]
    assessment: Annotated[str | None, Field(max_length=4_000)] = None
