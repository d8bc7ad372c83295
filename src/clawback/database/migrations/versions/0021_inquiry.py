"""Engines are asked again about stored mail; what they judged by when they were last looked at.

Revision ID: 0021
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clawback.database.tables import Exact

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "inquiry",
        sa.Column("id", Exact, primary_key=True),
        sa.Column("engines", Exact, nullable=False),
        sa.Column("cause", Exact, nullable=False),
        sa.Column("since", sa.Double, nullable=False),
        sa.Column("until", sa.Double, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("by", Exact, nullable=False),
        sa.Column("by_name", Exact, nullable=False),
        sa.Column("state", Exact, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("asked", sa.Integer, nullable=False),
        sa.Column("unseen", sa.Integer, nullable=False),
        sa.Column("unanswered", sa.Integer, nullable=False),
        sa.Column("turned", sa.Integer, nullable=False),
        sa.Column("reached_at", sa.Double),
        sa.Column("reached_message", Exact, nullable=False),
        sa.Column("reached_recipient", Exact, nullable=False),
        sa.Column("waiting", Exact, nullable=False),
        sa.Column("trouble", Exact, nullable=False),
        sa.Column("ended_at", sa.Double),
    )
    op.create_table(
        "engine_edition",
        sa.Column("engine", Exact, primary_key=True),
        sa.Column("acted_on", Exact, nullable=False),
        sa.Column("pending", Exact, nullable=False),
        sa.Column("since", sa.Double),
    )
