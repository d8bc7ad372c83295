"""The event store in one DuckDB file: one process, one writer, many readers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Self

import duckdb

from clawback.model.click import Click
from clawback.model.delivery import DeliveryKey, Row, Whereabouts
from clawback.model.errand import current
from clawback.model.event import DeliveryEvent
from clawback.model.message import Message
from clawback.store import forgetting, schema, writing
from clawback.store.chart import Bar, Bucket, Chart, Histogram
from clawback.store.clicks import insert_clicks
from clawback.store.connection import StoreFailedError, connect, in_words
from clawback.store.csv_sql import csv_part_sql
from clawback.store.duckdb_engine import Engine
from clawback.store.format import Format
from clawback.store.grouping import Grouping, GroupPage
from clawback.store.outbox import Outbox
from clawback.store.parquet_join import joined
from clawback.store.parquet_sql import parquet_part_sql
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
from clawback.store.reading import Reading
from clawback.store.remembered import Remembered
from clawback.store.resting import AtRest
from clawback.store.sheets import csv_file, pieces
from clawback.store.sorting import NEWEST, Sort
from clawback.store.table_file import delivery_file

_TIMEOUT = timedelta(seconds=60)
_REST = timedelta(seconds=3)
_WHOLE_FILE = 24 * 3600 * 1000  # milliseconds that a file may take
_PART = 250_000  # rows of a file that are written in one go: a second or two
_AT_ONCE = 10_000  # lines found in one look; their values are some 40 MB at most


class DuckdbStore:
    """An `EventStore`; `open` makes one. Readers and the writer do not wait for each other."""

    def __init__(
        self,
        engine: Engine,
        outbox: Outbox,
        timeout: timedelta,
        rest: timedelta,
        memory_limit: str,
    ) -> None:
        self._engine = engine
        self._outbox = outbox
        self._remembered = Remembered(memory_limit=memory_limit)
        self._milliseconds = max(1, int(timeout.total_seconds() * 1000))
        self._at_rest = AtRest(self._settle, seconds=rest.total_seconds())

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        memory_limit: str = "1GB",
        threads: int = 2,
        timeout: timedelta = _TIMEOUT,
        rest: timedelta = _REST,
    ) -> Self:
        """Opens the file, or makes it; a query that takes longer than `timeout` is stopped.

        After a `rest` without appends the log goes into the tables, which gives memory back.

        Raises:
            StoreLockedError: another process has it open.
            StoreTooNewError: a newer version wrote it.
            StoreUnreadableError: it cannot be opened for another reason.
        """
        outbox = Outbox.beside(path)
        engine = Engine(
            partial(connect, path, memory_limit=memory_limit, threads=threads, outbox=outbox.folder)
        )
        try:
            schema.migrate(engine.connection)
        except BaseException:
            engine.close()
            raise
        return cls(engine, outbox, timeout, rest, memory_limit)

    def append(self, batch: Batch) -> Appended:
        with self._transaction() as writer:
            writing.insert_messages(writer, batch.messages)
            stored = writing.insert_deliveries(writer, batch.deliveries)
        with in_words(), self._engine.writing() as writer:
            self._remembered.appended(writer)
        self._at_rest.disturb()
        return Appended(stored=stored, known=len(batch.deliveries) - stored)

    def amend(self, events: Sequence[DeliveryEvent]) -> None:
        with self._transaction() as writer:
            writing.insert_events(writer, events)

    def page(
        self, query: Query, *, limit: int, after: Cursor | None = None, sort: Sort = NEWEST
    ) -> Page:
        with self._reading() as reading:
            return reading.page(query, limit=limit, after=after, sort=sort)

    def lines(
        self,
        query: Query,
        fields: Sequence[str],
        *,
        limit: int,
        after: Cursor | None = None,
        sort: Sort = NEWEST,
    ) -> LinePage:
        with self._reading() as reading:
            return reading.lines(query, fields, limit=limit, after=after, sort=sort)

    def count(self, query: Query | ClickQuery) -> int:
        with self._reading() as reading:
            return reading.count(query)

    def matched(self, query: Query, entries: Sequence[str]) -> frozenset[str]:
        with self._reading() as reading:
            return reading.matched(query, entries)

    def extent(self, query: Query) -> Extent:
        with self._reading() as reading:
            return reading.extent(query)

    def histogram(self, query: Query | ClickQuery, chart: Chart) -> Histogram:
        with self._reading() as reading:
            return reading.histogram(query, chart)

    def ranking(self, query: Query | ClickQuery, ranking: Ranking) -> Ranks:
        with self._reading() as reading:
            return reading.ranking(query, ranking)

    def bars(
        self, query: Query | ClickQuery, *, bucket: Bucket, field: str, size: int = 1000
    ) -> Iterator[Sequence[Bar]]:
        with self._reading() as reading:
            yield from reading.bars(query, bucket, field, size)

    def tally(self, query: Query, *, field: str, size: int = 1000) -> Iterator[Sequence[Top]]:
        with self._reading() as reading:
            yield from reading.tally(query, field, size)

    def top(self, query: Query, *, field: str, limit: int) -> Sequence[Top]:
        with self._reading() as reading:
            return reading.top(query, field, limit)

    def groups(self, query: Query, asked: Grouping) -> GroupPage:
        with self._reading() as reading:
            return reading.groups(query, asked)

    def stream(self, query: Query, *, size: int = 1000) -> Iterator[Sequence[Row]]:
        with self._reading() as reading:
            after: Cursor | None = None
            while True:
                page = reading.page(query, limit=size, after=after, sort=NEWEST)
                if page.rows:
                    yield page.rows
                if page.next is None:
                    return
                after = page.next

    def stream_lines(
        self, query: Query, fields: Sequence[str], *, sort: Sort = NEWEST, size: int = 1000
    ) -> Iterator[Sequence[Line]]:
        with self._reading() as reading:
            after: Cursor | None = None
            while True:
                page = reading.lines(query, fields, limit=_AT_ONCE, after=after, sort=sort)
                for at in range(0, len(page.lines), size):
                    yield page.lines[at : at + size]
                if page.next is None:
                    return
                after = page.next

    def file(
        self, wanted: Format, query: Query, fields: Sequence[str], *, sort: Sort = NEWEST
    ) -> Iterator[bytes]:
        match wanted:
            case Format.PARQUET:
                return self._parquet(query, fields, sort)
            case Format.CSV:
                return self._csv(query, fields, sort)
            case _:
                return delivery_file(wanted, fields, self.stream_lines(query, fields, sort=sort))

    def whereabouts(self, query: Query, *, size: int = 1000) -> Iterator[Sequence[Whereabouts]]:
        with self._reading() as reading:
            yield from reading.whereabouts(query, size)

    def rows(self, keys: Sequence[DeliveryKey]) -> Sequence[Row]:
        with self._reading() as reading:
            return reading.keyed(keys)

    def message(self, network_message_id: str) -> Message | None:
        with self._reading() as reading:
            return reading.message(network_message_id)

    def messages(self, network_message_ids: Sequence[str]) -> Sequence[Message]:
        with self._reading() as reading:
            return reading.messages(network_message_ids)

    def same_body(self, network_message_id: str, *, limit: int) -> Sequence[str]:
        with self._reading() as reading:
            return reading.same_body(network_message_id, limit)

    def timeline(self, key: DeliveryKey) -> Sequence[DeliveryEvent]:
        with self._reading() as reading:
            return reading.timeline(key)

    def events_of(self, network_message_id: str) -> Sequence[DeliveryEvent]:
        with self._reading() as reading:
            return reading.events_of(network_message_id)

    def record_clicks(self, clicks: Sequence[Click]) -> None:
        with self._transaction() as writer:
            insert_clicks(writer, clicks)

    def click_page(
        self, query: ClickQuery, *, limit: int, after: ClickCursor | None = None
    ) -> ClickPage:
        with self._reading() as reading:
            return reading.click_page(query, limit=limit, after=after)

    def clicks_of(self, key: DeliveryKey) -> Sequence[Click]:
        with self._reading() as reading:
            return reading.clicks_of(key)

    def clicks_in(self, network_message_id: str) -> Sequence[Click]:
        with self._reading() as reading:
            return reading.clicks_in(network_message_id)

    def clicks_on(
        self,
        part: LinkPart,
        value: str,
        *,
        limit: int,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Sequence[Click]:
        with self._reading() as reading:
            return reading.clicks_on(part, value, limit=limit, since=since, until=until)

    def kept(self, data: Data, *, before: datetime | None = None) -> Kept:
        with self._reading() as reading:
            return reading.kept(data, before)

    def forget(
        self,
        data: Data,
        *,
        before: datetime,
        most: int,
        keep: Collection[str] = frozenset(),
        after: datetime | None = None,
    ) -> Forgotten:
        with self._transaction() as writer:
            block = forgetting.forget(
                writer, data, before=before, most=most, keep=keep, after=after
            )
        self._at_rest.disturb()  # what was forgotten shall leave the log as well
        return block

    def newest(self) -> datetime | None:
        with self._reading() as reading:
            return reading.newest()

    def version(self) -> str:
        return f"DuckDB {duckdb.__version__}"

    def close(self) -> None:
        self._at_rest.end()
        self._engine.close()

    def _parquet(self, query: Query, fields: Sequence[str], sort: Sort) -> Iterator[bytes]:
        with self._outbox.file("deliveries.parquet") as path:
            parts = list[Path]()
            with self._reading(_WHOLE_FILE) as reading:
                for part in reading.write_parts(
                    parquet_part_sql, query, fields, path, sort=sort, size=_PART
                ):
                    parts.append(part)
                    yield b""  # others may have their turn between two parts
            yield from pieces(joined(parts, path))

    def _csv(self, query: Query, fields: Sequence[str], sort: Sort) -> Iterator[bytes]:
        with (
            self._outbox.file("deliveries.csv") as path,
            self._reading(_WHOLE_FILE) as reading,
        ):
            heading = csv_file(fields, ())  # comes once it is known that the rest can be had
            for part in reading.write_parts(
                csv_part_sql, query, fields, path, sort=sort, size=_PART
            ):
                yield from chain(heading, pieces(part))
                part.unlink()

    def _settle(self) -> None:
        """Rows live in memory until they leave the log: 100 MB after an import of 6,000 mails."""
        try:
            with self._engine.writing() as writer:
                writer.execute("CHECKPOINT")
                self._remembered.rested(writer)
        except (duckdb.Error, StoreFailedError):  # somebody reads, or there is no room: it can wait
            self._at_rest.disturb()

    @contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Whole or not at all; on return the engine has synced its log."""
        with in_words(), self._engine.writing() as writer:
            writer.begin()
            try:
                yield writer
                writer.commit()
            except BaseException:
                with suppress(duckdb.Error):  # a commit that failed has rolled back by itself
                    writer.rollback()
                raise

    @contextmanager
    def _reading(self, milliseconds: int | None = None) -> Iterator[Reading]:
        """One moment of the store, over its own cursor; stops when the errand is called off."""
        longest = milliseconds or self._milliseconds
        with in_words(), self._remembered.reader(), self._engine.reading() as connection:
            cursor = connection.cursor()
            try:
                cursor.execute(f"SET SESSION max_execution_time = {longest}")
                with current().stopped_by(cursor.interrupt):
                    cursor.begin()
                    yield Reading(cursor)
            finally:
                cursor.close()
