"""The allow/block list: what it costs a mail, what a million entries weigh, and a retro-hunt.

`python -m bench.entries [ROWS] [FOLDER]`: the hunt looks for 10,000 indicators in one million rows
of made-up mail unless told otherwise. A folder keeps that file for the next time.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from statistics import median

from bench.explorer.rows import START, build
from clawback.analysis.judges.entries import Entries as Judged
from clawback.analysis.judges.entries import Marks
from clawback.analysis.judges.named_lists import NamedLists
from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.database.migrate import upgrade
from clawback.entries.current import CurrentEntries
from clawback.entries.entries import Entries
from clawback.entries.entry import EntryAction
from clawback.entries.expiry import Expiry, ExpiryWish
from clawback.entries.naming import TenantEntries
from clawback.entries.value import read_value
from clawback.entries.wish import EntryWish
from clawback.filters.lists import FolderOfLists, resolve
from clawback.filters.parse import parse
from clawback.model.actor import SYSTEM
from clawback.model.clock import SystemClock
from clawback.purge.blocked import wishes
from clawback.store.duckdb import DuckdbStore
from clawback.store.port import Query

_FEW, _MANY, _HUNTED = 10_000, 1_000_000, 10_000
_MAILS, _LINKS, _FILES = 2_000, 10, 2
_AT_ONCE = 50_000
_NEVER = ExpiryWish(choice=Expiry.NEVER)


def main(arguments: Sequence[str] = ()) -> None:
    """Prints the figures beside their bars."""
    rows = int(arguments[0]) if arguments else 1_000_000
    keep = Path(arguments[1]) if len(arguments) > 1 else None
    mails = [_mail(Random(number)) for number in range(_MAILS)]
    with tempfile.TemporaryDirectory() as folder:
        _few(Path(folder), mails)
        _many(Path(folder), mails)
    with _folder(keep) as folder:
        _hunt(folder, rows)


def _few(folder: Path, mails: Sequence[Marks]) -> None:
    texts = [_value(number) for number in range(_FEW)]
    lists = FolderOfLists(folder / "lists")
    lists.put("blocked", [text for text in texts if "*" not in text and "~" not in text])
    peer = _micro(NamedLists(lists, blocks=["blocked"], allows=[]), mails)
    with _list(folder / "few.sqlite", texts) as (_, judge):
        ours = _micro(judge, mails)
    print(f"a mail of {_LINKS} links and {_FILES} files, {_FEW:,} entries:")
    print(f"{ours:10.1f} microseconds (bar: 50)")
    print(f"{ours / peer:10.2f} of what an uploaded list takes, {peer:.1f}")


def _many(folder: Path, mails: Sequence[Marks]) -> None:
    with _list(folder / "many.sqlite", map(_value, range(_MANY))) as (current, judge):
        gc.collect()
        before = _resident()
        began = time.perf_counter()
        current.look()
        seconds = time.perf_counter() - began
        gc.collect()
        took = _resident() - before
        each = _micro(judge, mails)
        print(f"{_MANY:,} entries:")
        print(f"{each:10.1f} microseconds a mail (bar: 1,000)")
        print(f"{took / 2**20:10.0f} MiB of memory more, {seconds:.1f} s to read at the start")


def _hunt(folder: Path, rows: int) -> None:
    path = folder / f"entries-{rows}.duckdb"
    if not path.exists():
        build(path, rows)
    values = [read_value(_indicator(number)) for number in range(_HUNTED)]
    with closing(DuckdbStore.open(path)) as store:
        now = store.newest() or START
        began, found, questions = time.perf_counter(), 0, 0
        for wish in wishes(values):
            tree = parse(wish.filter)
            query = Query(filter=tree, now=now, lists=resolve(tree, FolderOfLists(folder / "l")))
            found += store.count(query)
            questions += 1
        seconds = time.perf_counter() - began
        print(f"a hunt for {_HUNTED:,} indicators in {store.count(Query(now=now)):,} deliveries:")
    print(f"{seconds:10.1f} s in {questions} questions, {found:,} found")
    print(f"{seconds * 10_000_000 / rows:10.1f} s for ten million at that pace (bar: 60)")


@contextmanager
def _list(
    path: Path, texts: Sequence[str] | Iterator[str]
) -> Iterator[tuple[CurrentEntries, TenantEntries]]:
    clock = SystemClock()
    with closing(Database.open(path)) as database:
        upgrade(database)
        entries = Entries(database, Trail(database, clock), clock)
        block: list[EntryWish] = []
        for text in texts:
            block.append(EntryWish(value=read_value(text), action=EntryAction.BLOCK, expiry=_NEVER))
            if len(block) == _AT_ONCE:
                entries.add_many(SYSTEM, block, origin="person", source="bench")
                block = []
        entries.add_many(SYSTEM, block, origin="person", source="bench")
        current = CurrentEntries(database, clock)
        yield current, TenantEntries(current)


def _micro(judge: Judged, mails: Sequence[Marks]) -> float:
    """Microseconds of a processor for a mail, the median of five rounds."""
    judge.naming(mails[0])
    return median(_round(judge.naming, mails) for _ in range(5)) / len(mails) * 1e6


def _round(naming: Callable[[Marks], object], mails: Sequence[Marks]) -> float:
    began = time.thread_time()
    for one in mails:
        naming(one)
    return time.thread_time() - began


def _value(number: int) -> str:
    """One of nine kinds of indicators, as feeds mix them."""
    name = f"h{number}.bad{number % 977}.example"
    return (
        f"http://{name}/pay/{number}",
        f"{name}",
        f"http://{name}/kit/*",
        f"{number:064x}",
        f"billing{number}@{name}",
        f"~{name}",
        f"*.{name}",
        f"{1 + number % 223}.{number // 223 % 256}.{number // 57_088 % 256}.{number % 251}",
        f"http://shared.example/u/{number}",
    )[number % 9]


def _indicator(number: int) -> str:
    """One of five kinds, without wildcards, which feeds do not have."""
    return _value((number // 5) * 9 + (0, 1, 3, 4, 7)[number % 5])


def _mail(chance: Random) -> Marks:
    hosts = [f"www{chance.randrange(10**6)}.site{chance.randrange(10**4)}.example" for _ in "1234"]
    urls = [f"https://{chance.choice(hosts)}/a/{n}/b?c={chance.random()}" for n in range(_LINKS)]
    sender = f"u{chance.randrange(10**6)}@mail{chance.randrange(10**4)}.example"
    return Marks(
        senders=((sender, "as its sender"), (f"bounce-{sender}", "as its envelope's sender")),
        author=sender,
        hosts=tuple(hosts),
        urls=tuple(urls),
        files=tuple(f"{chance.getrandbits(256):064x}" for _ in range(_FILES)),
        clients=(f"198.51.100.{chance.randrange(256)}",),
        recipients=("anna@example.org",),
    )


def _resident() -> int:
    """Bytes of this process in memory."""
    fields = Path("/proc/self/statm").read_text("ascii").split()
    return int(fields[1]) * 4096


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


if __name__ == "__main__":
    main(sys.argv[1:])
