"""Forgets what was kept long enough, in the DuckDB tables, inside a transaction of the caller's.

A block is found by its rows' time, so that the engine's block statistics lead to it; what a
`keep` names stays. With a delivery go its events; a message's content goes with its last delivery.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

import duckdb

from clawback.store.columns import moment_of, naive
from clawback.store.port import Data, Forgotten, Kept

_TIMES = {
    Data.ROWS: ("delivery", "time_received"),
    Data.CONTENT: ("delivery", "time_received"),
    Data.CLICKS: ("click", "time_clicked"),
}
_HELD = {  # of which there is something to forget
    Data.ROWS: "TRUE",
    Data.CONTENT: "id IN (SELECT id FROM message)",
    Data.CLICKS: "TRUE",
}
_MESSAGE = "coalesce(network_message_id, id::VARCHAR)"
_NAME = {
    Data.ROWS: _MESSAGE,
    Data.CONTENT: _MESSAGE,
    Data.CLICKS: "network_message_id",
}
_PAIRS = "(SELECT unnest($ids::UUID[]) AS message, unnest($recipients::VARCHAR[]) AS person)"
_OLDER = "count(*) FILTER ($before::TIMESTAMP IS NULL OR moment < $before::TIMESTAMP), min(moment)"
_KEPT = {
    Data.ROWS: f"SELECT {_OLDER} FROM (SELECT time_received AS moment FROM delivery)",  # noqa: S608 - closed list
    Data.CONTENT: f"""
        SELECT {_OLDER} FROM (
            SELECT max(time_received) AS moment FROM delivery
            WHERE id IN (SELECT id FROM message) GROUP BY id
        )
    """,  # noqa: S608 - closed list
    Data.CLICKS: f"SELECT {_OLDER} FROM (SELECT time_clicked AS moment FROM click)",  # noqa: S608 - closed list
}
_STRAY_EVENTS = """
    DELETE FROM event WHERE moment < $before AND NOT EXISTS (
        SELECT 1 FROM delivery d WHERE d.id = event.id AND d.recipient = event.recipient
    )
"""
_UNUSED_RAW = """
    SELECT unnest($raw::VARCHAR[]) AS sha EXCEPT
    SELECT raw_sha256_lc FROM delivery WHERE raw_sha256_lc IN (SELECT unnest($raw::VARCHAR[]))
    AND id IN (SELECT id FROM message)
"""


def kept(connection: duckdb.DuckDBPyConnection, data: Data, before: datetime | None) -> Kept:
    """How much there is, or how much of it is older; and the oldest of all."""
    values = {"before": None if before is None else naive(before)}
    [(many, oldest)] = connection.execute(_KEPT[data], values).fetchall()
    return Kept(count=many, oldest=None if oldest is None else moment_of(oldest))


def forget(
    connection: duckdb.DuckDBPyConnection,
    data: Data,
    *,
    before: datetime,
    most: int,
    keep: Collection[str],
    after: datetime | None,
) -> Forgotten:
    """One block, as the port says."""
    block = _Forgetting(connection, data, before, keep)
    found = block.oldest(most, after)
    gone = [row for row in found if row[2] not in keep]
    forgotten, raw = _ACTS[data](block, gone)
    last = found[-1][1] if len(found) >= most else None
    if last is None and data is Data.ROWS:
        block.run(_STRAY_EVENTS, {"before": naive(before)})
    return Forgotten(
        count=forgotten,
        kept=len(found) - len(gone),
        raw=raw,
        next=None if last is None else moment_of(last),
    )


_Found: TypeAlias = tuple[Any, ...]  # row id, time, message's name, message, recipient, raw


class _Forgetting:
    """One block of one kind of data."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        data: Data,
        before: datetime,
        keep: Collection[str],
    ) -> None:
        self._connection = connection
        self._data = data
        self._before = naive(before)
        self._keep = keep

    def run(self, sql: str, values: Mapping[str, object]) -> list[_Found]:
        return self._connection.execute(sql, dict(values)).fetchall()

    def oldest(self, most: int, after: datetime | None) -> list[_Found]:
        """The oldest rows, and all of the same moment as the last, so that none is passed over."""
        table, time = _TIMES[self._data]
        raw = "NULL" if self._data is Data.CLICKS else "raw_sha256_lc"
        since = "TRUE" if after is None else f"{time} > $after"
        which = f"{_HELD[self._data]} AND {time} < $before AND {since}"
        sql = f"""
            SELECT rowid, {time}, {_NAME[self._data]}, id, recipient, {raw} FROM {table}
            WHERE {which} AND {time} <= (
                SELECT max({time}) FROM (
                    SELECT {time} FROM {table} WHERE {which} ORDER BY {time} LIMIT $most
                )
            ) ORDER BY {time}
        """  # noqa: S608 - closed list, bound
        values = {"before": self._before, "most": most}
        bound = values if after is None else values | {"after": naive(after)}
        return self.run(sql, bound)

    def clicks(self, gone: Sequence[_Found]) -> tuple[int, tuple[str, ...]]:
        self._delete_rows("click", gone)
        return len(gone), ()

    def rows(self, gone: Sequence[_Found]) -> tuple[int, tuple[str, ...]]:
        ids, people = [row[3] for row in gone], [row[4] for row in gone]
        self._delete_rows("delivery", gone)
        self.run(
            f"DELETE FROM event USING {_PAIRS} wanted"  # noqa: S608 - closed list, bound
            " WHERE wanted.message = event.id AND wanted.person = event.recipient",
            {"ids": ids, "recipients": people},
        )
        self.run(
            "DELETE FROM message WHERE id IN (SELECT unnest($ids::UUID[]))"
            " AND id NOT IN (SELECT id FROM delivery WHERE id IN (SELECT unnest($ids::UUID[])))",
            {"ids": ids},
        )
        return len(gone), self._unused(gone)

    def content(self, gone: Sequence[_Found]) -> tuple[int, tuple[str, ...]]:
        """A message whose newest delivery is younger keeps what it says."""
        ids: set[UUID] = {row[3] for row in gone}
        younger = self.run(
            "SELECT DISTINCT id FROM delivery WHERE time_received >= $before"
            " AND id IN (SELECT unnest($ids::UUID[]))",
            {"before": self._before, "ids": list(ids)},
        )
        ids -= {each for (each,) in younger}
        old = {"ids": list(ids)}
        self.run("DELETE FROM message WHERE id IN (SELECT unnest($ids::UUID[]))", old)
        return len(ids), self._unused([row for row in gone if row[3] in ids])

    def _delete_rows(self, table: str, gone: Sequence[_Found]) -> None:
        self.run(
            f"DELETE FROM {table} WHERE rowid IN (SELECT unnest($rows::BIGINT[]))",  # noqa: S608 - closed list
            {"rows": [row[0] for row in gone]},
        )

    def _unused(self, gone: Sequence[_Found]) -> tuple[str, ...]:
        """Of their raw mails, those that no content still kept belongs to."""
        raw = list({row[5] for row in gone if row[5]})
        return tuple(sorted(sha for (sha,) in self.run(_UNUSED_RAW, {"raw": raw})))


_ACTS: dict[Data, Callable[[_Forgetting, Sequence[_Found]], tuple[int, tuple[str, ...]]]] = {
    Data.ROWS: _Forgetting.rows,
    Data.CONTENT: _Forgetting.content,
    Data.CLICKS: _Forgetting.clicks,
}
