"""The scope in which a plan was frozen and a container last changed; empty for everywhere.

Revision ID: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clawback.database.tables import Exact

revision = "0007"
down_revision = "0006"

_BEGUN = (
    "OLD.started_at IS NOT NULL OR "
    "EXISTS (SELECT 1 FROM remediation_proposal p WHERE p.remediation = OLD.id)"
)


def upgrade() -> None:
    for table in ("remediation", "remediation_container"):
        op.add_column(table, sa.Column("scope", Exact, nullable=False, server_default=""))
    op.create_index("ix_remediation_scope", "remediation", ["scope"])
    _freeze_scope()


def _freeze_scope() -> None:
    """The scope is a part of the plan, frozen with it (see 0005)."""
    event = "UPDATE OF scope ON remediation"
    if op.get_bind().dialect.name != "postgresql":
        op.execute(
            f"CREATE TRIGGER frozen_remediation_scope BEFORE {event} WHEN {_BEGUN} "
            "BEGIN SELECT RAISE(ABORT, 'A plan is frozen.'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION clawback_frozen_scope() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {_BEGUN} THEN RAISE integrity_constraint_violation "
        "USING MESSAGE = 'A plan is frozen.'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER frozen_remediation_scope BEFORE {event} "
        "FOR EACH ROW EXECUTE FUNCTION clawback_frozen_scope()"
    )
