"""The tables of the room in the state database."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, Table, UniqueConstraint

from clawback.database.tables import Exact, metadata

entry = Table(
    "entry",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Exact, nullable=False),
    Column("text", Exact, nullable=False),
    Column("action", Exact, nullable=False),
    Column("direction", Exact, nullable=False),
    Column("places", Exact, nullable=False),
    Column("note", Exact, nullable=False),
    Column("origin", Exact, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by", Exact, nullable=False),
    Column("by_name", Exact, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("changed_by", Exact, nullable=False),
    Column("expires_at", BigInteger),
    Column("after_use", Boolean, nullable=False),
    Column("used_at", BigInteger),
    Column("gone_at", BigInteger),
    Column("edition", BigInteger, nullable=False, index=True),
    Column("gained", BigInteger, nullable=False, index=True),
    UniqueConstraint("text", "kind", "action"),
)
entry_edition = Table(
    "entry_edition",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
)
entry_seen = Table(
    "entry_seen",
    metadata,
    Column("reader", Exact, primary_key=True),
    Column("edition", BigInteger, nullable=False),
    Column("number", BigInteger, nullable=False),
)
entry_claim = Table(
    "entry_claim",
    metadata,
    Column("feed", Exact, primary_key=True),
    Column("event", Exact, primary_key=True),
    Column("entry", BigInteger, primary_key=True, autoincrement=False, index=True),
)
entry_feed = Table(
    "entry_feed",
    metadata,
    Column("name", Exact, primary_key=True),
    Column("began_at", BigInteger),
    Column("pulled_at", BigInteger),
    Column("stamp", Exact, nullable=False),
    Column("trouble", Exact, nullable=False),
    Column("skipped", Integer, nullable=False),
)
entry_feed_event = Table(
    "entry_feed_event",
    metadata,
    Column("feed", Exact, primary_key=True),
    Column("event", Exact, primary_key=True),
    Column("stamp", Exact, nullable=False),
)
