"""Whose word a message has, and when campaigns were judged, in the state database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Column, ColumnElement, Table, delete, func, select

from clawback.campaigns.campaign import Makeup
from clawback.campaigns.records import clustered
from clawback.database import Connection
from clawback.database.bulk import insert_rows
from clawback.database.tables import Exact, metadata
from clawback.model.microseconds import microseconds, moment_of
from clawback.model.verdict import ThreatType

spoken = Table(
    "campaign_spoken",
    metadata,
    Column("network_message_id", Exact, primary_key=True),
    Column("word", Exact, nullable=False),
)
turned = Table(
    "campaign_turned",
    metadata,
    Column("campaign", Exact, primary_key=True),
    Column("threat", Exact, nullable=False),
    Column("mail_to", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
)
_spoken, _members, _turned = spoken.c, clustered.c, turned.c
_AT_ONCE = 500


class Word(StrEnum):
    """What is known of a message beside what it is held for."""

    ECHO = "echo"  # its campaign spoke against it, and nobody else
    CLEARED = "cleared"  # somebody found it clean


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """As what a campaign was judged last, when, and its mail up to which moment."""

    threat: ThreatType
    mail_to: datetime
    at: datetime


def witnesses(connection: Connection, cluster: str, *, but: Collection[str] = ()) -> Makeup:
    """What others say of a cluster: without these, and without what its campaign alone spoke of."""
    joined = clustered.outerjoin(spoken, _members.network_message_id == _spoken.network_message_id)
    mine = (
        _members.cluster == cluster,
        _spoken.word.is_distinct_from(Word.ECHO.value),
        _members.network_message_id.not_in(sorted(but)),
    )
    asked = select(_members.threats, func.count().label("mails")).select_from(joined).where(*mine)
    rows = connection.execute(asked.group_by(_members.threats)).all()
    return Makeup(
        mails=sum(row.mails for row in rows),
        held_for={
            threat: sum(row.mails for row in rows if threat.value in row.threats.split())
            for threat in ThreatType
        },
        bad=sum(row.mails for row in rows if row.threats),
    )


def cleared(connection: Connection, cluster: str) -> list[str]:
    """The messages of a cluster that somebody found clean."""
    mine = (_members.cluster == cluster) & (_spoken.word == Word.CLEARED.value)
    joined = spoken.join(clustered, _members.network_message_id == _spoken.network_message_id)
    asked = select(_spoken.network_message_id).select_from(joined).where(mine)
    return sorted(connection.scalars(asked))


def echo(connection: Connection, ids: Collection[str]) -> None:
    """Their campaign spoke against these; whose word is known already keeps it."""
    silent = _members.threats == ""
    fresh = [one for one in _placed(connection, ids, silent) if one not in _known(connection, ids)]
    insert_rows(connection, spoken, _NAMES, [(one, Word.ECHO.value) for one in fresh])


def judged(connection: Connection, ids: Collection[str], *, clean: bool) -> None:
    """Somebody judged these: from now on that word counts."""
    for piece in _pieces(ids):
        connection.execute(delete(spoken).where(_spoken.network_message_id.in_(piece)))
    if clean:
        found = [(one, Word.CLEARED.value) for one in _placed(connection, ids)]
        insert_rows(connection, spoken, _NAMES, found)


def unheld(connection: Connection, cluster: str, threat: ThreatType, since: datetime) -> bool:
    """Whether mail of the cluster that came since is held for something else, or for nothing."""
    mine = (_members.cluster == cluster) & (_members.at >= microseconds(since))
    known = select(_spoken.network_message_id).where(_spoken.word == Word.CLEARED.value)
    asked = select(_members.threats).where(mine, _members.network_message_id.not_in(known))
    return any(threat.value not in one.split() for one in connection.scalars(asked.distinct()))


def turns(connection: Connection, campaigns: Collection[str]) -> Mapping[str, Turned]:
    """How those of these campaigns stand that were judged before."""
    found: dict[str, Turned] = {}
    for piece in _pieces(campaigns):
        for row in connection.execute(select(turned).where(_turned.campaign.in_(piece))):
            found[row.campaign] = Turned(
                threat=ThreatType(row.threat),
                mail_to=moment_of(row.mail_to),
                at=moment_of(row.at),
            )
    return found


def turn(connection: Connection, campaign: str, how: Turned) -> None:
    """Writes down that a campaign was judged."""
    connection.execute(delete(turned).where(_turned.campaign == campaign))
    row = campaign, how.threat.value, microseconds(how.mail_to), microseconds(how.at)
    insert_rows(connection, turned, tuple(turned.c.keys()), [row])


def forget(connection: Connection) -> None:
    """Forgets words on mail that is forgotten."""
    known = select(_members.network_message_id)
    connection.execute(delete(spoken).where(_spoken.network_message_id.not_in(known)))


def _placed(connection: Connection, ids: Collection[str], *also: ColumnElement[bool]) -> list[str]:
    found: list[str] = []
    for piece in _pieces(ids):
        mine = _members.network_message_id.in_(piece)
        found += connection.scalars(select(_members.network_message_id).where(mine, *also))
    return found


def _known(connection: Connection, ids: Collection[str]) -> set[str]:
    found = set[str]()
    for piece in _pieces(ids):
        mine = _spoken.network_message_id.in_(piece)
        found.update(connection.scalars(select(_spoken.network_message_id).where(mine)))
    return found


def _pieces(ids: Collection[str]) -> Iterable[list[str]]:
    asked = sorted(ids)
    return (asked[at : at + _AT_ONCE] for at in range(0, len(asked), _AT_ONCE))


_NAMES = tuple(spoken.c.keys())
