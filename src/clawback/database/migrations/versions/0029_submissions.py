"""Submissions, and how it is with each of their targets.

Revision ID: 0029
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clawback.database.tables import Exact

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.create_table(
        "submission",
        sa.Column("id", Exact, primary_key=True),
        sa.Column("sha256", Exact, nullable=False, index=True),
        sa.Column("item", Exact, nullable=False),
        sa.Column("category", Exact, nullable=False),
        sa.Column("reason", Exact, nullable=False),
        sa.Column("note", Exact, nullable=False),
        sa.Column("again_of", Exact, nullable=False),
        sa.Column("at", sa.Double, nullable=False, index=True),
        sa.Column("submitter", Exact, nullable=False),
        sa.Column("sealed", Exact, nullable=False),
        sa.Column("status", Exact, nullable=False, index=True),
        sa.Column("result", Exact, nullable=False),
        sa.Column("entries", Exact, nullable=False),
        sa.Column("review", Exact),
        sa.Column("dispute", Exact),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.Double, nullable=False),
        sa.Column("ended_at", sa.Double),
    )
    op.create_table(
        "submission_sending",
        sa.Column("submission", Exact, primary_key=True),
        sa.Column("target", Exact, primary_key=True),
        sa.Column("round", sa.Integer, primary_key=True),
        sa.Column("state", Exact, nullable=False, index=True),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("due", sa.Double, nullable=False),
        sa.Column("began", sa.Double),
        sa.Column("reference", Exact, nullable=False),
        sa.Column("said", Exact, nullable=False),
        sa.Column("result", Exact),
        sa.Column("sent_at", sa.Double),
        sa.Column("changed_at", sa.Double, nullable=False),
    )
