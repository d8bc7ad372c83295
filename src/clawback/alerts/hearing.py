"""Hears what is stored and what happens, and has policies take what fits them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from time import perf_counter
from typing import TypeVar

import structlog

from clawback.alerts.alert import Hit, mark_of
from clawback.alerts.asked import Asked
from clawback.alerts.fitting import Eyes, group_of, hits_of, keys_of, rows_of
from clawback.alerts.noticing import of_clicks, of_events
from clawback.alerts.policies import Policies
from clawback.alerts.raising import Fits, Raising
from clawback.alerts.signal import Signal
from clawback.filters.tree import Everything
from clawback.model.click import Click
from clawback.model.clock import Clock
from clawback.model.delivery import DeliveryKey, Row
from clawback.model.errors import ClawbackError, UnavailableError
from clawback.model.event import DeliveryEvent, EventType
from clawback.store.port import Batch

_log = structlog.stdlib.get_logger("clawback.alerts")
_Thing = TypeVar("_Thing")


@dataclass(slots=True)
class Figures:
    """Counted since this process started; `seconds` is time that writers waited."""

    deliveries: int = 0
    seconds: float = 0.0
    _turn: Lock = field(default_factory=Lock)

    def add(self, deliveries: int, seconds: float) -> None:
        with self._turn:
            self.deliveries += deliveries
            self.seconds += seconds


class Hearing:
    """A `store.overheard.Listener`. Safe to call from several threads.

    What is older than `fresh` raises no alert: whoever imports the mail of years wants none.
    """

    def __init__(
        self, policies: Policies, eyes: Eyes, raising: Raising, clock: Clock, fresh: timedelta
    ) -> None:
        self._policies, self._eyes, self._raising = policies, eyes, raising
        self._clock, self._fresh = clock, fresh
        self.figures = Figures()

    def stored(self, batch: Batch) -> None:
        """Asks policies about mail that came in. Raises `UnavailableError`."""
        started = perf_counter()
        _carefully(self._stored, batch)
        self.figures.add(len(batch.deliveries), perf_counter() - started)

    def amended(self, events: Sequence[DeliveryEvent]) -> None:
        """Asks policies about what happened to mail. Raises `UnavailableError`."""
        mine = [one for one in events if one.type is not EventType.ALERTED]
        if mine:
            _carefully(self._amended, mine)

    def clicked(self, clicks: Sequence[Click]) -> None:
        """Asks policies about clicks, and about the mail that they were in."""
        _carefully(self._clicked, clicks)

    def signalled(self, signals: Sequence[Signal]) -> None:
        """Asks policies about signals; the port of whatever happens elsewhere.

        Raises:
            UnavailableError: the database does not answer; tell it again.
        """
        _carefully(self._signals, signals)

    def _stored(self, batch: Batch) -> None:
        now = self._clock.now()
        since = now - self._fresh
        rows = rows_of(batch, since)
        if not rows:
            return
        asked = [one for one in self._policies.asked() if one.policy.condition.signal is None]
        self._take(asked, lambda one: hits_of(one, self._fitting(one, rows, now, since)))

    def _fitting(
        self, asked: Asked, rows: Sequence[Row], now: datetime, since: datetime
    ) -> Iterable[Row]:
        if asked.history:
            return self._eyes.stored(asked, keys_of(row.delivery for row in rows), now, since)
        return self._eyes.in_memory(asked, rows, now)

    def _amended(self, events: Sequence[DeliveryEvent]) -> None:
        self._again([one.key for one in events])
        self._signals([*of_events(events)])

    def _clicked(self, clicks: Sequence[Click]) -> None:
        self._again([one.key for one in clicks])
        self._signals([*of_clicks(clicks)])

    def _again(self, keys: Sequence[DeliveryKey]) -> None:
        """Policies whose filters ask about later facts look at this mail once more."""
        asked = [
            one for one in self._policies.asked() if one.grows and not one.policy.condition.signal
        ]
        now = self._clock.now()
        self._take(
            asked,
            lambda one: hits_of(one, self._eyes.stored(one, keys, now, now - self._fresh)),
        )

    def _signals(self, signals: Sequence[Signal]) -> None:
        now = self._clock.now()
        fresh = [one for one in signals if one.at >= now - self._fresh]
        kinds = {one.kind for one in fresh}
        asked = [one for one in self._policies.asked() if one.policy.condition.signal in kinds]
        self._take(asked, lambda one: self._hits(one, fresh, now))

    def _take(self, asked: Sequence[Asked], find: Callable[[Asked], list[Hit]]) -> None:
        """A policy that cannot be asked any more holds up no other."""
        found = []
        for one in asked:
            try:
                found.append(Fits(policy=one.policy, hits=find(one)))
            except UnavailableError:
                raise
            except ClawbackError as error:
                _log.warning("alert_policy_unasked", policy=one.policy.id, error=error.code)
        self._raising.take(found)

    def _hits(self, asked: Asked, told: Sequence[Signal], now: datetime) -> list[Hit]:
        signals = [one for one in told if one.kind is asked.policy.condition.signal]
        narrowed, by = not isinstance(asked.tree, Everything), asked.policy.trigger.by
        rows: Mapping[DeliveryKey, Row] = {}
        if narrowed or by:
            keys = [one.key for one in signals if one.key is not None]
            oldest = datetime.min.replace(tzinfo=now.tzinfo)
            rows = {row.delivery.key: row for row in self._eyes.stored(asked, keys, now, oldest)}
        found = [(one, rows.get(one.key) if one.key else None) for one in signals]
        return [
            _hit(one, group_of(asked, row) if row else "")
            for one, row in found
            if row or not narrowed
        ]


def _hit(signal: Signal, group: str) -> Hit:
    known = signal.key if signal.key and signal.key.network_message_id else None
    return Hit(
        mark=mark_of(signal.kind.value, signal.id),
        at=signal.at,
        group=group,
        key=known,
        summary=signal.details or signal.kind.label,
    )


def _carefully(hear: Callable[[_Thing], None], told: _Thing) -> None:
    """A fault of ours holds nothing up: what was stored is stored."""
    try:
        hear(told)
    except UnavailableError:
        raise
    except Exception:  # noqa: BLE001 - as said above
        _log.exception("alerts_unheard")
