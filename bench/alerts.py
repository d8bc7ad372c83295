"""What alerts cost while mail is stored, and how long one takes from stored to posted.

`python -m bench.alerts [MAILS]`: made-up mail in batches of a thousand with the shipped policies,
as a ratio against storing it; then bad mails one by one, each told to a webhook on this machine.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from uuid import UUID

from clawback.alerts.policy import Notify
from clawback.app.alerting import Alerting, alerting
from clawback.app.basis import Basis, open_basis
from clawback.app.building import open_database
from clawback.app.recognising import people_of
from clawback.database.migrate import upgrade
from clawback.identity.role import Role, actor_of
from clawback.model.clock import SystemClock
from clawback.model.delivery import Delivery
from clawback.model.location import DeliveryLocation, Directionality
from clawback.model.message import Message
from clawback.model.verdict import ThreatType
from clawback.rhythm import Rhythm
from clawback.settings import Settings
from clawback.store.port import Batch
from clawback.worker.data_folder import DataFolder

_BATCH = 1000
_BAD = 100  # one in so many is phish
_TOLD = 300
_PAUSE = 0.05  # seconds between two of them
_ADMIN = actor_of("bench", "bench", Role.ADMIN)


def main(arguments: Sequence[str] = ()) -> None:
    """Prints µs a mail, its ratio to storing, and percentiles from stored to posted."""
    mails = int(arguments[0]) if arguments else 20_000
    with _receiver() as (url, arrived), _room(url) as (basis, room):
        _cost(basis, room, mails)
        _speed(basis, room, arrived)


def _cost(basis: Basis, room: Alerting, mails: int) -> None:
    began = time.perf_counter()
    for first in range(0, mails, _BATCH):
        basis.store_itself.append(_batch(range(first, first + _BATCH)))
    whole = time.perf_counter() - began
    heard = room.hearing.figures.seconds
    storing = whole - heard
    policies = sum(one.policy.enabled for one in room.policies.every())
    print(f"{mails:,} mails in batches of {_BATCH:,}, {policies} policies, 1 in {_BAD} is phish")
    print(f"storing       {storing / mails * 1e6:8.1f} µs a mail")
    print(f"alerts        {heard / mails * 1e6:8.1f} µs a mail, {heard / storing:.2f} of storing")


def _speed(basis: Basis, room: Alerting, arrived: dict[str, float]) -> None:
    """Mails that one policy makes an alert of each."""
    malware = room.policies.get("malware-delivered").policy
    hook = Notify(channel="hook", daily=100_000)
    room.policies.change(_ADMIN, replace(malware, notify=(hook,), folds=False))
    time.sleep(1.1)  # until the change counts
    stored: dict[str, float] = {}
    rhythms = [Rhythm(f"bench-{one.name}", one.turn, every=0.2) for one in room.outbox.couriers]
    for one in rhythms:
        one.start()
    for number in range(_TOLD):
        batch = _batch([10_000_000 + number], ThreatType.MALWARE)
        basis.store_itself.append(batch)
        stored[batch.deliveries[0].recipient] = time.perf_counter()
        time.sleep(_PAUSE)
    until = time.perf_counter() + 10
    while len(arrived) < _TOLD and time.perf_counter() < until:
        time.sleep(0.05)
    for one in rhythms:
        one.stop()
    waits = sorted(max(0.0, arrived[one] - at) for one, at in stored.items() if one in arrived)
    print(f"{len(waits)} of {_TOLD} alerts posted, from stored to posted:")
    p50, p99 = statistics.median(waits), waits[int(len(waits) * 0.99) - 1]
    print(f"p50 {p50 * 1e3:.0f} ms, p99 {p99 * 1e3:.0f} ms, longest {waits[-1] * 1e3:.0f} ms")


@contextmanager
def _room(url: str) -> Iterator[tuple[Basis, Alerting]]:
    with ExitStack() as stack:
        folder = DataFolder(Path(stack.enter_context(tempfile.TemporaryDirectory())))
        folder.prepare()
        hook = {"kind": "webhook", "name": "hook", "url": url, "secret": "a secret of this bench"}
        settings = Settings(alerts={"channels": [hook]})  # type: ignore[arg-type] # pydantic reads it
        database = stack.enter_context(open_database(settings, folder.path))
        upgrade(database)
        clock = SystemClock()
        basis = stack.enter_context(open_basis(settings, folder, database=database, clock=clock))
        yield basis, alerting(basis, people_of(basis).people)


@contextmanager
def _receiver() -> Iterator[tuple[str, dict[str, float]]]:
    """Its address, and when each recipient's alert arrived."""
    arrived: dict[str, float] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            arrived[_recipient(body)] = time.perf_counter()
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/", arrived
        server.shutdown()


def _recipient(body: bytes) -> str:
    summary: str = json.loads(body)["alert"]["summary"]
    return summary.partition(" to ")[2].partition(":")[0]


def _batch(numbers: Sequence[int], threat: ThreatType = ThreatType.PHISH) -> Batch:
    now = datetime.now(UTC)
    rows = [_delivery(number, now, threat) for number in numbers]
    messages = [
        Message(
            network_message_id=one.network_message_id,
            header_fingerprint="ab" * 32,
            raw_sha256="cd" * 32,
            size=2000,
            subject=one.subject,
            text="Please pay.",
        )
        for one in rows
    ]
    return Batch(messages=tuple(messages), deliveries=tuple(rows))


def _delivery(number: int, now: datetime, threat: ThreatType) -> Delivery:
    return Delivery(
        network_message_id=str(UUID(int=(int(now.timestamp() * 1000) << 80) | number)),
        recipient=f"person{number}@example.org",
        recipient_domain="example.org",
        time_received=now - timedelta(milliseconds=number % 1000),
        subject="Your invoice is due",
        sender_address=f"pay{number % 200}@wave.example",
        sender_domain="wave.example",
        sender_ip="198.51.100.7",
        directionality=Directionality.INBOUND,
        threat_type=(threat,) if number % _BAD == 0 or threat is ThreatType.MALWARE else (),
        original_delivery_location=DeliveryLocation.INBOX,
        url=("https://wave.example/pay",),
        url_domain=("wave.example",),
        source="lmtp",
    )
