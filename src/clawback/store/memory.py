"""The event store in memory, for demos and tests: small, exact, gone when the process ends."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import islice
from uuid import UUID

from clawback.filters.click_fields import CLICKS
from clawback.filters.match import matcher
from clawback.filters.tagged import untagged
from clawback.filters.urls import url_key
from clawback.model.body import body_fingerprint
from clawback.model.click import Click, ClickRow
from clawback.model.delivery import Delivery, DeliveryKey, Row, Whereabouts, whereabouts_of
from clawback.model.event import DeliveryEvent
from clawback.model.message import Message
from clawback.model.tags import NO_TAGS, Tags
from clawback.store import memory_counts
from clawback.store.beside import Surroundings, given_out, rows_of
from clawback.store.chart import Bar, Bucket, Chart, Histogram
from clawback.store.counting import counted, field_to_count
from clawback.store.format import Format
from clawback.store.grouping import Grouping, GroupPage
from clawback.store.json_row import line_of
from clawback.store.keys import message_key, order_of, order_of_click, row_key
from clawback.store.matched import matched_among
from clawback.store.memory_groups import group_page
from clawback.store.overlay import in_order
from clawback.store.port import (
    Appended,
    Batch,
    ClickCursor,
    ClickPage,
    ClickQuery,
    Cursor,
    Data,
    Forgotten,
    Kept,
    Line,
    LinePage,
    LinkPart,
    Page,
    Query,
    Top,
)
from clawback.store.ranking import Extent, Ranking, Ranks
from clawback.store.sort_value import page_of, sorted_by
from clawback.store.sorting import NEWEST, Sort
from clawback.store.table_file import delivery_file

_Key = tuple[UUID, str]
_AgedKey = _Key | str  # a delivery's, or a click's
_Aged = tuple[datetime, str, _AgedKey]


class MemoryStore:
    """An `EventStore` whose filters are answered by `filters/match.py` itself."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._messages: dict[UUID, Message] = {}
        self._deliveries: dict[_Key, Delivery] = {}
        self._events: dict[_Key, dict[str, DeliveryEvent]] = {}
        self._event_ids: set[str] = set()
        self._clicks: dict[str, Click] = {}
        self._worked_out: tuple[Tags, Sequence[Row]] | None = None

    def append(self, batch: Batch) -> Appended:
        with self._lock:
            self._worked_out = None
            for message in batch.messages:
                self._messages.setdefault(message_key(message.network_message_id), message)
            before = len(self._deliveries)
            for delivery in batch.deliveries:
                self._deliveries.setdefault(row_key(delivery.key), delivery)
            stored = len(self._deliveries) - before
        return Appended(stored=stored, known=len(batch.deliveries) - stored)

    def amend(self, events: Sequence[DeliveryEvent]) -> None:
        with self._lock:
            self._worked_out = None
            for event in events:
                if event.id not in self._event_ids:
                    self._event_ids.add(event.id)
                    self._events.setdefault(row_key(event.key), {})[event.id] = event

    def page(
        self, query: Query, *, limit: int, after: Cursor | None = None, sort: Sort = NEWEST
    ) -> Page:
        rows = map(given_out, self._found(query))
        return page_of(rows, sort, limit=limit, after=after)

    def lines(
        self,
        query: Query,
        fields: Sequence[str],
        *,
        limit: int,
        after: Cursor | None = None,
        sort: Sort = NEWEST,
    ) -> LinePage:
        page = self.page(query, limit=limit, after=after, sort=sort)
        return LinePage(lines=tuple(line_of(row, fields) for row in page.rows), next=page.next)

    def count(self, query: Query | ClickQuery) -> int:
        return len(self._rows_of(query))

    def matched(self, query: Query, entries: Sequence[str]) -> frozenset[str]:
        return matched_among(self._found(query), entries)

    def extent(self, query: Query) -> Extent:
        return memory_counts.extent(self._found(query))

    def histogram(self, query: Query | ClickQuery, chart: Chart) -> Histogram:
        return memory_counts.histogram(self._rows_of(query), query, chart)

    def ranking(self, query: Query | ClickQuery, ranking: Ranking) -> Ranks:
        return memory_counts.ranking(self._rows_of(query), query, ranking, self.clicks_of)

    def top(self, query: Query, *, field: str, limit: int) -> Sequence[Top]:
        found = self.ranking(query, Ranking(field=field, limit=limit))
        return [Top(value=each.value, count=each.count) for each in found.values]

    def bars(
        self, query: Query | ClickQuery, *, bucket: Bucket, field: str, size: int = 1000
    ) -> Iterator[Sequence[Bar]]:
        found = iter(memory_counts.bars(self._rows_of(query), query, bucket, field))
        while block := list(islice(found, size)):
            yield block

    def tally(self, query: Query, *, field: str, size: int = 1000) -> Iterator[Sequence[Top]]:
        every = counted(field_to_count(field), self._found(query))
        tops = (Top(value=shown, count=many) for _, shown, many in every)
        while block := list(islice(tops, size)):
            yield block

    def groups(self, query: Query, asked: Grouping) -> GroupPage:
        return group_page(self._found(query), asked)

    def stream(self, query: Query, *, size: int = 1000) -> Iterator[Sequence[Row]]:
        rows = map(given_out, self._found(query))
        while block := tuple(islice(rows, size)):
            yield block

    def stream_lines(
        self, query: Query, fields: Sequence[str], *, sort: Sort = NEWEST, size: int = 1000
    ) -> Iterator[Sequence[Line]]:
        lines = (line_of(row, fields) for row in sorted_by(sort, self._found(query)))
        while block := tuple(islice(lines, size)):
            yield block

    def file(
        self, wanted: Format, query: Query, fields: Sequence[str], *, sort: Sort = NEWEST
    ) -> Iterator[bytes]:
        return delivery_file(wanted, fields, self.stream_lines(query, fields, sort=sort))

    def whereabouts(self, query: Query, *, size: int = 1000) -> Iterator[Sequence[Whereabouts]]:
        for block in self.stream(query, size=size):
            yield [whereabouts_of(row) for row in block]

    def rows(self, keys: Sequence[DeliveryKey]) -> Sequence[Row]:
        wanted = {row_key(key) for key in keys}
        with self._lock:
            found = [self._deliveries[key] for key in wanted if key in self._deliveries]
            return rows_of(found, self._events, self._clicks.values(), NO_TAGS)

    def message(self, network_message_id: str) -> Message | None:
        with self._lock:
            return self._messages.get(message_key(network_message_id))

    def messages(self, network_message_ids: Sequence[str]) -> Sequence[Message]:
        keys = {message_key(each) for each in network_message_ids}
        with self._lock:
            return [self._messages[key] for key in keys if key in self._messages]

    def same_body(self, network_message_id: str, *, limit: int) -> Sequence[str]:
        asked = message_key(network_message_id)
        with self._lock:
            known = {key: body_fingerprint(one.text) for key, one in self._messages.items()}
            alike = {key for key, body in known.items() if body == known.get(asked) is not None}
            newest: dict[UUID, Delivery] = {}
            for (key, _), delivery in self._deliveries.items():
                if key in alike - {asked}:
                    newest[key] = min(delivery, newest.get(key, delivery), key=order_of)
        return [one.network_message_id for one in sorted(newest.values(), key=order_of)][:limit]

    def timeline(self, key: DeliveryKey) -> Sequence[DeliveryEvent]:
        with self._lock:
            return in_order(self._events.get(row_key(key), {}).values())

    def events_of(self, network_message_id: str) -> Sequence[DeliveryEvent]:
        asked = message_key(network_message_id)
        with self._lock:
            kept = [known for key, known in self._events.items() if key[0] == asked]
            return in_order(event for known in kept for event in known.values())

    def record_clicks(self, clicks: Sequence[Click]) -> None:
        with self._lock:
            self._worked_out = None
            for click in clicks:
                self._clicks.setdefault(click.id, click)

    def click_page(
        self, query: ClickQuery, *, limit: int, after: ClickCursor | None = None
    ) -> ClickPage:
        start = order_of_click(after.at, after.id) if after else None
        found = [
            row
            for row in self._clicked(query)
            if start is None or order_of_click(row.click.at, row.click.id) > start
        ]
        last = found[limit - 1].click if len(found) > limit else None
        return ClickPage(
            rows=tuple(found[:limit]),
            next=None if last is None else ClickCursor(at=last.at, id=last.id),
        )

    def clicks_of(self, key: DeliveryKey) -> Sequence[Click]:
        return [
            one
            for one in self.clicks_in(key.network_message_id)
            if row_key(one.key) == row_key(key)
        ]

    def clicks_in(self, network_message_id: str) -> Sequence[Click]:
        asked = message_key(network_message_id)
        with self._lock:
            known = [one for one in self._clicks.values() if one.network_message_id]
        found = [one for one in known if message_key(one.network_message_id) == asked]
        return sorted(found, key=lambda one: (one.at, one.id))

    def clicks_on(
        self,
        part: LinkPart,
        value: str,
        *,
        limit: int,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Sequence[Click]:
        wanted = url_key(value)
        with self._lock:
            known = list(self._clicks.values())
        found = [
            one
            for one in known
            if getattr(one, part.value)
            and url_key(getattr(one, part.value)) == wanted
            and (since is None or one.at >= since)
            and (until is None or one.at < until)
        ]
        return sorted(found, key=lambda one: (-one.at.timestamp(), one.id))[:limit]

    def kept(self, data: Data, *, before: datetime | None = None) -> Kept:
        with self._lock:
            moments = sorted(at for at, _, _ in self._aged(data))
        if data is Data.CONTENT:
            moments = sorted(self._newest_of_contents().values())
        older = [at for at in moments if before is None or at < before]
        return Kept(count=len(older), oldest=moments[0] if moments else None)

    def forget(
        self,
        data: Data,
        *,
        before: datetime,
        most: int,
        keep: Collection[str] = frozenset(),
        after: datetime | None = None,
    ) -> Forgotten:
        with self._lock:
            self._worked_out = None
            old = sorted(
                one for one in self._aged(data) if one[0] < before and (not after or one[0] > after)
            )
            if len(old) > most:
                old = [one for one in old if one[0] <= old[most - 1][0]]
            gone = [one for one in old if one[1] not in keep]
            more = len(old) >= most
            raws = {self._raw_of(key) for _, _, key in gone} - {""}
            count = self._forget(data, [key for _, _, key in gone], before)
            if data is Data.ROWS and not more:
                self._forget_strays(before)
            raw = () if data is Data.CLICKS else tuple(sorted(raws - self._raws_in_use()))
        return Forgotten(
            count=count, kept=len(old) - len(gone), raw=raw, next=old[-1][0] if more else None
        )

    def newest(self) -> datetime | None:
        with self._lock:
            return max((each.time_received for each in self._deliveries.values()), default=None)

    def version(self) -> str:
        return "memory of this process"

    def close(self) -> None:
        """Nothing to release."""

    def _rows_of(self, query: Query | ClickQuery) -> Sequence[Row] | Sequence[ClickRow]:
        return self._found(query) if isinstance(query, Query) else self._clicked(query)

    def _clicked(self, query: ClickQuery) -> list[ClickRow]:
        untagged(query.filter, query.tags)
        fits = matcher(query.filter, now=query.now, lists=query.lists, vocabulary=CLICKS)
        mail = None
        if query.of is not None:
            mail = {row_key(row.delivery.key) for row in self._found(query.of)}
        with self._lock:
            known = sorted(self._clicks.values(), key=lambda one: order_of_click(one.at, one.id))
        rows = [
            ClickRow(click=one, tags=tuple(sorted(query.tags.of(one.recipient))))
            for one in known
            if _between(one.at, query) and (mail is None or _is_of(one, mail))
        ]
        return [row for row in rows if fits(row)]

    def _found(self, query: Query) -> list[Row]:
        untagged(query.filter, query.tags)  # says which tag does not exist
        fits = matcher(query.filter, now=query.now, lists=query.lists)
        with self._lock:
            every = self._every(query.tags)
        return [row for row in every if _between(row.delivery.time_received, query) and fits(row)]

    def _every(self, tags: Tags) -> Sequence[Row]:
        """All rows with what lies beside them, newest first; worked out once between two writes."""
        if self._worked_out is None or self._worked_out[0] is not tags:
            around = Surroundings(self._deliveries.values(), self._messages)
            known = sorted(self._deliveries.values(), key=order_of)
            rows = rows_of(known, self._events, self._clicks.values(), tags)
            self._worked_out = tags, [around.beside(row) for row in rows]
        return self._worked_out[1]

    def _aged(self, data: Data) -> list[_Aged]:
        """What may be forgotten: its time, its message's name, its key here."""
        if data is Data.CLICKS:
            return [(one.at, one.network_message_id, one.id) for one in self._clicks.values()]
        return [
            (one.time_received, one.network_message_id, key)
            for key, one in self._deliveries.items()
            if data is Data.ROWS or key[0] in self._messages
        ]

    def _newest_of_contents(self) -> dict[UUID, datetime]:
        newest: dict[UUID, datetime] = {}
        for key, one in self._deliveries.items():
            if key[0] in self._messages:
                newest[key[0]] = max(newest.get(key[0], one.time_received), one.time_received)
        return newest

    def _forget(self, data: Data, keys: list[_AgedKey], before: datetime) -> int:
        if data is Data.CONTENT:
            newest = self._newest_of_contents()
            old = {key[0] for key in keys if isinstance(key, tuple) and newest[key[0]] < before}
            for message in old:
                del self._messages[message]
            return len(old)
        for key in keys:
            if isinstance(key, str):
                del self._clicks[key]
            else:
                del self._deliveries[key]
                self._forget_events(key)
        if data is Data.ROWS:
            used = {key[0] for key in self._deliveries}
            for key in keys:
                if isinstance(key, tuple) and key[0] not in used:
                    self._messages.pop(key[0], None)
        return len(keys)

    def _forget_strays(self, before: datetime) -> None:
        """Old events of deliveries that are not here."""
        for key in set(self._events) - set(self._deliveries):
            if all(event.at < before for event in self._events[key].values()):
                self._forget_events(key)

    def _forget_events(self, key: _Key) -> None:
        self._event_ids -= set(self._events.pop(key, {}))

    def _raw_of(self, key: _AgedKey) -> str:
        return self._deliveries[key].raw_sha256 if isinstance(key, tuple) else ""

    def _raws_in_use(self) -> set[str]:
        kept = (one for key, one in self._deliveries.items() if key[0] in self._messages)
        return {one.raw_sha256 for one in kept}


def _is_of(click: Click, mail: Collection[_Key]) -> bool:
    return bool(click.network_message_id) and row_key(click.key) in mail


def _between(at: datetime, query: Query | ClickQuery) -> bool:
    return (query.since is None or at >= query.since) and (query.until is None or at < query.until)
