"""What parts stand on, with a store in memory and a database in a folder."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from tests.servers.state import open_state

from clawback.app.basis import Basis
from clawback.audit.trail import Trail
from clawback.filters.lists import FolderOfLists
from clawback.model.clock import Clock, SystemClock
from clawback.model.tags import NO_TAGS, Tags
from clawback.settings import Settings
from clawback.store.admission import Admission, AdmittedStore
from clawback.store.memory import MemoryStore
from clawback.worker.data_folder import DataFolder


def basis_in(
    folder: Path, settings: Settings, tags: Tags = NO_TAGS, clock: Clock | None = None
) -> Basis:
    """All of it; the database ends with the process."""
    clock, store, database = (
        clock or SystemClock(),
        MemoryStore(),
        open_state(folder / f"{uuid4()}.db"),
    )
    admission = Admission(settings.store.limits)
    return Basis(
        settings=settings,
        folder=DataFolder(folder),
        clock=clock,
        database=database,
        store_itself=store,
        store=AdmittedStore(store, admission),
        admission=admission,
        lists=FolderOfLists(folder / "lists"),
        tags=tags,
        trail=Trail(database, clock),
    )
