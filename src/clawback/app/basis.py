"""What nearly every part stands on, opened once and passed on as one value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from clawback.app.asking import asker
from clawback.app.stores import open_store
from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.filters.lists import FolderOfLists, Lists
from clawback.filters.tree import Filter
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.model.tags import Tags
from clawback.settings import Settings
from clawback.store.admission import Admission, AdmittedStore
from clawback.store.overheard import Listeners, overheard
from clawback.store.port import EventStore, Query
from clawback.worker.data_folder import DataFolder

Ask = Callable[[Actor, Filter, datetime | None, datetime | None], Query]


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """Settings, folder, time, and what keeps things.

    People's questions go to `store`, which lets them take turns; what must never wait for them
    (intake, the worker, counting by the clock) goes to `store_itself`. Whatever is written to
    either is told to the `listeners`.
    """

    settings: Settings
    folder: DataFolder
    clock: Clock
    database: Database
    store_itself: EventStore
    store: EventStore
    admission: Admission
    lists: Lists
    tags: Tags
    trail: Trail
    listeners: Listeners = field(default_factory=Listeners)

    def asker(self, permit: Callable[[Actor, Filter], Filter] | None = None) -> Ask:
        """Makes the store's questions; `permit` gives back what may be asked, or raises."""
        if permit is None:
            return asker(self.lists, self.tags, self.clock)
        return asker(self.lists, self.tags, self.clock, permit)


@contextmanager
def open_basis(
    settings: Settings, folder: DataFolder, *, database: Database, clock: Clock
) -> Iterator[Basis]:
    """The basis, on a database that is up to date; raises what opening the store raises."""
    admission, listeners = Admission(settings.store.limits), Listeners()
    with closing(overheard(open_store(settings, folder), listeners)) as store:
        yield Basis(
            settings=settings,
            folder=folder,
            clock=clock,
            database=database,
            store_itself=store,
            store=AdmittedStore(store, admission),
            admission=admission,
            lists=FolderOfLists(folder.lists),
            tags=Tags.read(settings.tags),
            trail=Trail(database, clock),
            listeners=listeners,
        )
