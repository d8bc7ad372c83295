"""Whether a plan leaves copies that have been read.

Revision ID: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    unread_only = sa.Column("unread_only", sa.Integer, nullable=False, server_default="0")
    op.add_column("remediation", unread_only)
