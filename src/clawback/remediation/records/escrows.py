"""Sealed copies in the state database: which file is whose, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import bindparam, delete, insert, select

from clawback.database import Connection
from clawback.remediation.records.tables import escrow


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One sealed copy; `size` is the mail's in bytes, times are seconds since 1970."""

    id: str
    remediation: str
    file: str
    key_id: str
    size: int
    sealed_at: float
    expires_at: float


_AT_ONCE = 500
_SEVERAL = select(escrow).where(escrow.c.id.in_(bindparam("ids", expanding=True)))
_REMOVE = delete(escrow).where(escrow.c.id == bindparam("b_id"))


def add(connection: Connection, holdings: Sequence[Holding]) -> None:
    """Writes these down; an older one of the same id gives way."""
    connection.execute(_REMOVE, [{"b_id": one.id} for one in holdings])
    connection.execute(insert(escrow), [asdict(one) for one in holdings])


def find(connection: Connection, ids: Sequence[str]) -> list[Holding]:
    """Those that are kept, of these."""
    found: list[Holding] = []
    for at in range(0, len(ids), _AT_ONCE):
        rows = connection.execute(_SEVERAL, {"ids": ids[at : at + _AT_ONCE]})
        found += [Holding(**row) for row in rows.mappings()]
    return found


def expired(connection: Connection, now: float) -> list[Holding]:
    rows = connection.execute(select(escrow).where(escrow.c.expires_at <= now))
    return [Holding(**row) for row in rows.mappings()]


def remove(connection: Connection, ids: Sequence[str]) -> None:
    connection.execute(_REMOVE, [{"b_id": one} for one in ids])


def files(connection: Connection) -> set[str]:
    """The names of all files that belong to something."""
    return set(connection.scalars(select(escrow.c.file)))
