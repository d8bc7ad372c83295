"""How fast mail is made durable, received and stored; each beside an anchor of the same run."""

from __future__ import annotations

import asyncio
import os
import resource
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from time import monotonic

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from tests.making.corpus import CorpusMissingError, corpus
from tests.making.mails import mail

from bench import journal
from clawback.analysis.pool import AnalysisPool
from clawback.ingest.intake import Envelope as Told
from clawback.ingest.intake import Intake
from clawback.ingest.pipeline import Pipeline
from clawback.ingest.raw import RawFiles
from clawback.ingest.receivers.receiver import JournalReceiver, ReceiverOptions
from clawback.ingest.recipients import Organisation
from clawback.ingest.spool import Spool
from clawback.ingest.suspects import Suspects
from clawback.model.clock import SystemClock
from clawback.spool.commit import SpoolLimits
from clawback.store.duckdb import DuckdbStore

_CALLERS = 50
_SECONDS = 4.0
_SESSIONS = 50
_LMTP_MAILS = 100  # for each session
_BODY = "All work and no play makes a dull mail.\n" * 125  # 5 kB

_clock = SystemClock()


def main() -> None:
    """Prints the figures."""
    for figure in (_spool, _lmtp, _pipeline):
        with tempfile.TemporaryDirectory(prefix="clawback-bench-") as folder:
            figure(Path(folder))
    journal.main()


def _spool(folder: Path) -> None:
    intakes = [_intake(mail(number, body=_BODY)) for number in range(1000)]
    with closing(_open(folder)) as spool:
        rate = _many(lambda number: spool.accept([intakes[number % 1000]]), _CALLERS)
    with (folder / "anchor").open("ab") as file:

        def append(number: int) -> None:
            file.write(intakes[number % 1000].raw)
            file.flush()
            os.fdatasync(file.fileno())

        anchor = _many(append, 1)
    print(f"spool, 5 kB, {_CALLERS} callers       {rate:8,.0f} durable mails/s")
    print(f"  one fdatasync for each mail   {anchor:8,.0f} mails/s; ratio {rate / anchor:.1f}")


def _many(act: Callable[[int], object], callers: int) -> float:
    """Calls a second, from so many threads."""
    until = monotonic() + _SECONDS

    def caller(lane: int) -> int:
        done = 0
        while monotonic() < until:
            act(lane + done * callers)
            done += 1
        return done

    with ThreadPoolExecutor(callers) as lanes:
        return sum(lanes.map(caller, range(callers))) / _SECONDS


def _lmtp(folder: Path) -> None:
    own = asyncio.run(_receive(folder / "own", _own))
    other = asyncio.run(_receive(folder / "other", _aiosmtpd))
    print(f"LMTP, {_SESSIONS} sessions, durable      {own:8,.0f} mails/s")
    print(f"  the same with aiosmtpd        {other:8,.0f} mails/s; ratio {own / other:.2f}")


async def _receive(folder: Path, serve: Callable[[Spool], object]) -> float:
    with closing(_open(folder)) as spool:
        port = await serve(spool)  # type: ignore[misc] # both are coroutine functions
        started = monotonic()
        await asyncio.gather(*(_session(port) for _ in range(_SESSIONS)))
        return _SESSIONS * _LMTP_MAILS / (monotonic() - started)


async def _own(spool: Spool) -> int:
    receiver = JournalReceiver(spool, options=ReceiverOptions(listen="127.0.0.1:0"), clock=_clock)
    await receiver.start()
    return int(receiver.address.rpartition(":")[2])


async def _aiosmtpd(spool: Spool) -> int:
    class Handler:
        async def handle_DATA(  # noqa: N802 - aiosmtpd's name
            self, _server: SMTP, _session: Session, envelope: Envelope
        ) -> str:
            content = envelope.content
            raw = content if isinstance(content, bytes) else b""
            await spool.accept_soon([_intake(raw)])
            return "250 2.0.0 OK"

    loop = asyncio.get_running_loop()
    server = await loop.create_server(partial(LMTP, Handler()), "127.0.0.1", 0)
    return int(server.sockets[0].getsockname()[1])


async def _session(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await reader.readline()
    writer.write(b"LHLO bench\r\n")
    while (await reader.readline())[3:4] == b"-":
        pass
    raw = mail(1, body=_BODY)
    for _ in range(_LMTP_MAILS):
        writer.write(b"MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n")
        for _ in range(3):
            await reader.readline()
        writer.write(raw + b".\r\n")
        await reader.readline()
    writer.close()


def _pipeline(folder: Path) -> None:
    raws, kind = _mails()
    intakes = [_intake(raw, f"r{number}@example.org") for number, raw in enumerate(raws)]
    workers = os.cpu_count() or 1
    with (
        closing(AnalysisPool(workers)) as pool,
        closing(DuckdbStore.open(folder / "events")) as store,
        closing(_open(folder / "spool")) as spool,
    ):
        pool.analyse_many(raws[:workers])  # its children are started
        for start in range(0, len(intakes), 500):
            spool.accept(intakes[start : start + 500])
        cpu, started = _cpu(), monotonic()
        pipeline = _start(folder, spool, pool, store)
        ticking = threading.Event()
        while spool.backlog().depth:
            ticking.wait(0.005)
        seconds = monotonic() - started
        pipeline.stop()
        far = pipeline.progress()
    spent = _cpu() - cpu  # the children's is known when they have ended
    print(f"pipeline, {len(raws):,} {kind}, {workers} workers: {len(raws) / seconds:,.0f} mails/s")
    print(f"  per CPU second (ours and children's, with start) {len(raws) / spent:,.0f} mails")
    print(f"  analysing {far.analyse_seconds:.2f} s, storing {far.store_seconds:.2f} s")


def _start(folder: Path, spool: Spool, pool: AnalysisPool, store: DuckdbStore) -> Pipeline:
    pipeline = Pipeline(
        spool=spool,
        analyser=pool,
        store=store,
        organisation=Organisation(own_domains=frozenset({"example.org"})),
        raw_files=RawFiles(folder / "raw"),
        suspects=Suspects(folder / "suspects"),
    )
    pipeline.start()
    return pipeline


def _mails() -> tuple[Sequence[bytes], str]:
    try:
        return [one.raw for one in corpus()], "real mails"
    except CorpusMissingError:
        return [mail(number, body=_BODY) for number in range(6000)], "made mails"


def _cpu() -> float:
    mine, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return mine.ru_utime + mine.ru_stime + children.ru_utime + children.ru_stime


def _open(folder: Path) -> Spool:
    return Spool(folder, clock=_clock, limits=SpoolLimits(reserve=0))


def _intake(raw: bytes, recipient: str = "c@d.example") -> Intake:
    told = Told(received_at=_clock.now(), source="lmtp", recipients=(recipient,))
    return Intake(raw=raw, envelope=told)


if __name__ == "__main__":
    main()
