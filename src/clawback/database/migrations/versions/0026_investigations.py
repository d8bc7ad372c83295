"""Investigations, what their steps found, and what was done about clusters.

Revision ID: 0026
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clawback.database.tables import Exact

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_table(
        "investigation",
        sa.Column("id", Exact, primary_key=True),
        sa.Column("root_kind", Exact, nullable=False),
        sa.Column("root_value", Exact, nullable=False),
        sa.Column("playbook", Exact, nullable=False),
        sa.Column("reason", Exact, nullable=False),
        sa.Column("since", sa.Double, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("by", Exact, nullable=False),
        sa.Column("by_name", Exact, nullable=False),
        sa.Column("by_role", Exact, nullable=False),
        sa.Column("by_kind", Exact, nullable=False),
        sa.Column("person", Exact, nullable=False),
        sa.Column("scope", Exact, nullable=False),
        sa.Column("status", Exact, nullable=False, index=True),
        sa.Column("trouble", Exact, nullable=False),
        sa.Column("changed_at", sa.Double, nullable=False),
        sa.Column("ended_at", sa.Double),
    )
    op.create_table(
        "investigation_step",
        sa.Column("investigation", Exact, primary_key=True),
        sa.Column("name", Exact, primary_key=True),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.Column("findings", Exact, nullable=False),
    )
    op.create_table(
        "investigation_action",
        sa.Column("investigation", Exact, primary_key=True),
        sa.Column("cluster", Exact, primary_key=True),
        sa.Column("remediation", Exact, nullable=False),
        sa.Column("filter", Exact, nullable=False),
        sa.Column("deliveries", sa.Integer, nullable=False),
        sa.Column("trouble", Exact, nullable=False),
    )
