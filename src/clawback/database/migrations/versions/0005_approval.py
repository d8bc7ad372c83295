"""Approval: proposals, votes, who had a hand in a plan, and containers; rules kept by triggers.

Revision ID: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from clawback.database.tables import Exact

revision = "0005"
down_revision = "0004"

_PROPOSED = "EXISTS (SELECT 1 FROM remediation_proposal p WHERE p.remediation = {key})"
_STARTED = "EXISTS (SELECT 1 FROM remediation r WHERE r.id = {key} AND r.started_at IS NOT NULL)"
_JOB_PROPOSED = (
    "EXISTS (SELECT 1 FROM remediation r JOIN remediation_proposal p ON p.remediation = r.id "
    "WHERE r.job = {key}{more})"
)
_FROZEN_ALWAYS = ("id", "undo_of", "source", "author", "created_at", "created_by")
_FROZEN_ONCE_PROPOSED = (
    "job",
    "action",
    "name",
    "severity",
    "description",
    "filter",
    "since",
    "until",
    "frozen_at",
    "plan_hash",
    "deliveries",
    "messages",
    "mailboxes",
    "editor",
    "facts",
    "facts_seal",
)


def upgrade() -> None:
    _remediation()
    _hands()
    _proposals()
    _votes()
    _containers()
    _freeze_plans()
    _freeze_items()
    _guard_proposals()
    _guard_votes()
    _guard_containers()


def _remediation() -> None:
    texts = ("author", "editor", "edited_by_name", "facts", "facts_seal", "ground", "start_seal")
    for name in texts:
        op.add_column("remediation", sa.Column(name, Exact, nullable=False, server_default=""))
    op.add_column(
        "remediation", sa.Column("source", Exact, nullable=False, server_default="manual")
    )
    op.create_index(
        "ix_remediation_agreed", "remediation", ["id", "plan_hash", "author", "editor"], unique=True
    )


def _hands() -> None:
    op.create_table(
        "remediation_hand",
        sa.Column("remediation", Exact, sa.ForeignKey("remediation.id"), primary_key=True),
        sa.Column("person", Exact, primary_key=True),
        sa.Column("part", Exact, primary_key=True),
    )


def _proposals() -> None:
    op.create_table(
        "remediation_proposal",
        sa.Column("remediation", Exact, primary_key=True),
        sa.Column("plan_hash", Exact, nullable=False),
        sa.Column("author", Exact, nullable=False),
        sa.Column("editor", Exact, nullable=False),
        sa.Column("proposer", Exact, nullable=False),
        sa.Column("proposer_name", Exact, nullable=False),
        sa.Column("reasons", Exact, nullable=False),
        sa.Column("quorum", sa.Integer, nullable=False),
        sa.Column("proposed_at", sa.Double, nullable=False),
        sa.Column("lifetime", sa.Double, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
        sa.Column("seal", Exact, nullable=False),
        sa.Column("stage", Exact, nullable=False),
        sa.Column("closed_at", sa.Double),
        sa.Column("closed_by_name", Exact, nullable=False),
        sa.Column("closed_reason", Exact, nullable=False),
        sa.ForeignKeyConstraint(
            ["remediation", "plan_hash", "author", "editor"],
            ["remediation.id", "remediation.plan_hash", "remediation.author", "remediation.editor"],
        ),
        sa.CheckConstraint(
            "author <> '' AND editor <> '' AND proposer <> ''", name="everybody_is_known"
        ),
        sa.CheckConstraint("quorum BETWEEN 1 AND 3", name="quorum"),
        sa.CheckConstraint(
            "stage IN ('pending', 'approved', 'rejected', 'withdrawn', 'expired', 'started')",
            name="stage",
        ),
    )
    op.create_index(
        "ix_remediation_proposal_agreed",
        "remediation_proposal",
        ["remediation", "plan_hash", "author", "editor", "proposer"],
        unique=True,
    )
    op.create_index("ix_remediation_proposal_stage", "remediation_proposal", ["stage"])


def _votes() -> None:
    involved = ("author", "editor", "proposer")
    op.create_table(
        "remediation_vote",
        sa.Column("remediation", Exact, primary_key=True),
        sa.Column("person", Exact, primary_key=True),
        sa.Column("name", Exact, nullable=False),
        sa.Column("plan_hash", Exact, nullable=False),
        *(sa.Column(name, Exact, nullable=False) for name in involved),
        sa.Column("choice", Exact, nullable=False),
        sa.Column("reason", Exact, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("proved_at", sa.Double, nullable=False),
        sa.Column("seal", Exact, nullable=False),
        sa.ForeignKeyConstraint(
            ["remediation", "plan_hash", *involved],
            [f"remediation_proposal.{name}" for name in ("remediation", "plan_hash", *involved)],
        ),
        sa.CheckConstraint(
            "person <> '' AND person <> author AND person <> editor AND person <> proposer",
            name="four_eyes",
        ),
        sa.CheckConstraint("choice IN ('approve', 'reject')", name="choice"),
        sa.CheckConstraint("proved_at <= at", name="proved_before"),
    )


def _containers() -> None:
    op.create_table(
        "remediation_container",
        sa.Column("id", Exact, primary_key=True),
        sa.Column("action", Exact, nullable=False),
        sa.Column("name", Exact, nullable=False),
        sa.Column("severity", Exact, nullable=False),
        sa.Column("description", Exact, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("author", Exact, nullable=False),
        sa.Column("created_by_name", Exact, nullable=False),
        sa.Column("remediation", Exact, sa.ForeignKey("remediation.id")),
    )
    op.create_table(
        "remediation_container_part",
        sa.Column("container", Exact, sa.ForeignKey("remediation_container.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("filter", Exact, nullable=False),
        sa.Column("person", Exact, nullable=False),
        sa.Column("added_by_name", Exact, nullable=False),
        sa.Column("added_at", sa.Double, nullable=False),
    )


def _freeze_plans() -> None:
    where = " ON remediation" if op.get_bind().dialect.name == "postgresql" else ""
    op.execute(f"DROP TRIGGER frozen_remediation{where}")
    words = "A plan is frozen."
    begun = f"OLD.started_at IS NOT NULL OR {_PROPOSED.format(key='OLD.id')}"
    _refuse("frozen_remediation", _update("remediation", _FROZEN_ONCE_PROPOSED), words, begun)
    _refuse("frozen_remediation_origin", _update("remediation", _FROZEN_ALWAYS), words)
    _refuse("kept_remediation", "DELETE ON remediation", words, begun)
    leaf = f"{_STARTED} OR {_PROPOSED}"
    _refuse(
        "closed_remediation_leaf",
        "INSERT ON remediation_leaf",
        words,
        leaf.format(key="NEW.remediation"),
    )
    _refuse(
        "kept_remediation_leaf",
        "DELETE ON remediation_leaf",
        words,
        leaf.format(key="OLD.remediation"),
    )


def _freeze_items() -> None:
    """A worker comes to an item only through its block: with the blocks, the items are closed."""
    words = "What has been proposed takes no items and loses none."
    _refuse(
        "closed_job_block",
        "INSERT ON job_block",
        words,
        _JOB_PROPOSED.format(key="NEW.job", more=""),
    )
    for table in ("job_block", "job_item", "job_payload"):
        condition = _JOB_PROPOSED.format(key="OLD.job", more="")
        _refuse(f"kept_{table}", f"DELETE ON {table}", words, condition)
    _refuse(
        "approved_job",
        _update("job", ("state",)),
        "What has been proposed runs only once it is approved.",
        "OLD.state = 'draft' AND NEW.state NOT IN ('draft', 'cancelled') AND "
        + _JOB_PROPOSED.format(key="NEW.id", more=" AND p.stage <> 'started'"),
    )


def _guard_proposals() -> None:
    fixed = (
        "remediation",
        "plan_hash",
        "author",
        "editor",
        "proposer",
        "proposer_name",
        "reasons",
        "quorum",
        "proposed_at",
        "lifetime",
        "seal",
    )
    table, words = "remediation_proposal", "A proposal stays as it was made."
    _refuse("frozen_remediation_proposal", _update(table, fixed), words)
    _refuse("kept_remediation_proposal", f"DELETE ON {table}", words)
    _refuse("fresh_remediation_proposal", f"INSERT ON {table}", words, "NEW.stage <> 'pending'")
    _refuse(
        "steps_remediation_proposal",
        _update(table, ("stage",)),
        "A proposal cannot take this step.",
        "NEW.stage <> OLD.stage AND NOT ("
        "(OLD.stage = 'pending' AND NEW.stage <> 'started') "
        "OR (OLD.stage = 'approved' AND NEW.stage IN ('started', 'withdrawn', 'expired')))",
    )
    approvals = (
        "(SELECT COUNT(*) FROM remediation_vote v WHERE v.remediation = NEW.remediation "
        "AND v.choice = 'approve')"
    )
    _refuse(
        "quorum_remediation_proposal",
        _update(table, ("stage",)),
        "Too few people have approved.",
        f"NEW.stage IN ('approved', 'started') AND {approvals} < NEW.quorum",
    )
    for name in ("update", "delete"):
        _refuse(
            f"hands_{name}", f"{name.upper()} ON remediation_hand", "A hand cannot be taken back."
        )
    _refuse(
        "hands_insert",
        "INSERT ON remediation_hand",
        words,
        _PROPOSED.format(key="NEW.remediation"),
    )


def _guard_votes() -> None:
    table = "remediation_vote"
    _refuse(
        "open_remediation_vote",
        f"INSERT ON {table}",
        "A decided proposal takes no votes.",
        "NOT EXISTS (SELECT 1 FROM remediation_proposal p WHERE p.remediation = NEW.remediation "
        "AND p.stage = 'pending')",
    )
    _refuse(
        "four_eyes_remediation_vote",
        f"INSERT ON {table}",
        "Nobody decides on what they had a hand in.",
        "EXISTS (SELECT 1 FROM remediation_hand h WHERE h.remediation = NEW.remediation "
        "AND h.person = NEW.person)",
    )
    for name in ("update", "delete"):
        _refuse(f"votes_{name}", f"{name.upper()} ON {table}", "A vote stays as it was given.")


def _guard_containers() -> None:
    words = "A container that was proposed is frozen."
    closed = (
        "EXISTS (SELECT 1 FROM remediation_container c WHERE c.id = {key} "
        "AND c.remediation IS NOT NULL)"
    )
    table = "remediation_container"
    _refuse("closed_container", f"UPDATE ON {table}", words, "OLD.remediation IS NOT NULL")
    for event, key in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
        _refuse(
            f"closed_container_{event.lower()}",
            f"{event} ON {table}_part",
            words,
            closed.format(key=f"{key}.container"),
        )


def _update(table: str, columns: tuple[str, ...]) -> str:
    quoted = ", ".join(f'"{column}"' for column in columns)
    return f"UPDATE OF {quoted} ON {table}"


def _refuse(name: str, event: str, words: str, condition: str = "TRUE") -> None:
    """A trigger that refuses an event where the condition holds. The names are this file's own."""
    if op.get_bind().dialect.name != "postgresql":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION clawback_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {condition} THEN RAISE integrity_constraint_violation "
        f"USING MESSAGE = '{words}'; END IF; RETURN COALESCE(NEW, OLD); END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {event} FOR EACH ROW EXECUTE FUNCTION clawback_{name}()"
    )
