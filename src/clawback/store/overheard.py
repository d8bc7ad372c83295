"""An event store whose writing is told to whoever listens, before the writer goes on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, cast

from clawback.model.click import Click
from clawback.model.event import DeliveryEvent
from clawback.store.port import Appended, Batch, EventStore


class Listener(Protocol):
    """Hears what is stored, on the thread that stored it.

    What raises `UnavailableError` has the writer write again, which the store leaves out and the
    listener hears again: nothing that is stored goes unheard, whenever a process ends.
    """

    def stored(self, batch: Batch) -> None:
        """These can be searched now, or could before."""
        ...

    def amended(self, events: Sequence[DeliveryEvent]) -> None:
        """These were appended to timelines, now or before."""
        ...

    def clicked(self, clicks: Sequence[Click]) -> None:
        """These were recorded, now or before."""
        ...


class Listeners:
    """Those who listen; they are added while everything is built."""

    def __init__(self) -> None:
        self._all: list[Listener] = []

    def add(self, listener: Listener) -> None:
        self._all.append(listener)

    def stored(self, batch: Batch) -> None:
        for one in self._all:
            one.stored(batch)

    def amended(self, events: Sequence[DeliveryEvent]) -> None:
        for one in self._all:
            one.amended(events)

    def clicked(self, clicks: Sequence[Click]) -> None:
        for one in self._all:
            one.clicked(clicks)


def overheard(store: EventStore, listeners: Listeners) -> EventStore:
    """The store, with every writing told to the listeners once it is durable."""
    # All but the three goes straight to the store, so it keeps the port as the store does.
    return cast("EventStore", _Overheard(store, listeners))


class _Overheard:
    def __init__(self, store: EventStore, listeners: Listeners) -> None:
        self._store, self._listeners = store, listeners

    def append(self, batch: Batch) -> Appended:
        appended = self._store.append(batch)
        self._listeners.stored(batch)
        return appended

    def amend(self, events: Sequence[DeliveryEvent]) -> None:
        self._store.amend(events)
        self._listeners.amended(events)

    def record_clicks(self, clicks: Sequence[Click]) -> None:
        self._store.record_clicks(clicks)
        self._listeners.clicked(clicks)

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)
