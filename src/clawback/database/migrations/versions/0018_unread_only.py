"""Whether a plan leaves copies that have been read.

Revision ID: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    unread_only = sa.Column("unread_only", sa.Integer, nullable=False, server_default="0")
    op.add_column("remediation", unread_only)
