"""Recent queries over HTTP."""

from __future__ import annotations

from fastapi import APIRouter

from clawback.http.caller import Caller
from clawback.queries.routes.asking import RecentsPart
from clawback.queries.shapes import ForgottenOut, RecentOut, RecentsOut

router = APIRouter(prefix="/recent-queries", tags=["queries"])


@router.get("", operation_id="recent_query_list")
def recent_query_list(recents: RecentsPart, caller: Caller) -> RecentsOut:
    """The last different filters that you ran, newest first; nobody else sees them."""
    items = [
        RecentOut(
            filter=one.filter,
            view=one.view,
            since=one.since,
            until=one.until,
            ran_at=one.ran_at,
        )
        for one in recents.of(caller)
    ]
    return RecentsOut(keeps=recents.keep if caller.person else 0, items=items)


@router.delete("", operation_id="recent_query_clear")
def recent_query_clear(recents: RecentsPart, caller: Caller) -> ForgottenOut:
    """Forgets them."""
    return ForgottenOut(forgotten=recents.clear(caller))
