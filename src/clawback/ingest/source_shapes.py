"""The shapes in which the API shows how fresh sources are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, Field

from clawback.ingest.freshness import Lag
from clawback.ingest.sources_now import SourceNow
from clawback.ingest.spool import Backlog


class LagOut(BaseModel):
    """Seconds from a mail's acknowledgement until it could be searched, since the start."""

    last: float
    median: float
    p95: float
    worst: float


class SourceOut(BaseModel):
    """One source. Counts are mails since the server started; `lag` is null before the first."""

    source: str
    newest: datetime | None = Field(
        description="When the newest delivery that can be searched was received."
    )
    newest_accepted: datetime | None = Field(
        description="When the newest mail accepted since the start was received."
    )
    accepted: int
    accepted_at: datetime | None
    stored: int
    stored_at: datetime | None
    waiting: int = Field(description="Accepted since the start, and not stored yet.")
    lag: LagOut | None
    unrecorded: int = Field(
        description="Mails that passed and could not be recorded, and have not come by another "
        "source since; also from before the start."
    )
    error: str = Field(description="What went wrong last, since the start.")
    error_at: datetime | None


class BacklogOut(BaseModel):
    """What waits in the spool, of all sources, also from before the start."""

    mails: int
    bytes: int
    oldest: datetime | None
    parked: int = Field(description="Things that could not be taken.")


class SourcesOut(BaseModel):
    """Every source by name, and the spool they share."""

    items: list[SourceOut]
    backlog: BacklogOut


def sources_out(found: Sequence[SourceNow], backlog: Backlog) -> SourcesOut:
    """All of it."""
    return SourcesOut(
        items=[_source_out(one) for one in found],
        backlog=BacklogOut(
            mails=backlog.depth, bytes=backlog.size, oldest=backlog.oldest, parked=backlog.parked
        ),
    )


def _source_out(one: SourceNow) -> SourceOut:
    fresh = one.freshness
    return SourceOut(
        source=fresh.source,
        newest=one.newest,
        newest_accepted=fresh.newest_accepted,
        accepted=fresh.accepted,
        accepted_at=fresh.accepted_at,
        stored=fresh.stored,
        stored_at=fresh.stored_at,
        waiting=fresh.waiting,
        unrecorded=one.unrecorded,
        lag=None if fresh.lag is None else _lag_out(fresh.lag),
        error=fresh.error,
        error_at=fresh.error_at,
    )


def _lag_out(lag: Lag) -> LagOut:
    return LagOut(last=lag.last, median=lag.median, p95=lag.p95, worst=lag.worst)
