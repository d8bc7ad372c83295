"""Tokens in the state database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Column, Double, Row, Table, select, update

from clawback.database import Database, metadata
from clawback.database.tables import Exact
from clawback.identity.role import Role
from clawback.identity.token import Token

# Moments are seconds since 1970-01-01 UTC.
token_table = Table(
    "token",
    metadata,
    Column("id", Exact, primary_key=True),
    Column("name", Exact, nullable=False),
    Column("role", Exact, nullable=False),
    Column("digest", Exact, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("created_by", Exact, nullable=False),
    Column("expires_at", Double, nullable=False),
    Column("last_used_at", Double),
    Column("revoked_at", Double),
)
_columns = token_table.c
_ROLES = {role.value: role for role in Role}


class DatabaseTokenRecords:
    """Keeps tokens in the table `token`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, token: Token) -> None:
        row = {
            "id": token.id,
            "name": token.name,
            "role": token.role.value,
            "digest": token.digest,
            "created_at": token.created_at.timestamp(),
            "created_by": token.created_by,
            "expires_at": token.expires_at.timestamp(),
        }
        with self._database.write() as connection:
            connection.execute(token_table.insert(), row)

    def find(self, token_id: str) -> Token | None:
        with self._database.read() as connection:
            row = connection.execute(select(token_table).where(_columns.id == token_id)).first()
        return None if row is None else _token(row)

    def every(self) -> Sequence[Token]:
        wanted = select(token_table).order_by(_columns.created_at, _columns.id)
        with self._database.read() as connection:
            return [_token(row) for row in connection.execute(wanted)]

    def revoke(self, token_id: str, at: datetime) -> None:
        change = (
            update(token_table)
            .where(_columns.id == token_id, _columns.revoked_at.is_(None))
            .values(revoked_at=at.timestamp())
        )
        with self._database.write() as connection:
            connection.execute(change)

    def used(self, token_id: str, at: datetime) -> None:
        change = (
            update(token_table).where(_columns.id == token_id).values(last_used_at=at.timestamp())
        )
        with self._database.write() as connection:
            connection.execute(change)


def _token(row: Row[tuple[object, ...]]) -> Token:
    return Token(
        id=row.id,
        name=row.name,
        role=_ROLES[row.role],
        digest=row.digest,
        created_at=_aware(row.created_at),
        created_by=row.created_by,
        expires_at=_aware(row.expires_at),
        last_used_at=None if row.last_used_at is None else _aware(row.last_used_at),
        revoked_at=None if row.revoked_at is None else _aware(row.revoked_at),
    )


def _aware(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
