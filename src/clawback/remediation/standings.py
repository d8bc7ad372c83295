"""Remediations as they stand, put together from what is kept and what the ledger counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from clawback.database import Connection, Database
from clawback.jobs.job import Job, JobState, Tally
from clawback.jobs.ledger import Ledger
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.remediation import records
from clawback.remediation.listing import Listing
from clawback.remediation.outcome import Counts, count
from clawback.remediation.pace import Pace, seconds_left
from clawback.remediation.policy import Policy
from clawback.remediation.proposal import Proposal
from clawback.remediation.remediation import (
    JobMissingError,
    Remediation,
    RemediationMissingError,
    ServerProgress,
    Standing,
    state_of,
)

_REMEMBERED = 500


class Standings:
    """Reads remediations with their progress. Safe to call from several threads."""

    def __init__(self, *, database: Database, ledger: Ledger, clock: Clock, policy: Policy) -> None:
        self._database = database
        self._ledger = ledger
        self._clock = clock
        self._policy = policy
        self._pace = Pace()
        self._final: dict[int, tuple[float, list[Tally]]] = {}  # ended jobs do not change

    def get(self, remediation_id: str, actor: Actor) -> Standing:
        """Raises `RemediationMissingError`, also where the actor may not see it."""
        with self._database.read() as connection:
            remediation = found(connection, remediation_id, actor)
        return self.of([remediation])[0]

    def page(
        self, listing: Listing, actor: Actor, *, limit: int, before: str | None
    ) -> Sequence[Standing]:
        """What the actor may see, newest first; `before` is the last id of the page before."""
        with self._database.read() as connection:
            page = records.lists.page(
                connection,
                listing,
                scope=actor.scope,
                limit=limit,
                before=before,
                now=self._clock.now(),
            )
        return self.of(page)

    def of(self, remediations: Sequence[Remediation]) -> list[Standing]:
        """How these stand now, in their order.

        Raises:
            JobMissingError: the ledger knows nothing of one; somebody took it out of the database.
        """
        ids = [one.id for one in remediations]
        jobs = {job.id: job for job in self._ledger.jobs([one.job for one in remediations])}
        for one in remediations:
            if one.job not in jobs:
                raise JobMissingError(
                    f"The work of the remediation {one.id} is gone from the database. Restore the "
                    "database from a backup, and find out who took it out."
                )
        with self._database.read() as connection:
            undos = records.undos_of(connection, ids)
            proposals = records.proposals.of(connection, ids)
        return [
            self._standing(one, jobs[one.job], undos.get(one.id, ()), proposals.get(one.id))
            for one in remediations
        ]

    def _standing(
        self,
        remediation: Remediation,
        job: Job,
        undone_by: Sequence[str],
        proposal: Proposal | None,
    ) -> Standing:
        now, tallies = self._clock.now(), self._tallies(job)
        counts = _count(tallies)
        rate = self._rate(job, tallies, now)
        closed_at = proposal.closed_at if proposal else None
        return Standing(
            remediation=remediation,
            state=state_of(job, counts, proposal.stage_at(now) if proposal else None),
            counts=counts,
            by_server={
                name: self._on_server(name, job, tallies, now)
                for name in sorted({tally.server_key for tally in tallies if tally.server_key})
            },
            hold_up=job.note,
            ended_at=_moment(job.ended_at) or closed_at,
            undone_by=tuple(undone_by),
            proposal=proposal,
            remind_at=tuple(proposal.reminders(self._policy.reminders) if proposal else ()),
            rate=rate,
            seconds_left=seconds_left(rate, counts.pending),
        )

    def _on_server(
        self, name: str, job: Job, tallies: Sequence[Tally], now: datetime
    ) -> ServerProgress:
        mine = [tally for tally in tallies if tally.server_key == name]
        counts, rate = _count(mine), self._rate(job, mine, now, server=name)
        return ServerProgress(
            counts=counts, rate=rate, seconds_left=seconds_left(rate, counts.pending)
        )

    def _rate(
        self, job: Job, tallies: Sequence[Tally], now: datetime, *, server: str = ""
    ) -> float | None:
        if job.state is not JobState.RUNNING:
            return None
        done = sum(tally.count for tally in tallies if tally.server_key and tally.outcome)
        return self._pace.rate(job.id, now.timestamp(), done, job.started_at, server=server)

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


def found(connection: Connection, remediation_id: str, actor: Actor) -> Remediation:
    """The remediation of this id, in the eyes of an actor: the one way to find one.

    Raises:
        RemediationMissingError: there is none, or its scope reaches beyond the actor's, which
            nobody can tell from each other.
    """
    remediation = records.find(connection, remediation_id)
    if remediation is None or not actor.scope.includes(remediation.terms.scope):
        raise RemediationMissingError(f"There is no remediation {remediation_id[:40]!r}.")
    return remediation


def _count(tallies: Sequence[Tally]) -> Counts:
    sums: dict[str, int] = {}
    for tally in tallies:
        sums[tally.outcome] = sums.get(tally.outcome, 0) + tally.count
    return count(sums)


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
