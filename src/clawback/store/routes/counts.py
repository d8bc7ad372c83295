"""How many deliveries: in all, by value."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi import Query as Parameter

from clawback.store.counting import name_to_count
from clawback.store.routes.asking import LARGEST_PAGE, Asked, FieldName, Store
from clawback.store.shown import CountOut, TopOut, TopsOut

router = APIRouter(tags=["deliveries"])


@router.get("/deliveries/count", operation_id="delivery_count")
def delivery_count(asked: Asked, store: Store) -> CountOut:
    """The exact number of deliveries."""
    return CountOut(count=store.count(asked.query), sentence=asked.sentence)


@router.get("/deliveries/top", operation_id="delivery_top")
def delivery_top(
    asked: Asked,
    store: Store,
    field: FieldName,
    limit: Annotated[int, Parameter(ge=1, le=LARGEST_PAGE)] = 20,
) -> TopsOut:
    """The most frequent values of a field."""
    name = name_to_count(field)
    found = store.top(asked.query, field=name, limit=limit)
    return TopsOut(field=name, top=[TopOut(value=top.value, count=top.count) for top in found])
