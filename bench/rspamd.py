"""What asking rspamd about each mail costs: mails through the pipeline beside rspamd by itself.

The peer is the same rspamd, asked over the same protocol by as many callers, for the same mails. It
has a name server that knows nothing. `python -m bench.rspamd [MAILS]`
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median

from tests.making.mails import mail
from tests.servers.rspamd import RspamdServer, why_not

from clawback.analysis.pool import AnalysisPool
from clawback.analysis.providers.panel import Panel
from clawback.analysis.providers.port import Transport
from clawback.analysis.providers.rspamd import Rspamd
from clawback.analysis.providers.seat import Terms
from clawback.analysis.providers.settings import RspamdSettings
from clawback.app.serving import prepared
from clawback.ingest.intake import Envelope, Intake
from clawback.ingest.pipeline import Pipeline
from clawback.ingest.raw import RawFiles
from clawback.ingest.recipients import Organisation
from clawback.ingest.spool import Spool
from clawback.ingest.suspects import Suspects
from clawback.model.clock import SystemClock
from clawback.spool.commit import SpoolLimits
from clawback.store.duckdb import DuckdbStore

_MAILS = 2000
_CALLERS = 4  # as the settings have it
_ROUNDS = 3
_BODY = "All work and no play makes a dull mail.\n" * 125  # 5 kB
_BAR = 0.9
_clock = SystemClock()


def main(arguments: Sequence[str] = ()) -> None:
    """Prints both rates and their ratio, by turns."""
    if reason := why_not():
        print(f"Left out: {reason}")
        return
    count = int(arguments[0]) if arguments else _MAILS
    mails = [mail(number, body=_BODY) for number in range(count)]
    with prepared(), RspamdServer.start() as server:
        engine = Rspamd(RspamdSettings(kind="rspamd", address=server.address, seconds=30))
        _alone(engine, mails[:200])
        pairs = [(_alone(engine, mails), _through(engine, mails)) for _ in range(_ROUNDS)]
    alone, ours = (median(rates) for rates in zip(*pairs, strict=True))
    ratio = median(through / by_itself for by_itself, through in pairs)
    print(f"{alone:8.0f} mails/s  rspamd by itself, {_CALLERS} callers")
    print(
        f"{ours:8.0f} mails/s  asked about, read and stored: ratio {ratio:.2f}"
        f"  (bar {_BAR}){'  MISSED' if ratio < _BAR else ''}"
    )


def _alone(engine: Rspamd, mails: Sequence[bytes]) -> float:
    """Mails a second that it judges when nothing else is done with them."""
    told = Transport(client_ip="192.0.2.1", mail_from="paul@sender.example")
    began = time.perf_counter()
    with ThreadPoolExecutor(_CALLERS) as callers:
        for _ in callers.map(lambda raw: engine.judge(raw, told), mails):
            pass
    return len(mails) / (time.perf_counter() - began)


def _through(engine: Rspamd, mails: Sequence[bytes]) -> float:
    """Mails a second from the spool into the store, each with rspamd's verdict."""
    intakes = [_intake(raw, number) for number, raw in enumerate(mails)]
    with ExitStack() as stack:
        scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="clawback-bench-"))
        folder = Path(scratch)
        terms = Terms(seconds=30, concurrency=_CALLERS)
        panel = stack.enter_context(closing(Panel([(engine, terms)])))
        pool = stack.enter_context(closing(AnalysisPool(2, yields=True)))
        pool.analyse_many([mails[0]] * 2)  # its children are started
        store = stack.enter_context(closing(DuckdbStore.open(folder / "events")))
        limits = SpoolLimits(reserve=0)
        spool = stack.enter_context(closing(Spool(folder / "spool", clock=_clock, limits=limits)))
        spool.accept(intakes)
        pipeline = Pipeline(
            spool=spool,
            analyser=pool,
            store=store,
            organisation=Organisation(own_domains=frozenset({"example.org"})),
            raw_files=RawFiles(folder / "raw"),
            suspects=Suspects(folder / "suspects"),
            panel=panel,
        )
        began = time.perf_counter()
        pipeline.start()
        pause = threading.Event()
        while spool.backlog().depth:
            pause.wait(0.01)
        took = time.perf_counter() - began
        pipeline.stop()
        (figures,) = panel.figures()
        if figures.answered != len(mails):
            raise RuntimeError(f"{figures} of {len(mails)} mails")
    return len(mails) / took


def _intake(raw: bytes, number: int) -> Intake:
    told = Envelope(
        received_at=_clock.now(),
        source="lmtp",
        mail_from="paul@sender.example",
        recipients=(f"r{number % 900}@example.org",),
        client_ip="192.0.2.1",
    )
    return Intake(raw=raw, envelope=told)


if __name__ == "__main__":
    main(sys.argv[1:])
