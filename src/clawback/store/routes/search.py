"""Searches: deliveries, a page at a time."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Response
from fastapi import Query as Parameter

from clawback.store.page_mark import read_cursor
from clawback.store.routes.asking import LARGEST_PAGE, Asked, LaidOut, Store
from clawback.store.shown import DeliveriesOut, page_out

router = APIRouter(tags=["deliveries"])


@router.get("/deliveries", operation_id="delivery_search", response_model=DeliveriesOut)
def delivery_search(
    asked: Asked,
    store: Store,
    layout: LaidOut,
    limit: Annotated[int, Parameter(ge=1, le=LARGEST_PAGE)] = 100,
    cursor: Annotated[str | None, Parameter(max_length=8000)] = None,
) -> Response:
    """Deliveries, newest first unless told otherwise, a page at a time.

    A cursor belongs to its order and is refused with another.
    """
    after = None if cursor is None else read_cursor(cursor)
    page = store.lines(asked.query, layout.columns, limit=limit, after=after, sort=layout.sort)
    shown = page_out(page, layout.columns, layout.sort, asked.sentence)
    return Response(msgspec.json.encode(shown), media_type="application/json")
