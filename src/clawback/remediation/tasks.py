"""The durable part: what the worker runs for each block of a remediation.

Where a server refuses our login, the block's deliveries end as `failed` at once (`unknown`, if an
attempt of theirs broke off earlier): that is a mistake in the settings, which waiting does not
mend, and *retry* takes them up again. A server that does not answer is waited for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing

import structlog

from clawback.database import Database
from clawback.jobs.block import Block, Fault, Result, Told
from clawback.jobs.handler import Watch
from clawback.jobs.ledger import Ledger
from clawback.mailboxes.known import MovesKnown
from clawback.mailboxes.port import LoginRefusedError, MailboxMissingError, Session
from clawback.model.clock import Clock
from clawback.model.errors import NotFoundError
from clawback.remediation import evidence, overlay, records, target
from clawback.remediation.action import Action
from clawback.remediation.deed import Errand
from clawback.remediation.escrow import Deposit, Escrow, EscrowUnusableError
from clawback.remediation.evidence import Evidence, Trace
from clawback.remediation.execution import Visit
from clawback.remediation.outcome import Outcome
from clawback.remediation.plain import move_plain
from clawback.remediation.plan import Plan, PlanMismatchError, digest
from clawback.remediation.remediation import Remediation, RemediationMissingError
from clawback.remediation.restoring import Restoration
from clawback.remediation.selection import Servers
from clawback.remediation.target import Frozen
from clawback.remediation.warrant import Warrants
from clawback.store.port import EventStore

_PLANS_REMEMBERED = 64

_log = structlog.get_logger(__name__)


class RemediationTask:
    """A `jobs.handler.Handler` for jobs of the kind `remediation.KIND`."""

    def __init__(
        self,
        *,
        database: Database,
        ledger: Ledger,
        servers: Servers,
        warrants: Warrants,
        escrow: Escrow | None = None,
    ) -> None:
        self._database = database
        self._ledger = ledger
        self._servers = servers
        self._warrants = warrants
        self._escrow = escrow
        self._plans: dict[int, tuple[Remediation, Plan]] = {}

    def work(self, watch: Watch) -> None:
        """Acts on the block's open items, which must be those of the frozen plan."""
        remediation, plan = self._plan(watch.block.job)
        try:
            frozen = self._frozen(plan, watch.block)
            server = self._servers.named(watch.block.server_key)
            session = server.open(watch.block.account)
        except PlanMismatchError as error:
            self._end_all(watch, Outcome.FAILED, str(error))
        except (NotFoundError, MailboxMissingError) as error:
            self._end_all(watch, Outcome.NOT_ACTIONABLE, str(error))
        except LoginRefusedError as error:
            self._end_all(watch, Outcome.FAILED, str(error))
        else:
            with closing(session):
                self._visit(session, watch, remediation, frozen)

    def _visit(
        self, session: Session, watch: Watch, remediation: Remediation, frozen: Sequence[Frozen]
    ) -> None:
        """Ends the block's items in an open session: the plain ones first, then the others."""
        terms = remediation.terms
        if terms.undo_of and terms.action is Action.HARD_DELETE:
            self._restore(session, watch, frozen)
            return
        deposit = self._deposit(remediation)
        visit = Visit(
            session,
            watch,
            terms.action,
            sweep=terms.sweep,
            unread_only=terms.unread_only,
            deposit=deposit,
        )
        if watch.block.settling:
            visit.look(self._errands(watch, frozen, {}))
            return
        tried: Mapping[int, Trace] = {}
        if isinstance(session, MovesKnown) and not (terms.sweep or terms.unread_only):
            tried = move_plain(session, watch, terms.action, frozen)
        if errands := self._errands(watch, frozen, tried):
            visit.carry_out(errands, tried)

    def _restore(self, session: Session, watch: Watch, frozen: Sequence[Frozen]) -> None:
        restoration = Restoration(session, watch, self._held())
        errands = self._errands(watch, frozen, {})
        if watch.block.settling:
            restoration.look(errands)
        else:
            restoration.carry_out(errands)

    def _deposit(self, remediation: Remediation) -> Deposit | None:
        """Where a hard delete leaves a sealed copy first, if its plan says so."""
        days = remediation.terms.escrow_days
        if not days:
            return None
        return Deposit(escrow=self._held(), remediation=remediation.id, days=days)

    def _held(self) -> Escrow:
        if self._escrow is None:
            raise EscrowUnusableError
        return self._escrow

    def give_up(self, watch: Watch, fault: Fault) -> None:
        """Failed; or unknown, where an attempt may have done something nobody could look at."""
        self._end_all(watch, Outcome.FAILED, fault.sentence)

    def _plan(self, job: int) -> tuple[Remediation, Plan]:
        """A job's plan, read and checked once."""
        if job not in self._plans:
            if len(self._plans) >= _PLANS_REMEMBERED:
                self._plans.pop(next(iter(self._plans)), None)
            self._plans[job] = self._read_plan(job)
        return self._plans[job]

    def _read_plan(self, job: int) -> tuple[Remediation, Plan]:
        with self._database.read() as connection:
            remediation = records.of_job(connection, job)
            if remediation is None:
                raise RemediationMissingError
            return remediation, self._warrants.plan_to_carry_out(connection, remediation)

    def _frozen(self, plan: Plan, block: Block) -> list[Frozen]:
        """The block's items as frozen, proved to be the plan's own."""
        leaf = plan.leaf_of(block.first, block.last)
        if digest(self._payloads(block)) != leaf.digest:
            raise PlanMismatchError
        frozen = target.decode_all(item.payload for item in block.items)
        home = (block.server_key, block.account)
        if any((one.server, one.account) != home for one in frozen):
            raise PlanMismatchError
        return frozen

    def _payloads(self, block: Block) -> list[str]:
        """The payloads of the whole block as planned, those in hand among them."""
        mine = {item.seq: item.payload for item in block.items}
        if len(mine) != block.last - block.first + 1:
            whole = self._ledger.payloads(block.job, block.first, block.last)
            mine = {**dict(enumerate(whole, block.first)), **mine}
        return [mine[seq] for seq in sorted(mine)]

    def _errands(
        self, watch: Watch, frozen: Sequence[Frozen], tried: Mapping[int, Trace]
    ) -> list[Errand]:
        """The open items, with what was seen of those that an attempt may have had an effect on."""
        still_open = {item.seq for item in watch.open_items()}
        if not still_open:
            return []
        noted = self._noted(watch) | {seq: (trace,) for seq, trace in tried.items()}
        return [
            Errand(item=item, target=target.whole(one), noted=noted.get(item.seq, ()))
            for item, one in zip(watch.block.items, frozen, strict=True)
            if item.seq in still_open
        ]

    def _noted(self, watch: Watch) -> dict[int, tuple[Trace, ...]]:
        """What attempts that broke off had seen of items that are in doubt now."""
        doubtful = [item.seq for item in watch.open_items() if watch.in_doubt(item.seq)]
        proofs = self._ledger.evidences(watch.block.job, doubtful)
        return {seq: evidence.decode(proof).traces for seq, proof in proofs.items()}

    def _end_all(self, watch: Watch, outcome: Outcome, note: str) -> None:
        """Nothing could be looked at: what an attempt may have done stays unknown."""
        block, noted = watch.block, self._noted(watch)
        results = []
        for item in watch.open_items():
            doubt = watch.in_doubt(item.seq)
            proof = Evidence(
                server=block.server_key,
                account=block.account,
                traces=noted.get(item.seq, ()),
                note=note,
            )
            ended = Outcome.UNKNOWN if doubt else outcome
            results.append(Result(item.seq, ended.value, evidence.encode(proof), doubt))
        watch.finish(results)


class RemediationTelling:
    """A `jobs.handler.Hearer` for the same jobs: tells the explorer what became of deliveries."""

    def __init__(self, *, database: Database, store: EventStore, clock: Clock) -> None:
        self._database = database
        self._store = store
        self._clock = clock

    def tell(self, told: Sequence[Told]) -> None:
        """Appends what ended to the deliveries' timelines.

        What a job did whose remediation is gone cannot be told; the others are told all the same.
        """
        now = self._clock.now()
        for job in dict.fromkeys(one.job for one in told):
            with self._database.read() as connection:
                remediation = records.of_job(connection, job)
            if remediation is None:
                _log.error("remediation_of_job_missing", job=job)
                continue
            mine = [one for one in told if one.job == job]
            self._store.amend(list(overlay.events(remediation, mine, now)))
