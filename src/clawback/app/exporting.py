"""Builds what makes files that take much away."""

from __future__ import annotations

from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.database.lock import node_of
from clawback.exports.desk import Ground
from clawback.exports.exports import Exports
from clawback.exports.folder import ExportFolder
from clawback.exports.settings import ExportSettings
from clawback.filters.lists import Lists
from clawback.model.clock import Clock
from clawback.model.tags import Tags
from clawback.store.port import EventStore
from clawback.worker.data_folder import DataFolder


def exporting(
    settings: ExportSettings,
    folder: DataFolder,
    *,
    database: Database,
    store: EventStore,
    trail: Trail,
    clock: Clock,
    lists: Lists,
    tags: Tags,
) -> Exports:
    """Exports, whose files lie in the data folder."""
    ground = Ground(
        database=database,
        trail=trail,
        clock=clock,
        lists=lists,
        tags=tags,
        folder=ExportFolder(folder.exports, settings.room),
        node=node_of(folder.path),
        keep=settings.keep,
    )
    return Exports(ground, store, settings)
