"""The audit trail in the state database."""

from __future__ import annotations

import json

from sqlalchemy import BigInteger, Column, Double, Integer, Table

from clawback.audit.entry import Entry
from clawback.database import Connection, metadata
from clawback.database.tables import Exact

_Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by INTEGER keys only

entry_table = Table(
    "audit_entry",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("at", Double, nullable=False),
    Column("actor_id", Exact, nullable=False),
    Column("actor_name", Exact, nullable=False),
    Column("actor_kind", Exact, nullable=False),
    Column("actor_role", Exact, nullable=False),
    Column("person", Exact, nullable=False),
    Column("action", Exact, nullable=False),
    Column("subject", Exact, nullable=False),
    Column("result", Exact, nullable=False),
    Column("details", Exact, nullable=False),
)


def add(connection: Connection, entry: Entry) -> None:
    """Adds an entry, not yet sealed."""
    actor = entry.actor
    row = {
        "at": entry.at.timestamp(),
        "actor_id": actor.id,
        "actor_name": actor.name,
        "actor_kind": actor.kind.value,
        "actor_role": actor.role,
        "person": actor.person,
        "action": entry.action,
        "subject": entry.subject,
        "result": entry.result.value,
        "details": json.dumps(dict(entry.details), sort_keys=True, separators=(",", ":")),
    }
    connection.execute(entry_table.insert(), row)
