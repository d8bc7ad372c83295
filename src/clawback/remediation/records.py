"""Remediations in the state database. The frozen columns are frozen by triggers too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    Row,
    Table,
    insert,
    select,
    update,
)

from clawback.database import Connection, metadata
from clawback.database.tables import Exact
from clawback.model.actor import Actor
from clawback.remediation.action import ACTIONS, SEVERITIES
from clawback.remediation.plan import Leaf, Plan, Terms
from clawback.remediation.remediation import Remediation

# Moments are seconds since 1970-01-01 UTC.
remediation_table = Table(
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
    Index("ix_remediation_undo_of", "undo_of"),
)

leaf_table = Table(
    "remediation_leaf",
    metadata,
    Column("remediation", Exact, ForeignKey("remediation.id"), primary_key=True),
    Column("first", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
    Column("digest", Exact, nullable=False),
)
_columns = remediation_table.c


def add(connection: Connection, remediation: Remediation, leaves: Sequence[Leaf]) -> None:
    """Writes a remediation down with the leaves of its plan."""
    connection.execute(insert(remediation_table).values(**_values(remediation)))
    key = {"remediation": remediation.id}
    rows = [{**key, "first": f.first, "last": f.last, "digest": f.digest} for f in leaves]
    if rows:
        connection.execute(insert(leaf_table), rows)


def find(connection: Connection, remediation_id: str) -> Remediation | None:
    wanted = select(remediation_table).where(_columns.id == remediation_id)
    row = connection.execute(wanted).first()
    return None if row is None else _remediation(row)


def of_job(connection: Connection, job: int) -> Remediation | None:
    row = connection.execute(select(remediation_table).where(_columns.job == job)).first()
    return None if row is None else _remediation(row)


def page(connection: Connection, *, limit: int, before: str | None) -> list[Remediation]:
    """Newest first; `before` is the last id of the page before."""
    wanted = select(remediation_table).order_by(_columns.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(_columns.id < before)
    return [_remediation(row) for row in connection.execute(wanted)]


def undos_of(connection: Connection, ids: Sequence[str]) -> dict[str, list[str]]:
    """The undos of each of these remediations, oldest first."""
    wanted = select(_columns.undo_of, _columns.id).where(_columns.undo_of.in_(ids))
    found: dict[str, list[str]] = {}
    for undone, undo in connection.execute(wanted.order_by(_columns.id)):
        found.setdefault(undone, []).append(undo)
    return found


def plan_of(connection: Connection, remediation: Remediation) -> Plan:
    """The frozen plan as it is stored now; `Plan.check` tells whether it is as it was."""
    mine = leaf_table.c.remediation == remediation.id
    rows = connection.execute(select(leaf_table).where(mine).order_by(leaf_table.c.first))
    leaves = tuple(Leaf(first=row.first, last=row.last, digest=row.digest) for row in rows)
    return Plan(terms=remediation.terms, leaves=leaves, hash=remediation.plan_hash)


def mark_started(connection: Connection, remediation_id: str, actor: Actor, now: datetime) -> None:
    connection.execute(
        update(remediation_table)
        .where(_columns.id == remediation_id)
        .values(started_at=now.timestamp(), started_by=actor.id, started_by_name=actor.name)
    )


def _values(remediation: Remediation) -> dict[str, object]:
    terms = remediation.terms
    return {
        "id": remediation.id,
        "job": remediation.job,
        "undo_of": terms.undo_of,
        "action": terms.action.value,
        "name": terms.name,
        "severity": terms.severity.value,
        "description": terms.description,
        "filter": terms.filter,
        "since": terms.since.timestamp() if terms.since else None,
        "until": terms.until.timestamp() if terms.until else None,
        "frozen_at": terms.frozen_at.timestamp(),
        "plan_hash": remediation.plan_hash,
        "deliveries": remediation.deliveries,
        "messages": remediation.messages,
        "mailboxes": remediation.mailboxes,
        "created_at": remediation.created_at.timestamp(),
        "created_by": remediation.created_by,
        "created_by_name": remediation.created_by_name,
        "started_by": "",
        "started_by_name": "",
    }


def _remediation(row: Row[tuple[object, ...]]) -> Remediation:
    terms = Terms(
        action=ACTIONS[row.action],
        name=row.name,
        severity=SEVERITIES[row.severity],
        description=row.description,
        filter=row.filter,
        since=_moment(row.since),
        until=_moment(row.until),
        frozen_at=_known(row.frozen_at),
        undo_of=row.undo_of,
    )
    return Remediation(
        id=row.id,
        job=row.job,
        terms=terms,
        plan_hash=row.plan_hash,
        deliveries=row.deliveries,
        messages=row.messages,
        mailboxes=row.mailboxes,
        created_at=_known(row.created_at),
        created_by=row.created_by,
        created_by_name=row.created_by_name,
        started_at=_moment(row.started_at),
        started_by=row.started_by,
        started_by_name=row.started_by_name,
    )


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else _known(seconds)


def _known(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
