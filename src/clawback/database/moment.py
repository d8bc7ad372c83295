"""The database's own clock, by which leases are told: all who share it agree on the time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from sqlalchemy import Connection, text

Moment: TypeAlias = Callable[[Connection], float]

_ASK = {
    "sqlite": text("SELECT (julianday('now') - 2440587.5) * 86400.0"),
    "postgresql": text("SELECT extract(epoch FROM clock_timestamp())"),
}


def moment(connection: Connection) -> float:
    """Seconds since 1970-01-01 UTC, to a millisecond or better."""
    return float(connection.execute(_ASK[connection.dialect.name]).scalar_one())
