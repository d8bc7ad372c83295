"""Tracked queries over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from clawback.http.caller import Caller
from clawback.model.actor import Actor
from clawback.queries.routes.asking import Cursor, TrackedPart
from clawback.queries.shapes import TrackedOut, TrackedPageOut, tracked_out
from clawback.queries.tracked import Tracked, TrackedQueries
from clawback.queries.tracking import FIRST_DAYS

router = APIRouter(tags=["queries"])


@router.get("/tracked-queries", operation_id="tracked_query_list")
def tracked_query_list(
    tracked: TrackedPart,
    caller: Caller,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
    cursor: Cursor = None,
) -> TrackedPageOut:
    """Queries that are counted in the background, newest first: today, yesterday, trends, days."""
    found = tracked.page(caller, limit=limit + 1, before=cursor)
    shown = [_out(tracked, one, caller) for one in found[:limit]]
    return TrackedPageOut(items=shown, next=shown[-1].query.id if len(found) > limit else None)


@router.get("/queries/{query_id}/counts", operation_id="query_counts")
def query_counts(
    query_id: str,
    tracked: TrackedPart,
    caller: Caller,
    days: Annotated[int, Query(ge=1, le=3660)] = FIRST_DAYS,
) -> TrackedOut:
    """One tracked query with its counts of the last days."""
    return _out(tracked, tracked.get(caller, query_id, days=days), caller)


@router.post("/queries/{query_id}/track", operation_id="query_track")
def query_track(query_id: str, tracked: TrackedPart, caller: Caller) -> TrackedOut:
    """Has a query counted in the background, within its owner's scope."""
    return _out(tracked, tracked.start(caller, query_id), caller)


@router.post("/queries/{query_id}/untrack", operation_id="query_untrack")
def query_untrack(query_id: str, tracked: TrackedPart, caller: Caller) -> TrackedOut:
    """Has it counted no more; its counts stay."""
    return _out(tracked, tracked.stop(caller, query_id), caller)


def _out(queries: TrackedQueries, tracked: Tracked, caller: Actor) -> TrackedOut:
    content = tracked.query.content
    return tracked_out(tracked, queries.reader.said(content.filter, content.view), caller)
