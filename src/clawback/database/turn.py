"""Taking turns: what SQLite's single writer does anyway, asked of PostgreSQL aloud."""

from __future__ import annotations

from sqlalchemy import Connection, text

_LOCK = text("SELECT pg_advisory_xact_lock(hashtext(:name))")


def take_turn(connection: Connection, name: str) -> None:
    """Lets only one transaction of this name run at a time, until it ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK, {"name": name})
