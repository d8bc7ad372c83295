"""Files that are made and forgotten in a folder of a test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.exports import desk
from clawback.exports.exports import Exports
from clawback.exports.folder import ExportFolder, Room
from clawback.exports.settings import ExportSettings
from clawback.filters.lists import Lists
from clawback.ingest.raw import RawFiles
from clawback.model.clock import Clock
from clawback.model.tags import Tags
from clawback.retention import retention as retaining
from clawback.retention.retention import Retention
from clawback.retention.settings import RetentionSettings
from clawback.store.port import EventStore


def exports_in(
    folder: Path,
    *,
    database: Database,
    store: EventStore,
    trail: Trail,
    clock: Clock,
    lists: Lists,
    tags: Tags,
) -> Exports:
    """Exports with a gigabyte of room."""
    ground = desk.Ground(
        database=database,
        trail=trail,
        clock=clock,
        lists=lists,
        tags=tags,
        folder=ExportFolder(folder / "exports", Room(most=1 << 30, reserve=0)),
        node="test",
        keep=ExportSettings().keep,
    )
    return Exports(ground, store, ExportSettings())


def retention_in(
    folder: Path,
    *,
    database: Database,
    store: EventStore,
    trail: Trail,
    clock: Clock,
    lists: Lists,
    tags: Tags,
    in_use: Callable[[], frozenset[str]],
) -> Retention:
    """Keeps deliveries for a year."""
    ground = retaining.Ground(
        database=database,
        store=store,
        trail=trail,
        clock=clock,
        lists=lists,
        tags=tags,
        in_use=in_use,
        forget_raw=RawFiles(folder / "raw").remove,
        node="test",
    )
    return Retention(ground, RetentionSettings(rows_days=365).policy)
