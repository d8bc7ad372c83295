"""A small trail: a database, a key, a clock that goes on, and a sealer.

On SQLite, and on PostgreSQL where there is one.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.making.clocks import SteppingClock
from tests.servers.postgresql import Postgresql, why_not
from tests.servers.state import open_state

from clawback.audit.action import AuditAction
from clawback.audit.folder import AuditFolder
from clawback.audit.log import Log
from clawback.audit.sealer import Sealer
from clawback.audit.trail import Trail
from clawback.audit.verification import Verification
from clawback.database import Database
from clawback.database.migrate import upgrade
from clawback.model.actor import Actor, ActorKind

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
GRACE = Actor(id="p1", name="Grace Hopper", role="admin", kind=ActorKind.PERSON, person="p1")
ROBOT = Actor(id="t7", name="soar", role="responder", person="p1")


@dataclass
class House:
    """Every part of a trail, in one folder."""

    path: Path
    url: str = ""
    name: str = "test.example/audit"
    clock: SteppingClock = field(default_factory=lambda: SteppingClock(NOW))

    def __post_init__(self):
        self.folder = AuditFolder(self.path / "audit")
        self.database = self._opened()
        self.trail = Trail(self.database, self.clock)
        self.log = Log(self.database)
        self.sealer = self.new_sealer()

    def new_sealer(self):
        return Sealer(
            self.database,
            signer=self.folder.signer(self.name),
            folder=self.folder,
            clock=self.clock,
        )

    def _opened(self):
        if not self.url:
            kept = self.path / "state.sqlite"
            return Database.open(kept) if kept.exists() else open_state(kept)
        database = Database.open(self.url)
        upgrade(database)
        return database

    def write(self, count, *, first=0):
        """So many entries of several kinds, in one transaction."""
        with self.database.write() as connection:
            for number in range(first, first + count):
                self.trail.record(
                    connection,
                    (GRACE, ROBOT)[number % 2],
                    (AuditAction.REMEDIATION_APPROVE, AuditAction.CONTENT_PREVIEW)[number % 3 == 0],
                    f"remediation:R-{number}",
                    details={"deliveries": number, "reason": f"reason «{number}»"},
                )

    def seal(self, count, *, first=0):
        """Writes so many, and seals them."""
        self.write(count, first=first)
        return self.sealer.seal()

    def findings(self, *files, keys=()):
        looked = Verification(self.database, self.folder, checkpoints=files, keys=keys)
        return list(looked.findings(lambda _done, _total: None))

    def faults(self, *files):
        return [finding.fault.value for finding in self.findings(*files)]

    def sentences(self, *files):
        return [finding.sentence for finding in self.findings(*files)]

    def forge(self, *statements):
        """What the owner of the database can do: no trigger stops them."""
        with self.database.write() as connection:
            if self.database.dialect == "postgresql":
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            else:
                for trigger in _TRIGGERS:
                    connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {trigger}")
            for statement in statements:
                connection.exec_driver_sql(statement)


_TRIGGERS = [
    f"{table}_{what}"
    for table in ("audit_entry", "audit_checkpoint", "audit_node")
    for what in ("update", "insert", "delete")
]


@pytest.fixture(scope="session")
def _postgresql():
    reason = why_not()
    if reason:
        pytest.skip(reason)
    with Postgresql.start() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def any_house(request, tmp_path):
    """A trail on each kind of database."""
    with ExitStack() as stack:
        url = ""
        if request.param == "postgresql":
            server = request.getfixturevalue("_postgresql")
            url = server.url(stack.enter_context(server.database()))
        built = House(tmp_path, url)
        stack.callback(built.database.close)
        yield built


@pytest.fixture
def house(tmp_path):
    """A trail on SQLite."""
    built = House(tmp_path)
    yield built
    built.database.close()
