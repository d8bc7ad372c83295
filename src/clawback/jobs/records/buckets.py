"""Token buckets of servers, as they are written down."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from clawback.jobs.records.tables import bucket


def read(connection: Connection) -> list[tuple[str, float, float]]:
    """Each server's level, and since when (seconds)."""
    return [
        (row.server_key, row.level, row.filled_at) for row in connection.execute(select(bucket))
    ]


def write(connection: Connection, server_key: str, level: float, now: float) -> None:
    connection.execute(delete(bucket).where(bucket.c.server_key == server_key))
    values = {"server_key": server_key, "level": level, "filled_at": now}
    connection.execute(insert(bucket).values(**values))
