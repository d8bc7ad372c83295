"""Puts mail to its like before it is stored, and finds the campaigns among it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from threading import Lock

from clawback.campaigns import records
from clawback.campaigns.campaign import Campaign, Kind, Member, Rule, kind_of
from clawback.campaigns.clustering import WINDOW, Clustering, MatchedBy
from clawback.campaigns.membership import records as words
from clawback.campaigns.signature import Signature, signature
from clawback.campaigns.telling import Store, Telling
from clawback.database import Connection, Database
from clawback.model.clock import Clock
from clawback.model.delivery import Delivery, DeliveryKey
from clawback.model.identifier import new_id
from clawback.model.message import Message
from clawback.model.replacing import replaced
from clawback.model.verdict import ThreatType
from clawback.store.port import Batch


class Grouping:
    """Safe to call from several threads, which take turns.

    What was put down in the database is told to the event store afterwards, again where that did
    not hear of it; mail that comes twice stays where it is.
    """

    def __init__(self, database: Database, store: Store, clock: Clock, rule: Rule) -> None:
        self._database = database
        self._clock = clock
        self._rule = rule
        self._telling = Telling(database, store, clock)
        self._turn = Lock()
        self._clustering: Clustering | None = None

    def place(self, batch: Batch) -> Batch:
        """The batch with the cluster of each mail; to be called before it is stored.

        Raises:
            UnavailableError: the database does not answer.
        """
        rows = _by_message(batch.deliveries)
        # One message comes once for each envelope it was sent in.
        told = {one.network_message_id: one for one in batch.messages}
        messages = [one for id_, one in told.items() if id_ in rows]
        with self._turn:
            try:
                with self._database.write() as connection:
                    placed = self._place(connection, messages, rows)
            except BaseException:
                self._clustering = None  # it knows what was not written down
                raise
        return replace(
            batch,
            deliveries=tuple(
                replaced(row, cluster_id=placed.get(row.network_message_id, ""))
                for row in batch.deliveries
            ),
        )

    def nearest(self, message: Message, at: datetime, *, seconds: float) -> str:
        """The cluster that a mail would be put to that came then; nothing is written down.

        Empty where it would be the first of one, or where no turn is to be had in so many seconds.
        """
        kept = signature(message.imprint, message.sender.display_name)
        if not kept.tells or not self._turn.acquire(timeout=seconds):
            return ""
        try:
            return self._clustering.nearest(kept, at) if self._clustering else ""
        finally:
            self._turn.release()

    def stored(self, batch: Batch) -> None:
        """To be called when a batch was stored, and again with the same one after a failure.

        Raises:
            UnavailableError: the database or the event store does not answer.
        """
        self._telling.tell(_by_message(batch.deliveries))

    def judged(self, keys: Iterable[DeliveryKey], threats: tuple[ThreatType, ...]) -> None:
        """Delivered mail is held for something else from now on, or for nothing.

        Raises:
            UnavailableError: the database or the event store does not answer.
        """
        ids = {key.network_message_id for key in keys}
        with self._turn, self._database.write() as connection:
            self._look(connection, records.held_for(connection, ids, threats))
        self._telling.tell({})

    @contextmanager
    def rearranging(self) -> Iterator[Connection]:
        """A transaction that moves mail between clusters, while none is put to one.

        What is in memory is read anew afterwards, and the event store is told.

        Raises:
            UnavailableError: the database does not answer, or the event store, which is told later.
        """
        with self._turn:
            self._clustering = None
            with self._database.write() as connection:
                yield connection
        self._telling.tell({})

    def forget(self) -> int:
        """Forgets where old mail was put that is in no campaign; says how much it was."""
        with self._turn, self._database.write() as connection:
            forgotten = records.forget(connection, self._clock.now() - 2 * WINDOW)
            words.forget(connection)
            return forgotten

    def _place(
        self,
        connection: Connection,
        messages: Sequence[Message],
        rows: Mapping[str, Sequence[Delivery]],
    ) -> dict[str, str]:
        """The cluster of each message that says enough to have one."""
        clustering, known = self._ready(connection), records.clusters_of(connection, rows)
        put = [
            self._member(clustering, message, kept, rows[message.network_message_id])
            for message in messages
            if message.network_message_id not in known
            and (kept := signature(message.imprint, message.sender.display_name)).tells
        ]
        records.add(connection, put)
        members = [member for member, _ in put]
        joined = {one.cluster for one in members if one.matched_by is not MatchedBy.FIRST}
        campaigns = records.among(connection, joined)
        _grow(connection, [one for one in members if one.cluster in campaigns])
        self._look(connection, records.suspected(connection, joined - campaigns.keys()))
        return known | {one.network_message_id: one.cluster for one in members}

    def _member(
        self,
        clustering: Clustering,
        message: Message,
        kept: Signature,
        rows: Sequence[Delivery],
    ) -> tuple[Member, Signature | None]:
        at = min(row.time_received for row in rows)
        assigned = clustering.assign(kept, at, partial(new_id, "G", self._clock.now()))
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
            found_at=self._clock.now(),
            first=first,
            last=last,
            mails=mails,
        )
        records.found(connection, made)


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
