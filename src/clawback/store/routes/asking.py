"""What every route of deliveries asks through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends
from fastapi import Query as Parameter

from clawback.audit.content_searches import ContentSearches
from clawback.audit.trail import Trail
from clawback.filters.describe import describe
from clawback.filters.errors import pointing_into
from clawback.filters.lists import Lists, resolve
from clawback.filters.parse import parse
from clawback.filters.scoping import within
from clawback.filters.span import read_span
from clawback.filters.tree import Filter, both
from clawback.filters.views import mail_view
from clawback.http.caller import Caller, Operation
from clawback.http.part import part
from clawback.http.tags import KnownTags
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.model.tags import Tags
from clawback.store.named import columns_called, sort_called
from clawback.store.port import EventStore, Query
from clawback.store.sorting import Sort

LARGEST_PAGE = 1000

Store = Annotated[EventStore, Depends(part(EventStore))]
KeptLists = Annotated[Lists, Depends(part(Lists))]
Now = Annotated[Clock, Depends(part(Clock))]
Kept = Annotated[Trail, Depends(part(Trail))]

_WHEN = "ISO 8601, or told from now: `-7d`."
FilterText = Annotated[str, Parameter(alias="filter", description="Filter text; empty finds all.")]
ViewName = Annotated[
    str, Parameter(alias="view", max_length=64, description="A view of mail, narrowed further.")
]
Since = Annotated[
    str | None, Parameter(max_length=40, description=f"Received then or later. {_WHEN}")
]
Until = Annotated[str | None, Parameter(max_length=40, description=f"Received before. {_WHEN}")]
FieldName = Annotated[str, Parameter(max_length=64, description="A filter field's name.")]

Columns = Annotated[
    str | None,
    Parameter(
        max_length=4000,
        description="Names of the fields to show, with commas between; nothing shows all. "
        "The fewer, the quicker.",
    ),
]
Order = Annotated[
    str | None,
    Parameter(
        max_length=65,
        description="The field to sort by: `subject` from the least, `-subject` from the greatest. "
        "Deliveries without a value come last, those with the same one newest first. "
        "Nothing is `-time_received`.",
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Which columns a list of deliveries has, and in which order it stands."""

    columns: tuple[str, ...]
    sort: Sort


def layout(fields: Columns = None, sort: Order = None) -> Layout:
    """Reads the parameters that every list of deliveries has in common."""
    return Layout(columns=columns_called(fields), sort=sort_called(sort))


LaidOut = Annotated[Layout, Depends(layout)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which deliveries a request asks for, ready for the store, as asked, and in a sentence."""

    query: Query
    tree: Filter
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What this caller may see, when they look, and by which door."""

    actor: Actor
    searches: ContentSearches
    operation: str
    tags: Tags
    now: datetime

    def narrow(self, tree: Filter) -> Filter:
        """The filter, and that the caller may see it; one about bodies leaves an entry first.

        Raises:
            FilterError: it names a tag that does not exist.
            ForbiddenError: they may not ask about the body, or about such a header.
        """
        subject = f"operation:{self.operation}"
        asked = self.searches.permitted(self.actor, tree, subject)
        return within(asked, self.actor.scope, self.tags)


def view(caller: Caller, operation: Operation, tags: KnownTags, clock: Now, trail: Kept) -> View:
    """Every route that gives out something of a delivery looks through this."""
    return View(
        actor=caller,
        searches=ContentSearches(trail),
        operation=operation,
        tags=tags,
        now=clock.now(),
    )


Seen = Annotated[View, Depends(view)]


def question(
    seen: Seen,
    lists: KeptLists,
    *,
    text: FilterText = "",
    view_name: ViewName = "all_email",
    since: Since = None,
    until: Until = None,
) -> Question:
    """Reads the parameters that every search has in common; asks within the caller's scope."""
    now, tree = seen.now, both(mail_view(view_name).filter, parse(text))
    span = read_span(since or "", until or "", now)
    with pointing_into(text):
        query = Query(
            filter=seen.narrow(tree),
            now=now,
            since=span.since,
            until=span.until,
            lists=resolve(tree, lists),
            tags=seen.tags,
        )
    return Question(query=query, tree=tree, sentence=describe(tree))


Asked = Annotated[Question, Depends(question)]
