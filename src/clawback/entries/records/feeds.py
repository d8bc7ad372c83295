"""How feeds stand, which of their events were read, and which entries they claim."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select

from clawback.database import Connection
from clawback.database.bulk import insert_rows
from clawback.entries.records.tables import entry, entry_claim, entry_feed, entry_feed_event
from clawback.entries.standing import FeedStanding
from clawback.model.microseconds import microseconds, moment_of

_CHUNK = 500
_claims = entry_claim.c
_events = entry_feed_event.c


def standing(connection: Connection, name: str) -> FeedStanding:
    """How a feed stands; one that was never pulled stands at its beginning."""
    row = connection.execute(select(entry_feed).where(entry_feed.c.name == name)).first()
    if row is None:
        return FeedStanding(name=name)
    return FeedStanding(
        name=name,
        began_at=_moment(row.began_at),
        pulled_at=_moment(row.pulled_at),
        stamp=row.stamp,
        trouble=row.trouble,
        skipped=row.skipped,
    )


def keep(connection: Connection, one: FeedStanding) -> None:
    """Keeps how a feed stands."""
    connection.execute(delete(entry_feed).where(entry_feed.c.name == one.name))
    connection.execute(
        insert(entry_feed).values(
            name=one.name,
            began_at=microseconds(one.began_at) if one.began_at else None,
            pulled_at=microseconds(one.pulled_at) if one.pulled_at else None,
            stamp=one.stamp,
            trouble=one.trouble,
            skipped=one.skipped,
        )
    )


def events(connection: Connection, feed: str) -> Mapping[str, str]:
    """The events of a feed that were read, with their stamps."""
    asked = select(_events.event, _events.stamp).where(_events.feed == feed)
    return {row.event: row.stamp for row in connection.execute(asked)}


def keep_event(connection: Connection, feed: str, event: str, stamp: str) -> None:
    """Remembers that an event was read."""
    forget_event(connection, feed, event)
    connection.execute(insert(entry_feed_event).values(feed=feed, event=event, stamp=stamp))


def forget_event(connection: Connection, feed: str, event: str) -> None:
    """Knows nothing of an event any more."""
    connection.execute(delete(entry_feed_event).where(_events.feed == feed, _events.event == event))


def claim(connection: Connection, feed: str, event: str, numbers: Collection[int]) -> list[int]:
    """Has an event claim these entries and no others; entries that nobody claims any more."""
    own = (_claims.feed == feed, _claims.event == event)
    before = set(connection.scalars(select(_claims.entry).where(*own)))
    connection.execute(delete(entry_claim).where(*own))
    rows = [(feed, event, number) for number in sorted(numbers)]
    insert_rows(connection, entry_claim, ("feed", "event", "entry"), rows)
    dropped = sorted(before - set(numbers))
    claimed = _claimed(connection, dropped)
    return [number for number in dropped if number not in claimed]


def brought_by(connection: Connection, origin: str, numbers: Sequence[int]) -> list[int]:
    """Those of the entries that came from there, and are not gone."""
    found: list[int] = []
    for start in range(0, len(numbers), _CHUNK):
        part = entry.c.number.in_(numbers[start : start + _CHUNK])
        own = (entry.c.origin == origin, entry.c.gone_at.is_(None))
        found += connection.scalars(select(entry.c.number).where(part, *own))
    return found


def claims(connection: Connection, feed: str) -> int:
    """How many entries a feed claims."""
    asked = select(func.count(_claims.entry.distinct())).where(_claims.feed == feed)
    return connection.scalar(asked) or 0


def _claimed(connection: Connection, numbers: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for start in range(0, len(numbers), _CHUNK):
        part = _claims.entry.in_(numbers[start : start + _CHUNK])
        found |= set(connection.scalars(select(_claims.entry).where(part)))
    return found


def _moment(micro: int | None) -> datetime | None:
    return None if micro is None else moment_of(micro)
