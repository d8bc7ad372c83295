"""Builds the quarantine, and joins it to what keeps and shows mail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.database.lock import node_of
from clawback.model.clock import Clock
from clawback.model.tags import Tags
from clawback.quarantine.ground import Ground, sealed_files
from clawback.quarantine.quarantine import Quarantine
from clawback.quarantine.settings import QuarantineSettings, split_address
from clawback.quarantine.smtp import SmtpOutlet
from clawback.store.port import EventStore


def quarantine_in(
    data: Path,
    settings: QuarantineSettings,
    *,
    database: Database,
    store: EventStore,
    trail: Trail,
    clock: Clock,
    tags: Tags,
    on_hold: Callable[[], frozenset[str]],
) -> Quarantine:
    """The quarantine of a data folder."""
    ground = Ground(
        database=database,
        store=store,
        trail=trail,
        clock=clock,
        tags=tags,
        files=sealed_files(data),
        node=node_of(data),
        keep=settings.keep,
        on_hold=on_hold,
    )
    outlet = SmtpOutlet(*split_address(settings.release_smtp)) if settings.release_smtp else None
    return Quarantine(ground, outlet)
