"""Alerts on a store in memory: the doors, and what hears."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from clawback.alerts.alerts import Alerts
from clawback.alerts.asked import Reader
from clawback.alerts.channels.channel import Channel
from clawback.alerts.courier import Courier
from clawback.alerts.fitting import Eyes
from clawback.alerts.hearing import Hearing
from clawback.alerts.outbox import Outbox
from clawback.alerts.policies import Policies
from clawback.alerts.raising import Raising
from clawback.alerts.telling import Telling
from clawback.alerts.trying import Trying
from clawback.app import asker
from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.filters.errors import FilterError
from clawback.filters.lists import Lists
from clawback.filters.tree import Filter
from clawback.model.clock import Clock
from clawback.model.tags import NO_TAGS, Tags
from clawback.store.overheard import Listeners, overheard
from clawback.store.port import EventStore


@dataclass(frozen=True, kw_only=True)
class Desk:
    """All of the room; what is written to `store` is heard."""

    store: EventStore
    alerts: Alerts
    policies: Policies
    outbox: Outbox
    trying: Trying
    hearing: Hearing
    telling: Telling

    def for_routes(self) -> dict[type[object], object]:
        return {
            Alerts: self.alerts,
            Policies: self.policies,
            Outbox: self.outbox,
            Trying: self.trying,
        }


def _no_query(query_id: str) -> Filter:
    raise FilterError(f"There is no shared saved query {query_id!r}.")


def desk_on(
    store: EventStore,
    database: Database,
    clock: Clock,
    lists: Lists,
    *,
    tags: Tags = NO_TAGS,
    channels: Sequence[Channel] = (),
    saved: Callable[[str], Filter] = _no_query,
    named: Callable[[str], str | None] = lambda _: None,
) -> Desk:
    """The room around a store; policies are read anew each time."""
    trail, names = Trail(database, clock), [one.name for one in channels]
    ticks = iter(range(1_000_000_000))
    reader = Reader(lists, tags, saved)
    policies = Policies(
        database, trail, clock, reader=reader, channels=names, elapsed=lambda: float(next(ticks))
    )
    raising = Raising(database, clock, names)
    hearing = Hearing(policies, Eyes(store, reader), raising, clock, timedelta(days=1))
    listeners = Listeners()
    listeners.add(hearing)
    couriers = [Courier(database, clock, one, pages="https://mail.example") for one in channels]
    return Desk(
        store=overheard(store, listeners),
        alerts=Alerts(database, trail, clock, tags=tags, named=named),
        policies=policies,
        outbox=Outbox(
            database, trail, clock, couriers=couriers, kinds=dict.fromkeys(names, "memory")
        ),
        trying=Trying(policies, store, clock, asker(lists, tags, clock)),
        hearing=hearing,
        telling=Telling(database, store, clock),
    )
