"""Held mail in the state database, each of the server whose folder has its file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Index,
    Integer,
    Row,
    Table,
    and_,
    bindparam,
    false,
    func,
    insert,
    or_,
    select,
    update,
)

from clawback.database import Connection
from clawback.database.tables import Exact, metadata
from clawback.model.folding import fold
from clawback.model.microseconds import microseconds, moment_of
from clawback.model.tags import Tags
from clawback.quarantine.held import Held, HeldState
from clawback.quarantine.wanted import Wanted

quarantined = Table(
    "quarantined",
    metadata,
    Column("id", Exact, primary_key=True),
    Column("node", Exact, nullable=False),
    Column("network_message_id", Exact, nullable=False),
    Column("recipient", Exact, nullable=False),
    Column("recipient_domain", Exact, nullable=False),
    Column("rcpt_to", Exact, nullable=False),
    Column("mail_from", Exact, nullable=False),
    Column("sender", Exact, nullable=False),
    Column("senders_lc", Exact, nullable=False),
    Column("subject", Exact, nullable=False),
    Column("threat_type", Exact, nullable=False),
    Column("reason", Exact, nullable=False),
    Column("words_lc", Exact, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("file", Exact, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("state", Exact, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("note", Exact, nullable=False),
    Column("changed_at", BigInteger),
    Column("changed_by", Exact, nullable=False),
    Column("changed_by_name", Exact, nullable=False),
    Column("told", Boolean, nullable=False),
    Index("ix_quarantined_node_received_at", "node", "received_at", "id"),
    Index("ix_quarantined_node_network_message_id", "node", "network_message_id"),
    Index("ix_quarantined_node_state_expires_at", "node", "state", "expires_at"),
    Index("ix_quarantined_node_told", "node", "told"),
    Index("ix_quarantined_file", "file"),
)
_columns = quarantined.c
_OPEN = tuple(state.value for state in HeldState if state.open)
_AT_ONCE = 500
_SEVERAL = select(quarantined).where(
    _columns.node == bindparam("node"), _columns.id.in_(bindparam("ids", expanding=True))
)


def add(connection: Connection, node: str, fresh: Iterable[Held]) -> None:
    for one in fresh:
        values = {"id": one.id, "node": node, "told": True, **_values(one)}
        connection.execute(insert(quarantined).values(values))


def change(connection: Connection, changed: Held, *, was: Held, news: bool) -> bool:
    """Writes it down; not when it is no longer as it was. Says whether.

    `news` is whether the event store is to hear of it.
    """
    mine = update(quarantined).where(
        _columns.id == was.id,
        _columns.state == was.state.value,
        _columns.attempt == was.attempt,
        _columns.turn == was.turn,
    )
    told = {"told": False} if news else {}
    return bool(connection.execute(mine.values({**_values(changed), **told})).rowcount)


def find(connection: Connection, node: str, ids: Sequence[str]) -> dict[str, Held]:
    """Those of these that there are, by id."""
    found: dict[str, Held] = {}
    for at in range(0, len(ids), _AT_ONCE):
        asked = {"node": node, "ids": ids[at : at + _AT_ONCE]}
        found |= {row.id: _held(row) for row in connection.execute(_SEVERAL, asked)}
    return found


def of_message(connection: Connection, node: str, message: str) -> list[Held]:
    """Those of one message, by recipient."""
    wanted = select(quarantined).where(
        _columns.node == node, _columns.network_message_id == message
    )
    return [_held(row) for row in connection.execute(wanted.order_by(_columns.recipient))]


def page(
    connection: Connection, node: str, wanted: Wanted, tags: Tags, *, limit: int
) -> list[Held]:
    """Newest first, from behind the mark on."""
    found = select(quarantined).where(*_conditions(node, wanted, tags))
    if (mark := wanted.after) is not None:
        same = and_(_columns.received_at == mark.received, _columns.id < mark.id)
        found = found.where(or_(_columns.received_at < mark.received, same))
    newest = found.order_by(_columns.received_at.desc(), _columns.id.desc()).limit(limit)
    return [_held(row) for row in connection.execute(newest)]


def counts(connection: Connection, node: str, wanted: Wanted, tags: Tags) -> dict[HeldState, int]:
    """How many there are of each state, whatever states are wanted."""
    conditions = _conditions(node, wanted, tags, states=False)
    asked = select(_columns.state, func.count()).where(*conditions).group_by(_columns.state)
    return {HeldState(state): int(count) for state, count in connection.execute(asked)}


def overdue(
    connection: Connection, node: str, now: datetime, *, limit: int, after: str
) -> list[Held]:
    """Those that are held and were kept long enough, by id, behind the one named."""
    late = select(quarantined).where(
        _columns.node == node,
        _columns.state == HeldState.HELD.value,
        _columns.expires_at <= microseconds(now),
        _columns.id > after,
    )
    return [_held(row) for row in connection.execute(late.order_by(_columns.id).limit(limit))]


def broken_off(connection: Connection, node: str) -> list[Held]:
    """Those whose release was begun and not ended."""
    wanted = select(quarantined).where(
        _columns.node == node, _columns.state == HeldState.RELEASING.value
    )
    return [_held(row) for row in connection.execute(wanted)]


def untold(connection: Connection, node: str, *, limit: int) -> list[Held]:
    """Those of which the event store has not heard how they stand."""
    wanted = select(quarantined).where(
        _columns.node == node,
        _columns.told.is_(False),
        _columns.state != HeldState.RELEASING.value,  # its end is heard of soon
    )
    return [_held(row) for row in connection.execute(wanted.limit(limit))]


def told(connection: Connection, these: Iterable[Held]) -> None:
    """The event store has heard of these, as they are."""
    for one in these:
        mine = update(quarantined).where(
            _columns.id == one.id,
            _columns.state == one.state.value,
            _columns.turn == one.turn,
        )
        connection.execute(mine.values(told=True))


def open_files(connection: Connection, node: str) -> set[str]:
    """The files that are still needed."""
    wanted = select(_columns.file).where(_columns.node == node, _columns.state.in_(_OPEN))
    return set(connection.scalars(wanted.distinct()))


def with_file(connection: Connection, file: str) -> list[Held]:
    """Those for whom this file is kept."""
    wanted = select(quarantined).where(_columns.file == file, _columns.state.in_(_OPEN))
    return [_held(row) for row in connection.execute(wanted)]


def open_messages(connection: Connection, node: str) -> frozenset[str]:
    """The messages of which something is held."""
    wanted = select(_columns.network_message_id).where(
        _columns.node == node, _columns.state.in_(_OPEN)
    )
    return frozenset(connection.scalars(wanted.distinct()))


def totals(connection: Connection, node: str) -> dict[HeldState, tuple[int, int]]:
    """Rows and their bytes by state."""
    asked = select(_columns.state, func.count(), func.sum(_columns.size))
    found = connection.execute(asked.where(_columns.node == node).group_by(_columns.state))
    return {HeldState(state): (int(count), int(size)) for state, count, size in found}


def _conditions(
    node: str, wanted: Wanted, tags: Tags, *, states: bool = True
) -> list[ColumnElement[bool]]:
    found = [_columns.node == node]
    if wanted.states and states:
        found.append(_columns.state.in_([state.value for state in wanted.states]))
    for column, part in (
        (_columns.recipient, wanted.recipient),
        (_columns.senders_lc, wanted.sender),
        (_columns.words_lc, wanted.text),
    ):
        if part:
            found.append(column.contains(fold(part), autoescape=True))
    for column, value in (
        (_columns.threat_type, wanted.threat_type),
        (_columns.network_message_id, wanted.message),
    ):
        if value:
            found.append(column == value)
    if wanted.since is not None:
        found.append(_columns.received_at >= microseconds(wanted.since))
    if wanted.until is not None:
        found.append(_columns.received_at < microseconds(wanted.until))
    return found if wanted.scope.everywhere else [*found, _inside(wanted, tags)]


def _inside(wanted: Wanted, tags: Tags) -> ColumnElement[bool]:
    """As `Scope.covers` tells it."""
    scope = wanted.scope
    members = [tags.members[name] for name in sorted(scope.tags) if name in tags.members]
    domains = set(scope.domains).union(*(each.domains for each in members))
    addresses = set[str]().union(*(each.addresses for each in members))
    patterns = sorted({pattern for each in members for pattern in each.patterns})
    return or_(
        false(),
        _columns.recipient_domain.in_(sorted(domains)),
        _columns.recipient.in_(sorted(addresses)),
        *(_columns.recipient.like(_like(pattern), escape="!") for pattern in patterns),
    )


def _like(pattern: str) -> str:
    for sign in "!%_":
        pattern = pattern.replace(sign, f"!{sign}")
    return pattern.replace("*", "%").replace("?", "_")


def _values(one: Held) -> Mapping[str, object]:
    said = (one.recipient, one.sender, one.mail_from, one.subject, one.reason, one.id)
    return {
        "network_message_id": one.network_message_id,
        "recipient": one.recipient,
        "recipient_domain": one.recipient.rpartition("@")[2],
        "rcpt_to": one.rcpt_to,
        "mail_from": one.mail_from,
        "sender": one.sender,
        "senders_lc": fold(f"{one.sender}\n{one.mail_from}"),
        "subject": one.subject,
        "threat_type": one.threat_type,
        "reason": one.reason,
        "words_lc": fold("\n".join((*said, one.network_message_id))),
        "size": one.size,
        "file": one.file,
        "received_at": microseconds(one.received_at),
        "expires_at": microseconds(one.expires_at),
        "state": one.state.value,
        "turn": one.turn,
        "attempt": one.attempt,
        "note": one.note,
        "changed_at": None if one.changed_at is None else microseconds(one.changed_at),
        "changed_by": one.changed_by,
        "changed_by_name": one.changed_by_name,
    }


def _held(row: Row[Any]) -> Held:
    """Any: a row of all columns."""
    return Held(
        id=row.id,
        network_message_id=row.network_message_id,
        recipient=row.recipient,
        rcpt_to=row.rcpt_to,
        mail_from=row.mail_from,
        sender=row.sender,
        subject=row.subject,
        threat_type=row.threat_type,
        reason=row.reason,
        size=row.size,
        file=row.file,
        received_at=moment_of(row.received_at),
        expires_at=moment_of(row.expires_at),
        state=HeldState(row.state),
        turn=row.turn,
        attempt=row.attempt,
        note=row.note,
        changed_at=None if row.changed_at is None else moment_of(row.changed_at),
        changed_by=row.changed_by,
        changed_by_name=row.changed_by_name,
    )
