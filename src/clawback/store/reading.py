"""What is asked of the DuckDB tables, over one cursor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb

from clawback.filters.fields import FIELDS
from clawback.filters.vocabulary import DELIVERIES
from clawback.model.click import Click
from clawback.model.codec import message_from_json
from clawback.model.delivery import Delivery, DeliveryKey, Latest, Row, Whereabouts
from clawback.model.event import DeliveryEvent
from clawback.model.location import MailboxRef
from clawback.model.message import Message
from clawback.model.tags import NO_TAGS, Tags
from clawback.model.verdict import ClickVerdict
from clawback.store import click_reading, forgetting
from clawback.store.asking import DUCKDB_TABLES, condition_of, counted_by, placed, sorted_rows
from clawback.store.chart import Bar, Bucket, Chart, Histogram
from clawback.store.columns import COLUMNS, delivery_of, moment_of, sound
from clawback.store.copy_sql import WritePart, chosen_sql
from clawback.store.count_sql import every_bar_sql, tally_sql
from clawback.store.counts import histogram, ranking
from clawback.store.events import EVENT_SELECT, event_of
from clawback.store.fields import place_of
from clawback.store.group_sql import CARRIED, Grouped
from clawback.store.grouping import Grouping, GroupPage
from clawback.store.groups import Groups
from clawback.store.joins import source_for
from clawback.store.keys import message_key, order_at, order_of
from clawback.store.line_sql import KEY_PARTS, MESSAGES, lines_sql, needs_messages, with_tags
from clawback.store.matched import matched_sql, wanted_in
from clawback.store.overlay import corrected, in_order, latest_of
from clawback.store.page_sql import NEWEST_FIRST
from clawback.store.paging import ByTime, ByValue, Chosen, settled
from clawback.store.port import (
    ClickCursor,
    ClickPage,
    ClickQuery,
    Cursor,
    Data,
    Kept,
    LinePage,
    LinkPart,
    Page,
    Query,
    Top,
)
from clawback.store.ranking import Extent, Ranking, Ranks
from clawback.store.sorting import ForeignCursorError, Sort
from clawback.store.tables import DELIVERY_TABLE

_COLUMNS = ", ".join(f"{column.select} AS c{n}" for n, column in enumerate(COLUMNS))
_ROWS = (
    f"SELECT d.rowid, {_COLUMNS} FROM delivery d WHERE d.rowid IN (SELECT unnest($rows::BIGINT[]))"  # noqa: S608 - closed list
)
_KEYED = f"""
    SELECT {_COLUMNS} FROM delivery d
    JOIN (SELECT unnest($ids::UUID[]) AS message, unnest($recipients::VARCHAR[]) AS person) wanted
    ON wanted.message = d.id AND wanted.person = d.recipient
"""  # noqa: S608 - closed list
_EVENTS = f"SELECT {EVENT_SELECT} FROM event WHERE id IN (SELECT unnest($ids::UUID[]))"  # noqa: S608 - closed list
_VERDICTS = """
    SELECT DISTINCT id, recipient, click_verdict FROM click
    WHERE id IN (SELECT unnest($ids::UUID[])) AND clicked_by = 'person'
"""
_TIMELINE = f"""
    SELECT {EVENT_SELECT} FROM event WHERE id = $id::UUID AND recipient = $recipient
    ORDER BY moment, event_id
"""  # noqa: S608 - closed list

_MESSAGES = "SELECT content FROM message WHERE id IN (SELECT unnest($ids::UUID[]))"
_SAME_BODY = """
    SELECT any_value(coalesce(d.network_message_id, d.id::VARCHAR)), max(d.time_received) AS newest,
        d.id
    FROM delivery d WHERE d.id <> $id::UUID AND d.id IN (
        SELECT id FROM message WHERE body_fingerprint =
            (SELECT body_fingerprint FROM message WHERE id = $id::UUID LIMIT 1)
    )
    GROUP BY d.id ORDER BY newest DESC, d.id LIMIT $most
"""
_EXTENT = (
    "count(*), count(DISTINCT d.id), count(DISTINCT d.recipient_lc),"
    " min(d.time_received), max(d.time_received)"
)

_MAILBOX = "coalesce(l.mailbox, d.mailbox)"
_WHEREABOUTS = ", ".join(
    [
        *(place_of(FIELDS[name]).spelled for name in ("network_message_id", "recipient")),
        f"coalesce({place_of(FIELDS['internet_message_id']).spelled}, '')",
        "d.header_fingerprint",
        place_of(FIELDS["latest_delivery_location"]).spelled,
        *(f"{_MAILBOX}.{name}" for name in MailboxRef.__dataclass_fields__),
    ]
)
_PLACED = frozenset({"latest_delivery_location", "folder"})  # what `_WHEREABOUTS` takes

_Key = tuple[UUID, str]


class Reading:
    """Questions to the store as it stood when the transaction of the cursor began."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor

    def page(self, query: Query, *, limit: int, after: Cursor | None, sort: Sort) -> Page:
        chosen = self._chosen(query, limit + 1, after, sort)
        known = self._numbered([pick.row for pick in chosen], query.tags)
        keys = {row: order_of(each.delivery) for row, each in known.items()}
        ordered = settled(chosen, sort, keys)
        rows = tuple(known[pick.row] for pick in ordered[:limit])
        if len(ordered) <= limit:
            return Page(rows=rows, next=None)
        last = rows[-1].delivery
        value = ordered[limit - 1].value
        cursor = Cursor(time_received=last.time_received, key=last.key, sort=sort, value=value)
        return Page(rows=rows, next=cursor)

    def lines(
        self, query: Query, fields: Sequence[str], *, limit: int, after: Cursor | None, sort: Sort
    ) -> LinePage:
        chosen = self._chosen(query, limit + 1, after, sort)
        asked: dict[str, object] = {"rows": [pick.row for pick in chosen]}
        if needs_messages(fields):
            asked["messages"] = self._messages_of(chosen)
        found = self._ask(lines_sql(fields), asked)
        known = {values[0]: values for values in found}
        keys = {row: order_at(moment_of(each[1]), each[2], each[4]) for row, each in known.items()}
        ordered = settled(chosen, sort, keys)
        shown = [known[pick.row][KEY_PARTS:] for pick in ordered[:limit]]
        lines = with_tags(fields, query.tags, shown)
        if len(ordered) <= limit:
            return LinePage(lines=lines, next=None)
        value, row, _ = ordered[limit - 1]
        _, at, _, message, recipient = known[row][:KEY_PARTS]
        key = DeliveryKey(network_message_id=message, recipient=recipient)
        cursor = Cursor(time_received=moment_of(at), key=key, sort=sort, value=value)
        return LinePage(lines=lines, next=cursor)

    def write_parts(
        self,
        write: WritePart,
        query: Query,
        fields: Sequence[str],
        path: Path,
        *,
        sort: Sort,
        size: int,
    ) -> Iterator[Path]:
        """Parts of `size` rows beside the path, in the order asked for; at least one."""
        sql, values = chosen_sql(query, sort)
        self._ask(sql, values)
        [(total,)] = self._ask("SELECT count(*) FROM chosen", {})
        for first in range(0, max(total, 1), size):
            part = path.with_name(f"part-{first:012}{path.suffix}")
            sql, values = write(query, fields, part, sort)
            self._ask(sql, {**values, "first": first, "last": first + size})
            yield part

    def count(self, query: Query | ClickQuery) -> int:
        condition = condition_of(query)
        source = DUCKDB_TABLES.of(query).source_for(condition.fields)
        sql = f"SELECT count(*) FROM {source} WHERE {condition.sql}"  # noqa: S608 - closed list, bound
        return int(self._ask(sql, condition.values)[0][0])

    def matched(self, query: Query, entries: Sequence[str]) -> frozenset[str]:
        wanted = wanted_in(DELIVERIES, entries)
        if not wanted:
            return frozenset()
        sql, values = matched_sql(wanted, DELIVERY_TABLE, condition_of(query))
        return frozenset(entries[number] for (number,) in self._ask(sql, values))

    def extent(self, query: Query) -> Extent:
        condition = condition_of(query)
        sql = f"SELECT {_EXTENT} FROM {source_for(condition.fields)} WHERE {condition.sql}"  # noqa: S608 - closed list, bound
        [(deliveries, messages, recipients, first, last)] = self._ask(sql, condition.values)
        return Extent(
            deliveries=deliveries,
            messages=messages,
            recipients=recipients,
            first=None if first is None else moment_of(first),
            last=None if last is None else moment_of(last),
        )

    def histogram(self, query: Query | ClickQuery, chart: Chart) -> Histogram:
        return histogram(self._ask, query, chart)

    def ranking(self, query: Query | ClickQuery, asked: Ranking) -> Ranks:
        return ranking(self._ask, query, asked)

    def top(self, query: Query, field: str, limit: int) -> list[Top]:
        found = ranking(self._ask, query, Ranking(field=field, limit=limit))
        return [Top(value=each.value, count=each.count) for each in found.values]

    def bars(
        self, query: Query | ClickQuery, bucket: Bucket, field: str, size: int
    ) -> Iterator[list[Bar]]:
        counted = counted_by(field, query)
        sql = every_bar_sql(counted.table, counted.place, counted.field, bucket, counted.condition)
        self._cursor.execute(sql, dict(counted.values))
        while block := self._cursor.fetchmany(size):
            yield [Bar(start=moment_of(at), value=text, count=n) for at, text, n in block]

    def tally(self, query: Query, field: str, size: int) -> Iterator[list[Top]]:
        counted = counted_by(field, query)
        sql = tally_sql(counted.table, counted.place, counted.field, counted.condition)
        self._cursor.execute(sql, dict(counted.values))
        while block := self._cursor.fetchmany(size):
            yield [Top(value=value, count=many) for value, many in block]

    def click_page(self, query: ClickQuery, *, limit: int, after: ClickCursor | None) -> ClickPage:
        return click_reading.page(self._ask, query, limit, after)

    def groups(self, query: Query, asked: Grouping) -> GroupPage:
        field, condition = FIELDS[asked.field], condition_of(query)
        place, values = placed(field, query, condition)
        source = source_for({field.name, *condition.fields})
        told = source_for({field.name, *condition.fields, *CARRIED})
        grouped = Grouped(field=field, place=place, source=source, told=told, where=condition.sql)
        return Groups(ask=self._ask, grouped=grouped, values=values).page(asked)

    def whereabouts(self, query: Query, size: int) -> Iterator[list[Whereabouts]]:
        condition = condition_of(query)
        source = source_for(condition.fields | _PLACED)
        sql = f"SELECT {_WHEREABOUTS} FROM {source} WHERE {condition.sql} ORDER BY {NEWEST_FIRST}"  # noqa: S608 - closed list, bound
        self._cursor.execute(sql, dict(condition.values))
        while block := self._cursor.fetchmany(size):
            yield list(map(Whereabouts._make, block))

    def keyed(self, keys: Sequence[DeliveryKey]) -> tuple[Row, ...]:
        wanted = {_key_of(key) for key in keys}
        ids, recipients = [key[0] for key in wanted], [key[1] for key in wanted]
        found = self._ask(_KEYED, {"ids": ids, "recipients": recipients})
        return self._as_rows([delivery_of(values) for values in found], NO_TAGS)

    def message(self, network_message_id: str) -> Message | None:
        sql = "SELECT content FROM message WHERE id = $id::UUID LIMIT 1"
        found = self._ask(sql, {"id": message_key(network_message_id)})
        return message_from_json(found[0][0]) if found else None

    def messages(self, network_message_ids: Sequence[str]) -> list[Message]:
        ids = [*{message_key(each) for each in network_message_ids}]
        return [message_from_json(text) for (text,) in self._ask(_MESSAGES, {"ids": ids})]

    def same_body(self, network_message_id: str, limit: int) -> list[str]:
        asked = {"id": message_key(network_message_id), "most": limit}
        return [each for each, _, _ in self._ask(_SAME_BODY, asked)]

    def timeline(self, key: DeliveryKey) -> list[DeliveryEvent]:
        message, recipient = _key_of(key)
        found = self._ask(_TIMELINE, {"id": message, "recipient": recipient})
        return [event_of(values) for values in found]

    def events_of(self, network_message_id: str) -> list[DeliveryEvent]:
        found = self._ask(_EVENTS, {"ids": [message_key(network_message_id)]})
        return in_order(event_of(values) for values in found)

    def clicks_of(self, key: DeliveryKey) -> list[Click]:
        return click_reading.of_delivery(self._ask, *_key_of(key))

    def clicks_in(self, network_message_id: str) -> list[Click]:
        return click_reading.of_message(self._ask, message_key(network_message_id))

    def clicks_on(
        self,
        part: LinkPart,
        value: str,
        *,
        limit: int,
        since: datetime | None,
        until: datetime | None,
    ) -> list[Click]:
        return click_reading.on_link(self._ask, part, value, limit, (since, until))

    def kept(self, data: Data, before: datetime | None) -> Kept:
        return forgetting.kept(self._cursor, data, before)

    def newest(self) -> datetime | None:
        [(newest,)] = self._ask("SELECT max(time_received) FROM delivery", {})
        return None if newest is None else moment_of(newest)

    def _chosen(self, query: Query, most: int, after: Cursor | None, sort: Sort) -> Chosen:
        if after is not None and after.sort != sort:
            raise ForeignCursorError
        condition = condition_of(query)
        if sort.by_time:
            by_time = ByTime(
                ask=self._ask,
                source=source_for(condition.fields),
                where=condition.sql,
                values=condition.values,
                newest_first=sort.descending,
            )
            return by_time.chosen(after, most)
        ordered, values = sorted_rows(query, condition, sort)
        is_id = sort.field == "network_message_id"
        by_value = ByValue(ask=self._ask, ordered=ordered, values=values, is_id=is_id)
        return by_value.chosen(after, most)

    def _messages_of(self, chosen: Chosen) -> list[UUID]:
        known = {pick.message for pick in chosen if pick.message is not None}
        rows = [pick.row for pick in chosen if pick.message is None]
        if rows:
            known |= {each for (each,) in self._ask(MESSAGES, {"rows": rows})}
        return list(known)

    def _numbered(self, numbers: Sequence[int], tags: Tags) -> Mapping[int, Row]:
        found = self._ask(_ROWS, {"rows": numbers})
        rows = self._as_rows([delivery_of(values[1:]) for values in found], tags)
        return {values[0]: row for values, row in zip(found, rows, strict=True)}

    def _as_rows(self, deliveries: Sequence[Delivery], tags: Tags) -> tuple[Row, ...]:
        ids = list({message_key(each.network_message_id) for each in deliveries})
        events, clicks = self._events(ids), self._clicks(ids)
        now = (corrected(each, events.get(_key_of(each.key), ())) for each in deliveries)
        return tuple(
            Row(
                delivery=each,
                latest=_latest(each, events, clicks),
                tags=tuple(sorted(tags.of(each.recipient))),
            )
            for each in now
        )

    def _events(self, ids: Sequence[UUID]) -> Mapping[_Key, list[DeliveryEvent]]:
        grouped: dict[_Key, list[DeliveryEvent]] = {}
        for values in self._ask(_EVENTS, {"ids": ids}):
            event = event_of(values)
            grouped.setdefault(_key_of(event.key), []).append(event)
        return grouped

    def _clicks(self, ids: Sequence[UUID]) -> Mapping[_Key, list[ClickVerdict]]:
        found: list[tuple[UUID, str, str]] = self._ask(_VERDICTS, {"ids": ids})
        grouped: dict[_Key, list[ClickVerdict]] = {}
        for message, recipient, verdict in found:
            grouped.setdefault((message, recipient), []).append(ClickVerdict(verdict))
        return grouped

    def _ask(self, sql: str, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """Any: a row holds what its SELECT says."""
        return self._cursor.execute(sql, dict(values)).fetchall()


def _latest(
    delivery: Delivery,
    events: Mapping[_Key, list[DeliveryEvent]],
    clicks: Mapping[_Key, list[ClickVerdict]],
) -> Latest:
    key = _key_of(delivery.key)
    return latest_of(delivery, events.get(key, ()), clicks.get(key, ()))


def _key_of(key: DeliveryKey) -> _Key:
    return message_key(key.network_message_id), sound(key.recipient)
