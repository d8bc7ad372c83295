"""Builds what moves and removes mail: plans, the ledger, and those who carry it out."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from clawback.app.basis import Basis
from clawback.audit.content_searches import ContentSearches
from clawback.identity.assembly import Identity
from clawback.jobs.crew import Crew, Hands
from clawback.jobs.ledger import Ledger
from clawback.mailboxes.directory import Directory
from clawback.mailboxes.settings import MemorySettings
from clawback.remediation.authority import Authority
from clawback.remediation.escrow import Escrow
from clawback.remediation.holds import Holds
from clawback.remediation.remediations import Remediations
from clawback.remediation.seal import Seals
from clawback.remediation.warrant import Warrants
from clawback.settings import Settings
from clawback.worker.orders import Orders
from clawback.worker.process import WorkerProcess
from clawback.worker.work import handlers, hearers, ledger_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedies:
    """The door to remediations, and what stands behind it."""

    ledger: Ledger
    work: Hands
    escrow: Escrow
    holds: Holds
    remediations: Remediations


def remedies(
    basis: Basis, *, servers: Directory, people: Identity, searches: ContentSearches
) -> Remedies:
    """All of it; bodies that remediations search are written down by `searches`."""
    database, clock = basis.database, basis.clock
    warrants = Warrants(Seals.in_folder(basis.folder.path))
    escrow = Escrow(basis.folder.path, database=database, clock=clock)
    ledger, work = _working(basis, servers=servers, warrants=warrants, escrow=escrow)
    return Remedies(
        ledger=ledger,
        work=work,
        escrow=escrow,
        holds=Holds(database, ledger, clock),
        remediations=Remediations(
            database=database,
            ledger=ledger,
            store=basis.store,
            servers=servers,
            clock=clock,
            ask=basis.asker(searches.by("room:remediation")),
            wake=work.wake,
            authority=Authority(
                policy=basis.settings.approval.policy(),
                warrants=warrants,
                trail=basis.trail,
                tags_of=basis.tags.of,
                still_may=people.people.may,
            ),
            escrow_days=basis.settings.escrow.days,
        ),
    )


def _working(
    basis: Basis, *, servers: Directory, warrants: Warrants, escrow: Escrow
) -> tuple[Ledger, Hands]:
    """The ledger and its hands: a process of their own, where that can reach the mailboxes."""
    orders = _orders(basis)
    database = basis.database
    ledger = ledger_of(orders, database, basis.trail)
    hearing = hearers(database=database, store=basis.store_itself, clock=basis.clock)
    if not _reached_from_here_alone(basis.settings):
        return ledger, WorkerProcess(orders, ledger, hearing)
    here = handlers(
        database=database, ledger=ledger, servers=servers, warrants=warrants, escrow=escrow
    )
    return ledger, Crew(ledger, here, hearing)


def _reached_from_here_alone(settings: Settings) -> bool:
    """Whether mailboxes are in this process's memory, where no other can reach them."""
    return any(isinstance(table, MemorySettings) for table in settings.mailboxes)


def _orders(basis: Basis) -> Orders:
    settings = basis.settings
    return Orders(
        folder=basis.folder.path,
        state_url=settings.state.url,
        mailboxes=settings.mailboxes,
        threshold=settings.execution.threshold,
        log_level=logging.getLevelNamesMapping()[settings.log.level.upper()],
    )
