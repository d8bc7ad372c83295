"""The audit trail: entries, the tree over them, signed checkpoints, and how far they were exported.

Revision ID: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clawback.database.tables import Exact

revision = "0003"
down_revision = "0002"

_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_SAID = "The audit trail is kept as it was written."
# What an entry says; it never changes. `leaf` and `leaf_hash` are set once, when it is sealed.
_WORDS = (
    "id",
    "at",
    "actor_id",
    "actor_name",
    "actor_kind",
    "actor_role",
    "person",
    "action",
    "subject",
    "result",
    "details",
)


def upgrade() -> None:
    _create_entries()
    op.create_table(
        "audit_node",
        sa.Column("level", sa.Integer, primary_key=True),
        sa.Column("number", _Id, primary_key=True, autoincrement=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "audit_checkpoint",
        sa.Column("size", _Id, primary_key=True, autoincrement=False),
        sa.Column("frontier", sa.LargeBinary, nullable=False),
        sa.Column("note", Exact, nullable=False),
    )
    op.create_table(
        "audit_cursor",
        sa.Column("target", Exact, primary_key=True),
        sa.Column("next", _Id, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def _create_entries() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", _Id, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("actor_id", Exact, nullable=False),
        sa.Column("actor_name", Exact, nullable=False),
        sa.Column("actor_kind", Exact, nullable=False),
        sa.Column("actor_role", Exact, nullable=False),
        sa.Column("person", Exact, nullable=False),
        sa.Column("action", Exact, nullable=False),
        sa.Column("subject", Exact, nullable=False),
        sa.Column("result", Exact, nullable=False),
        sa.Column("details", Exact, nullable=False),
        sa.Column("leaf", _Id),
        sa.Column("leaf_hash", sa.LargeBinary),
    )
    op.create_index("ix_audit_entry_leaf", "audit_entry", ["leaf"], unique=True)
    for column in ("at", "actor_id", "person", "subject"):
        op.create_index(f"ix_audit_entry_{column}", "audit_entry", [column])


def _guard_sqlite() -> None:
    """Triggers; the names are this file's own."""
    changed = " OR ".join(f'NEW."{word}" IS NOT OLD."{word}"' for word in _WORDS)
    _refuse_sqlite("audit_entry", "UPDATE", f"OLD.leaf IS NOT NULL OR {changed}")
    # A replacing insert deletes without telling the trigger on DELETE.
    twice = "EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id)"
    _refuse_sqlite("audit_entry", "INSERT", f"NEW.leaf IS NOT NULL OR {twice}")
    _refuse_sqlite("audit_entry", "DELETE")
    for table, twice in (
        ("audit_checkpoint", "size = NEW.size"),
        ("audit_node", "level = NEW.level AND number = NEW.number"),
    ):
        _refuse_sqlite(table, "UPDATE")
        _refuse_sqlite(table, "DELETE")
        _refuse_sqlite(
            table,
            "INSERT",
            f"EXISTS (SELECT 1 FROM {table} WHERE {twice})",  # noqa: S608 - our own words
        )


def _refuse_sqlite(table: str, what: str, when: str = "1") -> None:
    op.execute(
        f"CREATE TRIGGER {table}_{what.lower()} BEFORE {what} ON {table} WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
    )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION clawback_audit_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_SAID}'; END $$"
    )
    old, new = (", ".join(f'{row}."{word}"' for word in _WORDS) for row in ("OLD", "NEW"))
    changed = f"OLD.leaf IS NOT NULL OR ({old}) IS DISTINCT FROM ({new})"
    _refuse_postgresql("audit_entry", "UPDATE", f"FOR EACH ROW WHEN ({changed})")
    _refuse_postgresql("audit_entry", "INSERT", "FOR EACH ROW WHEN (NEW.leaf IS NOT NULL)")
    for table in ("audit_entry", "audit_checkpoint", "audit_node"):
        _refuse_postgresql(table, "DELETE", "FOR EACH ROW")
        _refuse_postgresql(table, "TRUNCATE", "FOR EACH STATEMENT")
    for table in ("audit_checkpoint", "audit_node"):
        _refuse_postgresql(table, "UPDATE", "FOR EACH ROW")


def _refuse_postgresql(table: str, what: str, when: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_{what.lower()} BEFORE {what} ON {table} {when} "
        "EXECUTE FUNCTION clawback_audit_kept()"
    )
