"""How remediations and containers stand, in one statement each, for those who watch them."""

from __future__ import annotations

from sqlalchemy import Column, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from clawback.database import Connection
from clawback.model.scope import read_scope
from clawback.model.version import Version, version_text
from clawback.remediation.records.tables import (
    container,
    container_part,
    job,
    proposal,
    remediation,
    vote,
)

_NEWEST = 500  # containers and drafts that are looked at
_ALIVE = ("draft", "queued", "running", "paused", "cancelling")
_votes = (
    select(func.count())
    .where(vote.c.remediation == remediation.c.id)
    .correlate(remediation)
    .scalar_subquery()
)
_PROGRESS: tuple[ColumnElement[object], ...] = (
    job.c.state,
    job.c.left,
    job.c.note,
    job.c.ended_at,  # what is tried again may end just as it was, between two looks
    proposal.c.stage,
    _votes,
    remediation.c.plan_hash,
    remediation.c.name,
    remediation.c.severity,
    remediation.c.description,
)


def remediations(connection: Connection, *, ended_since: float) -> list[Version]:
    """Those that are not over, or have been only since then."""
    wanted = (
        select(remediation.c.id, remediation.c.scope, *_PROGRESS)
        .join(job, job.c.id == remediation.c.job)
        .outerjoin(proposal, proposal.c.remediation == remediation.c.id)
        .where(or_(job.c.state.in_(_ALIVE), job.c.ended_at >= ended_since))
        .order_by(remediation.c.id.desc())
        .limit(_NEWEST)
    )
    return [
        Version(id=row[0], scope=read_scope(row[1]), text=version_text(*row[2:]))
        for row in connection.execute(wanted)
    ]


def containers(connection: Connection) -> list[Version]:
    """The newest, open or not."""
    parts = container_part.c
    wanted = (
        select(
            container.c.id,
            container.c.scope,
            container.c.remediation,
            container.c.discarded_at,
            func.count(parts.number),
            func.count(parts.removed_at),
        )
        .outerjoin(container_part, parts.container == container.c.id)
        .group_by(*_grouped)
        .order_by(container.c.id.desc())
        .limit(_NEWEST)
    )
    return [
        Version(id=row[0], scope=read_scope(row[1]), text=version_text(*row[2:]))
        for row in connection.execute(wanted)
    ]


_grouped: tuple[Column[object], ...] = (
    container.c.id,
    container.c.scope,
    container.c.remediation,
    container.c.discarded_at,
)
