"""Journal intake for minutes: mails of today's sizes, with full analysis, into the store.

The peer reads the same mails with bare fast-mail-parser and keeps subject, sender and text in
SQLite: no links, no files, no header but these. `python -m bench.journal [MAILS]`
"""

from __future__ import annotations

import os
import resource
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from fast_mail_parser import ParseError, parse_email
from tests.making.modern import modern_mails

from bench.machine import resident, spent, tree
from clawback.analysis.pool import AnalysisPool
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

_MAILS = 20_000
_SHAPES = 2_000  # different mails; each comes again with another id
_BACKLOG = 4_000  # mails that may wait
_BLOCK = 500
_clock = SystemClock()


def main(arguments: Sequence[str] = ()) -> None:
    """Prints the figures."""
    count = int(arguments[0]) if arguments else _MAILS
    shapes = modern_mails(_SHAPES)
    average = sum(map(len, shapes)) / len(shapes)
    print(f"journal intake, {count:,} mails of {average / 1024:.0f} kB on average")
    with prepared(), tempfile.TemporaryDirectory(prefix="clawback-bench-") as folder:
        ours = _ours(Path(folder), shapes, count)
    with tempfile.TemporaryDirectory(prefix="clawback-bench-") as folder:
        peer = _peer(Path(folder), shapes)
    print(f"  fast-mail-parser and SQLite   {peer:8,.0f} mails/s per core; ratio {ours / peer:.2f}")


def _ours(folder: Path, shapes: Sequence[bytes], count: int) -> float:
    before = _children()
    with spent() as whole:
        made = _run(folder, shapes, count)
    reading = (_children() - before) / (whole.cpu - made)
    rate = count / (whole.cpu - made)
    print(f"  {count / whole.wall:,.0f} mails/s, {rate:,.0f} mails/s per core (bar: 700)")
    print(f"  {reading:.0%} of the CPU time is the reading children's")
    return rate


def _children() -> float:
    """CPU seconds of children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _run(folder: Path, shapes: Sequence[bytes], count: int) -> float:
    """Stores them all; the seconds of CPU that making them took."""
    began = time.thread_time()
    with (
        closing(AnalysisPool(os.cpu_count() or 1)) as pool,
        closing(DuckdbStore.open(folder / "events")) as store,
        closing(Spool(folder / "spool", clock=_clock, limits=SpoolLimits(reserve=0))) as spool,
    ):
        pipeline = Pipeline(
            spool=spool,
            analyser=pool,
            store=store,
            organisation=Organisation(own_domains=frozenset({"example.org"})),
            raw_files=RawFiles(folder / "raw"),
            suspects=Suspects(folder / "suspects"),
        )
        pipeline.start()
        accepting, early, half, most = 0.0, (0, 0), (0, 0), 0
        for done, intakes in _blocks(shapes, count):
            before = time.thread_time()
            spool.accept(intakes)
            accepting += time.thread_time() - before
            _wait(spool, _BACKLOG)
            most = max(most, _sizes()[0])
            if done * 10 < count + _BLOCK * 10:
                early = _sizes()
            elif done * 2 < count:
                half = _sizes()
        making = time.thread_time() - began - accepting
        _wait(spool, 0)
        late = _sizes()
        pipeline.stop()
        far = pipeline.progress()
        if far.received != count or far.poisoned:
            raise RuntimeError(f"{far} of {count} mails")
    for name, at in (("server", 0), ("reading children", 1)):
        told = (early[at] >> 20, half[at] >> 20, late[at] >> 20)
        print(
            "  {}: {} MB after a tenth, {} MB after the half, {} MB after the last".format(
                name, *told
            )
        )
    print(f"  server: {most >> 20} MB at most")
    print(f"  read in part: {far.limited}")
    return making


def _blocks(shapes: Sequence[bytes], count: int) -> Iterator[tuple[int, list[Intake]]]:
    for start in range(0, count, _BLOCK):
        yield start, [_intake(shapes, number) for number in range(start, start + _BLOCK)]


def _intake(shapes: Sequence[bytes], number: int) -> Intake:
    raw = shapes[number % len(shapes)].replace(b".test@sender", b".%d.test@sender" % number, 1)
    told = Envelope(
        received_at=_clock.now(), source="lmtp", recipients=(f"r{number % 900}@example.org",)
    )
    return Intake(raw=raw, envelope=told)


def _wait(spool: Spool, most: int) -> None:
    pause = threading.Event()
    while spool.backlog().depth > most:
        pause.wait(0.01)


def _sizes() -> tuple[int, int]:
    """Resident bytes of this process, and of the children that it has."""
    whole = resident(os.getpid())
    children = sum(resident(pid) for pid in tree(os.getpid())[1:2])
    return whole - children, children


def _peer(folder: Path, shapes: Sequence[bytes]) -> float:
    with spent() as used, closing(sqlite3.connect(folder / "mails")) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE mail (subject, sender, body)")
        for start in range(0, len(shapes), _BLOCK):
            rows = list(map(_plain, shapes[start : start + _BLOCK]))
            database.executemany("INSERT INTO mail VALUES (?, ?, ?)", rows)
            database.commit()
    return len(shapes) / used.cpu


def _plain(raw: bytes) -> tuple[str, str, str]:
    try:
        read = parse_email(raw)
    except ParseError:
        return "", "", ""
    body = "\n".join((*read.text_plain, *read.text_html))
    return read.subject, str(read.headers.get("From", "")), body


if __name__ == "__main__":
    main(sys.argv[1:])
