"""Tokens in the state database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from ipaddress import ip_network

from sqlalchemy import Row, select, update

from clawback.audit.trail import Trail
from clawback.database import Connection, Database
from clawback.identity.port import Note
from clawback.identity.records.tables import token_table
from clawback.identity.records.values import (
    aware,
    aware_or_none,
    listed,
    scope_columns,
    scope_of,
    unlisted,
)
from clawback.identity.role import Permission, Role
from clawback.identity.token import Token

_columns = token_table.c
_ROLES = {role.value: role for role in Role}
_PERMISSIONS = {permission.value: permission for permission in Permission}


class DatabaseTokenRecords:
    """Keeps tokens in the table `token`, and notes each change in the trail with it."""

    def __init__(self, database: Database, trail: Trail | None = None) -> None:
        self._database = database
        self._trail = trail

    def add(self, token: Token, note: Note) -> None:
        with self._database.write() as connection:
            connection.execute(token_table.insert(), _row(token))
            self._tell(connection, note)

    def find(self, token_id: str) -> Token | None:
        with self._database.read() as connection:
            row = connection.execute(select(token_table).where(_columns.id == token_id)).first()
        return None if row is None else _token(row)

    def every(self) -> Sequence[Token]:
        wanted = select(token_table).order_by(_columns.created_at, _columns.id)
        with self._database.read() as connection:
            return [_token(row) for row in connection.execute(wanted)]

    def revoke(self, token_id: str, at: datetime, note: Note) -> None:
        change = (
            update(token_table)
            .where(_columns.id == token_id, _columns.revoked_at.is_(None))
            .values(revoked_at=at.timestamp())
        )
        with self._database.write() as connection:
            if connection.execute(change).rowcount:
                self._tell(connection, note)

    def used(self, token_id: str, at: datetime) -> None:
        change = (
            update(token_table).where(_columns.id == token_id).values(last_used_at=at.timestamp())
        )
        with self._database.write() as connection:
            connection.execute(change)

    def _tell(self, connection: Connection, note: Note) -> None:
        if self._trail is not None:
            self._trail.record(
                connection, note.actor, note.action, note.subject, details=note.details
            )


def _row(token: Token) -> dict[str, object]:
    return {
        "id": token.id,
        "name": token.name,
        "role": token.role.value,
        "digest": token.digest,
        "created_at": token.created_at.timestamp(),
        "created_by": token.created_by,
        "expires_at": token.expires_at.timestamp(),
        "owner": token.owner,
        "permissions": listed(token.only),
        "networks": listed(str(network) for network in token.networks),
        **scope_columns(token.scope),
    }


def _token(row: Row[tuple[object, ...]]) -> Token:
    return Token(
        id=row.id,
        name=row.name,
        role=_ROLES[row.role],
        digest=row.digest,
        created_at=aware(row.created_at),
        created_by=row.created_by,
        expires_at=aware(row.expires_at),
        last_used_at=aware_or_none(row.last_used_at),
        revoked_at=aware_or_none(row.revoked_at),
        owner=row.owner,
        only=frozenset(_PERMISSIONS[code] for code in unlisted(row.permissions)),
        scope=scope_of(row.domains, row.tags),
        networks=tuple(ip_network(text) for text in sorted(unlisted(row.networks))),
    )
