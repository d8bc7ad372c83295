"""Recent queries, as they are written down."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import delete, insert, select, tuple_

from clawback.database import Connection
from clawback.queries.recent import RecentQuery
from clawback.queries.records.tables import recent_query as table

_columns = table.c


def put(connection: Connection, person: str, ran: Iterable[tuple[str, RecentQuery]]) -> None:
    """Writes down what a person ran, by key, in place of earlier runs of the same."""
    values = [
        {
            "person": person,
            "key": key,
            "filter": one.filter,
            "view": one.view,
            "since": one.since,
            "until": one.until,
            "ran_at": one.ran_at.timestamp(),
        }
        for key, one in ran
    ]
    again = [(person, value["key"]) for value in values]
    connection.execute(delete(table).where(tuple_(_columns.person, _columns.key).in_(again)))
    connection.execute(insert(table), values)


def trim(connection: Connection, person: str, keep: int) -> None:
    """Forgets all but a person's newest."""
    newest = (
        select(_columns.key)
        .where(_columns.person == person)
        .order_by(_columns.ran_at.desc(), _columns.key)
        .limit(keep)
    )
    kept = connection.scalars(newest).all()
    old = delete(table).where(_columns.person == person, _columns.key.not_in(kept))
    connection.execute(old)


def of(connection: Connection, person: str, limit: int) -> list[RecentQuery]:
    """A person's newest, newest first."""
    wanted = (
        select(table)
        .where(_columns.person == person)
        .order_by(_columns.ran_at.desc(), _columns.key)
        .limit(limit)
    )
    return [
        RecentQuery(
            filter=row.filter,
            view=row.view,
            since=row.since,
            until=row.until,
            ran_at=datetime.fromtimestamp(row.ran_at, UTC),
        )
        for row in connection.execute(wanted)
    ]


def forget(connection: Connection, person: str | None = None) -> int:
    """Forgets what a person ran, or everybody; gives how many filters that were."""
    old = delete(table)
    return connection.execute(
        old if person is None else old.where(_columns.person == person)
    ).rowcount
