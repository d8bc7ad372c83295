"""Handing out blocks: fairly among jobs, never two of one account, gently to each server."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from clawback.database import Connection
from clawback.jobs.backoff import sessions_allowed
from clawback.jobs.block import Block, Item
from clawback.jobs.caution import Guard
from clawback.jobs.job import Job, JobState
from clawback.jobs.rates import Purse
from clawback.jobs.records import claims, guards, plans
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
    """For whom, from when until when (seconds), how many blocks, how many sessions a server.

    `ahead` is how many more blocks than sessions of a server may be handed out: those wait with
    their worker, which keeps to the sessions itself. `canaries` tells by kind of job how many items
    go first, `rates` how many items a second a server may be given.
    """

    boot: str
    tokens: Tokens
    now: float
    until: float
    slots: int
    sessions: Mapping[str, int]
    ahead: int = 0
    canaries: Mapping[str, int] = field(default_factory=dict)
    rates: Mapping[str, float] = field(default_factory=dict)


class _Room:
    """What is free: slots of the worker, sessions of each server, accounts, items by its rate."""

    def __init__(self, connection: Connection, terms: Terms) -> None:
        held = claims.held_accounts(connection)
        self.terms = terms
        self._busy = set(held)
        self._used = Counter(server_key for server_key, _ in held)
        self._failing = claims.failing(connection)
        self.purse = Purse(connection, terms.rates, terms.now)
        self.slots = terms.slots
        self.now = terms.now

    def full(self, *, in_spite_of_failures: bool) -> list[str]:
        """Servers that may have no further session now."""
        spent = set() if in_spite_of_failures else {*self.purse.empty()}
        names = {*self._used, *self._failing, *spent}
        return [
            name for name in names if name in spent or not self._open(name, in_spite_of_failures)
        ]

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
        limit = self.terms.sessions.get(server_key, SESSIONS_PER_SERVER)
        if failing is not None and not in_spite_of_failures:
            if failing.closed_until > self.terms.now:
                return False
            limit = sessions_allowed(failing.failures, limit)
        elif failing is None:
            limit += self.terms.ahead
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
        still = []
        for job in waiting:
            canary = _canary(connection, job, terms)
            if found := _choose(
                connection, job, room, share if canary is None else min(share, canary)
            ):
                still.append(job)
                taken.extend(_hold(connection, job, found, room, canary))
        waiting = still
    room.purse.save(connection)
    return taken


def _canary(connection: Connection, job: Job, terms: Terms) -> int | None:
    """How many more items may go first; `None` for a job that need not wait for those."""
    if job.guard is not Guard.CANARY or job.state is JobState.CANCELLING:
        return None
    size = terms.canaries.get(job.kind, 0)
    return max(0, size - job.seen - guards.in_hand(connection, job.id))


def _choose(connection: Connection, job: Job, room: _Room, share: int) -> list[Candidate]:
    if share <= 0:
        return []
    # The end of a cancelled job must not wait for a server that is away.
    hurried = job.state is JobState.CANCELLING
    found = claims.candidates(
        connection,
        job.id,
        now=float("inf") if hurried else room.now,
        full=room.full(in_spite_of_failures=hurried),
        slots=min(share, room.slots),
        spread=job.guard is Guard.CANARY,
    )
    return [one for one in found if room.take(one, in_spite_of_failures=hurried)]


def _hold(
    connection: Connection,
    job: Job,
    chosen: Sequence[Candidate],
    room: _Room,
    canary: int | None,
) -> list[Block]:
    terms = room.terms
    settling = job.state is JobState.CANCELLING
    items = claims.open_items(connection, job.id, chosen, doubts_only=settling)
    if empty := [one for one in chosen if not items[one.first]]:
        claims.unready(connection, empty)
    portions = {one.first: items[one.first] for one in chosen if items[one.first]}
    if not settling:
        portions = _portions(chosen, portions, room.purse, canary)
    blocks = [
        _block(job, one, portion, terms, more=len(portion) < len(items[one.first]))
        for one in chosen
        if (portion := portions.get(one.first))
    ]
    if blocks:
        claims.hold(connection, blocks, boot=terms.boot, now=terms.now, until=terms.until)
        if job.state is JobState.QUEUED:
            plans.begin_job(connection, job.id, terms.now)
    return blocks


def _portions(
    chosen: Sequence[Candidate],
    items: Mapping[int, tuple[Item, ...]],
    purse: Purse,
    canary: int | None,
) -> dict[int, tuple[Item, ...]]:
    """The first items of each block: as many as its server's rate and the canary leave to it."""
    portions: dict[int, tuple[Item, ...]] = {}
    waiting = len(items)
    for one in chosen:
        mine = items.get(one.first, ())
        if not mine:
            continue
        wanted = len(mine) if canary is None else min(len(mine), -(-canary // waiting))
        portions[one.first] = mine[: purse.take(one.server_key, wanted)]
        waiting -= 1
        if canary is not None:
            canary -= len(portions[one.first])
    return portions


def _block(
    job: Job, chosen: Candidate, items: tuple[Item, ...], terms: Terms, *, more: bool
) -> Block:
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
        more=more,
    )
