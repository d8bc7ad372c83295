"""Judging watched jobs by what has ended, in the transaction that took the results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from clawback.database import Connection
from clawback.jobs.block import Done
from clawback.jobs.caution import Caution, Guard, Seen, guard_of
from clawback.jobs.job import WORKING, Job
from clawback.jobs.records import guards, plans, tallies

Cautions = Mapping[str, Caution]  # by kind of job


def surprises_of(dones: Iterable[Done], cautions: Cautions) -> dict[int, int]:
    """By job, how many of these results were not as expected."""
    found: Counter[int] = Counter()
    for done in dones:
        caution = cautions.get(done.block.kind)
        if caution is not None:
            found[done.block.job] += caution.surprises(result.outcome for result in done.results)
    return dict(found)


def judged(connection: Connection, jobs: Sequence[Job], cautions: Cautions) -> list[Job]:
    """Pauses jobs with too many surprises and ends canaries that went well; gives what goes on."""
    going = (_judge(connection, job, cautions.get(job.kind)) for job in jobs)
    return [job for job in going if job is not None]


def _judge(connection: Connection, job: Job, caution: Caution | None) -> Job | None:
    if caution is None or job.state not in WORKING:
        return job
    seen = Seen(ended=job.seen, surprises=job.surprises)
    canary = job.guard is Guard.CANARY
    if canary and seen.ended < caution.canary:
        return job
    if job.guard not in {Guard.CANARY, Guard.WATCHING}:
        return job
    if caution.too_many(seen, canary=canary):
        _trip(connection, job, caution, canary=canary)
        return None
    if canary:
        guards.set_guard(connection, job.id, Guard.WATCHING)
        return replace(job, guard=Guard.WATCHING)
    return job


def _trip(connection: Connection, job: Job, caution: Caution, *, canary: bool) -> None:
    outcomes: Counter[str] = Counter()
    for tally in tallies.read(connection, job.id):
        if tally.outcome and tally.server_key:
            outcomes[tally.outcome] += tally.count
    guards.trip(connection, job.id, caution.tripped(connection, job.id, outcomes, canary=canary))


def arm(connection: Connection, job: int, cautions: Cautions) -> None:
    """A job begins: its first items are the canary."""
    found = plans.read_job(connection, job)
    if found is not None:
        guards.arm(connection, job, guard_of(cautions.get(found.kind), found.left))


def arm_again(connection: Connection, job: int, cautions: Cautions) -> None:
    """A job is taken up again: it is watched from now."""
    found = plans.read_job(connection, job)
    if found is not None:
        guards.arm(connection, job, Guard.WATCHING if found.kind in cautions else Guard.OFF)
