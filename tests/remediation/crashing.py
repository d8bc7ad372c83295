"""A worker on a folder that outlives it.

Goes on with whatever the ledger holds, and ends when nothing is left to do. Killed at any moment,
the next start must heal everything.
"""

from __future__ import annotations

import sys
import time
import uuid
from pathlib import Path
from typing import Any

from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.database.migrate import upgrade
from clawback.filters.tree import Filter
from clawback.jobs.crew import Crew
from clawback.jobs.ledger import Ledger
from clawback.mailboxes.directory import Directory
from clawback.mailboxes.maildir.server import MaildirServer
from clawback.mailboxes.settings import MaildirSettings
from clawback.model.actor import SYSTEM, Actor
from clawback.model.clock import SystemClock
from clawback.remediation.authority import Authority
from clawback.remediation.escrow import Escrow
from clawback.remediation.policy import Policy
from clawback.remediation.remediation import KIND, State
from clawback.remediation.remediations import Remediations
from clawback.remediation.seal import Seals
from clawback.remediation.surprise import Surprises, Threshold
from clawback.remediation.tasks import RemediationTask, RemediationTelling
from clawback.remediation.warrant import Warrants
from clawback.store.duckdb import DuckdbStore
from clawback.store.port import Query

_OVER = {State.COMPLETED, State.FAILED, State.CANCELLED}


class House:
    """Every part, on real files."""

    def __init__(self, folder: Path, state: str) -> None:
        self.clock = SystemClock()
        self.database = Database.open(state)
        upgrade(self.database)
        self.store = DuckdbStore.open(folder / "events.duckdb")
        path = f"{folder}/mail/{{domain}}/{{local}}/Maildir"
        self.server = MaildirServer(MaildirSettings(name="files", domains=("*",), path=path))
        trail = Trail(self.database, self.clock)
        watched = {KIND: Surprises(Threshold(), trail)}
        self.ledger = Ledger(self.database, boot=str(uuid.uuid4()), cautions=watched)
        parts: dict[str, Any] = {
            "database": self.database,
            "ledger": self.ledger,
            "servers": Directory([self.server]),
        }
        told: dict[str, Any] = {"store": self.store, "clock": self.clock}
        warrants = Warrants(Seals(b"k" * 32))
        self.escrow = Escrow(folder, database=self.database, clock=self.clock)
        task = RemediationTask(**parts, warrants=warrants, escrow=self.escrow)
        telling = RemediationTelling(database=self.database, **told)
        self.executor = Crew(self.ledger, {KIND: task}, {KIND: telling})
        self.remediations = Remediations(
            **parts,
            **told,
            ask=self._ask,
            wake=self.executor.wake,
            authority=Authority(
                policy=Policy(required=False),
                warrants=warrants,
                trail=trail,
                tags_of=lambda _: frozenset(),
                still_may=lambda _, __: True,
            ),
        )

    def _ask(self, actor: Actor, tree: Filter, since, until) -> Query:
        del actor
        return Query(filter=tree, now=self.clock.now(), since=since, until=until)

    def work(self) -> None:
        """Works until nothing is left."""
        self.executor.start()
        while any(one.state not in _OVER for one in self.remediations.newest(SYSTEM, limit=9)):
            time.sleep(0.01)
        self.executor.stop()

    def close(self) -> None:
        self.store.close()
        self.database.close()


def main() -> None:
    """Works on the folder and the state database that `sys.argv` names."""
    house = House(Path(sys.argv[1]), sys.argv[2])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    house.work()
    house.close()
