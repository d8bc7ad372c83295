"""The ledger: jobs, and every item's way from planned to ended. A crash leaves it true.

Whoever works takes *blocks* (items of one account) under a lease and brings back results; both in
one transaction, `exchange`. A result counts only while the lease of its attempt stands, each item
ends once, and the counts of a job are always the counts of its items.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from clawback.database import Connection, Database
from clawback.database.moment import Moment, moment
from clawback.database.turn import take_turn
from clawback.jobs import claiming
from clawback.jobs.block import Block, Done, Planned, Result, Settled, Told
from clawback.jobs.job import (
    ACTIVE,
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
from clawback.jobs.records import claims, endings, plans, reading
from clawback.jobs.returning import returned_blocks
from clawback.model.errors import ClawbackError

LEASE_SECONDS = 30.0
_TURN = "clawback.jobs.ledger"


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

    `boot` names this start of this process: leases of another boot are void once `recover` ran.
    `sessions` says how many accounts of each server may be worked on at once; eight, where it says
    nothing.
    """

    def __init__(
        self,
        database: Database,
        *,
        boot: str,
        now: Moment = moment,
        sessions: Mapping[str, int] | None = None,
    ) -> None:
        self._database = database
        self._boot = boot
        self._now = now
        self._sessions = sessions or {}
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
        return job

    def start(self, connection: Connection, job: int) -> None:
        """A draft may be worked on from now."""
        self._change(connection, job, STARTABLE, JobState.QUEUED)

    def pause(self, connection: Connection, job: int) -> None:
        """No further item is begun; what is under way comes to its end."""
        self._change(connection, job, PAUSABLE, JobState.PAUSED)

    def resume(self, connection: Connection, job: int) -> None:
        """Goes on where it was paused."""
        self._change(connection, job, RESUMABLE, JobState.QUEUED)

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
        return plans.reopen_items(connection, job, outcomes, self._now(connection))

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
            return reading.tallies(connection, job)

    def items(
        self, job: int, *, after: int = -1, limit: int = 100, outcome: str | None = None
    ) -> list[Entry]:
        """A page of items with a number above `after`; empty `outcome` means not ended yet."""
        with self._database.read() as connection:
            return reading.entries(connection, job, after=after, limit=limit, outcome=outcome)

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
        """Voids every lease of another boot; returns how many.

        Only for a ledger that one process uses alone: see `database/lock.py`.
        """
        with self._write() as connection:
            return claims.free(connection, now=0.0, other_than_boot=self._boot)

    def exchange(self, dones: Sequence[Done], *, slots: int) -> Exchanged:
        """Takes results, ends jobs that have nothing left, and hands out at most `slots` blocks."""
        with self._write() as connection:
            now = self._now(connection)
            accepted = self._accept(connection, dones, now)
            claims.free(connection, now=now)
            active = self._close(connection, now)
            blocks = claiming.claim(
                connection,
                active,
                claiming.Terms(
                    boot=self._boot,
                    tokens=self._tokens,
                    now=now,
                    until=now + LEASE_SECONDS,
                    slots=slots,
                    sessions=self._sessions,
                ),
            )
            return Exchanged(blocks=tuple(blocks), accepted=tuple(accepted))

    def note(self, block: Block, notes: Sequence[Result]) -> bool:
        """Keeps what is known before an effect, for whoever finds the attempt broken off.

        False when the lease no longer stands; then nothing is kept, and the effect must not be.
        """
        with self._write() as connection:
            if not claims.live(connection, [block.token]):
                return False
            endings.write_evidence(connection, [(block, notes)])
            return True

    def renew(self, tokens: Collection[int]) -> set[int]:
        """Makes leases last another `LEASE_SECONDS`; returns the tokens that still had one."""
        with self._write() as connection:
            return claims.renew(connection, tokens, self._now(connection) + LEASE_SECONDS)

    def untold(self) -> list[Told]:
        """Finished attempts of which the rest of the house has yet to hear, oldest first."""
        with self._database.read() as connection:
            return list(reading.untold(connection))

    def told(self, tokens: Iterable[int]) -> None:
        """The rest of the house has heard of these attempts."""
        with self._write() as connection:
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
        endings.return_blocks(connection, returned_blocks(connection, ours, now), now)
        claims.drop_leases(connection, live)
        return ours

    def _close(self, connection: Connection, now: float) -> list[Job]:
        """Ends what is over; returns the jobs that go on."""
        going = []
        for job in plans.jobs_in(connection, ACTIVE):
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
                f"This job is {state.value}; that can only be done while it is "
                f"{' or '.join(sorted(allowed.value for allowed in found))}."
            )

    def _found(self, connection: Connection, job: int) -> Job:
        found = plans.read_job(connection, job)
        if found is None:
            raise JobMissingError
        return found

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with self._database.write() as connection:
            take_turn(connection, _TURN)
            yield connection


def _over(connection: Connection, job: Job) -> bool:
    if job.state is JobState.CANCELLING:
        waiting = bool(job.left) and plans.anything_left_to_settle(connection, job.id)
    else:
        waiting = job.left > 0
    return not waiting and not plans.anything_untold(connection, job.id)
