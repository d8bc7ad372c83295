"""What every part of this room works with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from clawback.database import Database
from clawback.filters.tree import Filter, InList
from clawback.jobs.ledger import Ledger
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.remediation import records
from clawback.remediation.authority import Authority
from clawback.remediation.plan import Leaf, PlanMismatchError, digest
from clawback.remediation.selection import Servers
from clawback.remediation.standings import Standings, found
from clawback.remediation.warrant import require_intact
from clawback.store.port import EventStore, Query

_LEAVES_AT_ONCE = 50  # so that a large plan is never in memory as a whole
Ask = Callable[[Actor, Filter, datetime | None, datetime | None], Query]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What it has in common.

    `ask` makes the store's question from a filter and its bounds, within an actor's scope; `wake`
    tells the worker that there is something to do. `escrow_days` is how long hard-deleted mail is
    kept sealed.
    """

    database: Database
    ledger: Ledger
    store: EventStore
    servers: Servers
    clock: Clock
    ask: Ask
    wake: Callable[[], None]
    authority: Authority
    standings: Standings
    escrow_days: int = 0

    def list_entries(self, name: str, actor: Actor) -> frozenset[str]:
        """What an uploaded list holds. Raises `FilterError` when there is none."""
        query = self.ask(actor, InList(name), None, None)
        return (query.lists or {}).get(name, frozenset())

    def require_payloads(self, remediation_id: str, actor: Actor) -> None:
        """Raises `PlanMismatchError` unless plan and items are still those that were frozen."""
        with self.database.read() as connection:
            remediation = found(connection, remediation_id, actor)
            plan = records.plan_of(connection, remediation)
        require_intact(plan)
        for at in range(0, len(plan.leaves), _LEAVES_AT_ONCE):
            self._require_leaves(remediation.job, plan.leaves[at : at + _LEAVES_AT_ONCE])

    def _require_leaves(self, job: int, leaves: Sequence[Leaf]) -> None:
        payloads = iter(self.ledger.payloads(job, leaves[0].first, leaves[-1].last))
        for leaf in leaves:
            if digest(islice(payloads, leaf.last - leaf.first + 1)) != leaf.digest:
                raise PlanMismatchError(
                    "A delivery of this plan in the database is not the one that was frozen. "
                    "Nothing was done; make a new plan, and find out who changed this one."
                )
