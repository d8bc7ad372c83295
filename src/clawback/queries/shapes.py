"""What the API takes and gives of queries."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from clawback.filters.parse import LONGEST
from clawback.model.actor import Actor
from clawback.queries.queries import Ran, may_change
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


class RecentOut(BaseModel):
    """A filter as it was last written, with the range it was asked for, as it was written."""

    filter: str
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


def query_out(query: SavedQuery, said: Said, actor: Actor) -> QueryOut:
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
        created_at=query.created_at,
        edited_at=query.edited_at,
        edited_by=query.edited_by_name,
        executed_at=query.executed_at,
    )


def ran_out(ran: Ran, said: Said, actor: Actor) -> RanOut:
    """What running a query gives."""
    return RanOut(
        query=query_out(ran.query, said, actor),
        filter=ran.query.content.filter,
        since=ran.since,
        until=ran.until,
    )
