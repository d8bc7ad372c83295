"""Links and hosts that people block or let through at the click.

Revision ID: 0024
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clawback.database.tables import Exact

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_table(
        "click_entry",
        sa.Column("id", Exact, primary_key=True),
        sa.Column("key", Exact, nullable=False, unique=True),
        sa.Column("action", Exact, nullable=False),
        sa.Column("value", Exact, nullable=False),
        sa.Column("what", Exact, nullable=False),
        sa.Column("reason", Exact, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by", Exact, nullable=False),
        sa.Column("by_name", Exact, nullable=False),
        sa.Column("expires_at", sa.BigInteger),
    )
