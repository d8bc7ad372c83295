"""Each time that what was kept long enough was forgotten.

Revision ID: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clawback.database.tables import Exact

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "retention_run",
        sa.Column("id", Exact, primary_key=True),
        sa.Column("node", Exact, nullable=False),
        sa.Column("by", Exact, nullable=False),
        sa.Column("by_name", Exact, nullable=False),
        sa.Column("state", Exact, nullable=False),
        sa.Column("began_at", sa.Double, nullable=False),
        sa.Column("ended_at", sa.Double),
        sa.Column("shares", Exact, nullable=False),
        sa.Column("raw_files", sa.Integer, nullable=False),
        sa.Column("reason", Exact, nullable=False),
    )
    op.create_index("ix_retention_run_node_began_at", "retention_run", ["node", "began_at"])
