"""How the world has moved on since a plan was frozen. The plan stays as it is; people should know.

Deliveries that newly match the filter are not in the plan; deliveries of the plan may lie elsewhere
by now, or not be found by the filter any more. Copies that senders keep are no deliveries of the
filter, and count as unchanged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from clawback.filters.parse import parse
from clawback.filters.tree import both
from clawback.model.actor import SYSTEM
from clawback.model.delivery import DeliveryKey
from clawback.model.labelled import Labelled
from clawback.model.location import DeliveryLocation
from clawback.remediation import records, target
from clawback.remediation.remediation import Remediation
from clawback.remediation.room import Room
from clawback.remediation.sieve import Sieve
from clawback.remediation.target import Target

_PAGE = 1000


class Drifted(Labelled):
    """Kinds of change since the freeze."""

    NEW = "new", "Matches now, is not in the plan"
    MOVED = "moved", "Lies elsewhere now"
    GONE = "gone", "Is not found by the filter any more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One delivery that changed; `then` is `None` when it is new, `now` when it is gone."""

    key: DeliveryKey
    then: DeliveryLocation | None
    now: DeliveryLocation | None

    @property
    def cursor(self) -> str:
        return f"{self.key.network_message_id} {self.key.recipient}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """Numbers of deliveries. `unchanged`, `moved` and `gone` add up to the plan's deliveries."""

    frozen_at: datetime
    looked_at: datetime
    unchanged: int
    new: int
    moved: int
    gone: int


def report(room: Room, remediation: Remediation) -> Drift:
    """Counts what changed."""
    counted = dict.fromkeys(Drifted, 0)
    for kind, _ in _changes(room, remediation):
        counted[kind] += 1
    changed = counted[Drifted.MOVED] + counted[Drifted.GONE]
    return Drift(
        frozen_at=remediation.terms.frozen_at,
        looked_at=room.clock.now(),
        unchanged=remediation.deliveries - changed,
        new=counted[Drifted.NEW],
        moved=counted[Drifted.MOVED],
        gone=counted[Drifted.GONE],
    )


def page(
    room: Room, remediation: Remediation, kind: Drifted, *, limit: int, after: str
) -> list[Moved]:
    """At most `limit` deliveries of one kind, in order of their keys, after this cursor."""
    every = (one for found, one in _changes(room, remediation) if found is kind)
    return sorted((one for one in every if one.cursor > after), key=lambda one: one.cursor)[:limit]


def _changes(room: Room, remediation: Remediation) -> Iterator[tuple[Drifted, Moved]]:
    then = {one.key: one.location for one in _frozen(room, remediation) if not one.sent}
    seen = set()
    for key, location in _now(room, remediation):
        before = then.get(key)
        seen.add(key)
        if before is None:
            yield Drifted.NEW, Moved(key=key, then=None, now=location)
        elif before is not location:
            yield Drifted.MOVED, Moved(key=key, then=before, now=location)
    for key, before in then.items():
        if key not in seen:
            yield Drifted.GONE, Moved(key=key, then=before, now=None)


def _now(room: Room, remediation: Remediation) -> Iterator[tuple[DeliveryKey, DeliveryLocation]]:
    terms = remediation.terms
    # As the house within the plan's scope: what is found does not depend on who looks at it.
    house = replace(SYSTEM, scope=terms.scope)
    with room.database.read() as connection:
        choice = records.choices.of(connection, remediation.id, terms.choice)
    query = room.ask(house, both(parse(terms.filter), choice.tree), terms.since, terms.until)
    for block in Sieve(choice).through(room.store.whereabouts(query)):
        for one in block:
            yield one.key, DeliveryLocation(one.location)


def _frozen(room: Room, remediation: Remediation) -> Iterator[Target]:
    first = 0
    while payloads := room.ledger.payloads(remediation.job, first, first + _PAGE - 1):
        for payload in payloads:
            yield target.decode(payload)
        first += _PAGE
