"""Keeps the event store quick for everybody: what is cheap goes first, heavy queries take turns."""

from __future__ import annotations

import os
from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from clawback.model.click import Click
from clawback.model.delivery import DeliveryKey, Row, Whereabouts
from clawback.model.errand import current
from clawback.model.event import DeliveryEvent
from clawback.model.message import Message
from clawback.store.chart import Bar, Bucket, Chart, Histogram
from clawback.store.format import Format
from clawback.store.grouping import Grouping, GroupPage
from clawback.store.lane import Figures, Kind, Lane
from clawback.store.port import (
    Appended,
    Batch,
    ClickCursor,
    ClickPage,
    ClickQuery,
    Cursor,
    Data,
    EventStore,
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

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many queries run at once and how many wait, and for how long (seconds)."""

    heavy: int = 1
    point: int = 2
    waiting: int = 64
    longest: float = 30.0

    @staticmethod
    def of(heavy: int, waiting: int, longest: float) -> Limits:
        """`heavy` of 0 is half the processors, at least one."""
        processors = os.cpu_count() or 1
        return Limits(
            heavy=heavy or max(1, processors // 2),
            point=max(2, processors),
            waiting=waiting,
            longest=longest,
        )


class Admission:
    """Who may ask now: point queries have a lane of their own, all others share one."""

    def __init__(self, limits: Limits) -> None:
        self.figures = Figures()
        self.most_waiting = 2 * limits.waiting  # in both lanes
        self._limits = limits
        self._point = self._lane(limits.point)
        self._heavy = self._lane(limits.heavy)

    @contextmanager
    def turn(self, kind: Kind) -> Iterator[None]:
        """Waits for a turn in the kind's lane, and runs the block; raises as `Lane.turn` does."""
        lane = self._point if kind is Kind.POINT else self._heavy
        with lane.turn(kind, current()):
            yield

    def in_turns(self, kind: Kind, blocks: Iterator[_T]) -> Generator[_T, None, None]:
        """The same blocks; each is fetched in a turn of its own, so that slow readers hold none."""
        while True:
            with self.turn(kind):
                block = next(blocks, None)
            if block is None:
                return
            yield block

    def _lane(self, width: int) -> Lane:
        limits = self._limits
        return Lane(
            width, most_waiting=limits.waiting, longest=limits.longest, figures=self.figures
        )


class AdmittedStore:
    """An `EventStore` around another one, which does not know of it. Writing never waits here."""

    def __init__(self, store: EventStore, admission: Admission) -> None:
        self._store = store
        self._turn = admission.turn
        self._in_turns = admission.in_turns

    def append(self, batch: Batch) -> Appended:
        return self._store.append(batch)

    def amend(self, events: Sequence[DeliveryEvent]) -> None:
        self._store.amend(events)

    def record_clicks(self, clicks: Sequence[Click]) -> None:
        self._store.record_clicks(clicks)

    def page(
        self, query: Query, *, limit: int, after: Cursor | None = None, sort: Sort = NEWEST
    ) -> Page:
        with self._turn(_kind(sort)):
            return self._store.page(query, limit=limit, after=after, sort=sort)

    def lines(
        self,
        query: Query,
        fields: Sequence[str],
        *,
        limit: int,
        after: Cursor | None = None,
        sort: Sort = NEWEST,
    ) -> LinePage:
        with self._turn(_kind(sort)):
            return self._store.lines(query, fields, limit=limit, after=after, sort=sort)

    def count(self, query: Query | ClickQuery) -> int:
        with self._turn(Kind.COUNT):
            return self._store.count(query)

    def matched(self, query: Query, entries: Sequence[str]) -> frozenset[str]:
        with self._turn(Kind.COUNT):
            return self._store.matched(query, entries)

    def extent(self, query: Query) -> Extent:
        with self._turn(Kind.COUNT):
            return self._store.extent(query)

    def histogram(self, query: Query | ClickQuery, chart: Chart) -> Histogram:
        with self._turn(Kind.CHART):
            return self._store.histogram(query, chart)

    def ranking(self, query: Query | ClickQuery, ranking: Ranking) -> Ranks:
        with self._turn(Kind.CHART):
            return self._store.ranking(query, ranking)

    def bars(
        self, query: Query | ClickQuery, *, bucket: Bucket, field: str, size: int = 1000
    ) -> Iterator[Sequence[Bar]]:
        found = self._store.bars(query, bucket=bucket, field=field, size=size)
        return self._in_turns(Kind.EXPORT, found)

    def tally(self, query: Query, *, field: str, size: int = 1000) -> Iterator[Sequence[Top]]:
        return self._in_turns(Kind.CHART, self._store.tally(query, field=field, size=size))

    def top(self, query: Query, *, field: str, limit: int) -> Sequence[Top]:
        with self._turn(Kind.CHART):
            return self._store.top(query, field=field, limit=limit)

    def groups(self, query: Query, asked: Grouping) -> GroupPage:
        with self._turn(Kind.CHART):
            return self._store.groups(query, asked)

    def stream(self, query: Query, *, size: int = 1000) -> Iterator[Sequence[Row]]:
        return self._in_turns(Kind.EXPORT, self._store.stream(query, size=size))

    def stream_lines(
        self, query: Query, fields: Sequence[str], *, sort: Sort = NEWEST, size: int = 1000
    ) -> Iterator[Sequence[Line]]:
        blocks = self._store.stream_lines(query, fields, sort=sort, size=size)
        return self._in_turns(Kind.EXPORT, blocks)

    def file(
        self, wanted: Format, query: Query, fields: Sequence[str], *, sort: Sort = NEWEST
    ) -> Iterator[bytes]:
        return self._in_turns(Kind.EXPORT, self._store.file(wanted, query, fields, sort=sort))

    def whereabouts(self, query: Query, *, size: int = 1000) -> Iterator[Sequence[Whereabouts]]:
        return self._in_turns(Kind.EXPORT, self._store.whereabouts(query, size=size))

    def rows(self, keys: Sequence[DeliveryKey]) -> Sequence[Row]:
        with self._turn(Kind.POINT):
            return self._store.rows(keys)

    def message(self, network_message_id: str) -> Message | None:
        with self._turn(Kind.POINT):
            return self._store.message(network_message_id)

    def messages(self, network_message_ids: Sequence[str]) -> Sequence[Message]:
        with self._turn(Kind.POINT):
            return self._store.messages(network_message_ids)

    def same_body(self, network_message_id: str, *, limit: int) -> Sequence[str]:
        with self._turn(Kind.POINT):
            return self._store.same_body(network_message_id, limit=limit)

    def timeline(self, key: DeliveryKey) -> Sequence[DeliveryEvent]:
        with self._turn(Kind.POINT):
            return self._store.timeline(key)

    def events_of(self, network_message_id: str) -> Sequence[DeliveryEvent]:
        with self._turn(Kind.POINT):
            return self._store.events_of(network_message_id)

    def click_page(
        self, query: ClickQuery, *, limit: int, after: ClickCursor | None = None
    ) -> ClickPage:
        with self._turn(Kind.POINT):
            return self._store.click_page(query, limit=limit, after=after)

    def clicks_of(self, key: DeliveryKey) -> Sequence[Click]:
        with self._turn(Kind.POINT):
            return self._store.clicks_of(key)

    def clicks_in(self, network_message_id: str) -> Sequence[Click]:
        with self._turn(Kind.POINT):
            return self._store.clicks_in(network_message_id)

    def clicks_on(
        self,
        part: LinkPart,
        value: str,
        *,
        limit: int,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Sequence[Click]:
        with self._turn(Kind.POINT):
            return self._store.clicks_on(part, value, limit=limit, since=since, until=until)

    def kept(self, data: Data, *, before: datetime | None = None) -> Kept:
        with self._turn(Kind.COUNT):
            return self._store.kept(data, before=before)

    def forget(
        self,
        data: Data,
        *,
        before: datetime,
        most: int,
        keep: Collection[str] = frozenset(),
        after: datetime | None = None,
    ) -> Forgotten:
        return self._store.forget(data, before=before, most=most, keep=keep, after=after)

    def newest(self) -> datetime | None:
        with self._turn(Kind.POINT):
            return self._store.newest()

    def version(self) -> str:
        with self._turn(Kind.POINT):
            return self._store.version()

    def close(self) -> None:
        self._store.close()


def _kind(sort: Sort) -> Kind:
    """By time a page is found at the end of the table; any other order looks at every row."""
    return Kind.POINT if sort.by_time else Kind.COUNT
