"""What an event store must do; `duckdb` and `memory` do it, `tests/contracts` holds them to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from clawback.filters.tree import Everything, Filter
from clawback.model.click import Click, ClickRow
from clawback.model.delivery import Delivery, DeliveryKey, Row, Whereabouts
from clawback.model.event import DeliveryEvent
from clawback.model.message import Message
from clawback.model.tags import NO_TAGS, Tags
from clawback.store.chart import Bar, Bucket, Chart, Histogram
from clawback.store.format import Format
from clawback.store.grouping import Grouping, GroupPage
from clawback.store.ranking import Extent, Ranking, Ranks
from clawback.store.sorting import NEWEST, Sort, SortValue

Line: TypeAlias = tuple[object, ...]
"""The values of some fields of one row, as `json_row.py` shows them, in the order asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What ingest hands over in one transaction: messages and their deliveries."""

    messages: tuple[Message, ...]
    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """How many deliveries of a batch were new, and how many the store already had."""

    stored: int
    known: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which deliveries are asked for.

    `since` is included, `until` is not; both bound `time_received` and may be `None`. `now` is what
    relative times in the filter are told from. `lists` holds the entries, folded, of every list
    that the filter names; `tags` says who has the tags that it names, and that rows show.
    """

    filter: Filter = Everything()
    now: datetime
    since: datetime | None = None
    until: datetime | None = None
    lists: dict[str, frozenset[str]] | None = None
    tags: Tags = NO_TAGS


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickQuery:
    """Which clicks are asked for; the filter is one about clicks (`filters/click_fields.py`).

    `since` and `until` bound when they were made. With `of`, only clicks on links of the
    deliveries that it finds. The rest is as of a `Query`.
    """

    filter: Filter = Everything()
    now: datetime
    since: datetime | None = None
    until: datetime | None = None
    lists: dict[str, frozenset[str]] | None = None
    tags: Tags = NO_TAGS
    of: Query | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickCursor:
    """Where a page of clicks ended. The next page starts after it."""

    at: datetime
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickPage:
    """Clicks, newest first, ties by id; `next` is `None` on the last page."""

    rows: tuple[ClickRow, ...]
    next: ClickCursor | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where a page ended: the last row's time, key and what it is sorted by.

    The next page starts after it. Of a value that is `cut` only the beginning is known; the store
    looks it up.
    """

    time_received: datetime
    key: DeliveryKey
    sort: Sort = NEWEST
    value: SortValue = None
    cut: bool = False

    def cut_to(self, length: int) -> Cursor:
        """The same with only the beginning of its text."""
        return replace(self, value=str(self.value)[:length], cut=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Rows in the order asked for; `next` is `None` on the last page."""

    rows: tuple[Row, ...]
    next: Cursor | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePage:
    """Some fields of rows, in the order asked for; `next` is `None` on the last page."""

    lines: tuple[Line, ...]
    next: Cursor | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Top:
    """A value of a field, and how many deliveries have it."""

    value: str
    count: int


class LinkPart(StrEnum):
    """By which part of a link clicks are looked for."""

    URL = "url"
    DOMAIN_AND_PATH = "url_domain_and_path"
    DOMAIN = "url_domain"


class Data(StrEnum):
    """What a store keeps, as far as each may be forgotten at an age of its own.

    `CONTENT` is what messages say and have attached; their rows stay. Forgetting rows takes their
    events, and the content of messages that have no other row, along.
    """

    ROWS = "rows"
    CONTENT = "content"
    CLICKS = "clicks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How many rows, contents or clicks there are, and from when the oldest is."""

    count: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """One block of forgetting: how many went, and how many of it stay because they must.

    `raw` names the raw mails (SHA-256) that nothing belongs to any more. `next` is where the
    following block begins; `None` after the last.
    """

    count: int
    kept: int
    raw: tuple[str, ...]
    next: datetime | None


class EventStore(Protocol):
    """Keeps deliveries and their events. Safe to call from several threads."""

    def append(self, batch: Batch) -> Appended:
        """Stores a batch, whole or not at all; durable on return.

        Idempotent: a delivery key or a message id that is already there (or comes twice in the
        batch) is left as it is and counted as known.
        """
        ...

    def amend(self, events: Sequence[DeliveryEvent]) -> None:
        """Appends events to the overlay, whole or not at all; durable on return.

        An id that is already there is left out. An event for an unknown delivery is kept.
        """
        ...

    def page(
        self, query: Query, *, limit: int, after: Cursor | None = None, sort: Sort = NEWEST
    ) -> Page:
        """At most `limit` rows after the cursor.

        What is appended meanwhile disturbs no page: each row that was there before comes once,
        unless an event changed what it is sorted by.

        Raises:
            ForeignCursorError: the cursor is of another order.
            LostCursorError: its value is cut, and its row no longer fits the query.
        """
        ...

    def lines(
        self,
        query: Query,
        fields: Sequence[str],
        *,
        limit: int,
        after: Cursor | None = None,
        sort: Sort = NEWEST,
    ) -> LinePage:
        """As `page`, with these fields alone; nothing else is read."""
        ...

    def count(self, query: Query | ClickQuery) -> int:
        """The exact number of deliveries, or of clicks."""
        ...

    def matched(self, query: Query, entries: Sequence[str]) -> frozenset[str]:
        """Those of these entries that find a delivery of the query, each as a list of its own."""
        ...

    def extent(self, query: Query) -> Extent:
        """The exact extent of what a query finds; recipients count folded."""
        ...

    def histogram(self, query: Query | ClickQuery, chart: Chart) -> Histogram:
        """Exact counts over time for the most frequent values of a field, and for the rest.

        Raises:
            UnknownFieldError: there is no such field.
            TooManyBarsError: the range has too many bars of this width.
        """
        ...

    def ranking(self, query: Query | ClickQuery, ranking: Ranking) -> Ranks:
        """The most frequent values of a field, with exact counts, a page at a time.

        Raises:
            UnknownFieldError: there is no such field, or its values cannot be columns.
        """
        ...

    def bars(
        self, query: Query | ClickQuery, *, bucket: Bucket, field: str, size: int = 1000
    ) -> Iterator[Sequence[Bar]]:
        """Counts for every value of `field`, whatever their number, in buckets of UTC.

        By start and value, in blocks, memory bounded; buckets without deliveries are left out. A
        delivery without a value counts under the empty text, one with several under each.
        """
        ...

    def tally(self, query: Query, *, field: str, size: int = 1000) -> Iterator[Sequence[Top]]:
        """Every value of `field`, in any order, in blocks, memory bounded.

        Deliveries without a value count under the empty text.
        """
        ...

    def top(self, query: Query, *, field: str, limit: int) -> Sequence[Top]:
        """The most frequent values of `field`, ties by value; the empty value is left out."""
        ...

    def groups(self, query: Query, asked: Grouping) -> GroupPage:
        """What a query finds, put together by the values of a field.

        A page holds groups as they are when it is asked for: one that grows meanwhile may move.

        Raises:
            ForeignCursorError: the mark is of another field or order.
            LostCursorError: only the beginning of its value is known, and no group has it.
        """
        ...

    def stream(self, query: Query, *, size: int = 1000) -> Iterator[Sequence[Row]]:
        """Every row as of one moment, newest first, in blocks of `size`, memory bounded."""
        ...

    def stream_lines(
        self, query: Query, fields: Sequence[str], *, sort: Sort = NEWEST, size: int = 1000
    ) -> Iterator[Sequence[Line]]:
        """As `stream`, in this order and with these fields alone; quicker the fewer they are."""
        ...

    def file(
        self, wanted: Format, query: Query, fields: Sequence[str], *, sort: Sort = NEWEST
    ) -> Iterator[bytes]:
        """The lines of `stream_lines` as a file, in pieces, as `table_file` makes it of them.

        The engine makes it where it can; nothing is asked before the first piece is.
        """
        ...

    def whereabouts(self, query: Query, *, size: int = 1000) -> Iterator[Sequence[Whereabouts]]:
        """As `stream`, with only what it takes to look for the mail; many times quicker."""
        ...

    def rows(self, keys: Sequence[DeliveryKey]) -> Sequence[Row]:
        """The rows of these keys that exist, in any order, without tags."""
        ...

    def message(self, network_message_id: str) -> Message | None:
        """The content of one message."""
        ...

    def messages(self, network_message_ids: Sequence[str]) -> Sequence[Message]:
        """The contents of these messages that are kept, in any order, each once."""
        ...

    def same_body(self, network_message_id: str, *, limit: int) -> Sequence[str]:
        """Ids of other messages whose body reads alike (`model/body.py`), newest delivery first.

        None for a message whose body is too short, or is not kept.
        """
        ...

    def timeline(self, key: DeliveryKey) -> Sequence[DeliveryEvent]:
        """A delivery's events, oldest first, without the original delivery itself."""
        ...

    def events_of(self, network_message_id: str) -> Sequence[DeliveryEvent]:
        """The events of all deliveries of a message, oldest first."""
        ...

    def record_clicks(self, clicks: Sequence[Click]) -> None:
        """Appends clicks, whole or not at all; durable on return.

        An id that is already there is left out. A click on an unknown delivery is kept.
        """
        ...

    def click_page(
        self, query: ClickQuery, *, limit: int, after: ClickCursor | None = None
    ) -> ClickPage:
        """At most `limit` clicks after the cursor."""
        ...

    def clicks_of(self, key: DeliveryKey) -> Sequence[Click]:
        """The clicks on a delivery's links, oldest first."""
        ...

    def clicks_in(self, network_message_id: str) -> Sequence[Click]:
        """The clicks on links of all deliveries of a message, oldest first."""
        ...

    def clicks_on(
        self,
        part: LinkPart,
        value: str,
        *,
        limit: int,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Sequence[Click]:
        """The clicks on links that have this part (`filters/urls.py`), newest first.

        `since` is included, `until` is not.
        """
        ...

    def kept(self, data: Data, *, before: datetime | None = None) -> Kept:
        """How much of it there is, or how much is older than `before`; and the oldest of all."""
        ...

    def forget(
        self,
        data: Data,
        *,
        before: datetime,
        most: int,
        keep: Collection[str] = frozenset(),
        after: datetime | None = None,
    ) -> Forgotten:
        """Forgets the oldest of what is older than `before`, whole or not at all.

        A block is about `most` rows, more where many are of one moment. Of messages that `keep`
        names (network message ids) everything stays. `after` is the `next` of the block before.
        """
        ...

    def newest(self) -> datetime | None:
        """When the newest delivery was received."""
        ...

    def version(self) -> str:
        """The engine's name and version, for people."""
        ...

    def close(self) -> None:
        """Releases files. Nothing may be called afterwards."""
        ...
