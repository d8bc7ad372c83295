"""A process to be killed: accepts mail into a spool, by itself or over LMTP or SMTP, and stores it.

python crashing_server.py accept FOLDER FIRST     prints each number once it is accepted
python crashing_server.py lmtp|smtp FOLDER        prints its address, then serves
"""

import asyncio
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.ingest.doubles import PlainAnalyser, intake
from tests.ingest.lasting import lasting_pipeline

from clawback.ingest.receivers.dialect import LMTP, SMTP
from clawback.ingest.receivers.receiver import JournalReceiver, ReceiverOptions
from clawback.ingest.spool import Spool
from clawback.model.clock import SystemClock
from clawback.spool.commit import SpoolLimits

_CALLERS = 10


def tell(line):
    os.write(1, f"{line}\n".encode())  # one write, so that a kill cannot tear it


def opened(folder):
    spool = Spool(folder / "spool", clock=SystemClock(), limits=SpoolLimits(segment=40_000))
    lasting_pipeline(folder, spool, PlainAnalyser())
    return spool


def accept(folder, first):
    spool = opened(folder)

    def caller(lane):
        number = first + lane
        while True:
            spool.accept([intake(number)])
            tell(number)
            number += _CALLERS

    with ThreadPoolExecutor(_CALLERS) as callers:
        list(callers.map(caller, range(_CALLERS)))


async def serve(folder, dialect):
    options = ReceiverOptions(listen="127.0.0.1:0", dialect=dialect)
    receiver = JournalReceiver(opened(folder), options=options, clock=SystemClock())
    await receiver.start()
    tell(receiver.address)
    await asyncio.Event().wait()


def main():
    what, place = sys.argv[1], Path(sys.argv[2])
    if what == "accept":
        accept(place, int(sys.argv[3]))
    else:
        asyncio.run(serve(place, {"lmtp": LMTP, "smtp": SMTP}[what]))
