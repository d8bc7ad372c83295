"""Every source as it stands: what this server heard of it, and what the store has of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from clawback.filters.tree import AnyOf
from clawback.ingest.freshness import Freshness, Watch
from clawback.ingest.unrecorded import Unrecorded
from clawback.store.port import EventStore, Query

_MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceNow:
    """A source; `newest` is when the newest delivery of it that can be searched was received.

    `unrecorded` counts the mails that passed it, could not be recorded and are still missed.
    """

    freshness: Freshness
    newest: datetime | None
    unrecorded: int = 0


def sources_now(
    watch: Watch,
    store: EventStore,
    unrecorded: Unrecorded,
    *,
    configured: Collection[str],
    now: datetime,
) -> list[SourceNow]:
    """By name: those that are set up, were heard of, miss mail, or have mail in the store."""
    missed = unrecorded.by_source()
    heard = {one.source: one for one in watch.sources()}
    stored = {one.value for one in store.top(Query(now=now), field="source", limit=_MOST)}
    return [
        SourceNow(
            freshness=heard.get(name, Freshness(source=name)),
            newest=_newest(store, name, now) if name in stored else None,
            unrecorded=missed.get(name, 0),
        )
        for name in sorted({*heard, *stored, *missed, *configured})
    ]


def _newest(store: EventStore, source: str, now: datetime) -> datetime | None:
    found = store.page(Query(filter=AnyOf("source", (source,)), now=now), limit=1).rows
    return found[0].delivery.time_received if found else None
