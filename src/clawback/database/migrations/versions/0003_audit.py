"""The audit trail.

Revision ID: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clawback.database.tables import Exact

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("actor_id", Exact, nullable=False),
        sa.Column("actor_name", Exact, nullable=False),
        sa.Column("actor_kind", Exact, nullable=False),
        sa.Column("actor_role", Exact, nullable=False),
        sa.Column("person", Exact, nullable=False),
        sa.Column("action", Exact, nullable=False),
        sa.Column("subject", Exact, nullable=False),
        sa.Column("result", Exact, nullable=False),
        sa.Column("details", Exact, nullable=False),
    )
