"""What people changed about which mail is which campaign's.

Revision ID: 0022
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clawback.database.tables import Exact

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "campaign_change",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", Exact, nullable=False),
        sa.Column("origin", Exact, nullable=False),
        sa.Column("target", Exact, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("actor", Exact, nullable=False),
        sa.Column("reason", Exact, nullable=False),
        sa.Column("mails", sa.Integer, nullable=False),
        sa.Column("undoes", sa.Integer, nullable=False),
        sa.Column("undone_by", sa.Integer, nullable=False),
        sa.Column("told", sa.Boolean, nullable=False),
    )
    op.create_index("ix_campaign_change_origin", "campaign_change", ["origin", "number"])
    op.create_index("ix_campaign_change_target", "campaign_change", ["target", "number"])
    op.create_table(
        "campaign_moved",
        sa.Column("change", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("network_message_id", Exact, primary_key=True),
        sa.Column("cluster", Exact, nullable=False),
    )
    op.create_index("ix_campaign_moved_message", "campaign_moved", ["network_message_id", "change"])
    merged_into = sa.Column("merged_into", Exact, nullable=False, server_default="")
    op.add_column("campaign", merged_into)
