"""What the console shows before anybody has chosen: range, columns, order."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from fastapi import Query as Parameter
from pydantic import BaseModel

from clawback.store.routes.asking import Now
from clawback.store.sorting import NEWEST
from clawback.store.usual import (
    USUAL_COLUMNS,
    USUAL_GROUPS,
    USUAL_PAGE,
    since_yesterday,
    zone_named,
)

router = APIRouter(tags=["filters"])


class DefaultsOut(BaseModel):
    """Where an explorer begins: parameters of `delivery_search` and `delivery_groups`.

    `since` is when yesterday began in the zone; there is no `until`.
    """

    since: datetime
    zone: str
    fields: list[str]
    sort: str
    limit: int
    groups: list[str]


@router.get("/explorer/defaults", operation_id="explorer_defaults")
def explorer_defaults(
    clock: Now,
    zone: Annotated[
        str, Parameter(max_length=64, description="A time zone's name, such as `Europe/Berlin`.")
    ] = "UTC",
) -> DefaultsOut:
    """What to ask for until somebody chooses: yesterday and today, the usual columns and order."""
    return DefaultsOut(
        since=since_yesterday(clock.now(), zone_named(zone)),
        zone=zone,
        fields=list(USUAL_COLUMNS),
        sort=str(NEWEST),
        limit=USUAL_PAGE,
        groups=list(USUAL_GROUPS),
    )
