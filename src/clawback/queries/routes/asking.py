"""What the room's routes are given, and the parameters that several take."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query

from clawback.http.part import part
from clawback.queries.queries import Queries
from clawback.queries.recents import RecentQueries
from clawback.queries.tracked import TrackedQueries

QueriesPart = Annotated[Queries, Depends(part(Queries))]
TrackedPart = Annotated[TrackedQueries, Depends(part(TrackedQueries))]
RecentsPart = Annotated[RecentQueries, Depends(part(RecentQueries))]
Cursor = Annotated[str | None, Query(max_length=40)]
