"""The tables of queries. Moments are seconds since 1970-01-01 UTC."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Double, ForeignKey, Index, Integer, Table

from clawback.database import metadata
from clawback.database.tables import Exact

saved_query = Table(
    "saved_query",
    metadata,
    Column("id", Exact, primary_key=True),
    Column("owner", Exact, nullable=False),
    Column("author", Exact, nullable=False),
    Column("name", Exact, nullable=False),
    Column("name_key", Exact, nullable=False),
    Column("filter", Exact, nullable=False),
    Column("since", Exact, nullable=False),
    Column("until", Exact, nullable=False),
    Column("view", Exact, nullable=False),
    Column("sort", Exact, nullable=False),
    Column("columns", Exact, nullable=False),
    Column("shared", Integer, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("edited_at", Double, nullable=False),
    Column("edited_by_name", Exact, nullable=False),
    Column("executed_at", Double),
    Index("uq_saved_query_owner_name_key", "owner", "name_key", unique=True),
)

tracked_query = Table(
    "tracked_query",
    metadata,
    Column("query", Exact, ForeignKey("saved_query.id"), primary_key=True),
    Column("state", Exact, nullable=False),
    Column("started_at", Double, nullable=False),
    Column("reason", Exact, nullable=False),
    Column("trouble", Exact, nullable=False),
    Column("scope", Exact, nullable=False),
    Column("tried_at", Double),
    Column("counted_at", Double),
    # Up to the time of day of `counted_at`.
    Column("yesterday_deliveries", BigInteger),
    Column("yesterday_messages", BigInteger),
    Column("week_deliveries", BigInteger),
    Column("week_messages", BigInteger),
    Index("ix_tracked_query_state_tried_at", "state", "tried_at"),
)

# `deliveries` are clicks where the query is one of clicks, here and above.
tracked_day = Table(
    "tracked_day",
    metadata,
    Column("query", Exact, ForeignKey("saved_query.id"), primary_key=True),
    Column("day", Exact, primary_key=True),
    Column("deliveries", BigInteger, nullable=False),
    Column("messages", BigInteger, nullable=False),
    Column("counted_at", Double, nullable=False),
)

# What somebody searched for is theirs alone; `key` is the hash of what the filter says.
recent_query = Table(
    "recent_query",
    metadata,
    Column("person", Exact, primary_key=True),
    Column("key", Exact, primary_key=True),
    Column("filter", Exact, nullable=False),
    Column("since", Exact, nullable=False),
    Column("until", Exact, nullable=False),
    Column("ran_at", Double, nullable=False),
    Column("view", Exact, nullable=False, server_default="all_email"),
    Index("ix_recent_query_person_ran_at", "person", "ran_at"),
)
