"""The tables of the audit trail. Triggers (migration 0003) refuse every change but sealing."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Table

from clawback.database import metadata
from clawback.database.tables import Exact

_Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by INTEGER keys only

# `at` is in microseconds since 1970-01-01 UTC. `leaf` numbers the sealed entries from 0.
entry_table = Table(
    "audit_entry",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("at", BigInteger, nullable=False, index=True),
    Column("actor_id", Exact, nullable=False, index=True),
    Column("actor_name", Exact, nullable=False),
    Column("actor_kind", Exact, nullable=False),
    Column("actor_role", Exact, nullable=False),
    Column("person", Exact, nullable=False, index=True),
    Column("action", Exact, nullable=False),
    Column("subject", Exact, nullable=False, index=True),
    Column("result", Exact, nullable=False),
    Column("details", Exact, nullable=False),
    Column("leaf", _Id, index=True, unique=True),
    Column("leaf_hash", LargeBinary),
)

# Whole subtrees of 256 leaves (level 8), 65,536 (level 16) and so on: what proofs are made from.
node_table = Table(
    "audit_node",
    metadata,
    Column("level", Integer, primary_key=True),
    Column("number", _Id, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
)

# `frontier` holds the hashes of the compact range, 32 bytes each; `note` is the signed text.
checkpoint_table = Table(
    "audit_checkpoint",
    metadata,
    Column("size", _Id, primary_key=True, autoincrement=False),
    Column("frontier", LargeBinary, nullable=False),
    Column("note", Exact, nullable=False),
)

# How far each receiver has been sent entries: `next` is the leaf that comes next.
cursor_table = Table(
    "audit_cursor",
    metadata,
    Column("target", Exact, primary_key=True),
    Column("next", _Id, nullable=False),
)
