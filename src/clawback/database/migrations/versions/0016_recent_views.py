"""In which view somebody ran a filter.

Revision ID: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clawback.database.tables import Exact

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    view = sa.Column("view", Exact, nullable=False, server_default="all_email")
    op.add_column("recent_query", view)
