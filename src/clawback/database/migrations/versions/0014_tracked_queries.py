"""Queries that are counted day by day.

Revision ID: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clawback.database.tables import Exact

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "tracked_query",
        sa.Column("query", Exact, sa.ForeignKey("saved_query.id"), primary_key=True),
        sa.Column("state", Exact, nullable=False),
        sa.Column("started_at", sa.Double, nullable=False),
        sa.Column("reason", Exact, nullable=False),
        sa.Column("trouble", Exact, nullable=False),
        sa.Column("scope", Exact, nullable=False),
        sa.Column("tried_at", sa.Double),
        sa.Column("counted_at", sa.Double),
        sa.Column("yesterday_deliveries", sa.BigInteger),
        sa.Column("yesterday_messages", sa.BigInteger),
        sa.Column("week_deliveries", sa.BigInteger),
        sa.Column("week_messages", sa.BigInteger),
    )
    op.create_index("ix_tracked_query_state_tried_at", "tracked_query", ["state", "tried_at"])
    op.create_table(
        "tracked_day",
        sa.Column("query", Exact, sa.ForeignKey("saved_query.id"), primary_key=True),
        sa.Column("day", Exact, primary_key=True),
        sa.Column("deliveries", sa.BigInteger, nullable=False),
        sa.Column("messages", sa.BigInteger, nullable=False),
        sa.Column("counted_at", sa.Double, nullable=False),
    )
