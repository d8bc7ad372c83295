"""Mail that an import finds again: what was stored stays, and whether it has been read is noted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from clawback.model.clock import Clock
from clawback.model.delivery import Delivery, DeliveryKey, Row
from clawback.model.event import DeliveryEvent, EventSource, EventType
from clawback.store.port import Batch


class Keeper(Protocol):
    """The event store, as far as it is needed here."""

    def rows(self, keys: Sequence[DeliveryKey]) -> Sequence[Row]:
        """As `store.port.EventStore` says."""
        ...

    def amend(self, events: Sequence[DeliveryEvent]) -> None:
        """As `store.port.EventStore` says."""
        ...


class SeenAgain:
    """Compares what mailboxes show with what is known, and appends an event where they differ."""

    def __init__(self, store: Keeper, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def tell(self, batch: Batch) -> None:
        """To be called after a batch was appended, some of which the store had already."""
        shown = {each.key: each for each in batch.deliveries if each.read is not None}
        rows = self._store.rows(list(shown)) if shown else ()
        events = [
            self._event(shown[row.delivery.key])
            for row in rows
            if row.delivery.key in shown and row.latest.read != shown[row.delivery.key].read
        ]
        if events:
            self._store.amend(events)

    def _event(self, delivery: Delivery) -> DeliveryEvent:
        now = self._clock.now()
        key = delivery.key
        return DeliveryEvent(
            id=f"read:{key.network_message_id}:{key.recipient}:{now.isoformat()}",
            key=key,
            at=now,
            type=EventType.LOCATED,
            source=EventSource.SYSTEM,
            read=delivery.read,
            details="An import found it read." if delivery.read else "An import found it unread.",
        )
