"""Looks for the rows of facts in the event store, many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from clawback.filters.tree import AnyOf, Filter, Wildcard
from clawback.ingest.logs.facts import Fact
from clawback.ingest.logs.matching import bare, rows_of
from clawback.model.clock import Clock
from clawback.model.delivery import Row
from clawback.model.event import DeliveryEvent
from clawback.store.port import Page, Query

MOST = 200  # facts that are looked for at a time
_ROWS = 5000
_AROUND = timedelta(hours=1)  # of a fact without a Message-ID


class Store(Protocol):
    """The event store, as far as it is needed here."""

    def page(self, query: Query, *, limit: int) -> Page:
        """As `store.port.EventStore` says."""
        ...

    def amend(self, events: Sequence[DeliveryEvent]) -> None:
        """As `store.port.EventStore` says."""
        ...


class Finder:
    """Finds what facts are about, as the store stands now."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def rows(self, facts: Sequence[Fact]) -> list[Sequence[Row]]:
        """The rows of each of these facts (at most `MOST`), none for one that is not stored."""
        named = self._named({fact.message_id for fact in facts if fact.message_id})
        carried = self._carried([fact for fact in facts if _needs_queue_id(fact, named)])
        return [self._of(fact, named, carried) for fact in facts]

    def _of(
        self, fact: Fact, named: dict[str, list[Row]], carried: dict[str, list[Row]]
    ) -> Sequence[Row]:
        by_queue = carried.get(fact.queue_id, [])
        ids = frozenset(row.delivery.network_message_id for row in by_queue)
        candidates = named.get(bare(fact.message_id), []) if fact.message_id else by_queue
        return rows_of(fact, candidates, ids)

    def _named(self, message_ids: Iterable[str]) -> dict[str, list[Row]]:
        wanted = tuple(sorted(message_ids))
        found: dict[str, list[Row]] = {}
        if wanted:
            for row in self._ask(AnyOf("internet_message_id", wanted)):
                found.setdefault(bare(row.delivery.internet_message_id), []).append(row)
        return found

    def _carried(self, facts: Sequence[Fact]) -> dict[str, list[Row]]:
        """By the queue id that stands in a `Received` line; asked one by one, and seldom."""
        found: dict[str, list[Row]] = {}
        for fact in facts:
            if fact.queue_id not in found:
                test = Wildcard("header.received", f"*id {fact.queue_id}*")
                since, until = fact.at - _AROUND, fact.at + _AROUND
                found[fact.queue_id] = list(self._ask(test, since=since, until=until))
        return found

    def _ask(
        self, part: Filter, since: datetime | None = None, until: datetime | None = None
    ) -> Sequence[Row]:
        query = Query(filter=part, now=self._clock.now(), since=since, until=until)
        return self._store.page(query, limit=_ROWS).rows


def _needs_queue_id(fact: Fact, named: dict[str, list[Row]]) -> bool:
    """Whether the Message-ID alone does not tell which mail it is."""
    if not fact.queue_id:
        return False
    known = named.get(bare(fact.message_id), []) if fact.message_id else []
    messages = {row.delivery.network_message_id for row in known}
    return len(messages) > 1 or not fact.message_id
