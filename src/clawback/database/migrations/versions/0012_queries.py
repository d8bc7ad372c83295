"""Queries that people save, and the last ones they ran.

Revision ID: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clawback.database.tables import Exact

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "saved_query",
        sa.Column("id", Exact, primary_key=True),
        sa.Column("owner", Exact, nullable=False),
        sa.Column("author", Exact, nullable=False),
        sa.Column("name", Exact, nullable=False),
        sa.Column("name_key", Exact, nullable=False),
        sa.Column("filter", Exact, nullable=False),
        sa.Column("since", Exact, nullable=False),
        sa.Column("until", Exact, nullable=False),
        sa.Column("view", Exact, nullable=False),
        sa.Column("sort", Exact, nullable=False),
        sa.Column("columns", Exact, nullable=False),
        sa.Column("shared", sa.Integer, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("edited_at", sa.Double, nullable=False),
        sa.Column("edited_by_name", Exact, nullable=False),
        sa.Column("executed_at", sa.Double),
    )
    # Also the last word where two servers save the same name at once.
    op.create_index(
        "uq_saved_query_owner_name_key", "saved_query", ["owner", "name_key"], unique=True
    )
    op.create_table(
        "recent_query",
        sa.Column("person", Exact, primary_key=True),
        sa.Column("key", Exact, primary_key=True),
        sa.Column("filter", Exact, nullable=False),
        sa.Column("since", Exact, nullable=False),
        sa.Column("until", Exact, nullable=False),
        sa.Column("ran_at", sa.Double, nullable=False),
    )
    op.create_index("ix_recent_query_person_ran_at", "recent_query", ["person", "ran_at"])
