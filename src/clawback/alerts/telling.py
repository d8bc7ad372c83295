"""Tells timelines of which alerts their deliveries are part, so that a filter finds them."""

from __future__ import annotations

from clawback.alerts.records import hits
from clawback.alerts.records.hits import Part
from clawback.database import Database
from clawback.model.clock import Clock
from clawback.model.event import DeliveryEvent, EventSource, EventType
from clawback.store.port import EventStore

_BLOCK = 1000


class Telling:
    """For one thread. Twice is harmless, because ids of events are the same."""

    def __init__(self, database: Database, store: EventStore, clock: Clock) -> None:
        self._database, self._store, self._clock = database, store, clock

    def tell(self) -> None:
        """Tells all of it.

        Raises:
            UnavailableError: the event store does not take it; it is told another time.
        """
        while True:
            with self._database.read() as connection:
                block = hits.untold(connection, limit=_BLOCK)
            if not block:
                return
            self._store.amend([self._event(one) for one in block])
            with self._database.write() as connection:
                hits.told(connection, block)

    def _event(self, one: Part) -> DeliveryEvent:
        return DeliveryEvent(
            id=f"alerted:{one.alert}:{one.mark}",
            key=one.key,
            at=self._clock.now(),
            type=EventType.ALERTED,
            source=EventSource.SYSTEM,
            alert_id=one.alert,
            alert_policy_id=one.policy,
            details=one.summary,
        )
