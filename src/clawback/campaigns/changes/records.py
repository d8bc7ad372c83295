"""Mail that people moved between campaigns, and the history of it, in the state database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    Row,
    Table,
    func,
    insert,
    or_,
    select,
    update,
)

from clawback.campaigns.changes.change import Change, ChangeKind
from clawback.campaigns.records import campaign, clustered, clusters_of, packed
from clawback.campaigns.signature import Signature
from clawback.database import Connection
from clawback.database.bulk import insert_rows
from clawback.database.tables import Exact, metadata
from clawback.model.microseconds import microseconds, moment_of

campaign_change = Table(
    "campaign_change",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", Exact, nullable=False),
    Column("origin", Exact, nullable=False),
    Column("target", Exact, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("actor", Exact, nullable=False),
    Column("reason", Exact, nullable=False),
    Column("mails", Integer, nullable=False),
    Column("undoes", Integer, nullable=False),
    Column("undone_by", Integer, nullable=False),
    Column("told", Boolean, nullable=False),
    Index("ix_campaign_change_origin", "origin", "number"),
    Index("ix_campaign_change_target", "target", "number"),
)
campaign_moved = Table(
    "campaign_moved",
    metadata,
    Column("change", Integer, primary_key=True, autoincrement=False),
    Column("network_message_id", Exact, primary_key=True),
    Column("cluster", Exact, nullable=False),
    Index("ix_campaign_moved_message", "network_message_id", "change"),
)
_MOVED = ("change", "network_message_id", "cluster")
_moved = campaign_moved.c
_members = clustered.c
_changes = campaign_change.c
_AT_ONCE = 500
_TICK = timedelta(microseconds=1)


def following(connection: Connection, now: datetime) -> tuple[int, datetime]:
    """Number and moment of the next change: after all before, whatever the clock says."""
    number, at = connection.execute(select(func.max(_changes.number), func.max(_changes.at))).one()
    if number is None:
        return 1, now
    return number + 1, max(now, moment_of(at) + _TICK)


def keep(connection: Connection, one: Change) -> None:
    """Writes a change down, of which the event store is to hear; and that it took another back."""
    values = {
        "number": one.number,
        "kind": one.kind.value,
        "origin": one.origin,
        "target": one.target,
        "at": microseconds(one.at),
        "actor": one.actor,
        "reason": one.reason,
        "mails": one.mails,
        "undoes": one.undoes,
        "undone_by": one.undone_by,
    }
    connection.execute(insert(campaign_change).values(told=False, **values))
    if one.undoes:
        taken = update(campaign_change).where(_changes.number == one.undoes)
        connection.execute(taken.values(undone_by=one.number))


def move(connection: Connection, ids: Collection[str], target: str, change: int) -> None:
    """Moves messages to a campaign, wherever they were put before."""
    asked, before = sorted(ids), clusters_of(connection, ids)
    rows = [(change, id_, before.get(id_, "")) for id_ in asked]
    insert_rows(connection, campaign_moved, _MOVED, rows)
    _put(connection, asked, target)


def move_back(connection: Connection, one: Change, change: int) -> int:
    """Puts what a change moved back where it was; says how many messages, 0 if one moved since."""
    mine = select(_moved.network_message_id, _moved.cluster).where(_moved.change == one.number)
    rows = connection.execute(mine.order_by(_moved.network_message_id)).all()
    ids = [row.network_message_id for row in rows]
    if _moved_since(connection, one.number):
        return 0
    insert_rows(connection, campaign_moved, _MOVED, [(change, id_, one.target) for id_ in ids])
    places = defaultdict[str, list[str]](list)
    for row in rows:
        places[row.cluster].append(row.network_message_id)
    for cluster, mails in sorted(places.items()):
        _put(connection, mails, cluster or one.origin)
    return len(ids)


def _moved_since(connection: Connection, number: int) -> bool:
    """Whether a later change that stands moved one of its messages."""
    later = campaign_moved.alias()
    same = later.c.network_message_id == _moved.network_message_id
    stands = (_changes.kind != ChangeKind.UNDONE.value) & (_changes.undone_by == 0)
    asked = (
        select(_moved.change)
        .join(later, same & (later.c.change > number))
        .join(campaign_change, stands & (_changes.number == later.c.change))
        .where(_moved.change == number)
    )
    return connection.execute(asked.limit(1)).first() is not None


def _put(connection: Connection, ids: Sequence[str], cluster: str) -> None:
    for at in range(0, len(ids), _AT_ONCE):
        mine = _members.network_message_id.in_(ids[at : at + _AT_ONCE])
        connection.execute(update(clustered).where(mine).values(cluster=cluster))


def represent(connection: Connection, signatures: Mapping[str, Signature]) -> None:
    """Has later mail compared with these messages, too."""
    for id_, kept in signatures.items():
        mine = update(clustered).where(_members.network_message_id == id_)
        connection.execute(mine.values(words=kept.words, shapes=packed(kept.shapes)))


def count(connection: Connection, campaign_id: str) -> None:
    """A campaign counts its mail anew; one that nothing was put to stays as it is."""
    asked = select(func.count(), func.min(_members.at), func.max(_members.at))
    mails, first, last = connection.execute(asked.where(_members.cluster == campaign_id)).one()
    if mails:
        mine = update(campaign).where(campaign.c.id == campaign_id)
        connection.execute(mine.values(mails=mails, first=first, last=last))


def merged(connection: Connection, campaign_id: str, into: str) -> None:
    """A campaign is another one from now on, or with `""` itself again."""
    mine = update(campaign).where(campaign.c.id == campaign_id)
    connection.execute(mine.values(merged_into=into))


def history(connection: Connection, campaign_id: str) -> list[Change]:
    """What was changed about a campaign, newest first."""
    either = or_(_changes.origin == campaign_id, _changes.target == campaign_id)
    asked = select(campaign_change).where(either).order_by(_changes.number.desc())
    return [_change(row) for row in connection.execute(asked)]


def find(connection: Connection, number: int) -> Change | None:
    row = connection.execute(select(campaign_change).where(_changes.number == number)).first()
    return None if row is None else _change(row)


def untold(connection: Connection) -> list[Change]:
    """Changes of which the event store has not heard, in their order."""
    asked = select(campaign_change).where(_changes.told.is_(False)).order_by(_changes.number)
    return [_change(row) for row in connection.execute(asked)]


def told(connection: Connection, number: int) -> None:
    mine = update(campaign_change).where(_changes.number == number)
    connection.execute(mine.values(told=True))


def moved(connection: Connection, number: int) -> Sequence[str]:
    """The messages that a change moved."""
    asked = select(_moved.network_message_id).where(_moved.change == number)
    return connection.scalars(asked.order_by(_moved.network_message_id)).all()


def _change(row: Row[Any]) -> Change:
    """Any: a row of all columns."""
    return Change(
        number=row.number,
        kind=ChangeKind(row.kind),
        origin=row.origin,
        target=row.target,
        at=moment_of(row.at),
        actor=row.actor,
        reason=row.reason,
        mails=row.mails,
        undoes=row.undoes,
        undone_by=row.undone_by,
    )
