"""Judgements of mail that had been delivered.

Revision ID: 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clawback.database.tables import Exact

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "judgement",
        sa.Column("id", Exact, primary_key=True),
        sa.Column("verdict", Exact, nullable=False),
        sa.Column("cause", Exact, nullable=False),
        sa.Column("filter", Exact, nullable=False),
        sa.Column("since", sa.Double),
        sa.Column("until", sa.Double),
        sa.Column("url", Exact, nullable=False),
        sa.Column("reason", Exact, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("by", Exact, nullable=False),
        sa.Column("by_name", Exact, nullable=False),
        sa.Column("scope", Exact, nullable=False),
        sa.Column("state", Exact, nullable=False),
        sa.Column("deliveries", sa.Integer, nullable=False),
        sa.Column("answer", Exact, nullable=False),
        sa.Column("remediation", Exact, nullable=False),
        sa.Column("trouble", Exact, nullable=False),
        sa.Column("ended_at", sa.Double),
    )
