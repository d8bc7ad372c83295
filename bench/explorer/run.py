"""The explorer's everyday questions at 10 million deliveries, through the HTTP API.

`python -m bench.explorer.run --rows 100000000` asks the same of a hundred million; `--keep FOLDER`
keeps the data for the next time. Beside it, unless `--alone`, SQLite with FTS5 and PostgreSQL with
trigram indexes answer the same on two million of these rows, and notmuch on a real corpus.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb
from tests.servers.clawback import Server

from bench.explorer.api import Api, api, warm
from bench.explorer.load import mixed_load
from bench.explorer.peers import peers
from bench.explorer.questions import TEN_MILLION, Question, export_path, questions, rows_path
from bench.explorer.rows import PACE, START, build
from bench.machine import facts, pace, resident
from clawback.filters.parse import parse
from clawback.model.clock import SystemClock
from clawback.model.delivery import Delivery
from clawback.store.duckdb import DuckdbStore
from clawback.store.port import Query
from clawback.store.usual import USUAL_COLUMNS

_EXPORTED = 200_000
_SETTINGS = """
[ingest]
own_domains = ["example.org"]
lmtp = "127.0.0.1:LMTP_PORT"
"""


def main(words: Sequence[str] = ()) -> None:
    """Builds the rows, asks, and prints medians beside their bars."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=TEN_MILLION)
    arguments.add_argument("--keep", type=Path, help="folder that keeps the data")
    arguments.add_argument("--alone", action="store_true", help="without peers")
    given = arguments.parse_args(words)
    with _folder(given.keep) as folder:
        rows = _built(folder / "events.duckdb", given.rows)
        known, engine = _of_the_engine(folder / "events.duckdb")
        asked = questions(known)
        print(f"{facts()}; {pace()}", flush=True)
        with Server(folder, settings=_SETTINGS) as server:
            with api(server) as asking:
                _ask(asking, asked, rows)
                _overhead(asking, known, engine)
                _export(server, asking)
            mixed_load(server, asked)
        print(pace(), flush=True)
    if not given.alone:
        peers()


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="clawback-bench-") as scratch:
        yield Path(scratch)


def _built(path: Path, rows: int) -> int:
    if not path.exists():
        began = time.perf_counter()
        build(path, rows)
        print(f"built in {time.perf_counter() - began:.0f} s", flush=True)
    with closing(DuckdbStore.open(path)) as store:
        count = store.count(Query(now=SystemClock().now()))
    print(f"{count:,} deliveries, {_taken(path) / count:.0f} bytes each", flush=True)
    return count


def _taken(path: Path) -> int:
    """Bytes of the file that hold something; the rest it will use again."""
    with duckdb.connect(str(path), read_only=True) as connection:
        found = connection.execute("SELECT block_size * used_blocks FROM pragma_database_size()")
        [(taken,)] = found.fetchall()
    return int(taken)


def _of_the_engine(path: Path) -> tuple[Delivery, float]:
    """A delivery with a link and a file, and how long the engine takes to find its message."""
    now = SystemClock().now()
    with closing(DuckdbStore.open(path)) as store:
        wanted = Query(filter=parse("url:* attachment_sha256:* -threat_type:*"), now=now)
        known = store.page(wanted, limit=50).rows[-1].delivery
        text = f"network_message_id:{known.network_message_id}"
        query = Query(filter=parse(text), now=now)
        return known, warm(lambda: store.lines(query, USUAL_COLUMNS, limit=100))


def _ask(asking: Api, asked: Sequence[Question], rows: int) -> None:
    for question in asked:
        took = warm(lambda paths=question.paths: [asking.get(path) for path in paths])
        bar = question.within(rows)
        said = "" if bar is None else f"  (bar {bar:.0f}){'' if took <= bar else '  MISSED'}"
        print(f"{took:8.1f} ms  {question.title}{said}", flush=True)


def _overhead(asking: Api, known: Delivery, engine: float) -> None:
    """The same question over HTTP and straight to the engine."""
    took = warm(lambda: asking.get(rows_path(f"network_message_id:{known.network_message_id}")))
    print(f"{took - engine:8.1f} ms  more than the engine's {engine:.1f} ms by the API  (bar 15)")


def _export(server: Server, asking: Api) -> None:
    until = START + _EXPORTED * PACE
    for wanted in ("parquet", "csv"):
        path = export_path(wanted, START.isoformat(), until.isoformat())
        before, most, size = resident(server.pid), 0, 0
        began = time.perf_counter()
        for block in asking.blocks(path):
            size += len(block)
            most = max(most, resident(server.pid))
        took = time.perf_counter() - began
        print(
            f"{took:8.2f} s   {_EXPORTED:,} rows as {wanted}: {size / 1e6:.0f} MB,"
            f" {(most - before) / 1e6:.0f} MB more resident  (bar 1.5 s, 300 MB)",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
