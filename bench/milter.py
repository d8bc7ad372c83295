"""What the milter adds to a mail that goes through Postfix, and how soon the mail can be found.

The peer is the same Postfix on a port where it asks no milter. `python -m bench.milter`
"""

from __future__ import annotations

import re
import shutil
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from tests.making.mails import mail
from tests.servers.clawback import Server
from tests.servers.postfix import Postfix, why_not

_GUIDE = Path(__file__).parents[1] / "docs" / "guides" / "postfix.md"
_POSTFIX = re.compile(r"^```\n(smtpd_milters = .*?)^```", re.MULTILINE | re.DOTALL)
_CLAWBACK = re.compile(r"^```toml\n(.*?)^```", re.MULTILINE | re.DOTALL)
_GATE = re.compile(r"^```toml\n(\[ingest\.gate\].*?)^```", re.MULTILINE | re.DOTALL)
_SOURCE = "/usr/sbin/smtp-source"  # Debian's postfix
_TO = "anna@example.org"
_BODY = "All work and no play makes a dull mail.\n" * 125  # 5 kB
_PAIRS = 400  # mails with and without, one after the other
_MANY = 3000  # mails of ten sessions
_PACE, _SECONDS = 50, 20  # mails a second, and for how long


def main(_: Sequence[str] = ()) -> None:
    """Prints the figures beside their bars."""
    if reason := why_not():
        print(f"Left out: {reason}")
        return
    with _running() as (postfix, server):
        print("observing:")
        _one_by_one(postfix)
        _all_at_once(postfix)
        _searchable(postfix, server)
    with _running(enforcing=True) as (postfix, server):
        print("as the gate, judging by headers:")
        _one_by_one(postfix)
        _all_at_once(postfix)
        print(f"{server.json('sources')['gate']['unjudged']:8.0f} mails went through unjudged")


@contextmanager
def _running(*, enforcing: bool = False) -> Iterator[tuple[Postfix, Server]]:
    """A Postfix that throws mail away, and Clawback as its milter, both as the guide has it."""
    guide = _GUIDE.read_text("utf-8")
    lines, settings, gate = (each.search(guide) for each in (_POSTFIX, _CLAWBACK, _GATE))
    if lines is None or settings is None or gate is None:
        raise RuntimeError("The guide to Postfix has no settings.")
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="clawback-bench-")))
        postfix = stack.enter_context(Postfix.start(recipients=["anna"], settings=lines[1]))
        place = postfix.queue_folder / "clawback"
        place.mkdir()
        shutil.chown(place, "root", "postfix")
        place.chmod(0o2750)
        text = settings[1].replace("/var/spool/postfix", str(postfix.queue_folder))
        text += gate[1] if enforcing else ""
        yield postfix, stack.enter_context(Server(scratch / "data", settings=text))


def _one_by_one(postfix: Postfix) -> None:
    """Each mail in a session of its own, by turns with and without the milter."""
    spent: dict[int, list[float]] = {postfix.plain_port: [], postfix.port: []}
    for number in range(_PAIRS):
        for port, times in spent.items():
            began = time.perf_counter()
            with smtplib.SMTP(postfix.host, port, local_hostname="mail.away.example") as session:
                session.sendmail("paul@sender.example", [_TO], mail(number, body=_BODY))
            times.append((time.perf_counter() - began) * 1000)
    without, with_it = (sorted(times[20:]) for times in spent.values())
    p50, p99 = median(with_it) - median(without), _part(with_it, 0.99) - _part(without, 0.99)
    print(f"{median(without):8.2f} ms  a mail without a milter, {median(with_it):.2f} ms with")
    print(f"{p50:8.2f} ms  added, median  (bar 5){_missed(p50 > 5)}")
    print(f"{p99:8.2f} ms  added at the 99th of 100  (bar 40){_missed(p99 > 40)}", flush=True)


def _all_at_once(postfix: Postfix) -> None:
    """Ten sessions, each mail in a connection of its own, from a client that costs nothing."""
    _rate(postfix, postfix.plain_port)
    without = _rate(postfix, postfix.plain_port)
    with_it = _rate(postfix, postfix.port)
    ratio = with_it / without
    print(
        f"{with_it:8.0f} mails/s  through the milter, {without:.0f} without one:"
        f" ratio {ratio:.2f}  (bar 0.6){_missed(ratio < 0.6)}",
        flush=True,
    )


def _rate(postfix: Postfix, port: int) -> float:
    began = time.perf_counter()
    what = ("-s", "10", "-m", str(_MANY), "-l", "5000", "-f", "paul@sender.example", "-t", _TO)
    subprocess.run([_SOURCE, *what, f"{postfix.host}:{port}"], check=True)
    took = time.perf_counter() - began
    postfix.await_empty_queue()
    return _MANY / took


def _searchable(postfix: Postfix, server: Server) -> None:
    """From the acknowledgement until a search finds the mail, at a steady pace."""
    while server.json("sources")["backlog"]["mails"]:
        time.sleep(0.1)
    server.stop()
    server.start()
    began = time.perf_counter()
    for number in range(_PACE * _SECONDS):
        time.sleep(max(0.0, began + number / _PACE - time.perf_counter()))
        postfix.send("paul@sender.example", [_TO], mail(100_000 + number, body=_BODY))
    while server.json("sources")["backlog"]["mails"]:
        time.sleep(0.1)
    (source,) = [one for one in server.json("sources")["items"] if one["source"] == "milter"]
    lag = source["lag"]
    print(
        f"{source['accepted'] / _SECONDS:8.0f} mails/s at a steady pace can be found after"
        f" {lag['median']:.2f} s (median), {lag['p95']:.2f} s (95 of 100), {lag['worst']:.2f} s"
        f" (worst; bar 1 for 99 of 100){_missed(lag['worst'] > 1)};"
        f" {source['unrecorded']} unrecorded"
    )


def _part(times: Sequence[float], part: float) -> float:
    return times[int(part * (len(times) - 1))]


def _missed(missed: bool) -> str:
    return "  MISSED" if missed else ""


if __name__ == "__main__":
    main(sys.argv[1:])
