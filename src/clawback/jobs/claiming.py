"""Handing out blocks: fairly among jobs, never two of one account, gently to each server."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clawback.database import Connection
from clawback.jobs.backoff import sessions_allowed
from clawback.jobs.block import Block, Item
from clawback.jobs.job import Job, JobState
from clawback.jobs.records import claims, plans
from clawback.jobs.records.claims import Candidate

SESSIONS_PER_SERVER = 8


class Tokens:
    """Fence numbers: never given twice, and rising with time, so that attempts lie in order."""

    def __init__(self) -> None:
        self._last = 0

    def next(self, now: float) -> int:
        fresh = int(now * 1000) << 20 | secrets.randbits(20)
        self._last = max(self._last + 1, fresh)
        return self._last


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """For whom, from when until when (seconds), how many blocks, how many sessions a server."""

    boot: str
    tokens: Tokens
    now: float
    until: float
    slots: int
    sessions: Mapping[str, int]


class _Room:
    """What is free: slots of the worker, sessions of each server, accounts."""

    def __init__(self, connection: Connection, terms: Terms) -> None:
        held = claims.held_accounts(connection)
        self._terms = terms
        self._busy = set(held)
        self._used = Counter(server_key for server_key, _ in held)
        self._failing = claims.failing(connection)
        self.slots = terms.slots
        self.now = terms.now

    def full(self, *, in_spite_of_failures: bool) -> list[str]:
        """Servers that may have no further session now."""
        names = {*self._used, *self._failing}
        return [name for name in names if not self._open(name, in_spite_of_failures)]

    def take(self, chosen: Candidate, *, in_spite_of_failures: bool) -> bool:
        account = (chosen.server_key, chosen.account)
        fits = self.slots > 0 and self._open(chosen.server_key, in_spite_of_failures)
        if not fits or account in self._busy:
            return False
        self._busy.add(account)
        self._used[chosen.server_key] += 1
        self.slots -= 1
        return True

    def _open(self, server_key: str, in_spite_of_failures: bool) -> bool:
        failing = self._failing.get(server_key)
        limit = self._terms.sessions.get(server_key, SESSIONS_PER_SERVER)
        if failing is not None and not in_spite_of_failures:
            if failing.closed_until > self._terms.now:
                return False
            limit = sessions_allowed(failing.failures, limit)
        return self._used[server_key] < limit


def claim(connection: Connection, jobs: Sequence[Job], terms: Terms) -> list[Block]:
    """Leases at most `terms.slots` blocks, an equal share to each job while there is enough."""
    if not jobs or terms.slots <= 0:
        return []
    room = _Room(connection, terms)
    taken: list[Block] = []
    waiting = list(jobs)
    while waiting and room.slots:
        share = max(1, room.slots // len(waiting))
        found = {job.id: _choose(connection, job, room, share) for job in waiting}
        waiting = [job for job in waiting if found[job.id]]
        for job in waiting:
            taken.extend(_hold(connection, job, found[job.id], terms))
    return taken


def _choose(connection: Connection, job: Job, room: _Room, share: int) -> list[Candidate]:
    # The end of a cancelled job must not wait for a server that is away.
    hurried = job.state is JobState.CANCELLING
    found = claims.candidates(
        connection,
        job.id,
        now=float("inf") if hurried else room.now,
        full=room.full(in_spite_of_failures=hurried),
        slots=min(share, room.slots),
    )
    return [one for one in found if room.take(one, in_spite_of_failures=hurried)]


def _hold(
    connection: Connection, job: Job, chosen: Sequence[Candidate], terms: Terms
) -> list[Block]:
    settling = job.state is JobState.CANCELLING
    items = claims.open_items(connection, job.id, chosen, doubts_only=settling)
    if empty := [one for one in chosen if not items[one.first]]:
        claims.unready(connection, empty)
    blocks = [_block(job, one, items[one.first], terms) for one in chosen if items[one.first]]
    if blocks:
        claims.hold(connection, blocks, boot=terms.boot, now=terms.now, until=terms.until)
        plans.begin_job(connection, job.id, terms.now)
    return blocks


def _block(job: Job, chosen: Candidate, items: tuple[Item, ...], terms: Terms) -> Block:
    return Block(
        job=job.id,
        kind=job.kind,
        token=terms.tokens.next(terms.now),
        server_key=chosen.server_key,
        account=chosen.account,
        first=chosen.first,
        last=chosen.last,
        items=items,
        tries=chosen.tries,
        settling=job.state is JobState.CANCELLING,
    )
