"""What the event store hears of campaigns: an event for each delivery, told until it was heard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from clawback.campaigns import records
from clawback.campaigns.campaign import Campaign, name_of
from clawback.campaigns.changes import records as moves
from clawback.campaigns.changes.change import Change
from clawback.campaigns.clustering import MatchedBy
from clawback.database import Database
from clawback.filters.tree import AnyOf
from clawback.model.clock import Clock
from clawback.model.delivery import Delivery, DeliveryKey, Whereabouts
from clawback.model.event import DeliveryEvent, EventSource, EventType
from clawback.model.message import Message
from clawback.model.spreadsheet import visible
from clawback.store.port import Query

_ASKED = 500  # messages in one question
_REASONS: Mapping[MatchedBy, str] = {
    MatchedBy.WORDS: "It reads like other mail of this campaign.",
    MatchedBy.SHAPE: "It looks like other mail of this campaign, with its subject or its name.",
    MatchedBy.FIRST: "It is the first mail that is known of this campaign.",
}


class Store(Protocol):
    """The event store, as far as it is needed here."""

    def amend(self, events: Sequence[DeliveryEvent]) -> None:
        """As `store.port.EventStore` says."""
        ...

    def message(self, network_message_id: str) -> Message | None:
        """As `store.port.EventStore` says."""
        ...

    def whereabouts(self, query: Query, *, size: int = 1000) -> Iterator[Sequence[Whereabouts]]:
        """As `store.port.EventStore` says."""
        ...


class Telling:
    """Twice is harmless, because ids of events are the same."""

    def __init__(self, database: Database, store: Store, clock: Clock) -> None:
        self._database = database
        self._store = store
        self._clock = clock

    def tell(self, rows: Mapping[str, Sequence[Delivery]]) -> None:
        """Of mail that was just stored, and of campaigns that were just found.

        Raises:
            UnavailableError: it is told another time.
        """
        with self._database.read() as connection:
            placed = records.placed(connection, rows)
            found = {one: records.members(connection, one.id) for one in records.untold(connection)}
            changed = moves.untold(connection)
        now = self._clock.now()
        self._amend(
            _event(campaign, row.key, why, now)
            for id_, (campaign, why) in placed.items()
            for row in rows[id_]
        )
        for one, members in found.items():
            self._tell_found(one, members)
        for change in changed:
            self._tell_moved(change)

    def _tell_found(self, one: Campaign, members: Mapping[str, MatchedBy]) -> None:
        """To all of its mail, which nobody knew to be part of it; only then it is shown."""
        now = self._clock.now()
        for keys in self._keys(members):
            self._amend(_event(one.id, key, members[key.network_message_id], now) for key in keys)
        subject = self._subject(members)
        with self._database.write() as connection:
            named = replace(one, subject=subject, name=name_of(subject, one.kind))
            records.told(connection, named)

    def _tell_moved(self, one: Change) -> None:
        """To all mail that a person moved; what was moved again since is told by that change."""
        with self._database.read() as connection:
            ids = moves.moved(connection, one.number)
        for keys in self._keys(ids):
            self._amend(_moved(one, key) for key in keys)
        with self._database.write() as connection:
            moves.told(connection, one.number)

    def _amend(self, events: Iterable[DeliveryEvent]) -> None:
        told = list(events)
        if told:
            self._store.amend(told)

    def _keys(self, ids: Iterable[str]) -> Iterator[list[DeliveryKey]]:
        asked = list(ids)
        for at in range(0, len(asked), _ASKED):
            tree = AnyOf("network_message_id", tuple(asked[at : at + _ASKED]))
            for block in self._store.whereabouts(Query(filter=tree, now=self._clock.now())):
                yield [
                    DeliveryKey(network_message_id=one.network_message_id, recipient=one.recipient)
                    for one in block
                ]

    def _subject(self, ids: Iterable[str]) -> str:
        """That of the first mail whose content is kept, in characters that a database can hold."""
        kept = (self._store.message(id_) for id_ in ids)
        return visible(next((one.subject for one in kept if one is not None), ""))


def _event(campaign: str, key: DeliveryKey, why: MatchedBy, now: datetime) -> DeliveryEvent:
    return DeliveryEvent(
        id=f"grouped:{campaign}:{key.network_message_id}:{key.recipient}",
        key=key,
        at=now,
        type=EventType.GROUPED,
        source=EventSource.SYSTEM,
        campaign_id=campaign,
        result=why.value,
        details=_REASONS[why],
    )


def _moved(one: Change, key: DeliveryKey) -> DeliveryEvent:
    return DeliveryEvent(
        id=f"grouped:{one.target}:{one.number}:{key.network_message_id}:{key.recipient}",
        key=key,
        at=one.at,
        type=EventType.GROUPED,
        source=EventSource.ADMIN,
        campaign_id=one.target,
        result=one.kind.value,
        details=f"{one.kind.label} from {one.origin} by {one.actor}. {one.reason}".rstrip(),
    )
