"""Execution: jobs that are watched, limits of servers, options of a plan, and escrow.

Revision ID: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clawback.database.tables import Exact

revision = "0006"
down_revision = "0005"

_OPTIONS = ("sweep", "senders_copy", "escrow_days")
_BEGUN = (
    "OLD.started_at IS NOT NULL OR "
    "EXISTS (SELECT 1 FROM remediation_proposal p WHERE p.remediation = OLD.id)"
)


def upgrade() -> None:
    op.add_column("job", sa.Column("guard", Exact, nullable=False, server_default="off"))
    for name in ("seen", "surprises"):
        op.add_column("job", sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    asked_until = sa.Column("asked_until", sa.Double, nullable=False, server_default="0")
    op.add_column("job_server", asked_until)
    op.create_table(
        "job_bucket",
        sa.Column("server_key", Exact, primary_key=True),
        sa.Column("level", sa.Double, nullable=False),
        sa.Column("filled_at", sa.Double, nullable=False),
        sqlite_with_rowid=False,
    )
    for name in _OPTIONS:
        column = sa.Column(name, sa.Integer, nullable=False, server_default="0")
        op.add_column("remediation", column)
    _freeze_options()
    _create_escrow()


def _create_escrow() -> None:
    op.create_table(
        "escrow",
        sa.Column("id", Exact, primary_key=True),
        sa.Column("remediation", Exact, sa.ForeignKey("remediation.id"), nullable=False),
        sa.Column("file", Exact, nullable=False),
        sa.Column("key_id", Exact, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sealed_at", sa.Double, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
    )
    op.create_index("ix_escrow_expires_at", "escrow", ["expires_at"])


def _freeze_options() -> None:
    """Options are a part of the plan, frozen with it (see 0005). The names are this file's own."""
    columns = ", ".join(f'"{name}"' for name in _OPTIONS)
    event = f"UPDATE OF {columns} ON remediation"
    if op.get_bind().dialect.name != "postgresql":
        op.execute(
            f"CREATE TRIGGER frozen_remediation_options BEFORE {event} WHEN {_BEGUN} "
            "BEGIN SELECT RAISE(ABORT, 'A plan is frozen.'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION clawback_frozen_options() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {_BEGUN} THEN RAISE integrity_constraint_violation "
        "USING MESSAGE = 'A plan is frozen.'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER frozen_remediation_options BEFORE {event} "
        "FOR EACH ROW EXECUTE FUNCTION clawback_frozen_options()"
    )
