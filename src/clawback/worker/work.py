"""The durable work of this server: which jobs there are, who does them, and who hears of them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path

from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.database.lock import node_of
from clawback.jobs.handler import Handler, Hearer
from clawback.jobs.ledger import Ledger
from clawback.mailboxes.directory import Directory
from clawback.model.clock import Clock
from clawback.remediation.escrow import Escrow
from clawback.remediation.remediation import KIND
from clawback.remediation.surprise import Surprises
from clawback.remediation.tasks import RemediationTask, RemediationTelling
from clawback.remediation.warrant import Warrants
from clawback.store.port import EventStore
from clawback.worker.orders import Orders


def ledger_of(orders: Orders, database: Database, trail: Trail) -> Ledger:
    """The ledger, under the limits of the mail servers and watched as the settings say."""
    return Ledger(
        database,
        boot=secrets.token_hex(8),
        node=node_of(Path(orders.folder)),
        sessions={table.name: table.concurrency for table in orders.mailboxes},
        rates={table.name: table.rate for table in orders.mailboxes if table.rate},
        cautions={KIND: Surprises(orders.threshold, trail)},
    )


def handlers(
    *,
    database: Database,
    ledger: Ledger,
    servers: Directory,
    warrants: Warrants,
    escrow: Escrow,
) -> Mapping[str, Handler]:
    """Who works, by kind of job."""
    remediation = RemediationTask(
        database=database, ledger=ledger, servers=servers, warrants=warrants, escrow=escrow
    )
    return {KIND: remediation}


def hearers(*, database: Database, store: EventStore, clock: Clock) -> Mapping[str, Hearer]:
    """Who hears how it ended, by kind of job."""
    return {KIND: RemediationTelling(database=database, store=store, clock=clock)}
