"""Clusters, their mail and the campaigns among them, in the state database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from struct import Struct
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    Row,
    Table,
    case,
    delete,
    func,
    insert,
    select,
    update,
)

from clawback.campaigns.campaign import Campaign, Kind, Makeup, Member
from clawback.campaigns.clustering import MatchedBy
from clawback.campaigns.signature import Signature, bands_of
from clawback.campaigns.wanted import Wanted
from clawback.database import Connection
from clawback.database.bulk import insert_rows
from clawback.database.tables import Exact, metadata
from clawback.model.folding import fold
from clawback.model.microseconds import microseconds, moment_of
from clawback.model.verdict import ThreatType

clustered = Table(
    "clustered",
    metadata,
    Column("network_message_id", Exact, primary_key=True),
    Column("cluster", Exact, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("matched_by", Exact, nullable=False),
    Column("likeness", Double, nullable=False),
    Column("threats", Exact, nullable=False),
    Column("words", LargeBinary),
    Column("shapes", LargeBinary),
    Index("ix_clustered_cluster", "cluster", "at"),
    Index("ix_clustered_at", "at"),
)
# Clusters of which something is bad are few; newsletters of which nothing is are large.
_BAD = clustered.c.threats != ""
Index("ix_clustered_bad", clustered.c.cluster, sqlite_where=_BAD, postgresql_where=_BAD)
campaign = Table(
    "campaign",
    metadata,
    Column("id", Exact, primary_key=True),
    Column("kind", Exact, nullable=False),
    Column("name", Exact, nullable=False),
    Column("subject", Exact, nullable=False),
    Column("words_lc", Exact, nullable=False),
    Column("found_at", BigInteger, nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("mails", Integer, nullable=False),
    Column("told", Boolean, nullable=False),
    Column("merged_into", Exact, nullable=False, server_default=""),
    Index("ix_campaign_last", "last", "id"),
)
_members = clustered.c
_campaigns = campaign.c
_SHAPE = Struct("<Q")
_AT_ONCE = 500
_WRITTEN = tuple(column.name for column in clustered.columns)


def clusters_of(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """The clusters of those of these messages that were put to one before."""
    asked, found = sorted(ids), {}
    for at in range(0, len(asked), _AT_ONCE):
        wanted = select(_members.network_message_id, _members.cluster).where(
            _members.network_message_id.in_(asked[at : at + _AT_ONCE])
        )
        found.update({row.network_message_id: row.cluster for row in connection.execute(wanted)})
    return found


def add(connection: Connection, members: Sequence[tuple[Member, Signature | None]]) -> None:
    """Writes down where messages were put; with a signature those that others are compared with."""
    rows = [
        (
            one.network_message_id,
            one.cluster,
            microseconds(one.at),
            one.matched_by.value,
            one.likeness,
            _spelled(one.threats),
            kept.words if kept else None,
            packed(kept.shapes) if kept else None,
        )
        for one, kept in members
    ]
    insert_rows(connection, clustered, _WRITTEN, rows)


def representatives(connection: Connection) -> Iterator[tuple[str, Signature]]:
    """Cluster and signature of those that later mail is compared with, oldest first."""
    wanted = (
        select(_members.cluster, _members.words, _members.shapes)
        .where(_members.words.is_not(None))
        .order_by(_members.at, _members.network_message_id)
        .execution_options(yield_per=1000)  # its own: on PostgreSQL nothing else could be written
    )
    for row in connection.execute(wanted):
        signature = Signature(row.words, bands_of(row.words), _unpacked(row.shapes))
        yield row.cluster, signature


def last_seen(connection: Connection) -> dict[str, datetime]:
    """When the newest mail of each cluster came."""
    wanted = select(_members.cluster, func.max(_members.at).label("last"))
    rows = connection.execute(wanted.group_by(_members.cluster))
    return {row.cluster: moment_of(row.last) for row in rows}


def held_for(
    connection: Connection, ids: Collection[str], threats: tuple[ThreatType, ...]
) -> set[str]:
    """Writes down what messages are held for now; gives their clusters."""
    asked, found = sorted(ids), set[str]()
    for at in range(0, len(asked), _AT_ONCE):
        mine = _members.network_message_id.in_(asked[at : at + _AT_ONCE])
        connection.execute(update(clustered).where(mine).values(threats=_spelled(threats)))
        found.update(connection.scalars(select(_members.cluster).where(mine).distinct()))
    return found


def suspected(connection: Connection, clusters: Collection[str]) -> set[str]:
    """Those of these clusters that have a message that is held for something."""
    found = set[str]()
    asked = sorted(clusters)
    for at in range(0, len(asked), _AT_ONCE):
        wanted = (
            select(_members.cluster)
            .where(_members.cluster.in_(asked[at : at + _AT_ONCE]), _BAD)
            .distinct()
        )
        found.update(connection.scalars(wanted))
    return found


def makeup(connection: Connection, cluster: str) -> Makeup:
    """What a cluster is made of."""
    wanted = select(_members.threats, func.count()).where(_members.cluster == cluster)
    counts = Counter[tuple[ThreatType, ...]]()
    for spelled, count in connection.execute(wanted.group_by(_members.threats)):
        counts[_threats(spelled)] += count
    return Makeup(
        mails=counts.total(),
        held_for={
            threat: sum(count for threats, count in counts.items() if threat in threats)
            for threat in ThreatType
        },
        bad=sum(count for threats, count in counts.items() if threats),
    )


def members(connection: Connection, cluster: str) -> dict[str, MatchedBy]:
    """The messages of a cluster, oldest first, and what made each one of it."""
    wanted = select(_members.network_message_id, _members.matched_by)
    mine = wanted.where(_members.cluster == cluster)
    rows = connection.execute(mine.order_by(_members.at, _members.network_message_id))
    return {row.network_message_id: MatchedBy(row.matched_by) for row in rows}


def span(connection: Connection, cluster: str) -> tuple[datetime, datetime]:
    """When the first and the last mail of a cluster came."""
    wanted = select(func.min(_members.at), func.max(_members.at))
    first, last = connection.execute(wanted.where(_members.cluster == cluster)).one()
    return moment_of(first), moment_of(last)


def found(connection: Connection, one: Campaign) -> None:
    """Writes down a cluster that became a campaign, of which the event store is to hear."""
    connection.execute(insert(campaign).values(id=one.id, told=False, **_values(one)))


def grown(
    connection: Connection, cluster: str, *, mails: int, first: datetime, last: datetime
) -> None:
    """Messages came to a campaign."""
    early, late = microseconds(first), microseconds(last)
    mine = update(campaign).where(_campaigns.id == cluster)
    connection.execute(
        mine.values(
            mails=_campaigns.mails + mails,
            first=case((_campaigns.first > early, early), else_=_campaigns.first),
            last=case((_campaigns.last < late, late), else_=_campaigns.last),
        )
    )


def among(connection: Connection, clusters: Collection[str]) -> dict[str, Campaign]:
    """Those of these clusters that are campaigns."""
    asked, kept = sorted(clusters), {}
    for at in range(0, len(asked), _AT_ONCE):
        wanted = select(campaign).where(_campaigns.id.in_(asked[at : at + _AT_ONCE]))
        kept.update({row.id: _campaign(row) for row in connection.execute(wanted)})
    return kept


def newest(connection: Connection, wanted: Wanted, *, limit: int) -> list[Campaign]:
    """Campaigns, the one with the latest mail first, from behind the mark on."""
    newest_first = _campaigns.last.desc(), _campaigns.id.desc()
    asked = select(campaign).where(_campaigns.told).order_by(*newest_first).limit(limit)
    if wanted.text:
        asked = asked.where(_campaigns.words_lc.contains(fold(wanted.text), autoescape=True))
    if wanted.kind is not None:
        asked = asked.where(_campaigns.kind == wanted.kind.value)
    if wanted.since is not None:
        asked = asked.where(_campaigns.last >= microseconds(wanted.since))
    if (mark := wanted.after) is not None:
        same = (_campaigns.last == mark.last) & (_campaigns.id < mark.id)
        asked = asked.where((_campaigns.last < mark.last) | same)
    return [_campaign(row) for row in connection.execute(asked)]


def find(connection: Connection, id_: str) -> Campaign | None:
    wanted = select(campaign).where(_campaigns.id == id_, _campaigns.told)
    row = connection.execute(wanted).first()
    return None if row is None else _campaign(row)


def rename(connection: Connection, one: Campaign) -> None:
    """A campaign is called otherwise."""
    connection.execute(update(campaign).where(_campaigns.id == one.id).values(**_values(one)))


def untold(connection: Connection) -> list[Campaign]:
    """Campaigns of whose earlier mail the event store has not heard."""
    wanted = select(campaign).where(_campaigns.told.is_(False)).order_by(_campaigns.id)
    return [_campaign(row) for row in connection.execute(wanted)]


def told(connection: Connection, one: Campaign) -> None:
    """The event store has heard of the campaign's earlier mail; it is shown from now on."""
    mine = update(campaign).where(_campaigns.id == one.id)
    connection.execute(mine.values(told=True, **_values(one)))


def retyped(connection: Connection, cluster: str, kind: Kind) -> None:
    """A campaign is for something else."""
    mine = update(campaign).where(_campaigns.id == cluster)
    connection.execute(mine.values(kind=kind.value))


def placed(connection: Connection, ids: Collection[str]) -> dict[str, tuple[str, MatchedBy]]:
    """Those of these messages that are in a campaign: which, and what put them there."""
    asked, found = sorted(ids), {}
    for at in range(0, len(asked), _AT_ONCE):
        wanted = (
            select(_members.network_message_id, _members.cluster, _members.matched_by)
            .join(campaign, _campaigns.id == _members.cluster)
            .where(_members.network_message_id.in_(asked[at : at + _AT_ONCE]))
        )
        for row in connection.execute(wanted):
            found[row.network_message_id] = row.cluster, MatchedBy(row.matched_by)
    return found


def forget(connection: Connection, before: datetime) -> int:
    """Forgets mail that is older, but for that of campaigns; says how much."""
    mine = delete(clustered).where(
        _members.at < microseconds(before), _members.cluster.not_in(select(_campaigns.id))
    )
    return int(connection.execute(mine).rowcount)


def _values(one: Campaign) -> Mapping[str, object]:
    return {
        "kind": one.kind.value,
        "name": one.name,
        "subject": one.subject,
        "words_lc": fold(f"{one.id}\n{one.name}\n{one.subject}"),
        "found_at": microseconds(one.found_at),
        "first": microseconds(one.first),
        "last": microseconds(one.last),
        "mails": one.mails,
        "merged_into": one.merged_into,
    }


def _campaign(row: Row[Any]) -> Campaign:
    """Any: a row of all columns."""
    return Campaign(
        id=row.id,
        kind=Kind(row.kind),
        name=row.name,
        subject=row.subject,
        found_at=moment_of(row.found_at),
        first=moment_of(row.first),
        last=moment_of(row.last),
        mails=row.mails,
        merged_into=row.merged_into,
    )


def _spelled(threats: Iterable[ThreatType]) -> str:
    return " ".join(sorted(one.value for one in threats))


def _threats(spelled: str) -> tuple[ThreatType, ...]:
    return tuple(map(ThreatType, spelled.split()))


def packed(shapes: Iterable[int]) -> bytes:
    """The shapes of a signature as they are kept."""
    return b"".join(map(_SHAPE.pack, shapes))


def _unpacked(shapes: bytes) -> tuple[int, ...]:
    return tuple(number for (number,) in _SHAPE.iter_unpack(shapes))
