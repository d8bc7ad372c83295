"""Many rows at once, without the cost of building each statement's parameters by name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy import Connection, Table, insert
from sqlalchemy.engine import Dialect

Values = Sequence[tuple[object, ...]]


def insert_rows(
    connection: Connection, table: Table, columns: tuple[str, ...], rows: Values
) -> None:
    """Inserts rows whose values stand in the order of `columns`, all bound."""
    if not rows:
        return
    text, positional = _statement(connection.dialect, table, columns)
    if positional:
        connection.exec_driver_sql(text, list(rows))
    else:
        named = [dict(zip(columns, row, strict=True)) for row in rows]
        connection.exec_driver_sql(text, named)


@lru_cache(maxsize=64)
def _statement(dialect: Dialect, table: Table, columns: tuple[str, ...]) -> tuple[str, bool]:
    compiled = insert(table).compile(dialect=dialect, column_keys=list(columns))
    if compiled.positional and tuple(compiled.positiontup or ()) != columns:
        raise ValueError("Columns must be given in the order of the table.")
    return str(compiled), compiled.positional
