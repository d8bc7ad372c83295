"""Searches: deliveries, a page at a time."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi import Query as Parameter

from clawback.store.page_mark import read_cursor
from clawback.store.routes.asking import LARGEST_PAGE, Asked, Store
from clawback.store.shown import DeliveriesOut, page_out

router = APIRouter(tags=["deliveries"])


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
