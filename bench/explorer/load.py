"""Eight analysts who search while mail comes in: does a page still come at once?"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count, cycle

from tests.making.mails import mail
from tests.servers.clawback import Server
from tests.servers.lmtp import LmtpClient

from bench.explorer.api import api, milliseconds
from bench.explorer.questions import Question

ANALYSTS = 8
SECONDS = 20.0
ROWS_A_SECOND = 500
_RECIPIENTS = 5
_SENDERS = 4  # connections; a mail server that has much to deliver opens several


def mixed_load(server: Server, asked: Sequence[Question]) -> None:
    """Prints how long pages took, and whether every mail that was acknowledged is there.

    First nobody ever stops to look at a page, which no analyst does; then each looks for a second.
    """
    for looking, title in ((0.0, "without a pause"), (1.0, "who look at a page for a second")):
        _analysts(server, asked, looking, title)


def _analysts(server: Server, asked: Sequence[Question], looking: float, title: str) -> None:
    pages, heavy = asked[:4], asked[7]
    with api(server) as before:
        had = _count(before.get("/api/v1/deliveries/count"))
    stop = threading.Event()
    with ThreadPoolExecutor(ANALYSTS + _SENDERS) as pool:
        at_work = [
            pool.submit(_analyst, server, pages, heavy, stop, looking) for _ in range(ANALYSTS)
        ]
        sent = [pool.submit(_mail, server, stop, each) for each in range(_SENDERS)]
        time.sleep(SECONDS)
        stop.set()
        seen = sorted(spent for analyst in at_work for spent in analyst.result())
        accepted = sum(each.result() for each in sent)
    server.await_count(had + accepted)
    p50, p95 = (seen[int(part * (len(seen) - 1))] for part in (0.5, 0.95))
    print(
        f"{ANALYSTS} analysts {title} and {accepted / SECONDS:.0f} deliveries/s coming in:"
        f" {len(seen)} pages, p50 {p50:.0f} ms, p95 {p95:.0f} ms (bar 400);"
        f" all {accepted} accepted are searchable",
        flush=True,
    )


def _analyst(
    server: Server,
    pages: Sequence[Question],
    heavy: Question,
    stop: threading.Event,
    looking: float,
) -> list[float]:
    """Pages one after the other, and now and then a histogram of everything, which is not timed."""
    spent: list[float] = []
    with api(server) as asking:
        for turn, question in zip(count(), cycle(pages), strict=False):
            if stop.is_set():
                break
            if turn % 8 == 7:
                asking.get(heavy.paths[0])
            spent.append(milliseconds(lambda path=question.paths[0]: asking.get(path)))
            stop.wait(looking)
    return spent


def _mail(server: Server, stop: threading.Event, sender: int) -> int:
    """Sends its share of the mail over LMTP; gives how many deliveries were accepted."""
    accepted, began, run = 0, time.perf_counter(), time.time_ns()
    with LmtpClient("127.0.0.1", server.lmtp_port) as client:
        for number in count(sender, _SENDERS):
            if stop.is_set():
                return accepted
            people = [f"new{run}-{number}-{each}@example.org" for each in range(_RECIPIENTS)]
            replies = client.send("news@sender1.example", people, mail(number))
            accepted += sum(reply.startswith(b"250") for reply in replies)
            pace = ROWS_A_SECOND / _SENDERS
            ahead = accepted / pace - (time.perf_counter() - began)
            if ahead > 0:
                stop.wait(ahead)
    return accepted


def _count(body: bytes) -> int:
    return int(body.partition(b'"count":')[2].partition(b",")[0].strip(b" }"))
