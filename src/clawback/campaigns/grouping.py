"""Puts mail to its like as it is stored, and finds the campaigns among it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from threading import Lock
from typing import Protocol

from clawback.campaigns import records
from clawback.campaigns.campaign import Campaign, Kind, Member, Rule, kind_of, name_of
from clawback.campaigns.clustering import WINDOW, Clustering, MatchedBy
from clawback.campaigns.signature import Signature, signature
from clawback.database import Connection, Database
from clawback.filters.tree import AnyOf
from clawback.model.clock import Clock
from clawback.model.delivery import Delivery, DeliveryKey, Whereabouts
from clawback.model.event import DeliveryEvent, EventSource, EventType
from clawback.model.identifier import new_id
from clawback.model.message import Message
from clawback.model.verdict import ThreatType
from clawback.store.port import Batch, Query

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


class Grouping:
    """Safe to call from several threads, which take turns.

    What was put down in the database is told to the event store afterwards, again where that did
    not hear of it; mail that comes twice stays where it is.
    """

    def __init__(self, database: Database, store: Store, clock: Clock, rule: Rule) -> None:
        self._database = database
        self._store = store
        self._clock = clock
        self._rule = rule
        self._turn = Lock()
        self._clustering: Clustering | None = None

    def tell(self, batch: Batch) -> None:
        """To be called when a batch was stored, and again with the same one after a failure.

        Raises:
            UnavailableError: the database or the event store does not answer.
        """
        with self._turn:
            rows = _by_message(batch.deliveries)
            messages = [one for one in batch.messages if one.network_message_id in rows]
            try:
                with self._database.write() as connection:
                    self._put(connection, messages, rows)
            except BaseException:
                self._clustering = None  # it knows what was not written down
                raise
            self._tell_of(rows)
            self._tell_found()

    def judged(self, keys: Iterable[DeliveryKey], threats: tuple[ThreatType, ...]) -> None:
        """Delivered mail is held for something else from now on, or for nothing.

        Raises:
            UnavailableError: the database or the event store does not answer.
        """
        with self._turn:
            with self._database.write() as connection:
                ids = {key.network_message_id for key in keys}
                self._look(connection, records.held_for(connection, ids, threats))
            self._tell_found()

    def forget(self) -> int:
        """Forgets where old mail was put that is in no campaign; says how much it was."""
        with self._database.write() as connection:
            return records.forget(connection, self._clock.now() - 2 * WINDOW)

    def _put(
        self,
        connection: Connection,
        messages: Sequence[Message],
        rows: Mapping[str, Sequence[Delivery]],
    ) -> None:
        clustering = self._ready(connection)
        known = records.known(connection, rows)
        put = [
            self._member(clustering, message, rows[message.network_message_id])
            for message in messages
            if message.network_message_id not in known
        ]
        records.add(connection, put)
        members = [member for member, _ in put]
        joined = {one.cluster for one in members if one.matched_by is not MatchedBy.FIRST}
        campaigns = records.among(connection, joined)
        _grow(connection, [one for one in members if one.cluster in campaigns])
        self._look(connection, records.suspected(connection, joined - campaigns.keys()))

    def _member(
        self, clustering: Clustering, message: Message, rows: Sequence[Delivery]
    ) -> tuple[Member, Signature | None]:
        at = min(row.time_received for row in rows)
        kept = signature(message.imprint, message.sender.display_name)
        assigned = clustering.assign(kept, at, partial(new_id, "C", self._clock.now()))
        member = Member(
            network_message_id=message.network_message_id,
            cluster=assigned.cluster,
            at=at,
            matched_by=assigned.matched_by,
            likeness=assigned.likeness,
            threats=tuple(sorted({threat for row in rows for threat in row.threat_type})),
        )
        return member, kept if assigned.represents else None

    def _ready(self, connection: Connection) -> Clustering:
        """All clusters that are known; read anew at a start, and after a failure."""
        if self._clustering is None:
            seen, clustering = records.last_seen(connection), Clustering()
            for cluster, kept in records.representatives(connection):
                clustering.remember(kept, cluster, seen[cluster])
            self._clustering = clustering
        return self._clustering

    def _look(self, connection: Connection, clusters: Collection[str]) -> None:
        """Whether one of these has become a campaign, or is for something else now."""
        campaigns = records.among(connection, clusters)
        for cluster in sorted(clusters):
            makeup = records.makeup(connection, cluster)
            held_for = [threat for threat, count in makeup.held_for.items() if count]
            if cluster in campaigns:
                if held_for:
                    records.retyped(connection, cluster, kind_of(held_for))
            elif self._rule.makes(makeup):
                self._found(connection, cluster, kind_of(held_for), makeup.mails)

    def _found(self, connection: Connection, cluster: str, kind: Kind, mails: int) -> None:
        first, last = records.span(connection, cluster)
        made = Campaign(
            id=cluster,
            kind=kind,
            name="",
            subject="",
            found_at=self._clock.now(),
            first=first,
            last=last,
            mails=mails,
        )
        records.found(connection, made)

    def _tell_of(self, rows: Mapping[str, Sequence[Delivery]]) -> None:
        """That mail which was just stored belongs to campaigns that are known."""
        with self._database.read() as connection:
            placed = records.placed(connection, rows)
        now = self._clock.now()
        events = [
            _event(campaign, row.key, why, now)
            for id_, (campaign, why) in placed.items()
            for row in rows[id_]
        ]
        if events:
            self._store.amend(events)

    def _tell_found(self) -> None:
        """That a campaign was found, to all of its mail; only then it is shown."""
        with self._database.read() as connection:
            found = {one: records.members(connection, one.id) for one in records.untold(connection)}
        for one, members in found.items():
            for keys in self._keys(members):
                now = self._clock.now()
                self._store.amend(
                    [_event(one.id, key, members[key.network_message_id], now) for key in keys]
                )
            named = _named(one, self._subject(members))
            with self._database.write() as connection:
                records.told(connection, named)

    def _keys(self, ids: Iterable[str]) -> Iterator[Sequence[DeliveryKey]]:
        asked = list(ids)
        for at in range(0, len(asked), _ASKED):
            tree = AnyOf("network_message_id", tuple(asked[at : at + _ASKED]))
            query = Query(filter=tree, now=self._clock.now())
            for block in self._store.whereabouts(query):
                yield [
                    DeliveryKey(network_message_id=one.network_message_id, recipient=one.recipient)
                    for one in block
                ]

    def _subject(self, ids: Iterable[str]) -> str:
        """That of the first mail whose content is kept."""
        kept = (self._store.message(id_) for id_ in ids)
        return next((one.subject for one in kept if one is not None), "")


def _by_message(rows: Iterable[Delivery]) -> dict[str, list[Delivery]]:
    found = defaultdict[str, list[Delivery]](list)
    for row in rows:
        found[row.network_message_id].append(row)
    return found


def _grow(connection: Connection, members: Iterable[Member]) -> None:
    """Campaigns that mail was put to."""
    came = defaultdict[str, list[datetime]](list)
    for one in members:
        came[one.cluster].append(one.at)
    for cluster, at in sorted(came.items()):
        records.grown(connection, cluster, mails=len(at), first=min(at), last=max(at))


def _named(one: Campaign, subject: str) -> Campaign:
    return replace(one, subject=subject, name=name_of(subject, one.kind))


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
