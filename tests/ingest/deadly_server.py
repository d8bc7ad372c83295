"""A process with a pipeline whose analysis ends the process over one mail."""

import os
import sys
import threading
from pathlib import Path

from tests.ingest.doubles import PlainAnalyser
from tests.ingest.lasting import lasting_pipeline

from clawback.ingest.spool import Spool
from clawback.model.clock import SystemClock
from clawback.spool.commit import SpoolLimits


class DeadlyAnalyser(PlainAnalyser):
    def analyse_many(self, raws):
        if any(b"Mail number 3" in raw for raw in raws):
            os._exit(9)
        return super().analyse_many(raws)


def main(folder):
    spool = Spool(folder / "spool", clock=SystemClock(), limits=SpoolLimits(reserve=0))
    pipeline = lasting_pipeline(folder, spool, DeadlyAnalyser())
    ticking = threading.Event()
    while spool.backlog().depth:
        ticking.wait(0.01)
    pipeline.stop()
    spool.close()


main(Path(sys.argv[1]))
