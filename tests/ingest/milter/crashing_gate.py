"""A process to be killed: the gate at a UNIX socket, which refuses, holds and marks what it finds.

python crashing_gate.py FOLDER SOCKET     prints a line when it listens
"""

import asyncio
import os
import sys
from pathlib import Path

from tests.ingest.gate.found import gate_of

from clawback.ingest.entrance import Entrance
from clawback.ingest.freshness import Watch
from clawback.ingest.milter.enforcing import Enforcing
from clawback.ingest.milter.receiver import MilterOptions, MilterReceiver
from clawback.ingest.milter.recorder import Recorder
from clawback.ingest.spool import Spool
from clawback.ingest.unrecorded import Unrecorded
from clawback.model.clock import SystemClock


class LineHolding:
    """Writes the id of each mail into a file, in one write."""

    def __init__(self, path):
        self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def hold(self, mail):
        os.write(self._handle, f"{mail.network_message_id}\n".encode())


async def serve(folder, socket):
    clock = SystemClock()
    watch = Watch(clock)
    entrance = Entrance(Spool(folder / "spool", clock=clock), watch)
    recorder = Recorder(entrance, Unrecorded(folder / "notes"), watch, clock)
    with gate_of() as gate:
        deciding = Enforcing(recorder, gate, LineHolding(folder / "held"))
        receiver = MilterReceiver(
            recorder, deciding, options=MilterOptions(listen=socket), clock=clock
        )
        await receiver.start()
        os.write(1, b"listens\n")
        await asyncio.Event().wait()


def main():
    asyncio.run(serve(Path(sys.argv[1]), Path(sys.argv[2])))
