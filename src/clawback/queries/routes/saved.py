"""Saved queries over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response, status

from clawback.http.caller import Caller
from clawback.model.actor import Actor
from clawback.queries.listing import Listing, Whose
from clawback.queries.queries import Queries
from clawback.queries.query import SavedQuery
from clawback.queries.routes.asking import Cursor, QueriesPart, TrackedPart
from clawback.queries.shapes import (
    NewQuery,
    QueriesOut,
    QueryCopy,
    QueryEdit,
    QueryOut,
    RanOut,
    query_out,
    ran_out,
)
from clawback.queries.tracked import TrackedQueries
from clawback.queries.tracking import TrackState

router = APIRouter(prefix="/queries", tags=["queries"])


@dataclass(frozen=True, slots=True)
class Showing:
    """Queries as this caller sees them."""

    queries: Queries
    tracked: TrackedQueries
    caller: Actor

    def every(self, found: Sequence[SavedQuery]) -> list[QueryOut]:
        states = self.tracked.states([one.id for one in found])
        return [
            query_out(
                one,
                self.queries.reader.said(one.content.filter, one.content.view),
                self.caller,
                states.get(one.id, TrackState.OFF),
            )
            for one in found
        ]

    def one(self, query: SavedQuery) -> QueryOut:
        return self.every([query])[0]


def showing(queries: QueriesPart, tracked: TrackedPart, caller: Caller) -> Showing:
    """Puts queries into words, for every route that gives some out."""
    return Showing(queries, tracked, caller)


Shown = Annotated[Showing, Depends(showing)]


def listing(
    whose: Whose = Whose.ALL,
    name: Annotated[str, Query(max_length=200, description="The whole name.")] = "",
    text: Annotated[str, Query(max_length=200, description="A part of the name.")] = "",
) -> Listing:
    """Which ones are asked for."""
    return Listing(whose=whose, name=name, text=text)


@router.get("", operation_id="query_list")
def query_list(
    show: Shown,
    asked: Annotated[Listing, Depends(listing)],
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
    cursor: Cursor = None,
) -> QueriesOut:
    """Your saved queries and those that others share, newest first."""
    found = show.queries.page(show.caller, asked, limit=limit + 1, before=cursor)
    shown = show.every(found[:limit])
    return QueriesOut(items=shown, next=shown[-1].id if len(found) > limit else None)


@router.post("", status_code=status.HTTP_201_CREATED, operation_id="query_save")
def query_save(body: NewQuery, show: Shown) -> QueryOut:
    """Keeps a filter under a name, with its range and how the explorer showed it."""
    return show.one(show.queries.save(show.caller, body.name, body.content, shared=body.shared))


@router.get("/{query_id}", operation_id="query_get")
def query_get(query_id: str, show: Shown) -> QueryOut:
    """One saved query; one whose filter cannot be read any more says why."""
    return show.one(show.queries.get(show.caller, query_id))


@router.patch("/{query_id}", operation_id="query_edit")
def query_edit(query_id: str, body: QueryEdit, show: Shown) -> QueryOut:
    """Renames, shares or changes a query; what is left out stays as it is."""
    return show.one(show.queries.edit(show.caller, query_id, body.edit))


@router.delete("/{query_id}", operation_id="query_delete", status_code=204)
def query_delete(query_id: str, show: Shown) -> Response:
    """Forgets a query."""
    show.queries.delete(show.caller, query_id)
    return Response(status_code=204)


@router.post("/{query_id}/copy", status_code=status.HTTP_201_CREATED, operation_id="query_copy")
def query_copy(query_id: str, body: QueryCopy, show: Shown) -> QueryOut:
    """Saves a query under another name as your own, with changes; private unless you share it."""
    return show.one(show.queries.copy(show.caller, query_id, body.name, body.edit))


@router.post("/{query_id}/run", operation_id="query_run")
def query_run(query_id: str, show: Shown) -> RanOut:
    """The filter and the range, told from now, to search for; notes that it was run.

    The search itself is yours: it finds what your own scope shows.
    """
    ran = show.queries.run(show.caller, query_id)
    return ran_out(ran, show.one(ran.query))
