"""The tables of remediations. What may not change is frozen by triggers too (migration 0005).

Moments are seconds since 1970-01-01 UTC.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
)
from sqlalchemy import column as _column
from sqlalchemy import table as _table

from clawback.database import metadata
from clawback.database.tables import Exact

remediation = Table(
    "remediation",
    metadata,
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
    Column("author", Exact, nullable=False, server_default=""),
    Column("editor", Exact, nullable=False, server_default=""),
    Column("edited_by_name", Exact, nullable=False, server_default=""),
    Column("facts", Exact, nullable=False, server_default=""),
    Column("facts_seal", Exact, nullable=False, server_default=""),
    Column("ground", Exact, nullable=False, server_default=""),
    Column("start_seal", Exact, nullable=False, server_default=""),
    Column("source", Exact, nullable=False, server_default="manual"),
    Column("sweep", Integer, nullable=False, server_default="0"),
    Column("unread_only", Integer, nullable=False, server_default="0"),
    Column("senders_copy", Integer, nullable=False, server_default="0"),
    Column("escrow_days", Integer, nullable=False, server_default="0"),
    Column("scope", Exact, nullable=False, server_default=""),
    Column("choice", Exact, nullable=False, server_default=""),
    Index("ix_remediation_undo_of", "undo_of"),
    Index("ix_remediation_scope", "scope"),
    Index("ix_remediation_agreed", "id", "plan_hash", "author", "editor", unique=True),
)

leaf = Table(
    "remediation_leaf",
    metadata,
    Column("remediation", Exact, ForeignKey("remediation.id"), primary_key=True),
    Column("first", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
    Column("digest", Exact, nullable=False),
)

choice = Table(
    "remediation_choice",
    metadata,
    Column("remediation", Exact, ForeignKey("remediation.id"), primary_key=True),
    Column("part", Exact, primary_key=True),
    Column("names", Exact, nullable=False),
)

hand = Table(
    "remediation_hand",
    metadata,
    Column("remediation", Exact, ForeignKey("remediation.id"), primary_key=True),
    Column("person", Exact, primary_key=True),
    Column("part", Exact, primary_key=True),
)

_PLAN = ("remediation", "plan_hash", "author", "editor")

proposal = Table(
    "remediation_proposal",
    metadata,
    Column("remediation", Exact, primary_key=True),
    Column("plan_hash", Exact, nullable=False),
    Column("author", Exact, nullable=False),
    Column("editor", Exact, nullable=False),
    Column("proposer", Exact, nullable=False),
    Column("proposer_name", Exact, nullable=False),
    Column("reasons", Exact, nullable=False),
    Column("quorum", Integer, nullable=False),
    Column("proposed_at", Double, nullable=False),
    Column("lifetime", Double, nullable=False),
    Column("expires_at", Double, nullable=False),  # for lists; decisions are told from votes
    Column("seal", Exact, nullable=False),
    Column("stage", Exact, nullable=False),
    Column("closed_at", Double),
    Column("closed_by_name", Exact, nullable=False),
    Column("closed_reason", Exact, nullable=False),
    Column("reminded_at", Double),
    ForeignKeyConstraint(
        _PLAN, [f"remediation.{name}" for name in ("id", "plan_hash", "author", "editor")]
    ),
    CheckConstraint("author <> '' AND editor <> '' AND proposer <> ''", name="everybody_is_known"),
    Index("ix_remediation_proposal_agreed", *_PLAN, "proposer", unique=True),
    Index("ix_remediation_proposal_stage", "stage"),
)

vote = Table(
    "remediation_vote",
    metadata,
    Column("remediation", Exact, primary_key=True),
    Column("person", Exact, primary_key=True),
    Column("name", Exact, nullable=False),
    Column("plan_hash", Exact, nullable=False),
    Column("author", Exact, nullable=False),
    Column("editor", Exact, nullable=False),
    Column("proposer", Exact, nullable=False),
    Column("choice", Exact, nullable=False),
    Column("reason", Exact, nullable=False),
    Column("at", Double, nullable=False),
    Column("proved_at", Double, nullable=False),
    Column("seal", Exact, nullable=False),
    ForeignKeyConstraint(
        [*_PLAN, "proposer"], [f"remediation_proposal.{name}" for name in (*_PLAN, "proposer")]
    ),
    CheckConstraint(
        "person <> '' AND person <> author AND person <> editor AND person <> proposer",
        name="four_eyes",
    ),
)

container = Table(
    "remediation_container",
    metadata,
    Column("id", Exact, primary_key=True),
    Column("action", Exact, nullable=False),
    Column("name", Exact, nullable=False),
    Column("severity", Exact, nullable=False),
    Column("description", Exact, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("author", Exact, nullable=False),
    Column("created_by_name", Exact, nullable=False),
    Column("remediation", Exact, ForeignKey("remediation.id")),
    Column("scope", Exact, nullable=False, server_default=""),
    Column("discarded_at", Double),
    Column("discarded_by", Exact),
    Column("discarded_by_name", Exact),
)

container_part = Table(
    "remediation_container_part",
    metadata,
    Column("container", Exact, ForeignKey("remediation_container.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("filter", Exact, nullable=False),
    Column("person", Exact, nullable=False),
    Column("added_by_name", Exact, nullable=False),
    Column("added_at", Double, nullable=False),
    Column("removed_at", Double),
    Column("removed_by", Exact),
    Column("removed_by_name", Exact),
)

# Sealed copies of what was deleted for good; each lies in a file named by its own SHA-256.
escrow = Table(
    "escrow",
    metadata,
    Column("id", Exact, primary_key=True),
    Column("remediation", Exact, ForeignKey("remediation.id"), nullable=False),
    Column("file", Exact, nullable=False),
    Column("key_id", Exact, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sealed_at", Double, nullable=False),
    Column("expires_at", Double, nullable=False),
    Index("ix_escrow_expires_at", "expires_at"),
)

# The ledger's; only to ask for what runs or is over, and how, in one statement; never written.
job = _table(
    "job", *(_column(name) for name in ("id", "state", "guard", "left", "note", "ended_at"))
)
tally = _table("job_tally", *(_column(name) for name in ("job", "outcome", "count")))
