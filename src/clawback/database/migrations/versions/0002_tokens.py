"""API tokens.

Revision ID: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clawback.database.tables import Exact

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "token",
        sa.Column("id", Exact, primary_key=True),
        sa.Column("name", Exact, nullable=False),
        sa.Column("role", Exact, nullable=False),
        sa.Column("digest", Exact, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("created_by", Exact, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
        sa.Column("last_used_at", sa.Double),
        sa.Column("revoked_at", sa.Double),
    )
