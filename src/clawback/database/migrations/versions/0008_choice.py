"""How the deliveries of a plan were chosen, and the names they were chosen by.

Revision ID: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clawback.database.tables import Exact

revision = "0008"
down_revision = "0007"

_BEGUN = (
    "OLD.started_at IS NOT NULL OR "
    "EXISTS (SELECT 1 FROM remediation_proposal p WHERE p.remediation = OLD.id)"
)


def upgrade() -> None:
    op.add_column("remediation", sa.Column("choice", Exact, nullable=False, server_default=""))
    op.create_table(
        "remediation_choice",
        sa.Column("remediation", Exact, sa.ForeignKey("remediation.id"), primary_key=True),
        sa.Column("part", Exact, primary_key=True),
        sa.Column("names", Exact, nullable=False),
        sa.CheckConstraint("part IN ('only', 'without')", name="part"),
    )
    _freeze_choice()


def _freeze_choice() -> None:
    """The choice is a part of the plan, frozen with it (see 0005); it holds the names' digests."""
    event = "UPDATE OF choice ON remediation"
    if op.get_bind().dialect.name != "postgresql":
        op.execute(
            f"CREATE TRIGGER frozen_remediation_choice BEFORE {event} WHEN {_BEGUN} "
            "BEGIN SELECT RAISE(ABORT, 'A plan is frozen.'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION clawback_frozen_choice() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {_BEGUN} THEN RAISE integrity_constraint_violation "
        "USING MESSAGE = 'A plan is frozen.'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER frozen_remediation_choice BEFORE {event} "
        "FOR EACH ROW EXECUTE FUNCTION clawback_frozen_choice()"
    )
