"""The client's side of an import: reads mail from files and sends it, two uploads at a time.

There is nothing to resume: what was sent is known to the server by its content, so an import that
broke off is simply run again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TypeVar

from clawback.ingest.sources.port import Hints, Item, Skipped
from clawback.ingest.sources.tree import open_source
from clawback.ingest.upload import record
from clawback.model.errors import UnavailableError

_BLOCK = 4 << 20  # bytes of one upload
_IN_FLIGHT = 2
_PAUSES = (1, 2, 4, 8, 15, 30, 30, 30, 30, 30)  # seconds; about as long as a server restarts
_Answer = TypeVar("_Answer")
_SHOWN = 1000  # skipped files that are remembered by name


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The server's answer to an upload."""

    accepted: int
    ticket: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How far an import is. `size` and `done` are bytes of the sources.

    `skipped` counts everything passed over; `skips` holds the first 1,000 with their reasons.
    `ticket` is the highest one: when it is searchable, all is.
    """

    size: int = 0
    done: int = 0
    mails: int = 0
    accepted: int = 0
    skipped: int = 0
    skips: tuple[Skipped, ...] = ()
    ticket: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One upload: its body, and what of the sources it covers."""

    body: bytes
    mails: int
    size: int
    skips: tuple[Skipped, ...]


def import_paths(
    paths: Sequence[Path],
    *,
    hints: Hints,
    send: Callable[[bytes], Receipt],
    report: Callable[[Tally], None],
    sleep: Callable[[float], None],
) -> Tally:
    """Sends every mail under the paths; what cannot be read is counted and told, not fatal.

    `send` uploads one body; it is called from two threads. `report` is told after each upload.
    `sleep` waits between tries when the server does not answer or has no room.

    Raises:
        NoSuchPathError: a path does not exist (before anything is sent).
        UnavailableError: the server stayed away for about three minutes.
        ClawbackError: whatever else `send` raises.
    """
    sources = [open_source(path, hints) for path in paths]
    tally = Tally(size=sum(source.size for source in sources))
    report(tally)
    persist = _Persistence(send, sleep)
    under_way: deque[tuple[Block, Future[Receipt]]] = deque()
    with ThreadPoolExecutor(_IN_FLIGHT, thread_name_prefix="import") as lanes:
        for block in blocks(chain.from_iterable(sources)):
            under_way.append((block, lanes.submit(persist, block)))
            if len(under_way) >= _IN_FLIGHT:
                tally = _landed(tally, *under_way.popleft())
                report(tally)
        while under_way:
            tally = _landed(tally, *under_way.popleft())
            report(tally)
    return tally


def blocks(items: Iterable[Item]) -> Iterator[Block]:
    """Packs mails into bodies of about 4 MB; a body ends with the mail that fills it."""
    parts: list[bytes] = []
    skips: list[Skipped] = []
    filled = covered = 0
    for item in items:
        covered += item.size
        if isinstance(item, Skipped):
            skips.append(item)
            continue
        parts.append(record(item.intake))
        filled += len(parts[-1])
        if filled >= _BLOCK:
            yield Block(body=b"".join(parts), mails=len(parts), size=covered, skips=tuple(skips))
            parts, skips, filled, covered = [], [], 0, 0
    if parts or skips:
        yield Block(body=b"".join(parts), mails=len(parts), size=covered, skips=tuple(skips))


@dataclass(frozen=True, slots=True)
class _Persistence:
    send: Callable[[bytes], Receipt]
    sleep: Callable[[float], None]

    def __call__(self, block: Block) -> Receipt:
        if not block.mails:
            return Receipt(accepted=0, ticket=0)
        return patiently(lambda: self.send(block.body), self.sleep)


def patiently(send: Callable[[], _Answer], sleep: Callable[[float], None]) -> _Answer:
    """What the server answers, which may be about to restart.

    Raises:
        UnavailableError: it stayed away for about three minutes.
    """
    for pause in _PAUSES:
        try:
            return send()
        except UnavailableError:
            sleep(pause)
    return send()


def _landed(tally: Tally, block: Block, future: Future[Receipt]) -> Tally:
    receipt = future.result()
    return replace(
        tally,
        done=tally.done + block.size,
        mails=tally.mails + block.mails,
        accepted=tally.accepted + receipt.accepted,
        skipped=tally.skipped + len(block.skips),
        skips=(*tally.skips, *block.skips)[:_SHOWN],
        ticket=max(tally.ticket, receipt.ticket),
    )
