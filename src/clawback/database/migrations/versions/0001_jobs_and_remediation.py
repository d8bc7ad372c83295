"""The ledger of durable work, and remediations.

Revision ID: 0001
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Double, ForeignKey, Integer

from clawback.database.tables import Exact

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_Id = BigInteger().with_variant(Integer, "sqlite")

# What a plan froze stays as it is: table, and the columns that may never change.
_FROZEN = {
    "job_payload": ("job", "seq", "payload"),
    "remediation_leaf": ("remediation", "first", "last", "digest"),
    "remediation": (
        "id",
        "job",
        "undo_of",
        "action",
        "filter",
        "since",
        "until",
        "frozen_at",
        "plan_hash",
        "created_by",
    ),
}


def upgrade() -> None:
    _create_job()
    _create_items()
    _create_leases()
    _create_remediation()
    for table, columns in _FROZEN.items():
        _freeze(table, columns)


def downgrade() -> None:
    for table in (
        "remediation_leaf",
        "remediation",
        "job_server",
        "job_attempt",
        "job_lease",
        "job_evidence",
        "job_payload",
        "job_item",
        "job_block",
        "job",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION clawback_frozen()")


def _create_job() -> None:
    op.create_table(
        "job",
        Column("id", _Id, primary_key=True),
        Column("kind", Exact, nullable=False),
        Column("state", Exact, nullable=False),
        Column("total", Integer, nullable=False),
        Column("left", Integer, nullable=False),
        Column("created_at", Double, nullable=False),
        Column("started_at", Double),
        Column("ended_at", Double),
        Column("note", Exact, nullable=False, server_default=""),
    )
    op.create_index("ix_job_state", "job", ["state"])
    op.create_table(
        "job_block",
        Column("job", _Id, ForeignKey("job.id"), primary_key=True),
        Column("first", Integer, primary_key=True),
        Column("last", Integer, nullable=False),
        Column("server_key", Exact, nullable=False),
        Column("account", Exact, nullable=False),
        Column("left", Integer, nullable=False),
        Column("ready", Integer, nullable=False),
        Column("tries", Integer, nullable=False),
        Column("next_at", Double, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_job_block_ready", "job_block", ["job", "ready", "first"])


def _create_items() -> None:
    op.create_table(
        "job_item",
        Column("job", _Id, primary_key=True),
        Column("seq", Integer, primary_key=True),
        Column("server_key", Exact, nullable=False),
        Column("attempt", Integer, nullable=False),
        Column("doubt", Integer, nullable=False),
        Column("token", _Id, nullable=False),
        Column("outcome", Exact, nullable=False),
        sqlite_with_rowid=False,
    )
    for table, text in (("job_payload", "payload"), ("job_evidence", "evidence")):
        op.create_table(
            table,
            Column("job", _Id, primary_key=True),
            Column("seq", Integer, primary_key=True),
            Column(text, Exact, nullable=False),
            sqlite_with_rowid=False,
        )


def _create_leases() -> None:
    op.create_table(
        "job_lease",
        Column("server_key", Exact, primary_key=True),
        Column("account", Exact, primary_key=True),
        Column("token", _Id, nullable=False),
        Column("job", _Id, nullable=False),
        Column("first", Integer, nullable=False),
        Column("boot", Exact, nullable=False),
        Column("until", Double, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "job_attempt",
        Column("token", _Id, primary_key=True, autoincrement=False),
        Column("job", _Id, ForeignKey("job.id"), nullable=False),
        Column("first", Integer, nullable=False),
        Column("last", Integer, nullable=False),
        Column("items", Integer, nullable=False),
        Column("ended_items", Integer, nullable=False),
        Column("boot", Exact, nullable=False),
        Column("began_at", Double, nullable=False),
        Column("ended_at", Double),
        Column("fault", Exact, nullable=False),
        Column("told", Integer, nullable=False),
    )
    op.create_index("ix_job_attempt_job_told", "job_attempt", ["job", "told"])
    op.create_table(
        "job_server",
        Column("server_key", Exact, primary_key=True),
        Column("failures", Integer, nullable=False),
        Column("closed_until", Double, nullable=False),
        sqlite_with_rowid=False,
    )


def _create_remediation() -> None:
    op.create_table(
        "remediation",
        Column("id", Exact, primary_key=True),
        Column("job", BigInteger, ForeignKey("job.id"), nullable=False, unique=True),
        Column("undo_of", Exact, ForeignKey("remediation.id")),
        Column("action", Exact, nullable=False),
        Column("name", Exact, nullable=False),
        Column("severity", Exact, nullable=False),
        Column("description", Exact, nullable=False),
        Column("filter", Exact, nullable=False),
        Column("since", Double),
        Column("until", Double),
        Column("frozen_at", Double, nullable=False),
        Column("plan_hash", Exact, nullable=False),
        Column("deliveries", Integer, nullable=False),
        Column("messages", Integer, nullable=False),
        Column("mailboxes", Integer, nullable=False),
        Column("created_at", Double, nullable=False),
        Column("created_by", Exact, nullable=False),
        Column("created_by_name", Exact, nullable=False),
        Column("started_at", Double),
        Column("started_by", Exact, nullable=False),
        Column("started_by_name", Exact, nullable=False),
    )
    op.create_index("ix_remediation_undo_of", "remediation", ["undo_of"])
    op.create_table(
        "remediation_leaf",
        Column("remediation", Exact, ForeignKey("remediation.id"), primary_key=True),
        Column("first", Integer, primary_key=True),
        Column("last", Integer, nullable=False),
        Column("digest", Exact, nullable=False),
    )


def _freeze(table: str, columns: tuple[str, ...]) -> None:
    """A trigger that refuses to change these columns. The names are this file's own."""
    if op.get_bind().dialect.name == "postgresql":
        quoted = ", ".join(f'"{column}"' for column in columns)
        op.execute(
            "CREATE OR REPLACE FUNCTION clawback_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE integrity_constraint_violation USING MESSAGE = 'A plan is frozen.'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER frozen_{table} BEFORE UPDATE OF {quoted} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION clawback_frozen()"
        )
        return
    quoted = ", ".join(f'"{column}"' for column in columns)
    op.execute(
        f"CREATE TRIGGER frozen_{table} BEFORE UPDATE OF {quoted} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'A plan is frozen.'); END"
    )
