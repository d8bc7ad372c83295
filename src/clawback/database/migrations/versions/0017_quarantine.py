"""Mail that the gate held back, one row for each recipient.

Revision ID: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clawback.database.tables import Exact

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "quarantined",
        sa.Column("id", Exact, primary_key=True),
        sa.Column("node", Exact, nullable=False),
        sa.Column("network_message_id", Exact, nullable=False),
        sa.Column("recipient", Exact, nullable=False),
        sa.Column("recipient_domain", Exact, nullable=False),
        sa.Column("rcpt_to", Exact, nullable=False),
        sa.Column("mail_from", Exact, nullable=False),
        sa.Column("sender", Exact, nullable=False),
        sa.Column("senders_lc", Exact, nullable=False),
        sa.Column("subject", Exact, nullable=False),
        sa.Column("threat_type", Exact, nullable=False),
        sa.Column("reason", Exact, nullable=False),
        sa.Column("words_lc", Exact, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("file", Exact, nullable=False),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("state", Exact, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("note", Exact, nullable=False),
        sa.Column("changed_at", sa.BigInteger),
        sa.Column("changed_by", Exact, nullable=False),
        sa.Column("changed_by_name", Exact, nullable=False),
        sa.Column("told", sa.Boolean, nullable=False),
    )
    for name, columns in (
        ("ix_quarantined_node_received_at", ["node", "received_at", "id"]),
        ("ix_quarantined_node_network_message_id", ["node", "network_message_id"]),
        ("ix_quarantined_node_state_expires_at", ["node", "state", "expires_at"]),
        ("ix_quarantined_node_told", ["node", "told"]),
        ("ix_quarantined_file", ["file"]),
    ):
        op.create_index(name, "quarantined", columns)
