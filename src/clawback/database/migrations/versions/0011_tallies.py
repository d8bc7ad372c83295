"""How many items of a job ended how, kept beside the items.

Revision ID: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clawback.database.tables import Exact

revision = "0011"
down_revision = "0010"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "job_tally",
        sa.Column("job", _ID, primary_key=True),
        sa.Column("server_key", Exact, primary_key=True),
        sa.Column("outcome", Exact, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO job_tally (job, server_key, outcome, count) "
        "SELECT job, server_key, outcome, count(*) FROM job_item "
        "GROUP BY job, server_key, outcome"
    )
