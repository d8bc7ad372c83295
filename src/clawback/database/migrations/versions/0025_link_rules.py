"""Rules for links and spared links that people keep.

Revision ID: 0025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clawback.database.tables import Exact

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "link_rule",
        sa.Column("id", Exact, primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("rule", Exact, nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by_name", Exact, nullable=False),
    )
    op.create_table(
        "link_spared",
        sa.Column("entry", Exact, primary_key=True),
        sa.Column("reason", Exact, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by_name", Exact, nullable=False),
    )
    op.create_table(
        "link_edition",
        sa.Column("one", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, nullable=False),
    )
