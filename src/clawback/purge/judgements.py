"""The one door to second thoughts: judges delivered mail again, and has it pulled back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from clawback.audit.action import AuditAction
from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.filters.parse import parse
from clawback.filters.tree import Filter
from clawback.identity.role import Permission, codes
from clawback.model.actor import SYSTEM, Actor, ActorKind
from clawback.model.clock import Clock
from clawback.model.delivery import DeliveryKey, Whereabouts
from clawback.model.errand import Errand, on
from clawback.model.errors import BadInputError, ClawbackError, NotFoundError, UnavailableError
from clawback.model.event import DeliveryEvent, EventSource, EventType
from clawback.model.identifier import new_id
from clawback.model.location import AdditionalAction
from clawback.model.verdict import ThreatType
from clawback.model.version import Version, version_text
from clawback.purge import records
from clawback.purge.answering import Answering
from clawback.purge.judgement import Cause, Judgement, State, Verdict, Wish
from clawback.purge.policy import PurgePolicy, not_yet
from clawback.remediation.remediations import Remediations
from clawback.remediation.room import Ask
from clawback.store.port import EventStore, Query

_BLOCK = 1000  # deliveries
_WATCHED = 50  # judgements
_log = structlog.stdlib.get_logger("clawback.purge")


Heard = Callable[[Iterable[DeliveryKey], tuple[ThreatType, ...]], None]


class JudgementMissingError(NotFoundError):
    """There is no such judgement."""

    code = "judgement_missing"


class EmptyFilterError(BadInputError):
    """A judgement needs a filter: without one it would be of all mail there is."""

    code = "empty_filter"


HOUSE = replace(
    SYSTEM,
    permissions=codes(
        (Permission.REMEDIATE_DRAFT, Permission.REMEDIATE_PROPOSE, Permission.REMEDIATE_START)
    ),
)
"""Who judges where a list grew: it may do what a responder may, and reads no mail."""


class StoppingError(UnavailableError):
    """The server is being stopped. Judge again when it is back."""

    code = "stopping"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the room stands on. `ask` makes the store's question, within an actor's scope.

    `heard` is told what mail is held for from now on.
    """

    database: Database
    store: EventStore
    trail: Trail
    clock: Clock
    ask: Ask
    remediations: Remediations
    heard: Heard


class Judgements:
    """One judgement at a time, in a thread of its own. Safe to call from several threads."""

    def __init__(self, ground: Ground, policy: PurgePolicy) -> None:
        self.policy, self.ground = policy, ground
        self._ground = ground
        self._answering = Answering(ground.remediations, policy)
        self._stopping = threading.Event()
        self._crew = ThreadPoolExecutor(1, thread_name_prefix="judgements")

    def begin(self, wish: Wish, actor: Actor) -> Judgement:
        """Writes a judgement down and begins with it; gives it as it begins.

        Raises:
            FilterError: the filter cannot be read, or not by this actor.
            EmptyFilterError: there is none.
            StoppingError: the server stops.
        """
        ground, now = self._ground, self._ground.clock.now()
        if not wish.filter.strip():
            raise EmptyFilterError
        tree = parse(wish.filter)
        wish = replace(wish, since=self.policy.since(wish.since, now))
        self._query(wish, tree, actor)
        if self._stopping.is_set():
            raise StoppingError
        made = Judgement(
            id=new_id("J", now),
            wish=wish,
            at=now,
            by=actor.id,
            by_name=actor.name,
            scope=actor.scope,
        )
        with ground.database.write() as connection:
            records.add(connection, made)
            ground.trail.record(
                connection,
                actor,
                AuditAction.DELIVERY_JUDGE,
                f"judgement:{made.id}",
                details={
                    "verdict": wish.verdict.value,
                    "cause": wish.cause.value,
                    "filter": wish.filter,
                    "reason": wish.reason,
                },
            )
        self._crew.submit(self._carry_out, made, tree, actor)
        return made

    def get(self, judgement_id: str, actor: Actor) -> Judgement:
        """A judgement as it stands.

        Raises:
            JudgementMissingError: there is none, or it reaches beyond the actor's scope.
        """
        with self._ground.database.read() as connection:
            found = records.find(connection, judgement_id)
        if found is None or not actor.scope.includes(found.scope):
            raise JudgementMissingError
        return found

    def newest(self, actor: Actor, *, limit: int, before: str | None = None) -> list[Judgement]:
        """What the actor may see, newest first; `before` is the last id of the page before."""
        found: list[Judgement] = []
        while len(found) < limit:
            with self._ground.database.read() as connection:
                page = records.newest(connection, limit=limit, before=before)
            found += [one for one in page if actor.scope.includes(one.scope)]
            if len(page) < limit:
                break
            before = page[-1].id
        return found[:limit]

    def versions(self) -> list[Version]:
        """How the last ones stand, for those who watch."""
        with self._ground.database.read() as connection:
            found = records.newest(connection, limit=_WATCHED)
        return [
            Version(
                id=one.id,
                scope=one.scope,
                text=version_text(one.state, one.deliveries, one.answer, one.remediation),
            )
            for one in found
        ]

    def recover(self) -> None:
        """At a start: what the server's end broke off failed; what the house judged begins anew.

        Nobody else would ask again: to whoever looks at lists, those entries are known.
        """
        for one in self._break_off(*Cause):
            if one.wish.cause is not Cause.PERSON:
                self.begin(one.wish, HOUSE)

    def stop(self) -> None:
        """Ends what is under way after the block it is at."""
        self._stopping.set()
        self._crew.shutdown(cancel_futures=True)
        self._break_off(Cause.PERSON)  # the others wait for the next start

    def _break_off(self, *causes: Cause) -> list[Judgement]:
        with self._ground.database.write() as connection:
            found = [one for one in records.under_way(connection) if one.wish.cause in causes]
            for one in found:
                records.change(connection, _broken_off(one, self._ground.clock.now()))
        return found

    def _carry_out(self, made: Judgement, tree: Filter, actor: Actor) -> None:
        try:
            with on(Errand(patient=True)):
                made = self._judge(made, tree, actor)
                if not self._stopping.is_set():
                    made = self._answering.answer(made, tree, actor)
                    self._keep(replace(made, state=State.DONE, ended_at=self._ground.clock.now()))
        except ClawbackError as error:
            self._fail(made, str(error))
        except Exception as error:  # noqa: BLE001 - whoever looks must learn of it
            _log.error("judgement_failed", exc_info=error)
            self._fail(made, f"A fault in Clawback itself: {type(error).__name__}.")

    def _judge(self, made: Judgement, tree: Filter, actor: Actor) -> Judgement:
        """Appends the verdict to every delivery that is held for something else so far."""
        wish, store = made.wish, self._ground.store
        query = self._query(wish, not_yet(tree, wish.verdict), actor)
        for block in store.whereabouts(query, size=_BLOCK):
            if self._stopping.is_set():
                break
            store.amend(list(_events(made, actor, block, self._ground.clock.now())))
            if wish.cause is not Cause.CAMPAIGN:  # its own word makes no campaign worse
                self._ground.heard(_keys(block), wish.verdict.threats)
            made = replace(made, deliveries=made.deliveries + len(block))
            self._keep(made)
        return made

    def _query(self, wish: Wish, tree: Filter, actor: Actor) -> Query:
        return self._ground.ask(actor, tree, wish.since, wish.until)

    def _keep(self, made: Judgement) -> None:
        with self._ground.database.write() as connection:
            records.change(connection, made)

    def _fail(self, made: Judgement, trouble: str) -> None:
        """What had been judged by then stays counted."""
        with self._ground.database.write() as connection:
            kept = records.find(connection, made.id) or made
            ended = self._ground.clock.now()
            failed = replace(kept, state=State.FAILED, trouble=trouble, ended_at=ended)
            records.change(connection, failed)


def _broken_off(made: Judgement, now: datetime) -> Judgement:
    trouble = "The server stopped meanwhile. Judge again: what is judged already is left alone."
    return replace(made, state=State.FAILED, trouble=trouble, ended_at=now)


def _events(
    made: Judgement, actor: Actor, block: Sequence[Whereabouts], now: datetime
) -> Iterator[DeliveryEvent]:
    wish = made.wish
    for key in _keys(block):
        yield DeliveryEvent(
            id=f"{made.id}:{key.network_message_id}:{key.recipient}",
            key=key,
            at=now,
            type=EventType.JUDGED,
            source=EventSource.SYSTEM if actor.kind is ActorKind.SYSTEM else EventSource.ADMIN,
            actor=made.by_name,
            additional_action=(
                AdditionalAction.REPROCESSED if wish.verdict is Verdict.CLEAN else None
            ),
            zap_url_signal=wish.url,
            threat_type=wish.verdict.threats,
            result=wish.verdict.value,
            details=wish.reason,
        )


def _keys(block: Iterable[Whereabouts]) -> Iterator[DeliveryKey]:
    for one in block:
        yield DeliveryKey(network_message_id=one.network_message_id, recipient=one.recipient)
