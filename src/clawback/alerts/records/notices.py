"""What is to be sent, as it is written down: it outlives a crash, and is sent once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, func, insert, select, update

from clawback.alerts.alert import Alert
from clawback.alerts.notice import Notice, NoticeState
from clawback.alerts.records.tables import notice_table
from clawback.database import Connection
from clawback.model.codec import from_json, to_json
from clawback.model.microseconds import microseconds, moment_of

_columns = notice_table.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many of a channel wait, the oldest since when, and what is wrong with that one."""

    count: int = 0
    oldest: datetime | None = None
    trouble: str = ""


def add(connection: Connection, one: Notice) -> None:
    """Writes a notice down, in the transaction that opens its alert."""
    connection.execute(
        insert(notice_table).values(
            id=one.id,
            alert=one.alert.id,
            policy=one.alert.policy,
            channel=one.channel,
            body=to_json(one.alert),
            at=microseconds(one.at),
            **_standing(one),
        )
    )


def change(connection: Connection, one: Notice) -> None:
    """Writes down how far it is."""
    mine = update(notice_table).where(_columns.id == one.id)
    connection.execute(mine.values(**_standing(one)))


def claim(connection: Connection, one: Notice, until: datetime) -> bool:
    """Takes a notice for whoever sends it now; false where another server was quicker."""
    mine = (
        (_columns.id == one.id)
        & (_columns.state == NoticeState.WAITING.value)
        & (_columns.due == microseconds(one.due))
    )
    taken = connection.execute(update(notice_table).where(mine).values(due=microseconds(until)))
    return bool(taken.rowcount)


def due(connection: Connection, channel: str, now: datetime, *, limit: int) -> list[Notice]:
    """What a channel is to send now, oldest first."""
    wanted = (
        select(notice_table)
        .where(
            _columns.channel == channel,
            _columns.state == NoticeState.WAITING.value,
            _columns.due <= microseconds(now),
        )
        .order_by(_columns.at, _columns.id)
        .limit(limit)
    )
    return [_notice(row) for row in connection.execute(wanted)]


def counted(connection: Connection, policy: str, channel: str, since: datetime) -> int:
    """How many notices of a policy went to a channel, or wait to, since then."""
    mine = (
        (_columns.policy == policy)
        & (_columns.channel == channel)
        & (_columns.at >= microseconds(since))
        & (_columns.state != NoticeState.CAPPED.value)
    )
    return int(connection.scalar(select(func.count()).where(mine)) or 0)


def of_alert(connection: Connection, alert: str) -> list[Notice]:
    """Where an alert was sent."""
    wanted = select(notice_table).where(_columns.alert == alert).order_by(_columns.channel)
    return [_notice(row) for row in connection.execute(wanted)]


def waiting(connection: Connection) -> dict[str, Waiting]:
    """By channel, what waits to be sent."""
    state = _columns.state == NoticeState.WAITING.value
    wanted = select(
        _columns.channel,
        func.count().label("notices"),
        func.min(_columns.at).label("oldest"),
        func.max(_columns.trouble).label("trouble"),
    ).where(state)
    return {
        row.channel: Waiting(count=row.notices, oldest=moment_of(row.oldest), trouble=row.trouble)
        for row in connection.execute(wanted.group_by(_columns.channel))
    }


def totals(connection: Connection) -> dict[tuple[str, NoticeState], int]:
    """By channel and state, how many there are."""
    wanted = select(_columns.channel, _columns.state, func.count().label("notices"))
    rows = connection.execute(wanted.group_by(_columns.channel, _columns.state))
    return {(row.channel, NoticeState(row.state)): row.notices for row in rows}


def _standing(one: Notice) -> dict[str, object]:
    return {
        "due": microseconds(one.due),
        "tries": one.tries,
        "state": one.state.value,
        "trouble": one.trouble,
        "ended_at": None if one.ended_at is None else microseconds(one.ended_at),
    }


def _notice(row: Row[tuple[object, ...]]) -> Notice:
    return Notice(
        id=row.id,
        alert=from_json(Alert, row.body),
        channel=row.channel,
        at=moment_of(row.at),
        due=moment_of(row.due),
        tries=row.tries,
        state=NoticeState(row.state),
        trouble=row.trouble,
        ended_at=None if row.ended_at is None else moment_of(row.ended_at),
    )
