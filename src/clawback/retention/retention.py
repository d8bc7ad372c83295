"""Forgets what was kept long enough: by itself, or when somebody says so; in view of everybody."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from clawback.audit.action import AuditAction
from clawback.audit.entry import Detail, Result
from clawback.audit.trail import Trail
from clawback.database import Connection, Database
from clawback.filters.lists import Lists, resolve
from clawback.filters.parse import parse
from clawback.filters.tagged import untagged
from clawback.model.actor import SYSTEM, Actor
from clawback.model.clock import Clock
from clawback.model.errand import Errand, on
from clawback.model.errors import ClawbackError, ConflictError
from clawback.model.identifier import new_id
from clawback.model.tags import Tags
from clawback.retention import records
from clawback.retention.policy import Policy
from clawback.retention.run import Run, Share, State
from clawback.store.port import Data, EventStore, Kept, Query

_BLOCK = 20_000  # rows; ingest and searches go on between two
_log = structlog.stdlib.get_logger("clawback.retention")


class RetentionRunningError(ConflictError):
    """A run is under way. Look at it with `clawback retention show`."""

    code = "retention_running"


class NothingToForgetError(ConflictError):
    """Everything is kept for ever: the settings under `[retention]` give nothing an end."""

    code = "nothing_to_forget"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the room stands on.

    `in_use` gives the network message ids of mail that somebody still works on; `forget_raw`
    removes a raw mail by its SHA-256 and says whether there was one. `node` is the server whose
    store it is.
    """

    database: Database
    store: EventStore
    trail: Trail
    clock: Clock
    lists: Lists
    tags: Tags
    in_use: Callable[[], frozenset[str]]
    forget_raw: Callable[[str], bool]
    node: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """One kind of data now: all there is, and how much of it is old enough to be forgotten."""

    days: int
    kept: Kept
    due: int


class Retention:
    """One run at a time. Safe on many threads; `stop` ends a run between two blocks."""

    def __init__(self, ground: Ground, policy: Policy, *, block: int = _BLOCK) -> None:
        self.policy = policy
        self._ground = ground
        self._block = block
        self._turn = threading.Lock()
        self._stopping = threading.Event()
        self._now: Run | None = None
        self._thread: threading.Thread | None = None

    @property
    def under_way(self) -> Run | None:
        """The run that is under way, with its counts so far."""
        return self._now

    def last(self) -> Run | None:
        """The last run that is over."""
        with self._ground.database.read() as connection:
            found = records.newest(connection, self._ground.node, 2)
        return next((run for run in found if run.state is not State.RUNNING), None)

    def next_run(self) -> datetime | None:
        """When it runs by itself again; `None` where all is kept for ever."""
        last = self.last()
        return self.policy.next_run(last.began_at if last else None, self._ground.clock.now())

    def outlook(self) -> dict[Data, Outlook]:
        """What there is of each kind, and what a run would forget now, held or not."""
        now, store = self._ground.clock.now(), self._ground.store
        found = {}
        for data in Data:
            before = self.policy.before(data, now)
            due = 0 if before is None else store.kept(data, before=before).count
            found[data] = Outlook(
                days=self.policy.days.get(data, 0), kept=store.kept(data), due=due
            )
        return found

    def begin(self, actor: Actor) -> Run:
        """Begins a run in a thread of its own; gives it as it begins.

        Raises:
            RetentionRunningError: one is under way.
            NothingToForgetError: nothing has an end.
            FilterError: the setting `retention.hold` is not a filter.
        """
        self._hold(self._ground.clock.now())
        run = self._open(actor)
        self._thread = threading.Thread(target=self._carry_out, args=(run,), name="retention")
        self._thread.start()
        return run

    def tick(self) -> None:
        """Runs when it is time to; for a rhythm."""
        due = self.next_run()
        if due is not None and due <= self._ground.clock.now() and self._now is None:
            self._carry_out(self._open(SYSTEM))

    def recover(self) -> None:
        """Says of a run that the server's end broke off that it stopped."""
        ground = self._ground
        with ground.database.write() as connection:
            for run in records.newest(connection, ground.node, 1):
                if run.state is State.RUNNING:
                    records.change(
                        connection,
                        replace(run, state=State.STOPPED, reason="The server stopped meanwhile."),
                    )

    def on_hold(self) -> frozenset[str]:
        """The messages that the setting `retention.hold` finds.

        Raises:
            FilterError: the setting is not a filter.
        """
        now = self._ground.clock.now()
        return self._held(now, now)

    def stop(self) -> None:
        """Ends what is under way after the block it is at."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def _open(self, actor: Actor) -> Run:
        ground, now = self._ground, self._ground.clock.now()
        due = self.policy.due(now)
        if not due:
            raise NothingToForgetError
        if not self._turn.acquire(blocking=False):
            raise RetentionRunningError
        try:
            run = Run(id=new_id("F", now), by=actor.id, by_name=actor.name, began_at=now)
            with ground.database.write() as connection:
                records.add(connection, ground.node, run)
                self._note(connection, actor, AuditAction.RETENTION_RUN, run)
        except BaseException:
            self._turn.release()
            raise
        self._now = run
        return run

    def _carry_out(self, run: Run) -> None:
        try:
            with on(Errand(patient=True)):
                self._end(self._forget_all(run))
        except ClawbackError as error:
            self._end(self._failed(run, str(error)))
        except Exception as error:  # noqa: BLE001 - whoever looks must learn of it
            _log.error("retention_failed", exc_info=error)
            self._end(self._failed(run, f"A fault in Clawback itself: {type(error).__name__}."))
        finally:
            self._now = None
            self._turn.release()

    def _forget_all(self, run: Run) -> Run:
        for data, before in self.policy.due(run.began_at):
            found = self._ground.store.kept(data, before=before).count
            run = self._share(run, data, Share(before=before, found=found))
            run = self._forget(run, data, before)
        return replace(run, state=State.STOPPED if self._stopping.is_set() else State.DONE)

    def _forget(self, run: Run, data: Data, before: datetime) -> Run:
        ground, after = self._ground, None
        held = self._held(before, run.began_at)
        while not self._stopping.is_set():
            keep = held | ground.in_use()  # anew for each block: somebody may have begun to work
            block = ground.store.forget(
                data, before=before, most=self._block, keep=keep, after=after
            )
            raw_files = run.raw_files + sum(map(ground.forget_raw, block.raw))
            share = run.shares[data].after(block.count, block.kept)
            run = replace(run, raw_files=raw_files)
            run, after = self._share(run, data, share), block.next
            if after is None:
                break
        return run

    def _share(self, run: Run, data: Data, share: Share) -> Run:
        self._now = replace(run, shares={**run.shares, data: share})
        return self._now

    def _held(self, before: datetime, now: datetime) -> frozenset[str]:
        hold = self._hold(now)
        if hold is None:
            return frozenset()
        blocks = self._ground.store.whereabouts(replace(hold, until=before))
        return frozenset(one.network_message_id for block in blocks for one in block)

    def _hold(self, now: datetime) -> Query | None:
        if not self.policy.hold:
            return None
        tree, ground = parse(self.policy.hold), self._ground
        return Query(
            filter=untagged(tree, ground.tags),
            now=now,
            lists=resolve(tree, ground.lists),
            tags=ground.tags,
        )

    def _failed(self, run: Run, reason: str) -> Run:
        return replace(self._now or run, state=State.FAILED, reason=reason)

    def _end(self, run: Run) -> None:
        ended = replace(run, ended_at=self._ground.clock.now())
        with self._ground.database.write() as connection:
            records.change(connection, ended)
            self._note(connection, SYSTEM, AuditAction.RETENTION_FORGET, ended)

    def _note(self, connection: Connection, actor: Actor, action: AuditAction, run: Run) -> None:
        details: dict[str, Detail] = {
            f"{data.value}_{what}": value
            for data, share in run.shares.items()
            for what, value in (
                ("before", share.before.isoformat()),
                ("forgotten", share.forgotten),
                ("held", share.held),
            )
        }
        details |= {"raw_files": run.raw_files} if run.raw_files else {}
        failed = run.state is State.FAILED
        self._ground.trail.record(
            connection,
            actor,
            action,
            f"retention:{run.id}",
            result=Result.FAILED if failed else Result.DONE,
            details=details,
        )
