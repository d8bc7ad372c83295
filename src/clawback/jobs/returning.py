"""What becomes of blocks that come back, and what their faults say of a server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from clawback.database import Connection
from clawback.jobs.backoff import closed_for, delay
from clawback.jobs.block import Done, FaultKind
from clawback.jobs.job import JobState
from clawback.jobs.records import claims, plans
from clawback.jobs.records.claims import Failing
from clawback.jobs.records.endings import Returned


def returned_blocks(connection: Connection, dones: Sequence[Done], now: float) -> list[Returned]:
    """Decides on each block, and keeps the count of each server's failures."""
    states = {
        job.id: job.state for job in plans.read_jobs(connection, {d.block.job for d in dones})
    }
    _judge_servers(connection, dones, now)
    return [_returned(done, states[done.block.job], now) for done in dones]


def _returned(done: Done, state: JobState, now: float) -> Returned:
    tries = _tries(done)
    undone = done.undone
    # Of a job being cancelled only what is in doubt is looked at again.
    again = undone if state is not JobState.CANCELLING else done.doubtful
    wait = max(delay(tries), done.fault.wait) if done.fault else 0.0
    ready = bool(again) or done.block.more
    return Returned(done=done, ready=ready, tries=tries, next_at=now + wait)


def _tries(done: Done) -> int:
    if not done.begun:
        return done.block.tries
    return done.block.tries + 1 if done.fault else 0


def _judge_servers(connection: Connection, dones: Sequence[Done], now: float) -> None:
    before = claims.failing(connection)
    after = _counted(dones, before, now)
    told = [done for done in dones if done.begun]
    for server_key in {done.block.server_key for done in told}:
        if before.get(server_key) != after.get(server_key):
            claims.write_failing(connection, server_key, after.get(server_key))
    for done in told:
        if done.fault is not None:
            plans.note_job(connection, [done.block.job], done.fault.sentence)
        elif done.block.server_key in before:
            plans.note_job(connection, [done.block.job], "")


def _answered(after: dict[str, Failing], server_key: str, now: float) -> None:
    """A server that answers has not failed; one that asked for quiet is left alone all the same."""
    was = after.pop(server_key, None)
    if was is not None and was.asked_until > now:
        after[server_key] = replace(was, failures=0, closed_until=was.asked_until)


def _counted(
    dones: Sequence[Done], before: Mapping[str, Failing], now: float
) -> dict[str, Failing]:
    after = dict(before)
    for done in dones:
        server_key = done.block.server_key
        if not done.begun:
            continue
        if done.fault is None or done.fault.kind is not FaultKind.UNAVAILABLE:
            _answered(after, server_key, now)
            continue
        was = after.get(server_key, Failing(failures=0, closed_until=0.0))
        failures, wait = was.failures + 1, done.fault.wait
        after[server_key] = Failing(
            failures=failures,
            closed_until=now + max(closed_for(failures), wait),
            asked_until=max(was.asked_until, now + wait if wait else 0.0),
        )
    return after
