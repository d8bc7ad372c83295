"""One worker of a ledger that others share: `python working.py STATE NODE FOLDER SECONDS`.

An item's effect takes so many seconds and is a line in `FOLDER/done`. Before an item in doubt is
done, it is looked for there, as a mailbox would be searched. Ends when its standard input does.
"""

from __future__ import annotations

import os
import secrets
import sys
import time
from pathlib import Path

import structlog

from clawback.database import Database
from clawback.jobs.block import Result
from clawback.jobs.crew import Crew
from clawback.jobs.ledger import Ledger


class Writing:
    """A handler whose outside world is one file; who did what stands beside each item."""

    def __init__(self, folder: Path, node: str, seconds: float) -> None:
        self._path = folder / "done"
        self._file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._node = node
        self._seconds = seconds

    def work(self, watch) -> None:
        for item in watch.open_items():
            if not (watch.in_doubt(item.seq) and self._is_done(item.payload)):
                watch.permit([item.seq])
                time.sleep(self._seconds)
                os.write(self._file, f"{item.payload} {self._node}\n".encode())
            watch.finish([Result(item.seq, "success", "")])

    def give_up(self, watch, fault) -> None:
        watch.finish(Result(i.seq, "failed", fault.sentence) for i in watch.open_items())

    def tell(self, told) -> None:
        """Nobody listens."""

    def _is_done(self, payload: str) -> bool:
        return any(line.split()[0] == payload for line in self._path.read_text().splitlines())


def main(state: str, node: str, folder: str, seconds: str) -> None:
    structlog.configure(processors=[structlog.processors.KeyValueRenderer()])
    database = Database.open(state)
    ledger = Ledger(database, boot=secrets.token_hex(8), node=node, sessions={"main": 64})
    handler = Writing(Path(folder), node, float(seconds))
    kinds = {"test": handler}
    executor = Crew(ledger, kinds, kinds, workers=3)
    executor.start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.read()
    executor.stop()
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
