"""The tables of queries. Moments are seconds since 1970-01-01 UTC."""

from __future__ import annotations

from sqlalchemy import Column, Double, Index, Integer, Table

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
    Index("ix_recent_query_person_ran_at", "person", "ran_at"),
)
