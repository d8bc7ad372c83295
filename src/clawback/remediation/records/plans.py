"""Remediations and their plans, as they are written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Row, delete, insert, select, update

from clawback.database import Connection
from clawback.model.actor import Actor
from clawback.model.scope import read_scope, scope_text
from clawback.remediation.action import ACTIONS, SEVERITIES
from clawback.remediation.choice import decode, encode
from clawback.remediation.plan import Leaf, Plan, Terms
from clawback.remediation.proposal import Hand, Part
from clawback.remediation.records.tables import hand, leaf
from clawback.remediation.records.tables import remediation as table
from clawback.remediation.remediation import Ground, Remediation, Source

_columns = table.c


def add(connection: Connection, remediation: Remediation, leaves: Sequence[Leaf]) -> None:
    """Writes a remediation down with the leaves of its plan."""
    connection.execute(insert(table).values(**_values(remediation)))
    _add_leaves(connection, remediation.id, leaves)


def replace_draft(connection: Connection, remediation: Remediation, leaves: Sequence[Leaf]) -> None:
    """Puts another plan in the place of a draft's; the triggers refuse it for anything else."""
    connection.execute(delete(leaf).where(leaf.c.remediation == remediation.id))
    values = {name: value for name, value in _values(remediation).items() if name not in _ORIGIN}
    connection.execute(update(table).where(_columns.id == remediation.id).values(**values))
    _add_leaves(connection, remediation.id, leaves)


def add_hands(connection: Connection, remediation_id: str, hands: Sequence[Hand]) -> None:
    """Notes who had a hand in a plan; what is noted already stays."""
    for one in hands:
        values = {"remediation": remediation_id, "person": one.person, "part": one.part.value}
        known = [hand.c[name] == value for name, value in values.items()]
        if connection.execute(select(hand.c.person).where(*known)).first() is None:
            connection.execute(insert(hand).values(**values))


def hands_of(connection: Connection, remediation_id: str) -> tuple[Hand, ...]:
    """Everybody who had a hand in a plan, in a fixed order."""
    wanted = select(hand).where(hand.c.remediation == remediation_id)
    rows = connection.execute(wanted.order_by(hand.c.person, hand.c.part))
    return tuple(Hand(person=row.person, part=Part(row.part)) for row in rows)


def find(connection: Connection, remediation_id: str) -> Remediation | None:
    row = connection.execute(select(table).where(_columns.id == remediation_id)).first()
    return None if row is None else as_remediation(row)


def of_job(connection: Connection, job: int) -> Remediation | None:
    row = connection.execute(select(table).where(_columns.job == job)).first()
    return None if row is None else as_remediation(row)


def undos_of(connection: Connection, ids: Sequence[str]) -> dict[str, list[str]]:
    """The undos of each of these remediations, oldest first."""
    wanted = select(_columns.undo_of, _columns.id).where(_columns.undo_of.in_(ids))
    found: dict[str, list[str]] = {}
    for undone, undo in connection.execute(wanted.order_by(_columns.id)):
        found.setdefault(undone, []).append(undo)
    return found


def plan_of(connection: Connection, remediation: Remediation) -> Plan:
    """The frozen plan as it is stored now; `Plan.intact` tells whether it is as it was."""
    mine = leaf.c.remediation == remediation.id
    rows = connection.execute(select(leaf).where(mine).order_by(leaf.c.first))
    leaves = tuple(Leaf(first=row.first, last=row.last, digest=row.digest) for row in rows)
    return Plan(terms=remediation.terms, leaves=leaves, hash=remediation.plan_hash)


def mark_started(
    connection: Connection,
    remediation_id: str,
    actor: Actor,
    now: datetime,
    *,
    ground: Ground,
    seal: str,
) -> None:
    """Notes who started it, when, and on what ground."""
    values: dict[str, object] = {
        "started_at": now.timestamp(),
        "started_by": actor.id,
        "started_by_name": actor.name,
        "ground": ground.value,
        "start_seal": seal,
    }
    connection.execute(update(table).where(_columns.id == remediation_id).values(**values))


def as_remediation(row: Row[tuple[object, ...]]) -> Remediation:
    """A row as the value it keeps."""
    terms = Terms(
        action=ACTIONS[row.action],
        name=row.name,
        severity=SEVERITIES[row.severity],
        description=row.description,
        filter=row.filter,
        since=moment(row.since),
        until=moment(row.until),
        frozen_at=_known(row.frozen_at),
        undo_of=row.undo_of,
        sweep=row.sweep == 1,
        unread_only=row.unread_only == 1,
        senders_copy=row.senders_copy == 1,
        escrow_days=row.escrow_days,
        scope=read_scope(row.scope),
        choice=decode(row.choice),
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
        started_at=moment(row.started_at),
        started_by=row.started_by,
        started_by_name=row.started_by_name,
        source=Source(row.source),
        author=row.author,
        editor=row.editor,
        edited_by_name=row.edited_by_name,
        facts=row.facts,
        facts_seal=row.facts_seal,
        ground=Ground(row.ground) if row.ground else None,
        start_seal=row.start_seal,
    )


def moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else _known(seconds)


_ORIGIN = frozenset(
    {"id", "undo_of", "source", "author", "created_at", "created_by", "created_by_name"}
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
        "scope": scope_text(terms.scope),
        "choice": encode(terms.choice),
        "sweep": int(terms.sweep),
        "unread_only": int(terms.unread_only),
        "senders_copy": int(terms.senders_copy),
        "escrow_days": terms.escrow_days,
        "plan_hash": remediation.plan_hash,
        "deliveries": remediation.deliveries,
        "messages": remediation.messages,
        "mailboxes": remediation.mailboxes,
        "created_at": remediation.created_at.timestamp(),
        "created_by": remediation.created_by,
        "created_by_name": remediation.created_by_name,
        "started_by": "",
        "started_by_name": "",
        "source": remediation.source.value,
        "author": remediation.author,
        "editor": remediation.editor,
        "edited_by_name": remediation.edited_by_name,
        "facts": remediation.facts,
        "facts_seal": remediation.facts_seal,
    }


def _add_leaves(connection: Connection, remediation_id: str, leaves: Sequence[Leaf]) -> None:
    key = {"remediation": remediation_id}
    rows = [{**key, "first": f.first, "last": f.last, "digest": f.digest} for f in leaves]
    if rows:
        connection.execute(insert(leaf), rows)


def _known(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
