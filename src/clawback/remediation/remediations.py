"""What people do with remediations: plan, start, stop, look, retry, undo.

A plan begins to change mailboxes in `start` and nowhere else: there permission is checked, and
there approval will be. Resuming and retrying go on with what was started there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from clawback.database import Connection, Database
from clawback.filters.parse import parse
from clawback.filters.tree import Filter
from clawback.identity.role import Permission
from clawback.jobs.job import Entry, Job, Tally
from clawback.jobs.ledger import Ledger
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.model.errors import BadInputError, ForbiddenError
from clawback.remediation import records, selection, undo
from clawback.remediation.action import Action, Severity
from clawback.remediation.identifier import new_id
from clawback.remediation.outcome import RETRYABLE, Counts, Outcome, count
from clawback.remediation.plan import Terms, freeze
from clawback.remediation.remediation import (
    KIND,
    Remediation,
    RemediationMissingError,
    Standing,
    state_of,
)
from clawback.remediation.selection import Numbers, Selection, Servers
from clawback.store.port import EventStore, Query

_PAGE = 1000
_REMEMBERED = 500


class NothingFoundError(BadInputError):
    """The filter finds no delivery, so there is nothing to remediate."""

    code = "nothing_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants done, to which deliveries, and why.

    `filter` is filter text; `since` is included, `until` is not.
    """

    action: Action
    filter: str
    name: str
    severity: Severity = Severity.MEDIUM
    description: str = ""
    since: datetime | None = None
    until: datetime | None = None


class Remediations:
    """The one door to remediations. Safe to call from several threads.

    `ask` makes the question for the store from a filter and its bounds (it knows the lists and the
    hour); `wake` tells the worker that there is something to do.
    """

    def __init__(
        self,
        *,
        database: Database,
        ledger: Ledger,
        store: EventStore,
        servers: Servers,
        clock: Clock,
        ask: Callable[[Filter, datetime | None, datetime | None], Query],
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._ledger = ledger
        self._store = store
        self._servers = servers
        self._clock = clock
        self._ask = ask
        self._wake = wake
        self._final: dict[int, tuple[float, list[Tally]]] = {}  # ended jobs do not change

    def preview(self, wish: Wish) -> Numbers:
        """What a plan would touch, without making one. Raises what `draft` does."""
        return self._select(wish).numbers

    def draft(self, wish: Wish, actor: Actor) -> Standing:
        """Freezes a plan; nothing happens to mail.

        Raises:
            FilterError: the filter cannot be read.
            NothingFoundError: it finds nothing.
            PlanTooLargeError: it finds too much.
        """
        chosen = self._select(wish)
        if not chosen.numbers.deliveries:
            raise NothingFoundError
        terms = Terms(
            action=wish.action,
            name=wish.name,
            severity=wish.severity,
            description=wish.description,
            filter=wish.filter,
            since=_utc(wish.since),
            until=_utc(wish.until),
            frozen_at=self._clock.now(),
        )
        return self._keep(terms, chosen, actor)

    def start(self, remediation_id: str, actor: Actor) -> Standing:
        """Lets a drafted plan be carried out: the one place where that is allowed.

        Raises:
            ForbiddenError: this actor may not.
            JobStateError: it has been started before.
        """
        with self._database.write() as connection:
            remediation = self._found(connection, remediation_id)
            _may_start(remediation, actor)
            self._ledger.start(connection, remediation.job)
            records.mark_started(connection, remediation.id, actor, self._clock.now())
        self._wake()
        return self.get(remediation_id)

    def cancel(self, remediation_id: str) -> Standing:
        """Begins nothing further; what was done stays done, and can be undone."""
        return self._command(remediation_id, self._ledger.cancel)

    def pause(self, remediation_id: str) -> Standing:
        """Begins nothing further until it is resumed."""
        return self._command(remediation_id, self._ledger.pause)

    def resume(self, remediation_id: str) -> Standing:
        """Goes on where it was paused."""
        return self._command(remediation_id, self._ledger.resume)

    def retry(self, remediation_id: str) -> Standing:
        """Tries again what failed or stayed unknown, looking before acting."""
        outcomes = sorted(outcome.value for outcome in RETRYABLE)
        return self._command(
            remediation_id, lambda connection, job: self._ledger.reopen(connection, job, outcomes)
        )

    def undo(self, remediation_id: str, actor: Actor) -> Standing:
        """Starts a new remediation that puts back what this one moved.

        Raises:
            NothingToUndoError: it moved nothing, or deleted it for good.
        """
        undone = self._ended(remediation_id)
        chosen = undo.select(self._entries(undone.job))
        terms = Terms(
            action=undone.terms.action,
            name=f"Undo of {undone.terms.name}",
            severity=undone.terms.severity,
            description="",
            filter=f"remediation_id:{undone.id}",
            since=None,
            until=None,
            frozen_at=self._clock.now(),
            undo_of=undone.id,
        )
        return self.start(self._keep(terms, chosen, actor).remediation.id, actor)

    def get(self, remediation_id: str) -> Standing:
        """A remediation as it stands. Raises `RemediationMissingError`."""
        with self._database.read() as connection:
            remediation = self._found(connection, remediation_id)
        return self._standings([remediation])[0]

    def newest(self, *, limit: int, before: str | None = None) -> Sequence[Standing]:
        """Newest first; `before` is the last id of the page before."""
        with self._database.read() as connection:
            found = records.page(connection, limit=limit, before=before)
        return self._standings(found)

    def items(
        self, remediation_id: str, *, limit: int, after: int = -1, outcome: Outcome | None = None
    ) -> Sequence[Entry]:
        """A page of deliveries with their outcomes, by number; `after` is the last one's."""
        with self._database.read() as connection:
            job = self._found(connection, remediation_id).job
        wanted = outcome.value if outcome else None
        return self._ledger.items(job, after=after, limit=limit, outcome=wanted)

    def _select(self, wish: Wish) -> Selection:
        query = self._ask(parse(wish.filter), _utc(wish.since), _utc(wish.until))
        return selection.select(wish.action, self._store.whereabouts(query), self._servers)

    def _keep(self, terms: Terms, chosen: Selection, actor: Actor) -> Standing:
        plan = freeze(terms, chosen.shares, chosen.settled)
        with self._database.write() as connection:
            job = self._ledger.create(
                connection, kind=KIND, shares=chosen.shares, settled=chosen.settled
            )
            remediation = Remediation(
                id=new_id(terms.frozen_at),
                job=job,
                terms=terms,
                plan_hash=plan.hash,
                deliveries=chosen.numbers.deliveries,
                messages=chosen.numbers.messages,
                mailboxes=chosen.numbers.mailboxes,
                created_at=terms.frozen_at,
                created_by=actor.id,
                created_by_name=actor.name,
            )
            records.add(connection, remediation, plan.leaves)
        return self._standings([remediation])[0]

    def _command(
        self, remediation_id: str, command: Callable[[Connection, int], object]
    ) -> Standing:
        with self._database.write() as connection:
            remediation = self._found(connection, remediation_id)
            command(connection, remediation.job)
        self._wake()
        return self._standings([remediation])[0]

    def _ended(self, remediation_id: str) -> Remediation:
        with self._database.read() as connection:
            remediation = self._found(connection, remediation_id)
        self._ledger.require_ended(remediation.job)
        return remediation

    def _entries(self, job: int) -> Iterator[Entry]:
        after = -1
        while page := self._ledger.items(job, after=after, limit=_PAGE):
            yield from page
            after = page[-1].seq

    def _standings(self, found: Sequence[Remediation]) -> list[Standing]:
        jobs = {job.id: job for job in self._ledger.jobs([one.job for one in found])}
        with self._database.read() as connection:
            undos = records.undos_of(connection, [one.id for one in found])
        return [self._standing(one, jobs[one.job], undos.get(one.id, ())) for one in found]

    def _standing(self, remediation: Remediation, job: Job, undone_by: Sequence[str]) -> Standing:
        tallies = self._tallies(job)
        counts = _count(tallies)
        servers = {tally.server_key for tally in tallies if tally.server_key}
        return Standing(
            remediation=remediation,
            state=state_of(job, counts),
            counts=counts,
            by_server={
                name: _count([tally for tally in tallies if tally.server_key == name])
                for name in sorted(servers)
            },
            hold_up=job.note,
            ended_at=_moment(job.ended_at),
            undone_by=tuple(undone_by),
        )

    def _tallies(self, job: Job) -> list[Tally]:
        if job.ended_at is None:
            return self._ledger.tallies(job.id)
        ended_at, tallies = self._final.get(job.id, (None, []))
        if ended_at != job.ended_at:
            tallies = self._ledger.tallies(job.id)
            if len(self._final) >= _REMEMBERED:
                self._final.clear()
            self._final[job.id] = (job.ended_at, tallies)
        return tallies

    def _found(self, connection: Connection, remediation_id: str) -> Remediation:
        found = records.find(connection, remediation_id)
        if found is None:
            raise RemediationMissingError(f"There is no remediation {remediation_id[:40]!r}.")
        return found


def _may_start(remediation: Remediation, actor: Actor) -> None:
    undoes = remediation.terms.undo_of is not None
    needed = Permission.REMEDIATE_UNDO if undoes else Permission.REMEDIATE_START
    if not actor.may(needed):
        raise ForbiddenError(
            f"Starting a remediation needs the permission {needed.value}, which the role "
            f"{actor.role} does not have. The draft {remediation.id} is kept; ask a colleague."
        )


def _count(tallies: Sequence[Tally]) -> Counts:
    sums: dict[str, int] = {}
    for tally in tallies:
        sums[tally.outcome] = sums.get(tally.outcome, 0) + tally.count
    return count(sums)


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
