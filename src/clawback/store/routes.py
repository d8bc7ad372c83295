"""Deliveries over HTTP: search, count, charts, export."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi import Query as Parameter
from fastapi.responses import StreamingResponse

from clawback.filters.describe import describe
from clawback.filters.lists import Lists, resolve
from clawback.filters.parse import parse
from clawback.filters.scoping import within
from clawback.filters.times import read_time
from clawback.filters.tree import Ago, Filter
from clawback.http.caller import Caller
from clawback.http.part import part
from clawback.http.tags import KnownTags
from clawback.model.clock import Clock
from clawback.model.delivery import Row
from clawback.model.errors import BadInputError
from clawback.model.scope import Scope
from clawback.model.tags import Tags
from clawback.store.export import Format, export
from clawback.store.page_mark import read_cursor
from clawback.store.port import Bucket, EventStore, Query
from clawback.store.shown import (
    BarOut,
    CountOut,
    DeliveriesOut,
    HistogramOut,
    TopOut,
    TopsOut,
    page_out,
)

LARGEST_PAGE = 1000

router = APIRouter(tags=["deliveries"])
"""Mounted by `api` under `/api/v1`."""

Store = Annotated[EventStore, Depends(part(EventStore))]
KeptLists = Annotated[Lists, Depends(part(Lists))]
Now = Annotated[Clock, Depends(part(Clock))]

_WHEN = "ISO 8601, or told from now: `-7d`."
FilterText = Annotated[str, Parameter(alias="filter", description="Filter text; empty finds all.")]
Since = Annotated[
    str | None, Parameter(max_length=40, description=f"Received then or later. {_WHEN}")
]
Until = Annotated[str | None, Parameter(max_length=40, description=f"Received before. {_WHEN}")]
FieldName = Annotated[str, Parameter(max_length=64, description="A filter field's name.")]


class BadTimeError(BadInputError):
    """The time cannot be read."""

    code = "bad_time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which deliveries a request asks for, ready for the store, and in a sentence."""

    query: Query
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What this caller may see, and when they look."""

    scope: Scope
    tags: Tags
    now: datetime

    def narrow(self, tree: Filter) -> Filter:
        """The filter, and that the caller may see it. Raises `FilterError` for an unknown tag."""
        return within(tree, self.scope, self.tags)


def view(caller: Caller, tags: KnownTags, clock: Now) -> View:
    """Every route that gives out something of a delivery looks through this."""
    return View(scope=caller.scope, tags=tags, now=clock.now())


Seen = Annotated[View, Depends(view)]


def question(
    seen: Seen,
    lists: KeptLists,
    text: FilterText = "",
    since: Since = None,
    until: Until = None,
) -> Question:
    """Reads the parameters that every search has in common; asks within the caller's scope."""
    now, tree = seen.now, parse(text)
    query = Query(
        filter=seen.narrow(tree),
        now=now,
        since=_moment("since", since, now),
        until=_moment("until", until, now),
        lists=resolve(tree, lists),
        tags=seen.tags,
    )
    if query.since and query.until and query.since > query.until:
        raise BadTimeError("`since` lies after `until`.")
    return Question(query=query, sentence=describe(tree))


Asked = Annotated[Question, Depends(question)]


@router.get("/deliveries", operation_id="delivery_search")
def delivery_search(
    asked: Asked,
    store: Store,
    limit: Annotated[int, Parameter(ge=1, le=LARGEST_PAGE)] = 100,
    cursor: Annotated[str | None, Parameter(max_length=4000)] = None,
) -> DeliveriesOut:
    """Deliveries, newest first, a page at a time."""
    after = None if cursor is None else read_cursor(cursor)
    return page_out(store.page(asked.query, limit=limit, after=after), asked.sentence)


@router.get("/deliveries/count", operation_id="delivery_count")
def delivery_count(asked: Asked, store: Store) -> CountOut:
    """The exact number of deliveries."""
    return CountOut(count=store.count(asked.query), sentence=asked.sentence)


@router.get("/deliveries/histogram", operation_id="delivery_histogram")
def delivery_histogram(
    asked: Asked,
    store: Store,
    bucket: Bucket = Bucket.DAY,
    field: FieldName = "delivery_action",
) -> HistogramOut:
    """Deliveries over time, for each value of a field."""
    bars = store.histogram(asked.query, bucket=bucket, field=field)
    shown = [BarOut(start=bar.start, value=bar.value, count=bar.count) for bar in bars]
    return HistogramOut(field=field, bars=shown)


@router.get("/deliveries/top", operation_id="delivery_top")
def delivery_top(
    asked: Asked,
    store: Store,
    field: FieldName,
    limit: Annotated[int, Parameter(ge=1, le=LARGEST_PAGE)] = 20,
) -> TopsOut:
    """The most frequent values of a field."""
    found = store.top(asked.query, field=field, limit=limit)
    return TopsOut(field=field, top=[TopOut(value=top.value, count=top.count) for top in found])


@router.get(
    "/deliveries/export",
    operation_id="delivery_export",
    response_class=StreamingResponse,
    responses={200: {"content": {wanted.media_type: {} for wanted in Format}}},
)
def delivery_export(
    asked: Asked, store: Store, wanted: Annotated[Format, Parameter(alias="format")]
) -> StreamingResponse:
    """Every delivery the filter finds, as a file; there is no limit."""
    name = f"deliveries.{wanted.value}"
    return StreamingResponse(
        export(wanted, _begun(store.stream(asked.query))),
        media_type=wanted.media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _moment(name: str, text: str | None, now: datetime) -> datetime | None:
    if text is None or not text:
        return None
    try:
        read = read_time(text)
    except ValueError as error:
        raise BadTimeError(f"`{name}` cannot be read. {error}") from None
    return now - read.before if isinstance(read, Ago) else read.low


def _begun(blocks: Iterator[Sequence[Row]]) -> Iterator[Sequence[Row]]:
    """The same blocks, the first already asked for: what goes wrong is said before any byte."""
    return chain([next(blocks, ())], blocks)
