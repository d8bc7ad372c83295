"""One start of the worker on a folder that outlives it: `python crashing.py FOLDER`.

Goes on with whatever the ledger holds, and ends when nothing is left to do. Killed at any moment,
the next start must heal everything.
"""

from __future__ import annotations

import sys
import time
import uuid
from pathlib import Path
from typing import Any

from clawback.database import Database
from clawback.database.migrate import upgrade
from clawback.filters.tree import Filter
from clawback.jobs.executor import Executor
from clawback.jobs.ledger import Ledger
from clawback.mailboxes.directory import Directory
from clawback.mailboxes.maildir.server import MaildirServer
from clawback.mailboxes.settings import MaildirSettings
from clawback.model.clock import SystemClock
from clawback.remediation.remediation import KIND, State
from clawback.remediation.remediations import Remediations
from clawback.remediation.tasks import RemediationTask
from clawback.store.duckdb import DuckdbStore
from clawback.store.port import Query

_OVER = {State.COMPLETED, State.FAILED, State.CANCELLED}


class House:
    """Every part, on real files."""

    def __init__(self, folder: Path) -> None:
        self.clock = SystemClock()
        self.database = Database.open(folder / "state.db")
        upgrade(self.database)
        self.store = DuckdbStore.open(folder / "events.duckdb")
        path = f"{folder}/mail/{{domain}}/{{local}}/Maildir"
        self.server = MaildirServer(MaildirSettings(name="files", domains=("*",), path=path))
        self.ledger = Ledger(self.database, boot=str(uuid.uuid4()))
        parts: dict[str, Any] = {
            "database": self.database,
            "ledger": self.ledger,
            "store": self.store,
            "servers": Directory([self.server]),
            "clock": self.clock,
        }
        self.executor = Executor(self.ledger, {KIND: RemediationTask(**parts)})
        self.remediations = Remediations(**parts, ask=self._ask, wake=self.executor.wake)

    def _ask(self, tree: Filter, since, until) -> Query:
        return Query(filter=tree, now=self.clock.now(), since=since, until=until)

    def work(self) -> None:
        """Works until nothing is left."""
        self.ledger.recover()
        self.executor.start()
        while any(one.state not in _OVER for one in self.remediations.newest(limit=9)):
            time.sleep(0.01)
        self.executor.stop()

    def close(self) -> None:
        self.store.close()
        self.database.close()


if __name__ == "__main__":
    house = House(Path(sys.argv[1]))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    house.work()
    house.close()
