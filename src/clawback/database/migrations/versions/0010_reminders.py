"""Which reminder of a proposal was the last that people were given.

Revision ID: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("remediation_proposal", sa.Column("reminded_at", sa.Double))
