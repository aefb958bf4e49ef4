"""Rows of somebody's file, checked one by one: what an offer says, or what is wrong with it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, ValidationError, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from matching.importing.mapping import Mapping, OfferField
from matching.importing.tables import Table, TableRow
from matching.importing.texts import clean
from matching.vocabulary import Answer, Contract, PayPeriod


@dataclass(frozen=True)
class Fault:
    """What is wrong in a row, and in which column of the file."""

    row: int
    column: str
    message: str


def _number(value: Any) -> Any:
    return str(value).replace(",", "").replace("，", "").strip("$¥￥元 ") if value is not None else None


def _day(value: Any, info: ValidationInfo) -> date | None:
    """A date as ISO text (a time after it is passed over), or as the mapping says."""
    if value is None:
        return None
    formats = (info.context or {}).get("dates", ())
    text = str(value)
    readings = [(text[:10], "%Y-%m-%d"), *((text, each) for each in formats)]
    for part, each in readings:
        try:
            found = datetime.strptime(part, each).date()
        except ValueError:
            continue
        if 1990 <= found.year <= 2200:
            return found
    raise PydanticCustomError("day", "Write a date such as 2026-03-31.")


Day = Annotated[date | None, BeforeValidator(_day)]
Money = Annotated[float | None, BeforeValidator(_number), Field(ge=0, le=10_000_000, allow_inf_nan=False)]
Degrees = Annotated[float | None, BeforeValidator(_number), Field(allow_inf_nan=False)]


class OfferRow(BaseModel):
    """What one row says of an offer. None: it is silent."""

    reference: Annotated[str, Field(max_length=80)]
    provider: Annotated[str, Field(max_length=200)]
    title: Annotated[str, Field(max_length=200)]
    other_title: str | None = None
    description: Annotated[str, Field(max_length=50_000)]
    address: Annotated[str | None, Field(max_length=300)] = None
    latitude: Annotated[Degrees, Field(ge=-90, le=90)] = None
    longitude: Annotated[Degrees, Field(ge=-180, le=180)] = None
    places: Annotated[int | None, BeforeValidator(_number), Field(ge=1, le=10_000)] = None
    starts_on: Day = None
    closes_on: Day = None
    updated_on: Day = None
    pay_from: Money = None
    pay_to: Money = None
    pay_period: PayPeriod = PayPeriod.MONTH
    hours: str | None = None
    full_time: str | None = None
    age_from: Annotated[int | None, BeforeValidator(_number), Field(ge=16, le=99)] = None
    age_to: Annotated[int | None, BeforeValidator(_number), Field(ge=16, le=99)] = None
    qualifications: str | None = None
    skills: str | None = None
    contract: Contract | None = None
    lodging: Answer | None = None
    subsidy: Annotated[str | None, Field(max_length=1000)] = None

    @model_validator(mode="after")
    def refuse_what_cannot_be(self) -> "OfferRow":
        """The upper pay is not below the lower; coordinates come in pairs."""
        if self.pay_from is not None and self.pay_to is not None and self.pay_to < self.pay_from:
            raise PydanticCustomError("pay_to", "The upper pay is less than the lower.")
        if (self.latitude is None) != (self.longitude is None):
            raise PydanticCustomError("longitude", "Give both latitude and longitude, or neither.")
        return self


def offer_rows(table: Table, mapping: Mapping) -> tuple[list[tuple[int, OfferRow]], list[Fault]]:
    """Check every row: the good ones with their numbers, and every fault of the others.

    Raises:
        BadInput: where the file lacks columns that the mapping names.
    """
    mapping.refuse_missing(table.columns)
    rows: list[tuple[int, OfferRow]] = []
    faults: list[Fault] = []
    for row in table.rows:
        found = _ragged(row, table) or _checked(row, mapping)
        if isinstance(found, OfferRow):
            rows.append((row.number, found))
        else:
            faults += found
    return rows, faults


def _ragged(row: TableRow, table: Table) -> list[Fault]:
    if row.extra:
        words = f"The row has {row.extra} cells too many: look for a comma that is not in quotes."
    elif row.missing:
        words = f"The row has {row.missing} cells too few: look for a line break that is not in quotes."
    else:
        return []
    return [Fault(row.number, table.columns[-1], words)]


def _checked(row: TableRow, mapping: Mapping) -> OfferRow | list[Fault]:
    values = {field: _value(row, mapping, field) for field in mapping.columns}
    try:
        return OfferRow.model_validate(
            {name: value for name, value in values.items() if value is not None}, context={"dates": mapping.dates}
        )
    except ValidationError as error:
        return [
            Fault(
                row.number,
                mapping.column_of(str(fault["loc"][0]) if fault["loc"] else str(fault["type"])),
                _words(fault),
            )
            for fault in error.errors()
        ]


def _value(row: TableRow, mapping: Mapping, field: OfferField) -> str | None:
    """The text of a field: cleaned, translated by the mapping's codes, None where nothing is said."""
    texts = [(name, clean(row.cells.get(name, ""), mapping.blanks)) for name in mapping.columns_of(field)]
    filled = [(name, text) for name, text in texts if text]
    if not filled:
        return None
    if field == "description":
        first, *others = filled
        return "\n\n".join([first[1], *(f"{name}:\n{text}" for name, text in others)])
    text = filled[0][1]
    return mapping.codes.get(field, {}).get(text, text)


def _words(fault: Any) -> str:
    """Say in plain words what is wrong and what to do."""
    limits = fault.get("ctx", {})
    messages = {
        "missing": "This is needed. Fill it in.",
        "string_too_long": f"This is too long: at most {limits.get('max_length')} characters.",
        "int_parsing": "Write a whole number.",
        "int_from_float": "Write a whole number.",
        "float_parsing": "Write a number.",
        "finite_number": "Write a number.",
        "greater_than_equal": f"This must be {limits.get('ge')} or more.",
        "less_than_equal": f"This must be {limits.get('le')} or less.",
        "enum": f"This must be one of: {limits.get('expected')}.",
    }
    return messages.get(str(fault["type"]), str(fault["msg"]))
