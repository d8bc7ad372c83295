"""Where each mail was put among its like, and the campaigns that were found.

Revision ID: 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clawback.database.tables import Exact

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    clustered = op.create_table(
        "clustered",
        sa.Column("network_message_id", Exact, primary_key=True),
        sa.Column("cluster", Exact, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("matched_by", Exact, nullable=False),
        sa.Column("likeness", sa.Double, nullable=False),
        sa.Column("threats", Exact, nullable=False),
        sa.Column("words", sa.LargeBinary),
        sa.Column("shapes", sa.LargeBinary),
    )
    op.create_index("ix_clustered_cluster", "clustered", ["cluster", "at"])
    op.create_index("ix_clustered_at", "clustered", ["at"])
    bad = clustered.c.threats != ""
    op.create_index(
        "ix_clustered_bad", "clustered", ["cluster"], sqlite_where=bad, postgresql_where=bad
    )
    op.create_table(
        "campaign",
        sa.Column("id", Exact, primary_key=True),
        sa.Column("kind", Exact, nullable=False),
        sa.Column("name", Exact, nullable=False),
        sa.Column("subject", Exact, nullable=False),
        sa.Column("words_lc", Exact, nullable=False),
        sa.Column("found_at", sa.BigInteger, nullable=False),
        sa.Column("first", sa.BigInteger, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.Column("mails", sa.Integer, nullable=False),
        sa.Column("told", sa.Boolean, nullable=False),
    )
    op.create_index("ix_campaign_last", "campaign", ["last", "id"])
