"""An export room on a memory store, whose work is done when a test says so."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.making.clicks import make_click
from tests.making.deliveries import START, make_delivery
from tests.making.house import TurnedClock
from tests.servers.state import open_state

from clawback.audit.log import Log
from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.exports.desk import Ground
from clawback.exports.exports import Exports
from clawback.exports.folder import ExportFolder, Room
from clawback.exports.settings import ExportSettings
from clawback.filters.lists import FolderOfLists
from clawback.identity.role import Role, actor_of
from clawback.model.tags import NO_TAGS
from clawback.store.memory import MemoryStore
from clawback.store.port import Batch

ADA = actor_of("ada", "Ada", Role.ANALYST)
EVE = actor_of("eve", "Eve", Role.ADMIN)
ROWS = tuple(
    make_delivery(n, time_received=START, recipient=f"user{n % 3}@example.org") for n in range(30)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The room and what it stands on."""

    ground: Ground
    store: MemoryStore
    clock: TurnedClock
    log: Log

    def room(self, store=None) -> Exports:
        """The room as it is after a start of the server."""
        return Exports(self.ground, store or self.store, ExportSettings())

    def entries(self) -> list[tuple[str, str]]:
        with self.ground.database.read() as connection:
            found = connection.exec_driver_sql("SELECT action, subject FROM audit_entry ORDER BY 1")
            return [(action, subject) for action, subject in found]


@pytest.fixture
def house(tmp_path):
    """On SQLite."""
    with closing(open_state(tmp_path / "state.sqlite")) as database:
        yield house_on(database, tmp_path)


@pytest.fixture
def any_house(state: Database, tmp_path):
    """On each state database."""
    return house_on(state, tmp_path)


def house_on(state: Database, tmp_path: Path) -> House:
    """A house on this database and in this folder."""
    clock = TurnedClock()
    store = MemoryStore()
    store.append(Batch(messages=(), deliveries=ROWS))
    store.record_clicks([make_click(1)])
    ground = Ground(
        database=state,
        trail=Trail(state, clock),
        clock=clock,
        lists=FolderOfLists(tmp_path / "lists"),
        tags=NO_TAGS,
        folder=ExportFolder(tmp_path / "exports", Room(most=1 << 20, reserve=0)),
        node="here",
        keep=ExportSettings().keep,
    )
    return House(ground=ground, store=store, clock=clock, log=Log(state))
