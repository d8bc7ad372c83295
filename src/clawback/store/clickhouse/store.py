"""The event store in ClickHouse."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Self

from clawback.model.click import Click
from clawback.model.delivery import DeliveryKey, Row, Whereabouts
from clawback.model.event import DeliveryEvent
from clawback.model.message import Message
from clawback.store.chart import Bar, Bucket, Chart, Histogram
from clawback.store.clickhouse import forgetting, schema, writing
from clawback.store.clickhouse.grouping import groups
from clawback.store.clickhouse.layout import ONE_SERVER, Layout
from clawback.store.clickhouse.moving import Tell, Told, move
from clawback.store.clickhouse.reading import Reading
from clawback.store.clickhouse.server import USUAL, Address, Bounds, Server
from clawback.store.format import Format
from clawback.store.grouping import Grouping, GroupPage
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
from clawback.store.sorting import NEWEST, Sort
from clawback.store.table_file import delivery_file


class ClickhouseStore:
    """An `EventStore`; `open` makes one.

    A batch is whole when `append` returns. When it fails half-way, as between two servers, sending
    it again stores the rest, because what is there already is known.
    """

    def __init__(self, server: Server, layout: Layout) -> None:
        self._server = server
        self._layout = layout
        self._reading = Reading(server)
        self._writing = threading.Lock()

    @classmethod
    def open(cls, address: Address, *, layout: Layout = ONE_SERVER, bounds: Bounds = USUAL) -> Self:
        """Connects, and brings the database up to date.

        Raises:
            StoreUnreachableError: nothing answers there.
            StoreRefusedError: it does not know the user or the password.
            StoreTooOldServerError: it is older than 26.2.
            StoreTooNewError: a newer Clawback made the tables.
            StoreForbiddenError: the user may not make tables.
        """
        server = Server(address, bounds)
        try:
            server.check()
            schema.migrate(server, layout)
        except BaseException:
            server.close()
            raise
        return cls(server, layout)

    def append(self, batch: Batch) -> Appended:
        with self._writing:
            writing.insert_messages(self._server, batch.messages)
            stored = writing.insert_deliveries(self._server, batch.deliveries)
        return Appended(stored=stored, known=len(batch.deliveries) - stored)

    def amend(self, events: Sequence[DeliveryEvent]) -> None:
        with self._writing:
            writing.insert_events(self._server, events)

    def page(
        self, query: Query, *, limit: int, after: Cursor | None = None, sort: Sort = NEWEST
    ) -> Page:
        return self._reading.page(query, limit=limit, after=after, sort=sort)

    def lines(
        self,
        query: Query,
        fields: Sequence[str],
        *,
        limit: int,
        after: Cursor | None = None,
        sort: Sort = NEWEST,
    ) -> LinePage:
        return self._reading.lines(query, fields, limit=limit, after=after, sort=sort)

    def stream_lines(
        self, query: Query, fields: Sequence[str], *, sort: Sort = NEWEST, size: int = 1000
    ) -> Iterator[Sequence[Line]]:
        yield from self._reading.stream_lines(query, fields, sort, size)

    def count(self, query: Query | ClickQuery) -> int:
        return self._reading.count(query)

    def extent(self, query: Query) -> Extent:
        return self._reading.extent(query)

    def histogram(self, query: Query | ClickQuery, chart: Chart) -> Histogram:
        return self._reading.histogram(query, chart)

    def ranking(self, query: Query | ClickQuery, ranking: Ranking) -> Ranks:
        return self._reading.ranking(query, ranking)

    def bars(
        self, query: Query | ClickQuery, *, bucket: Bucket, field: str, size: int = 1000
    ) -> Iterator[Sequence[Bar]]:
        yield from self._reading.bars(query, bucket, field, size)

    def tally(self, query: Query, *, field: str, size: int = 1000) -> Iterator[Sequence[Top]]:
        yield from self._reading.tally(query, field, size)

    def top(self, query: Query, *, field: str, limit: int) -> Sequence[Top]:
        return self._reading.top(query, field, limit)

    def matched(self, query: Query, entries: Sequence[str]) -> frozenset[str]:
        return self._reading.matched(query, entries)

    def file(
        self, wanted: Format, query: Query, fields: Sequence[str], *, sort: Sort = NEWEST
    ) -> Iterator[bytes]:
        return delivery_file(wanted, fields, self.stream_lines(query, fields, sort=sort))

    def groups(self, query: Query, asked: Grouping) -> GroupPage:
        return groups(self._server, query, asked)

    def stream(self, query: Query, *, size: int = 1000) -> Iterator[Sequence[Row]]:
        yield from self._reading.stream(query, size)

    def whereabouts(self, query: Query, *, size: int = 1000) -> Iterator[Sequence[Whereabouts]]:
        yield from self._reading.whereabouts(query, size)

    def rows(self, keys: Sequence[DeliveryKey]) -> Sequence[Row]:
        return self._reading.keyed(keys)

    def message(self, network_message_id: str) -> Message | None:
        found = self._reading.messages([network_message_id])
        return found[0] if found else None

    def messages(self, network_message_ids: Sequence[str]) -> Sequence[Message]:
        return self._reading.messages(network_message_ids)

    def same_body(self, network_message_id: str, *, limit: int) -> Sequence[str]:
        return self._reading.same_body(network_message_id, limit)

    def timeline(self, key: DeliveryKey) -> Sequence[DeliveryEvent]:
        return self._reading.timeline(key)

    def events_of(self, network_message_id: str) -> Sequence[DeliveryEvent]:
        return self._reading.events_of(network_message_id)

    def record_clicks(self, clicks: Sequence[Click]) -> None:
        with self._writing:
            writing.insert_clicks(self._server, clicks)

    def click_page(
        self, query: ClickQuery, *, limit: int, after: ClickCursor | None = None
    ) -> ClickPage:
        return self._reading.click_page(query, limit=limit, after=after)

    def clicks_of(self, key: DeliveryKey) -> Sequence[Click]:
        return self._reading.clicks_of(key)

    def clicks_in(self, network_message_id: str) -> Sequence[Click]:
        return self._reading.clicks_in(network_message_id)

    def clicks_on(
        self,
        part: LinkPart,
        value: str,
        *,
        limit: int,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Sequence[Click]:
        return self._reading.clicks_on(part, value, limit=limit, since=since, until=until)

    def kept(self, data: Data, *, before: datetime | None = None) -> Kept:
        return forgetting.kept(self._server, data, before)

    def forget(
        self,
        data: Data,
        *,
        before: datetime,
        most: int,
        keep: Collection[str] = frozenset(),
        after: datetime | None = None,
    ) -> Forgotten:
        with self._writing:
            return forgetting.forget(
                self._server, self._layout, data, before=before, most=most, keep=keep, after=after
            )

    def newest(self) -> datetime | None:
        return self._reading.newest()

    def version(self) -> str:
        [(version,)] = self._server.ask("SELECT version()")
        return f"ClickHouse {version}" + (" in this process" if self._server.address.path else "")

    def take_over(self, path: Path, tell: Tell) -> list[Told]:
        """Moves everything from a DuckDB file that nobody has open; may be repeated."""
        with self._writing:
            return move(path, self._server, tell)

    def close(self) -> None:
        with self._writing:
            self._server.close()
