"""Exports: what somebody asked to take away, and how far it is.

Revision ID: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clawback.database.tables import Exact

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "export",
        sa.Column("id", Exact, primary_key=True),
        sa.Column("node", Exact, nullable=False),
        sa.Column("owner", Exact, nullable=False),
        sa.Column("owner_name", Exact, nullable=False),
        sa.Column("scope", Exact, nullable=False),
        sa.Column("wish", Exact, nullable=False),
        sa.Column("sentence", Exact, nullable=False),
        sa.Column("state", Exact, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("started_at", sa.Double),
        sa.Column("ended_at", sa.Double),
        sa.Column("expires_at", sa.Double),
        sa.Column("total", sa.BigInteger),
        sa.Column("written", sa.BigInteger, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha256", Exact, nullable=False),
        sa.Column("reason", Exact, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
    )
    op.create_index("ix_export_node_owner_created_at", "export", ["node", "owner", "created_at"])
