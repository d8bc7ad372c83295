"""Tracked queries and their counts, as they are written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy import Row, delete, func, insert, or_, select, update

from clawback.database import Connection
from clawback.model.scope import read_scope, scope_text
from clawback.queries.query import SavedQuery
from clawback.queries.records.saved import as_query
from clawback.queries.records.tables import saved_query, tracked_day, tracked_query
from clawback.queries.tracking import Count, DayCount, SoFar, Tracking, TrackState

_columns = tracked_query.c
_STATES = {state.value: state for state in TrackState}
_SO_FAR = ("yesterday_deliveries", "yesterday_messages", "week_deliveries", "week_messages")


def start(connection: Connection, query_id: str, at: datetime) -> None:
    """Counts a query from now on; what was counted before stays."""
    values = {"state": TrackState.ON.value, "reason": "", "trouble": "", "tried_at": None}
    if find(connection, query_id) is None:
        fresh = insert(tracked_query).values(
            query=query_id, started_at=at.timestamp(), scope="", **values
        )
        connection.execute(fresh)
    else:
        mine = update(tracked_query).where(_columns.query == query_id)
        connection.execute(mine.values(started_at=at.timestamp(), **values))


def stop(connection: Connection, query_id: str, reason: str = "") -> None:
    """Counts it no more: because somebody wished so, or for a reason."""
    state = TrackState.STOPPED if reason else TrackState.OFF
    mine = update(tracked_query).where(_columns.query == query_id)
    connection.execute(mine.values(state=state.value, reason=reason, trouble=""))


def find(connection: Connection, query_id: str) -> Tracking | None:
    row = connection.execute(select(tracked_query).where(_columns.query == query_id)).first()
    return None if row is None else _tracking(row)


def states(connection: Connection, query_ids: Sequence[str]) -> dict[str, TrackState]:
    """How these stand; those that never were tracked are left out."""
    wanted = select(_columns.query, _columns.state).where(_columns.query.in_(query_ids))
    return {row.query: _STATES[row.state] for row in connection.execute(wanted)}


def how_many(connection: Connection, owner: str) -> int:
    """How many of an owner's queries are counted."""
    mine = (
        select(func.count())
        .select_from(tracked_query.join(saved_query, saved_query.c.id == _columns.query))
        .where(saved_query.c.owner == owner, _columns.state == TrackState.ON.value)
    )
    return int(connection.scalar(mine) or 0)


def page(
    connection: Connection, owner: str, *, limit: int, before: str | None
) -> list[tuple[SavedQuery, Tracking]]:
    """Those that are tracked or have stopped: this owner's and shared ones, newest first."""
    wanted = (
        select(saved_query, tracked_query)
        .join(tracked_query, saved_query.c.id == _columns.query)
        .where(
            or_(saved_query.c.owner == owner, saved_query.c.shared == 1),
            _columns.state != TrackState.OFF.value,
        )
        .order_by(saved_query.c.id.desc())
        .limit(limit)
    )
    if before is not None:
        wanted = wanted.where(saved_query.c.id < before)
    return [(as_query(row), _tracking(row)) for row in connection.execute(wanted)]


def next_due(
    connection: Connection, tried_before: datetime, *, claim: datetime | None = None
) -> Tracking | None:
    """The one that was tried the longest ago; with `claim`, notes that it is tried now."""
    wanted = (
        select(tracked_query)
        .where(
            _columns.state == TrackState.ON.value,
            or_(_columns.tried_at.is_(None), _columns.tried_at <= tried_before.timestamp()),
        )
        .order_by(_columns.tried_at.is_not(None), _columns.tried_at, _columns.query)
        .limit(1)
    )
    row = connection.execute(wanted).first()
    if row is None:
        return None
    if claim is not None:
        mine = update(tracked_query).where(_columns.query == row.query)
        connection.execute(mine.values(tried_at=claim.timestamp()))
    return _tracking(row)


def mark_trouble(connection: Connection, query_id: str, why: str) -> None:
    """Notes why nothing could be counted."""
    mine = update(tracked_query).where(_columns.query == query_id)
    connection.execute(mine.values(trouble=why))


def put(
    connection: Connection, tracking: Tracking, found: Sequence[DayCount], *, afresh: bool
) -> None:
    """Writes counts down, in place of earlier ones of the same days; `afresh`: of all days."""
    counted = tracking.counted_at
    mine = update(tracked_query).where(_columns.query == tracking.query_id)
    connection.execute(
        mine.values(
            scope=scope_text(tracking.scope),
            trouble=tracking.trouble,
            counted_at=None if counted is None else counted.timestamp(),
            **_so_far_values(tracking.so_far),
        )
    )
    days_ = [one.day.isoformat() for one in found]
    old = delete(tracked_day).where(tracked_day.c.query == tracking.query_id)
    connection.execute(old if afresh else old.where(tracked_day.c.day.in_(days_)))
    connection.execute(
        insert(tracked_day),
        [
            {
                "query": tracking.query_id,
                "day": one.day.isoformat(),
                "deliveries": one.count.rows,
                "messages": one.count.messages,
                "counted_at": one.counted_at.timestamp(),
            }
            for one in found
        ],
    )


def days(connection: Connection, query_id: str, *, since: date | None = None) -> list[DayCount]:
    """Its counts by day, the oldest first."""
    return days_of(connection, [query_id], since=since).get(query_id, [])


def days_of(
    connection: Connection, query_ids: Sequence[str], *, since: date | None = None
) -> dict[str, list[DayCount]]:
    """The same of several queries."""
    table = tracked_day.c
    wanted = select(tracked_day).where(table.query.in_(query_ids)).order_by(table.day)
    if since is not None:
        wanted = wanted.where(table.day >= since.isoformat())
    found: dict[str, list[DayCount]] = {}
    for row in connection.execute(wanted):
        found.setdefault(row.query, []).append(
            DayCount(
                day=date.fromisoformat(row.day),
                count=Count(rows=row.deliveries, messages=row.messages),
                counted_at=datetime.fromtimestamp(row.counted_at, UTC),
            )
        )
    return found


def forget_counts(connection: Connection, query_id: str) -> None:
    """Of a query that asks something else now: it is counted anew."""
    connection.execute(delete(tracked_day).where(tracked_day.c.query == query_id))
    mine = update(tracked_query).where(_columns.query == query_id)
    connection.execute(
        mine.values(counted_at=None, tried_at=None, trouble="", **_so_far_values(None))
    )


def remove(connection: Connection, query_id: str) -> None:
    """Forgets all about it, with its query."""
    connection.execute(delete(tracked_day).where(tracked_day.c.query == query_id))
    connection.execute(delete(tracked_query).where(_columns.query == query_id))


def _tracking(row: Row[tuple[object, ...]]) -> Tracking:
    return Tracking(
        query_id=row.query,
        state=_STATES[row.state],
        started_at=datetime.fromtimestamp(row.started_at, UTC),
        reason=row.reason,
        trouble=row.trouble,
        scope=read_scope(row.scope),
        tried_at=_moment(row.tried_at),
        counted_at=_moment(row.counted_at),
        so_far=_so_far(row),
    )


def _so_far(row: Row[tuple[object, ...]]) -> SoFar | None:
    if row.yesterday_deliveries is None:
        return None
    return SoFar(
        yesterday=Count(rows=row.yesterday_deliveries, messages=row.yesterday_messages),
        week_ago=Count(rows=row.week_deliveries, messages=row.week_messages),
    )


def _so_far_values(so_far: SoFar | None) -> dict[str, int | None]:
    if so_far is None:
        return dict.fromkeys(_SO_FAR)
    counts = (so_far.yesterday, so_far.week_ago)
    values = [value for one in counts for value in (one.rows, one.messages)]
    return dict(zip(_SO_FAR, values, strict=True))


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
