"""Forgets what was kept long enough, in the ClickHouse tables; the port says what that means.

There is no transaction: what hangs on a row goes before the row, so that a block which was cut
short is found again and finished. Rows are named by numbers, the message's key and a hash of the
recipient: statements for a whole cluster take no bound values, and strangers' text is never SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias, TypeVar
from uuid import UUID

from clawback.store.clickhouse.dialect import LAST, TIME, moment_text
from clawback.store.clickhouse.layout import Layout
from clawback.store.clickhouse.places import ID_SPELLED
from clawback.store.clickhouse.server import Server
from clawback.store.clickhouse.writing import IDS
from clawback.store.columns import moment_of
from clawback.store.port import Data, Forgotten, Kept

_BEFORE = f"{{before:{TIME}}}"
_UUID = "toUUID(UUIDNumToString(d.id))"
_HAS_CONTENT = "d.id GLOBAL IN (SELECT id FROM message)"
_FOUND = {
    data: f"""
        SELECT {time}, {name}, {_UUID}, cityHash64(d.recipient), {number}, {raw}
        FROM {table} d WHERE {held} AND {time} < {_BEFORE} AND {time} > {{after:{TIME}}}
        ORDER BY {time} LIMIT {{most:UInt64}} WITH TIES
    """  # noqa: S608 - closed list
    for data, table, time, name, number, raw, held in (
        (Data.ROWS, "delivery", "d.time_received", ID_SPELLED, "0", "d.raw_sha256_lc", "true"),
        (
            *(Data.CONTENT, "delivery", "d.time_received", ID_SPELLED, "0", "d.raw_sha256_lc"),
            _HAS_CONTENT,
        ),
        (
            *(Data.CLICKS, "click", "d.time_clicked", "d.network_message_id"),
            *("cityHash64(d.click_id)", "''", "true"),
        ),
    )
}
_KEPT = {
    Data.ROWS: "SELECT time_received AS moment FROM delivery",
    Data.CONTENT: f"""
        SELECT max(d.time_received) AS moment FROM delivery d WHERE {_HAS_CONTENT} GROUP BY d.id
    """,  # noqa: S608 - closed list
    Data.CLICKS: "SELECT time_clicked AS moment FROM click",
}
_YOUNGER = f"""
    SELECT DISTINCT {_UUID} FROM delivery d
    WHERE d.time_received >= {_BEFORE} AND d.id IN (SELECT arrayJoin({IDS}))
"""  # noqa: S608 - closed list
_STAYING = f"""
    SELECT {_UUID}, cityHash64(d.recipient) FROM delivery d WHERE d.id IN (SELECT arrayJoin({IDS}))
"""  # noqa: S608 - closed list
_USED_RAW = """
    SELECT DISTINCT d.raw_sha256_lc FROM delivery d
    WHERE d.raw_sha256_lc IN (SELECT arrayJoin({raw:Array(String)}))
    AND d.id GLOBAL IN (SELECT id FROM message)
"""
_STRAYS = f"""
    SELECT DISTINCT toUUID(UUIDNumToString(id)), cityHash64(recipient) FROM event
    WHERE moment < {_BEFORE} AND (id, recipient) GLOBAL NOT IN (SELECT id, recipient FROM delivery)
"""  # noqa: S608 - closed list
_EVER = "1900-01-01 00:00:00.000000"
_AT_ONCE = 10_000  # rows named in one statement

_Row: TypeAlias = tuple[datetime, str, UUID, int, int, str]
_Pair: TypeAlias = tuple[UUID, int]
_Each = TypeVar("_Each")


def kept(server: Server, data: Data, before: datetime | None) -> Kept:
    """How much there is, or how much of it is older; and the oldest of all."""
    sql = f"SELECT countIf(moment < {_BEFORE}), count(), min(moment) FROM ({_KEPT[data]})"  # noqa: S608 - closed list
    bound = {"before": moment_text(LAST if before is None else before)}
    [(older, all_of_it, oldest)] = server.ask(sql, bound)
    many = all_of_it if before is None else older
    return Kept(count=many, oldest=moment_of(oldest) if all_of_it else None)


def forget(
    server: Server,
    layout: Layout,
    data: Data,
    *,
    before: datetime,
    most: int,
    keep: Collection[str],
    after: datetime | None,
) -> Forgotten:
    """One block, as the port says."""
    block = _Forgetting(server, layout, before)
    found = block.oldest(data, most, after)
    gone = [row for row in found if row[1] not in keep]
    forgotten, raw = _ACTS[data](block, gone)
    last = found[-1][0] if len(found) >= most else None
    if last is None and data is Data.ROWS:
        block.strays()
    return Forgotten(
        count=forgotten,
        kept=len(found) - len(gone),
        raw=raw,
        next=None if last is None else moment_of(last),
    )


class _Forgetting:
    def __init__(self, server: Server, layout: Layout, before: datetime) -> None:
        self._server = server
        self._layout = layout
        self._before = {"before": moment_text(before)}

    def oldest(self, data: Data, most: int, after: datetime | None) -> list[_Row]:
        """The oldest rows, and all of the same moment as the last, so that none is passed over."""
        later = {"after": _EVER if after is None else moment_text(after)}
        found = self._server.ask(_FOUND[data], {**self._before, **later, "most": most})
        return [(row[0], row[1], row[2], row[3], row[4], row[5]) for row in found]

    def clicks(self, gone: Sequence[_Row]) -> tuple[int, tuple[str, ...]]:
        for rows in _blocks(gone):
            numbers = ", ".join(str(row[4]) for row in rows)
            when = f"{_span('time_clicked', rows)} AND cityHash64(click_id) IN ({numbers})"
            self._delete("click", when)
        return len(gone), ()

    def rows(self, gone: Sequence[_Row]) -> tuple[int, tuple[str, ...]]:
        pairs = {(row[2], row[3]) for row in gone}
        staying = self._asked(_STAYING, {message for message, _ in pairs}) - pairs
        unused = {message for message, _ in pairs} - {message for message, _ in staying}
        self._delete_events(pairs)
        self._delete_messages(unused)
        for rows in _blocks(gone):
            named = _named({(row[2], row[3]) for row in rows})
            self._delete("delivery", f"{_span('time_received', rows)} AND {named}")
        return len(gone), self._unused(gone)

    def content(self, gone: Sequence[_Row]) -> tuple[int, tuple[str, ...]]:
        """A message whose newest delivery is younger keeps what it says."""
        ids = {row[2] for row in gone}
        asked = {"ids": sorted(map(str, ids))}
        younger = self._server.ask(_YOUNGER, {**self._before, **asked}) if ids else []
        ids -= {each for (each,) in younger}
        self._delete_messages(ids)
        return len(ids), self._unused([row for row in gone if row[2] in ids])

    def strays(self) -> None:
        """Events of deliveries that are not here."""
        found = self._server.ask(_STRAYS, self._before)
        self._delete_events({(message, who) for message, who in found})

    def _asked(self, sql: str, ids: Iterable[UUID]) -> set[_Pair]:
        found = self._server.ask(sql, {"ids": sorted(map(str, ids))})
        return {(message, who) for message, who in found}

    def _delete_events(self, pairs: Collection[_Pair]) -> None:
        for some in _blocks(sorted(pairs)):
            self._delete("event", _named(some))

    def _delete_messages(self, ids: Collection[UUID]) -> None:
        for some in _blocks(sorted(ids)):
            self._delete("message", f"id IN ({', '.join(map(_key, some))})")

    def _delete(self, table: str, condition: str) -> None:
        local = f"{self._layout.local(table)}{self._layout.everywhere}"
        self._server.tell(
            f"DELETE FROM {local} WHERE {condition} SETTINGS lightweight_deletes_sync = 2"  # noqa: S608 - numbers
        )

    def _unused(self, gone: Sequence[_Row]) -> tuple[str, ...]:
        """Of their raw mails, those that no content still kept belongs to."""
        raw = {row[5] for row in gone if row[5]}
        used = self._server.ask(_USED_RAW, {"raw": sorted(raw)}) if raw else []
        return tuple(sorted(raw - {sha for (sha,) in used}))


def _blocks(many: Sequence[_Each]) -> Iterable[Sequence[_Each]]:
    return (many[at : at + _AT_ONCE] for at in range(0, len(many), _AT_ONCE))


def _key(message: UUID) -> str:
    return f"UUIDStringToNum('{message}')"


def _named(pairs: Iterable[_Pair]) -> str:
    named = ", ".join(f"({_key(message)}, {who})" for message, who in pairs)
    return f"(id, cityHash64(recipient)) IN ({named})"


def _span(time: str, rows: Sequence[_Row]) -> str:
    """Between the first and the last of them: that is where the engine must look."""
    first, last = (moment_text(moment_of(row[0])) for row in (rows[0], rows[-1]))
    return f"{time} BETWEEN toDateTime64('{first}', 6, 'UTC') AND toDateTime64('{last}', 6, 'UTC')"


_ACTS: Mapping[Data, Callable[[_Forgetting, Sequence[_Row]], tuple[int, tuple[str, ...]]]] = {
    Data.ROWS: _Forgetting.rows,
    Data.CONTENT: _Forgetting.content,
    Data.CLICKS: _Forgetting.clicks,
}
