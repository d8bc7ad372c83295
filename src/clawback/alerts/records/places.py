"""How far something was heard, as it is written down."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from clawback.alerts.records.tables import place_table
from clawback.database import Connection


def get(connection: Connection, name: str) -> int | None:
    """How far; `None` where nothing was heard yet."""
    return connection.scalar(select(place_table.c.place).where(place_table.c.name == name))


def put(connection: Connection, name: str, place: int) -> None:
    connection.execute(delete(place_table).where(place_table.c.name == name))
    connection.execute(insert(place_table).values(name=name, place=place))
