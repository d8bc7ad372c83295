"""Builds the ledger, and those who carry out what stands in it."""

from __future__ import annotations

import logging

from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.jobs.crew import Crew, Hands
from clawback.jobs.ledger import Ledger
from clawback.mailboxes.directory import Directory
from clawback.mailboxes.settings import MemorySettings
from clawback.model.clock import Clock
from clawback.remediation.escrow import Escrow
from clawback.remediation.warrant import Warrants
from clawback.settings import Settings
from clawback.store.port import EventStore
from clawback.worker.data_folder import DataFolder
from clawback.worker.orders import Orders
from clawback.worker.process import WorkerProcess
from clawback.worker.work import handlers, hearers, ledger_of


def working(
    settings: Settings,
    folder: DataFolder,
    *,
    database: Database,
    store: EventStore,
    trail: Trail,
    clock: Clock,
    servers: Directory,
    warrants: Warrants,
    escrow: Escrow,
) -> tuple[Ledger, Hands]:
    """The ledger and its hands: a process of their own, where that can reach the mailboxes."""
    orders = _orders(settings, folder)
    ledger = ledger_of(orders, database, trail)
    hearing = hearers(database=database, store=store, clock=clock)
    if not _reached_from_here_alone(settings):
        return ledger, WorkerProcess(orders, ledger, hearing)
    here = handlers(
        database=database, ledger=ledger, servers=servers, warrants=warrants, escrow=escrow
    )
    return ledger, Crew(ledger, here, hearing)


def _reached_from_here_alone(settings: Settings) -> bool:
    """Whether mailboxes are in this process's memory, where no other can reach them."""
    return any(isinstance(table, MemorySettings) for table in settings.mailboxes)


def _orders(settings: Settings, folder: DataFolder) -> Orders:
    return Orders(
        folder=folder.path,
        state_url=settings.state.url,
        mailboxes=settings.mailboxes,
        threshold=settings.execution.threshold,
        log_level=logging.getLevelNamesMapping()[settings.log.level.upper()],
    )
