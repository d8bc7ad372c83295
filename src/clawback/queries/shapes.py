"""What the API takes and gives of queries."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from clawback.filters.entry_kind import EntryKind
from clawback.filters.parse import LONGEST
from clawback.model.actor import Actor
from clawback.queries.access import may_change
from clawback.queries.queries import Ran
from clawback.queries.query import (
    LONGEST_NAME,
    MOST_COLUMNS,
    Content,
    Edit,
    SavedQuery,
    Span,
    TimeKind,
    View,
    owner_of,
)
from clawback.queries.reading import Said
from clawback.queries.tracked import Tracked
from clawback.queries.tracking import Count, TrackState, Trend

Name = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME)]
Text = Annotated[str, Field(max_length=LONGEST, description="Filter text; empty finds all.")]
_WHEN = "ISO 8601, or told from the moment it is run: `-7d`; empty: open."
Since = Annotated[str, Field(max_length=40, description=f"Received then or later. {_WHEN}")]
Until = Annotated[str, Field(max_length=40, description=f"Received before. {_WHEN}")]
Sort = Annotated[
    str, Field(max_length=65, description="A column, with a `-` in front when it descends.")
]
Columns = Annotated[
    list[str], Field(max_length=MOST_COLUMNS, description="The columns that were shown, in order.")
]
Shared = Annotated[bool, Field(description="Read by everybody who may search.")]


class NewQuery(BaseModel):
    """A query to be kept: a filter, and how the explorer showed it."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    filter: Text = ""
    since: Since = ""
    until: Until = ""
    view: View = View.ALL_EMAIL
    sort: Sort = ""
    columns: Columns = []
    shared: Shared = False

    @property
    def content(self) -> Content:
        return Content(
            filter=self.filter,
            span=Span(since=self.since, until=self.until),
            view=self.view,
            sort=self.sort,
            columns=tuple(self.columns),
        )


class QueryEdit(BaseModel):
    """What is to be another way; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    filter: Text | None = None
    since: Since | None = None
    until: Until | None = None
    view: View | None = None
    sort: Sort | None = None
    columns: Columns | None = None
    shared: Shared | None = None

    @property
    def edit(self) -> Edit:
        known = self.model_dump(exclude={"columns"})
        columns = None if self.columns is None else tuple(self.columns)
        return Edit(**known, columns=columns)


class QueryCopy(QueryEdit):
    """A copy's own name, and what is to be another way in it."""

    name: Name


class QueryOut(BaseModel):
    """A saved query. Where its filter cannot be read any more, `problem` says why."""

    id: str
    name: str
    filter: str
    sentence: str = Field(description="What the filter says; empty when it cannot be read.")
    problem: str = Field(description="Why the filter cannot be read; else empty.")
    since: str
    until: str
    time: TimeKind
    view: View
    sort: str
    columns: tuple[str, ...]
    shared: bool
    author: str
    mine: bool
    may_change: bool = Field(description="Whether you may change or delete it.")
    tracking: TrackState = Field(description="Whether it is counted in the background.")
    created_at: datetime
    edited_at: datetime
    edited_by: str
    executed_at: datetime | None


class QueriesOut(BaseModel):
    """A page of saved queries; `next` is the cursor of the following one."""

    items: list[QueryOut]
    next: str | None


class RanOut(BaseModel):
    """What to search for: the query's filter and its range as of now; `None` is open."""

    query: QueryOut
    filter: str
    since: datetime | None
    until: datetime | None


class FoundCountOut(BaseModel):
    """What a query found: rows of its view, which are deliveries or clicks, and their messages."""

    rows: int
    messages: int


class DayOut(FoundCountOut):
    """What it found of one day in UTC, counted at some moment; of today, so far."""

    day: date
    counted_at: datetime


class TrendOut(BaseModel):
    """Rows of today so far against another day up to the same time of day."""

    before: int
    change: int
    percent: float | None = Field(description="`None` where there was nothing before.")


class TrackedOut(BaseModel):
    """A tracked query with its counts, as of `counted_at`; `None` is what is not counted yet.

    Counts are those of its owner's scope. Whoever sees less is not shown them: `withheld`.
    """

    query: QueryOut
    started_at: datetime
    reason: str = Field(description="Why it stopped; else empty.")
    trouble: str = Field(description="Why the last attempt counted nothing; else empty.")
    withheld: bool
    counted_at: datetime | None
    today: FoundCountOut | None
    yesterday: FoundCountOut | None
    against_yesterday: TrendOut | None
    against_last_week: TrendOut | None
    series: list[DayOut] = Field(description="The oldest day first.")


class TrackedPageOut(BaseModel):
    """A page of tracked queries; `next` is the cursor of the following one."""

    items: list[TrackedOut]
    next: str | None


class RecentOut(BaseModel):
    """A filter as it was last written, with its view, and the range it was asked for."""

    filter: str
    view: str
    since: str
    until: str
    ran_at: datetime


class RecentsOut(BaseModel):
    """The newest first; `keeps` is how many are kept of you, 0 where nobody's are."""

    keeps: int
    items: list[RecentOut]


class ForgottenOut(BaseModel):
    """How many filters were forgotten."""

    forgotten: int


class EntryOut(BaseModel):
    """An entry of a list."""

    value: str
    kind: EntryKind | None


class UnmatchedOut(BaseModel):
    """How many entries a list has, how many of them find mail, and those that find none."""

    name: str
    entries: int
    matched: int
    unmatched: list[EntryOut]


def query_out(
    query: SavedQuery, said: Said, actor: Actor, state: TrackState = TrackState.OFF
) -> QueryOut:
    """A query as this actor sees it."""
    content = query.content
    return QueryOut(
        id=query.id,
        name=query.name,
        filter=content.filter,
        sentence=said.sentence,
        problem=said.problem,
        since=content.span.since,
        until=content.span.until,
        time=content.span.kind,
        view=content.view,
        sort=content.sort,
        columns=content.columns,
        shared=query.shared,
        author=query.author,
        mine=query.owner == owner_of(actor),
        may_change=may_change(actor, query),
        tracking=state,
        created_at=query.created_at,
        edited_at=query.edited_at,
        edited_by=query.edited_by_name,
        executed_at=query.executed_at,
    )


def ran_out(ran: Ran, shown: QueryOut) -> RanOut:
    """What running a query gives."""
    return RanOut(
        query=shown,
        filter=ran.query.content.filter,
        since=ran.since,
        until=ran.until,
    )


def tracked_out(tracked: Tracked, said: Said, actor: Actor) -> TrackedOut:
    """A tracked query as this actor sees it."""
    tracking, figures = tracked.tracking, tracked.figures
    return TrackedOut(
        query=query_out(tracked.query, said, actor, tracking.state),
        started_at=tracking.started_at,
        reason=tracking.reason,
        trouble=tracking.trouble,
        withheld=tracked.withheld,
        counted_at=tracking.counted_at,
        today=_count_out(figures.today),
        yesterday=_count_out(figures.yesterday),
        against_yesterday=_trend_out(figures.against_yesterday),
        against_last_week=_trend_out(figures.against_last_week),
        series=[
            DayOut(
                day=one.day,
                rows=one.count.rows,
                messages=one.count.messages,
                counted_at=one.counted_at,
            )
            for one in figures.series
        ],
    )


def _count_out(count: Count | None) -> FoundCountOut | None:
    if count is None:
        return None
    return FoundCountOut(rows=count.rows, messages=count.messages)


def _trend_out(trend: Trend | None) -> TrendOut | None:
    if trend is None:
        return None
    return TrendOut(before=trend.before, change=trend.change, percent=trend.percent)
