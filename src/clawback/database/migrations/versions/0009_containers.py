"""What was taken out of a container again, and containers that nobody wants any more.

Revision ID: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clawback.database.tables import Exact

revision = "0009"
down_revision = "0008"

_WORDS = "A container that was discarded is frozen."
_DISCARDED = (
    "EXISTS (SELECT 1 FROM remediation_container c WHERE c.id = {key} "
    "AND c.discarded_at IS NOT NULL)"
)


def upgrade() -> None:
    for table, what in (
        ("remediation_container", "discarded"),
        ("remediation_container_part", "removed"),
    ):
        op.add_column(table, sa.Column(f"{what}_at", sa.Double))
        op.add_column(table, sa.Column(f"{what}_by", Exact))
        op.add_column(table, sa.Column(f"{what}_by_name", Exact))
    _refuse(
        "discarded_container", "UPDATE ON remediation_container", "OLD.discarded_at IS NOT NULL"
    )
    for event, key in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
        _refuse(
            f"discarded_container_{event.lower()}",
            f"{event} ON remediation_container_part",
            _DISCARDED.format(key=f"{key}.container"),
        )
    _refuse(
        "removed_container_part",
        "UPDATE ON remediation_container_part",
        "OLD.removed_at IS NOT NULL",
    )


def _refuse(name: str, event: str, condition: str) -> None:
    """A trigger that refuses an event where the condition holds. The names are this file's own."""
    if op.get_bind().dialect.name != "postgresql":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION clawback_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {condition} THEN RAISE integrity_constraint_violation "
        f"USING MESSAGE = '{_WORDS}'; END IF; RETURN COALESCE(NEW, OLD); END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {event} FOR EACH ROW EXECUTE FUNCTION clawback_{name}()"
    )
