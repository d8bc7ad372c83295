"""The ledger: jobs, and every item's way from planned to ended. A crash leaves it true.

Whoever works takes *blocks* (items of one account) under a lease and brings back results; both in
one transaction, `exchange`. A result counts only while the lease of its attempt stands, each item
ends once, and the counts of a job are always the counts of its items.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from clawback.database import Connection, Database
from clawback.database.moment import Moment, moment
from clawback.jobs import claiming, watching
from clawback.jobs.block import Block, Done, Planned, Result, Settled, Told
from clawback.jobs.doors import Door, doors
from clawback.jobs.job import (
    ENDED,
    PAUSABLE,
    REOPENABLE,
    RESUMABLE,
    STARTABLE,
    STOPPABLE,
    Entry,
    Job,
    JobMissingError,
    JobState,
    JobStateError,
    Tally,
)
from clawback.jobs.records import claims, endings, guards, plans, reading, tallies
from clawback.jobs.returning import returned_blocks
from clawback.model.errors import ClawbackError

LEASE_SECONDS = 30.0
_FORGOTTEN_SECONDS = 30.0  # nobody who lives and can tell is still going to after so long
_PAGE = 1000


class LedgerBrokenError(ClawbackError):
    """The ledger does not hold what this process wrote to it. Nothing more is done."""

    code = "ledger_broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """What an exchange gave: new blocks, and which results were accepted."""

    blocks: tuple[Block, ...]
    accepted: tuple[Done, ...]


class Ledger:
    """The one door to the ledger's tables. Safe to call from several threads.

    `boot` names this start of this process, `node` the place that it shares with its earlier starts
    and nobody else (`database.lock.node_of`).
    `sessions` says how many accounts of each server may be worked on at once; eight, where it says
    nothing. `rates` are items a second by server; without one there is no limit. `cautions` watch
    the outcomes of jobs, by their kind.
    """

    def __init__(
        self,
        database: Database,
        *,
        boot: str,
        node: str = "",
        now: Moment = moment,
        sessions: Mapping[str, int] | None = None,
        cautions: watching.Cautions | None = None,
        rates: Mapping[str, float] | None = None,
    ) -> None:
        self._database = database
        self._node = f"{node}/"
        self._boot = f"{self._node}{boot}"
        self._now = now
        self._sessions = sessions or {}
        self._cautions = cautions or {}
        self._rates = rates or {}
        self._tokens = claiming.Tokens()

    def create(
        self,
        connection: Connection,
        *,
        kind: str,
        shares: Sequence[Planned],
        settled: Sequence[Settled] = (),
    ) -> int:
        """Writes a job down as a draft; returns its number.

        Items are numbered from 0: first the settled ones, then share after share.
        """
        left = sum(len(share.payloads) for share in shares)
        total = left + len(settled)
        now = self._now(connection)
        job = plans.add_job(connection, kind=kind, now=now, total=total, left=left)
        plans.add_settled(connection, job, settled)
        plans.add_blocks(connection, job, shares, len(settled))
        tallies.recount(connection, job)
        return job

    def start(self, connection: Connection, job: int) -> None:
        """A draft may be worked on from now."""
        self._change(connection, job, STARTABLE, JobState.QUEUED)
        watching.arm(connection, job, self._cautions)

    def pause(self, connection: Connection, job: int) -> None:
        """No further item is begun; what is under way comes to its end."""
        self._change(connection, job, PAUSABLE, JobState.PAUSED)

    def resume(self, connection: Connection, job: int) -> None:
        """Goes on where it was paused; one that paused itself does not so again."""
        self._change(connection, job, RESUMABLE, JobState.QUEUED)
        guards.lift(connection, job)

    def cancel(self, connection: Connection, job: int) -> None:
        """No further item is begun; what broke off half-way is looked at once more."""
        if plans.change_state(connection, job, found=STARTABLE, to=JobState.CANCELLED):
            return
        self._change(connection, job, STOPPABLE, JobState.CANCELLING)
        plans.keep_only_doubts(connection, job)

    def reopen(self, connection: Connection, job: int, outcomes: Collection[str]) -> int:
        """Takes the outcome from items of a finished job that ended so, to try them again.

        Returns how many; with none, the job stays finished. Items that need no work stay settled.
        """
        self._require(connection, job, REOPENABLE)
        reopened = plans.reopen_items(connection, job, outcomes, self._now(connection))
        watching.arm_again(connection, job, self._cautions)
        return reopened

    def require_ended(self, job: int) -> None:
        """Raises `JobStateError` while a job is still to be worked on."""
        with self._database.read() as connection:
            self._require(connection, job, ENDED)

    def job(self, job: int) -> Job:
        """Raises `JobMissingError` when there is none."""
        with self._database.read() as connection:
            return self._found(connection, job)

    def jobs(self, ids: Collection[int]) -> list[Job]:
        """Those of the jobs that exist, by number."""
        with self._database.read() as connection:
            return plans.read_jobs(connection, ids)

    def state(self, job: int) -> JobState | None:
        """Where a job stands now, as others may have changed it."""
        with self._database.read() as connection:
            return plans.read_state(connection, job)

    def tallies(self, job: int) -> list[Tally]:
        """Items by server and outcome, counted; they add up to the job's total."""
        with self._database.read() as connection:
            return tallies.read(connection, job)

    def items(
        self, job: int, *, after: int = -1, limit: int = 100, outcome: str | None = None
    ) -> list[Entry]:
        """A page of items with a number above `after`; empty `outcome` means not ended yet."""
        with self._database.read() as connection:
            return reading.entries(connection, job, after=after, limit=limit, outcome=outcome)

    def every_item(self, job: int, *, outcome: str | None = None) -> Iterator[Entry]:
        """All items by number, or those that ended so, read a page at a time."""
        after = -1
        while page := self.items(job, after=after, limit=_PAGE, outcome=outcome):
            yield from page
            after = page[-1].seq

    def payloads(self, job: int, first: int, last: int) -> list[str]:
        """What was planned for the items of these numbers, ends included."""
        with self._database.read() as connection:
            return reading.payloads(connection, job, first, last)

    def evidences(self, job: int, seqs: Sequence[int]) -> dict[int, str]:
        """The evidence these items have so far, notes of broken-off attempts too."""
        if not seqs:
            return {}
        with self._database.read() as connection:
            return reading.evidences(connection, job, seqs)

    def recover(self) -> int:
        """Voids every lease that nobody alive can hold; returns how many.

        Call it at the start, while this process holds the data folder (`database/lock.py`): its
        node's earlier boots are dead then. SQLite has no other nodes. On a database that several
        share, another node's leases stand until they run out.
        """
        like = self._node if self._database.shared else ""
        with self._database.write() as connection:
            return claims.void(connection, boot=self._boot, like=like)

    @property
    def alone(self) -> bool:
        """Whether no other process can work on this ledger."""
        return not self._database.shared

    def sessions_of(self, server_key: str) -> int:
        """How many accounts of this server may be worked on at once."""
        return self._sessions.get(server_key, claiming.SESSIONS_PER_SERVER)

    def doors(self) -> list[Door]:
        """How the servers stand: sessions in use, failures, until when they are left alone."""
        with self._database.read() as connection:
            return doors(connection, self._now(connection), self._sessions, self._rates)

    def exchange(self, dones: Sequence[Done], *, slots: int, ahead: int = 0) -> Exchanged:
        """Takes results, ends jobs that have nothing left, and hands out at most `slots` blocks.

        Of each server at most as many as it may have sessions, and `ahead` more while it does not
        fail, which the caller keeps until a session is free. Only for a caller that is `alone`:
        others could not see which of its leases are waiting.
        """
        with self._database.write() as connection:
            now = self._now(connection)
            accepted = self._accept(connection, dones, now)
            claims.free(connection, now=now)
            active = watching.judged(connection, self._close(connection, now), self._cautions)
            blocks = claiming.claim(
                connection,
                active,
                claiming.Terms(
                    boot=self._boot,
                    tokens=self._tokens,
                    now=now,
                    until=now + LEASE_SECONDS,
                    slots=slots,
                    ahead=ahead,
                    sessions=self._sessions,
                    canaries={kind: one.canary for kind, one in self._cautions.items()},
                    rates=self._rates,
                ),
            )
            return Exchanged(blocks=tuple(blocks), accepted=tuple(accepted))

    def note(self, block: Block, notes: Sequence[Result]) -> bool:
        """Keeps what is known before an effect, for whoever finds the attempt broken off.

        False when the lease no longer stands; then nothing is kept, and the effect must not be.
        """
        with self._database.write() as connection:
            if not claims.live(connection, [block.token]):
                return False
            endings.write_evidence(connection, [(block, notes)])
            return True

    def renew(self, tokens: Collection[int]) -> set[int]:
        """Makes leases last another `LEASE_SECONDS`; returns the tokens that still had one."""
        with self._database.write() as connection:
            return claims.renew(connection, tokens, self._now(connection) + LEASE_SECONDS)

    def untold(self, *, items: int | None = None) -> list[Told]:
        """Ended attempts of which the house has not heard, oldest first.

        Those of this node, and those that nobody told for a while: their node died for good. With
        `items`, at least one attempt and no more once so many items have come together.
        """
        node = self._node if self._database.shared else ""
        with self._database.read() as connection:
            forgotten = self._now(connection) - _FORGOTTEN_SECONDS
            return list(reading.untold(connection, node=node, forgotten=forgotten, items=items))

    def anything_to_do(self) -> bool:
        """Whether there is a job that is to be worked on, or to be ended."""
        with self._database.read() as connection:
            return bool(plans.active_jobs(connection))

    def told(self, tokens: Iterable[int]) -> None:
        """The rest of the house has heard of these attempts."""
        with self._database.write() as connection:
            endings.mark_told(connection, set(tokens))

    def _accept(self, connection: Connection, dones: Sequence[Done], now: float) -> list[Done]:
        live = claims.live(connection, [done.block.token for done in dones])
        ours = [done for done in dones if done.block.token in live]
        if not ours:
            return []
        expected = sum(len(done.results) for done in ours)
        if endings.end_items(connection, ours) != expected:
            raise LedgerBrokenError
        endings.clear_doubts(connection, ours)
        surprises = watching.surprises_of(ours, self._cautions)
        returned = returned_blocks(connection, ours, now)
        endings.return_blocks(connection, returned, surprises, now)
        claims.drop_leases(connection, live)
        return ours

    def _close(self, connection: Connection, now: float) -> list[Job]:
        """Ends what is over; returns the jobs that go on."""
        going = []
        for job in plans.active_jobs(connection):
            if _over(connection, job):
                cancelled = job.state is JobState.CANCELLING and job.left
                end = JobState.CANCELLED if cancelled else JobState.FINISHED
                plans.end_job(connection, job.id, end, now)
            else:
                going.append(job)
        return going

    def _change(
        self, connection: Connection, job: int, found: Collection[JobState], to: JobState
    ) -> None:
        if not plans.change_state(connection, job, found=found, to=to):
            self._require(connection, job, found)

    def _require(self, connection: Connection, job: int, found: Collection[JobState]) -> None:
        state = self._found(connection, job).state
        if state not in found:
            raise JobStateError(
                f"It is {state.words}; this can only be done while it is "
                f"{' or '.join(sorted(allowed.words for allowed in found))}."
            )

    def _found(self, connection: Connection, job: int) -> Job:
        found = plans.read_job(connection, job)
        if found is None:
            raise JobMissingError
        return found


def _over(connection: Connection, job: Job) -> bool:
    if job.state is JobState.CANCELLING:
        waiting = bool(job.left) and plans.anything_left_to_settle(connection, job.id)
    else:
        waiting = job.left > 0
    return not waiting and not plans.anything_untold(connection, job.id)
