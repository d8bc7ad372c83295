"""The durable work of this server: which jobs there are, and the executor that runs them."""

from __future__ import annotations

from clawback.database import Database
from clawback.jobs.executor import Executor
from clawback.jobs.ledger import Ledger
from clawback.mailboxes.directory import Directory
from clawback.model.clock import Clock
from clawback.remediation.escrow import Escrow
from clawback.remediation.remediation import KIND
from clawback.remediation.tasks import RemediationTask
from clawback.remediation.warrant import Warrants
from clawback.store.port import EventStore


def executor(
    *,
    database: Database,
    ledger: Ledger,
    store: EventStore,
    servers: Directory,
    clock: Clock,
    warrants: Warrants,
    escrow: Escrow,
) -> Executor:
    """An executor for every kind of job; it does nothing until it is started."""
    remediation = RemediationTask(
        database=database,
        ledger=ledger,
        store=store,
        servers=servers,
        clock=clock,
        warrants=warrants,
        escrow=escrow,
    )
    return Executor(ledger, {KIND: remediation})
