"""Investigations, their steps and their actions in the state database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Double, Integer, Row, Table, insert, select, update

from clawback.database import Connection
from clawback.database.tables import Exact, metadata
from clawback.investigations.investigation import (
    ActionTaken,
    Case,
    Findings,
    Investigation,
    Opener,
    Root,
    RootKind,
    Status,
    Step,
    StepName,
)
from clawback.model.codec import from_json, to_json
from clawback.model.scope import read_scope, scope_text

investigation = Table(
    "investigation",
    metadata,
    Column("id", Exact, primary_key=True),
    Column("root_kind", Exact, nullable=False),
    Column("root_value", Exact, nullable=False),
    Column("playbook", Exact, nullable=False),
    Column("reason", Exact, nullable=False),
    Column("since", Double, nullable=False),
    Column("at", Double, nullable=False),
    Column("by", Exact, nullable=False),
    Column("by_name", Exact, nullable=False),
    Column("by_role", Exact, nullable=False),
    Column("by_kind", Exact, nullable=False),
    Column("person", Exact, nullable=False),
    Column("scope", Exact, nullable=False),
    Column("status", Exact, nullable=False, index=True),
    Column("trouble", Exact, nullable=False),
    Column("changed_at", Double, nullable=False),
    Column("ended_at", Double),
)
step = Table(
    "investigation_step",
    metadata,
    Column("investigation", Exact, primary_key=True),
    Column("name", Exact, primary_key=True),
    Column("at", Double, nullable=False),
    Column("seconds", Double, nullable=False),
    Column("findings", Exact, nullable=False),
)
action = Table(
    "investigation_action",
    metadata,
    Column("investigation", Exact, primary_key=True),
    Column("cluster", Exact, primary_key=True),
    Column("remediation", Exact, nullable=False),
    Column("filter", Exact, nullable=False),
    Column("deliveries", Integer, nullable=False),
    Column("trouble", Exact, nullable=False),
)
_columns = investigation.c


def add(connection: Connection, made: Investigation) -> None:
    """Writes an investigation down."""
    opener = made.opener
    values = {
        "id": made.id,
        "root_kind": made.root.kind.value,
        "root_value": made.root.value,
        "playbook": made.playbook,
        "reason": made.reason,
        "since": made.since.timestamp(),
        "at": made.at.timestamp(),
        "by": opener.id,
        "by_name": opener.name,
        "by_role": opener.role,
        "by_kind": opener.kind,
        "person": opener.person,
        "scope": scope_text(opener.scope),
    }
    connection.execute(insert(investigation).values(**values, **_standing(made)))


def change(connection: Connection, made: Investigation) -> None:
    """Writes down where it stands."""
    mine = update(investigation).where(_columns.id == made.id)
    connection.execute(mine.values(**_standing(made)))


def add_step(connection: Connection, investigation_id: str, made: Step) -> None:
    """Writes a step down that is over; each is kept once."""
    connection.execute(
        insert(step).values(
            investigation=investigation_id,
            name=made.name.value,
            at=made.at.timestamp(),
            seconds=made.seconds,
            findings=to_json(made.findings),
        )
    )


def add_action(connection: Connection, investigation_id: str, made: ActionTaken) -> None:
    """Writes down what was done about a cluster."""
    connection.execute(
        insert(action).values(
            investigation=investigation_id,
            cluster=made.cluster,
            remediation=made.remediation,
            filter=made.filter,
            deliveries=made.deliveries,
            trouble=made.trouble,
        )
    )


def pending_elsewhere(connection: Connection, cluster: str) -> ActionTaken | None:
    """What an investigation that waits for its actions does about the same cluster."""
    wanted = (
        select(action)
        .join(investigation, _columns.id == action.c.investigation)
        .where(action.c.cluster == cluster, _columns.status == Status.PENDING_ACTION.value)
        .order_by(_columns.id)
    )
    row = connection.execute(wanted).first()
    return None if row is None else _action(row)


def find(connection: Connection, investigation_id: str) -> Investigation | None:
    wanted = select(investigation).where(_columns.id == investigation_id)
    row = connection.execute(wanted).first()
    return None if row is None else _investigation(row)


def case_of(connection: Connection, made: Investigation) -> Case:
    """An investigation with its steps, in their order, and its actions."""
    steps = connection.execute(select(step).where(step.c.investigation == made.id))
    actions = connection.execute(
        select(action).where(action.c.investigation == made.id).order_by(action.c.cluster)
    )
    order = list(StepName)
    found = sorted((_step(row) for row in steps), key=lambda one: order.index(one.name))
    return Case(investigation=made, steps=tuple(found), actions=tuple(map(_action, actions)))


def newest(connection: Connection, *, limit: int, before: str | None = None) -> list[Investigation]:
    """The last ones, newest first."""
    wanted = select(investigation).order_by(_columns.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(_columns.id < before)
    return [_investigation(row) for row in connection.execute(wanted)]


def with_status(connection: Connection, status: Status) -> list[Investigation]:
    """Those that stand so, oldest first."""
    wanted = select(investigation).where(_columns.status == status.value)
    return [_investigation(row) for row in connection.execute(wanted.order_by(_columns.id))]


def _standing(made: Investigation) -> dict[str, object]:
    return {
        "status": made.status.value,
        "trouble": made.trouble,
        "changed_at": made.changed_at.timestamp(),
        "ended_at": None if made.ended_at is None else made.ended_at.timestamp(),
    }


def _investigation(row: Row[Any]) -> Investigation:
    """Any: a row of all columns."""
    return Investigation(
        id=row.id,
        root=Root(kind=RootKind(row.root_kind), value=row.root_value),
        playbook=row.playbook,
        reason=row.reason,
        since=_moment(row.since),
        at=_moment(row.at),
        opener=Opener(
            id=row.by,
            name=row.by_name,
            role=row.by_role,
            kind=row.by_kind,
            person=row.person,
            scope=read_scope(row.scope),
        ),
        status=Status(row.status),
        trouble=row.trouble,
        changed_at=_moment(row.changed_at),
        ended_at=None if row.ended_at is None else _moment(row.ended_at),
    )


def _step(row: Row[Any]) -> Step:
    """Any: a row of all columns."""
    return Step(
        name=StepName(row.name),
        at=_moment(row.at),
        seconds=row.seconds,
        findings=from_json(Findings, row.findings.encode()),
    )


def _action(row: Row[Any]) -> ActionTaken:
    """Any: a row of all columns."""
    return ActionTaken(
        cluster=row.cluster,
        remediation=row.remediation,
        filter=row.filter,
        deliveries=row.deliveries,
        trouble=row.trouble,
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
