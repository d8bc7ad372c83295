"""On which messages their campaign alone has spoken, and when campaigns were judged.

Revision ID: 0023
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clawback.database.tables import Exact

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "campaign_spoken",
        sa.Column("network_message_id", Exact, primary_key=True),
        sa.Column("word", Exact, nullable=False),
    )
    op.create_table(
        "campaign_turned",
        sa.Column("campaign", Exact, primary_key=True),
        sa.Column("threat", Exact, nullable=False),
        sa.Column("mail_to", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
