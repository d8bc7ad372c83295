"""Saved queries over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response, status

from clawback.http.caller import Caller
from clawback.http.part import part
from clawback.model.actor import Actor
from clawback.queries.listing import Listing, Whose
from clawback.queries.queries import Queries
from clawback.queries.query import SavedQuery
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

router = APIRouter(prefix="/queries", tags=["queries"])
QueriesPart = Annotated[Queries, Depends(part(Queries))]
Cursor = Annotated[str | None, Query(max_length=40)]


def listing(
    whose: Whose = Whose.ALL,
    name: Annotated[str, Query(max_length=200, description="The whole name.")] = "",
    text: Annotated[str, Query(max_length=200, description="A part of the name.")] = "",
) -> Listing:
    """Which ones are asked for."""
    return Listing(whose=whose, name=name, text=text)


@router.get("", operation_id="query_list")
def query_list(
    queries: QueriesPart,
    caller: Caller,
    asked: Annotated[Listing, Depends(listing)],
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
    cursor: Cursor = None,
) -> QueriesOut:
    """Your saved queries and those that others share, newest first."""
    found = queries.page(caller, asked, limit=limit + 1, before=cursor)
    shown = [_out(queries, one, caller) for one in found[:limit]]
    return QueriesOut(items=shown, next=shown[-1].id if len(found) > limit else None)


@router.post("", status_code=status.HTTP_201_CREATED, operation_id="query_save")
def query_save(body: NewQuery, queries: QueriesPart, caller: Caller) -> QueryOut:
    """Keeps a filter under a name, with its range and how the explorer showed it."""
    kept = queries.save(caller, body.name, body.content, shared=body.shared)
    return _out(queries, kept, caller)


@router.get("/{query_id}", operation_id="query_get")
def query_get(query_id: str, queries: QueriesPart, caller: Caller) -> QueryOut:
    """One saved query; one whose filter cannot be read any more says why."""
    return _out(queries, queries.get(caller, query_id), caller)


@router.patch("/{query_id}", operation_id="query_edit")
def query_edit(query_id: str, body: QueryEdit, queries: QueriesPart, caller: Caller) -> QueryOut:
    """Renames, shares or changes a query; what is left out stays as it is."""
    return _out(queries, queries.edit(caller, query_id, body.edit), caller)


@router.delete("/{query_id}", operation_id="query_delete", status_code=204)
def query_delete(query_id: str, queries: QueriesPart, caller: Caller) -> Response:
    """Forgets a query."""
    queries.delete(caller, query_id)
    return Response(status_code=204)


@router.post("/{query_id}/copy", status_code=status.HTTP_201_CREATED, operation_id="query_copy")
def query_copy(query_id: str, body: QueryCopy, queries: QueriesPart, caller: Caller) -> QueryOut:
    """Saves a query under another name as your own, with changes; private unless you share it."""
    return _out(queries, queries.copy(caller, query_id, body.name, body.edit), caller)


@router.post("/{query_id}/run", operation_id="query_run")
def query_run(query_id: str, queries: QueriesPart, caller: Caller) -> RanOut:
    """The filter and the range, told from now, to search for; notes that it was run.

    The search itself is yours: it finds what your own scope shows.
    """
    ran = queries.run(caller, query_id)
    return ran_out(ran, queries.reader.said(ran.query.content.filter), caller)


def _out(queries: Queries, query: SavedQuery, caller: Actor) -> QueryOut:
    return query_out(query, queries.reader.said(query.content.filter), caller)
