"""Days in SQL, alike on both databases: the office's date of an instant, and the days between two dates."""

from typing import Any

from sqlalchemy import Date, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from matching.clock import OFFICE_ZONE


class office_day(FunctionElement[Any]):  # noqa: N801
    """The date at the office of a stored instant."""

    type = Date()
    inherit_cache = True


class days_between(FunctionElement[Any]):  # noqa: N801
    """Days from the second date to the first one."""

    type = Integer()
    inherit_cache = True


@compiles(office_day, "sqlite")
def _office_day_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"date({compiler.process(element.clauses, **options)}, '+8 hours')"


@compiles(office_day, "postgresql")
def _office_day_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    instant = compiler.process(element.clauses, **options)
    return f"CAST({instant} AT TIME ZONE 'UTC' AT TIME ZONE '{OFFICE_ZONE}' AS date)"


@compiles(days_between, "sqlite")
def _days_between_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    later, earlier = (compiler.process(each, **options) for each in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(days_between, "postgresql")
def _days_between_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    later, earlier = (compiler.process(each, **options) for each in element.clauses)
    return f"({later} - {earlier})"
