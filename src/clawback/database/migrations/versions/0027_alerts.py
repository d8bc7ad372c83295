"""Alert policies, alerts with what fits them and their history, and what is to be sent.

Revision ID: 0027
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clawback.database.tables import Exact

revision = "0027"
down_revision = "0026"

_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # SQLite numbers rows by INTEGER keys only


def upgrade() -> None:
    op.create_table(
        "alert_policy",
        sa.Column("id", Exact, primary_key=True),
        sa.Column("body", Exact, nullable=False),
        sa.Column("edited_at", sa.BigInteger, nullable=False),
        sa.Column("edited_by_name", Exact, nullable=False),
    )
    op.create_table(
        "alert",
        sa.Column("id", Exact, primary_key=True),
        sa.Column("policy", Exact, nullable=False),
        sa.Column("policy_name", Exact, nullable=False),
        sa.Column("severity", Exact, nullable=False),
        sa.Column("category", Exact, nullable=False),
        sa.Column("counted_by", Exact, nullable=False),
        sa.Column("summary", Exact, nullable=False),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("tripped_at", sa.BigInteger, nullable=False),
        sa.Column("first_at", sa.BigInteger, nullable=False),
        sa.Column("last_at", sa.BigInteger, nullable=False),
        sa.Column("hits", sa.Integer, nullable=False),
        sa.Column("status", Exact, nullable=False),
        sa.Column("assignee", Exact, nullable=False),
        sa.Column("assignee_name", Exact, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "alert_hit",
        sa.Column("policy", Exact, primary_key=True),
        sa.Column("mark", Exact, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("counted_by", Exact, nullable=False),
        sa.Column("network_message_id", Exact, nullable=False),
        sa.Column("recipient", Exact, nullable=False),
        sa.Column("summary", Exact, nullable=False),
        sa.Column("alert", Exact, nullable=False),
        sa.Column("told", sa.Integer, nullable=False),
    )
    op.create_table(
        "alert_entry",
        sa.Column("number", _Id, primary_key=True),
        sa.Column("alert", Exact, nullable=False, index=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("what", Exact, nullable=False),
        sa.Column("by", Exact, nullable=False),
        sa.Column("by_name", Exact, nullable=False),
        sa.Column("text", Exact, nullable=False),
        sqlite_autoincrement=True,  # a number that is gone never comes again
    )
    op.create_table(
        "alert_notice",
        sa.Column("id", Exact, primary_key=True),
        sa.Column("alert", Exact, nullable=False, index=True),
        sa.Column("policy", Exact, nullable=False),
        sa.Column("channel", Exact, nullable=False),
        sa.Column("body", Exact, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("state", Exact, nullable=False),
        sa.Column("trouble", Exact, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
    )
    op.create_table(
        "alert_place",
        sa.Column("name", Exact, primary_key=True),
        sa.Column("place", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_alert_policy_counted_by", "alert", ["policy", "counted_by"])
    op.create_index("ix_alert_status", "alert", ["status"])
    op.create_index(
        "ix_alert_hit_policy_counted_by_at", "alert_hit", ["policy", "counted_by", "at"]
    )
    op.create_index("ix_alert_hit_alert", "alert_hit", ["alert"])
    op.create_index("ix_alert_hit_told", "alert_hit", ["told"])
    op.create_index(
        "ix_alert_notice_channel_state_due", "alert_notice", ["channel", "state", "due"]
    )
    op.create_index(
        "ix_alert_notice_policy_channel_at", "alert_notice", ["policy", "channel", "at"]
    )
