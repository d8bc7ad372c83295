"""Figures of the DuckDB event store: inserts, everyday searches at a million rows, size, memory.

`python bench/store.py [ROWS]` builds a file in a temporary folder and prints what it measured.
"""

from __future__ import annotations

import gc
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from bench.explorer.rows import multiply
from clawback.filters.parse import parse
from clawback.model.delivery import Delivery
from clawback.model.event import DeliveryEvent, EventSource, EventType
from clawback.model.location import AdditionalAction, DeliveryLocation, MailboxRef
from clawback.model.url import UrlSource
from clawback.model.verdict import ThreatType
from clawback.store.chart import Bucket, Chart
from clawback.store.duckdb import DuckdbStore
from clawback.store.port import Batch, Query

START = datetime(2026, 1, 1, tzinfo=UTC)
BATCH, TEMPLATE = 1000, 50_000
WORDS = ("invoice", "meeting", "report", "payment", "urgent", "parcel", "offer", "4711", "update")
RANDOM = random.Random(7)

OPEN_AND_IDLE = """
import sys, time
from pathlib import Path
began = time.perf_counter()
from clawback.store.duckdb import DuckdbStore
imported = time.perf_counter()
store = DuckdbStore.open(Path(sys.argv[1]))
opened = time.perf_counter()
rss = int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6
print(f"import {imported - began:.2f} s, open {opened - imported:.2f} s, RSS {rss:.0f} MB")
"""


def delivery(number: int) -> Delivery:
    """A mail every two seconds; a third has a link, a tenth a file, a thirtieth a threat."""
    at = START + timedelta(seconds=2 * number)
    domain = f"sender{int(RANDOM.paretovariate(1)) % 3000}.example"
    host = f"site{RANDOM.randrange(5000)}.example"
    linked, filed = number % 3 == 0, number % 10 == 0
    milliseconds = int(at.timestamp() * 1000)
    return Delivery(
        network_message_id=str(UUID(int=(milliseconds << 80) | RANDOM.getrandbits(72))),
        recipient=f"user{RANDOM.randrange(2000)}@example.org",
        time_received=at,
        internet_message_id=f"<{RANDOM.getrandbits(64):x}@{domain}>",
        header_fingerprint=f"{RANDOM.getrandbits(256):064x}",
        raw_sha256=f"{RANDOM.getrandbits(256):064x}",
        subject=" ".join(RANDOM.choices(WORDS, k=5)).capitalize(),
        sender_address=f"a{RANDOM.randrange(20)}@{domain}",
        sender_display_name=f"Person {RANDOM.randrange(5000)}",
        sender_domain=domain,
        recipient_domain="example.org",
        sender_ip=f"192.0.{RANDOM.randrange(256)}.{RANDOM.randrange(256)}",
        original_delivery_location=DeliveryLocation.INBOX,
        threat_type=(ThreatType.PHISH,) if number % 30 == 0 else (),
        email_size=RANDOM.randrange(100_000),
        url=(f"https://{host}/Path/{number % 999}",) if linked else (),
        url_domain=(host,) if linked else (),
        url_path=(f"/Path/{number % 999}",) if linked else (),
        url_domain_and_path=(f"{host}/Path/{number % 999}",) if linked else (),
        url_source=(UrlSource.EMAIL_BODY,) if linked else (),
        attachment_filename=(f"File {number % 77}.pdf",) if filed else (),
        attachment_sha256=(f"{number % 777:064x}",) if filed else (),
        file_type=("pdf",) if filed else (),
        file_extension=("pdf",) if filed else (),
        file_size=(12345,) if filed else (),
        source="import",
        mailbox=MailboxRef(server="dovecot", account="a", folder="INBOX", uid=number),
    )


def batches(first: int, rows: int) -> Iterator[Batch]:
    for start in range(first, first + rows, BATCH):
        made = tuple(delivery(number) for number in range(start, start + BATCH))
        yield Batch(messages=(), deliveries=made)


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def insert(store: DuckdbStore, label: str, made: list[Batch]) -> None:
    gc.freeze()  # the deliveries made beforehand are not the store's to look through
    began, used = time.perf_counter(), cpu()
    stored = sum(store.append(batch).stored for batch in made)
    took, worked = time.perf_counter() - began, cpu() - used
    gc.unfreeze()
    rows = len(made) * BATCH
    print(
        f"{label:34} {rows / took:8,.0f} rows/s {worked / rows * 1000:.3f} ms CPU/row, {stored} new"
    )


def measure(label: str, ask: Callable[[], object]) -> None:
    best, answer = 9e9, None
    for _ in range(5):
        began = time.perf_counter()
        answer = ask()
        best = min(best, time.perf_counter() - began)
    size = answer if isinstance(answer, int) else ""
    print(f"{label:62} {best * 1000:8.1f} ms {size}")


FILTERS = (
    "",
    "sender_address:a3@sender5.example",
    "sender_domain:sender9.example AND -threat_type:phish",
    'subject~"invoice 4711"',
    "invoice 4711",
    "url_domain:site77.example",
    'url~"path/77"',
    "url_domain:*77.example",
    "recipient:user77@example.org",
    "sender_ip:192.0.77.0/24",
    "subject:/inv.*4711$/",
    f"attachment_sha256:{77:064x}",
    "latest_delivery_location:junk_folder",
)


def searches(store: DuckdbStore, newest: datetime) -> None:
    def query(text: str, days: int = 1000) -> Query:
        return Query(filter=parse(text), now=newest, since=newest - timedelta(days=days))

    for text in FILTERS:
        page = partial(store.page, query(text), limit=100)
        measure(f"page of 100: {text[:50] or 'everything'}", lambda page=page: len(page().rows))
        measure("  its count", partial(store.count, query(text)))
    phish = query("threat_type:phish")
    hours = Chart(field="delivery_action", bucket=Bucket.HOUR)
    days = Chart(field="delivery_action", bucket=Bucket.DAY)
    hourly = partial(store.histogram, query("", 30), hours)
    daily = partial(store.histogram, query(""), days)
    measure("histogram by action, hours of 30 days", lambda: len(hourly().starts))
    measure("histogram by action, all days", lambda: len(daily().starts))
    senders = partial(store.top, phish, field="sender_domain", limit=20)
    measure("top 20 sender domains of phish", lambda: len(senders()))
    hosts = partial(store.top, query(""), field="url_domain", limit=20)
    measure("top 20 URL domains", lambda: len(hosts()))
    row = store.page(query(""), limit=1).rows[0]
    measure("one row by key", lambda: len(store.rows([row.delivery.key])))
    began = time.perf_counter()
    many = sum(map(len, store.stream(phish)))
    took = time.perf_counter() - began
    print(f"{'stream of phish':62} {many / took:8,.0f} rows/s {many}")


def events(store: DuckdbStore, newest: datetime, many: int) -> list[DeliveryEvent]:
    rows = store.page(Query(now=newest), limit=many).rows
    return [
        DeliveryEvent(
            id=f"e-{number}",
            key=row.delivery.key,
            at=newest,
            type=EventType.REMEDIATED,
            source=EventSource.ADMIN,
            location=DeliveryLocation.JUNK,
            additional_action=AdditionalAction.MANUAL_REMEDIATION,
            remediation_id="r-1",
        )
        for number, row in enumerate(rows)
    ]


def main(rows: int = 1_000_000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.duckdb"
        store = DuckdbStore.open(path)
        insert(store, "append to an empty store", list(batches(0, TEMPLATE)))
        span = timedelta(seconds=2 * TEMPLATE)
        with store._transaction() as writer:  # noqa: SLF001 - the quick way to a large file
            multiply(writer, max(1, rows // TEMPLATE), span=span, start=START)
        total = store.count(Query(now=START))
        later = list(batches(total, 20 * BATCH))
        insert(store, f"append, newest, to {total:,} rows", later)
        insert(store, "append the same again", later)
        insert(store, "append, old mail in any order", [old_mail(total) for _ in range(5)])
        newest = store.newest() or START
        overlay = events(store, newest, 5000)
        began = time.perf_counter()
        store.amend(overlay)
        print(f"{'amend 5,000 deliveries':34} {(time.perf_counter() - began) * 1000:8.0f} ms")
        searches(store, newest)
        store.close()
        size = path.stat().st_size / (total + 25 * BATCH)
        command = [sys.executable, "-c", OPEN_AND_IDLE, str(path)]
        said = subprocess.run(command, capture_output=True, check=True, text=True).stdout
        print(f"file {size:.0f} bytes/row; in a new process: {said.strip()}")


def old_mail(total: int) -> Batch:
    made = (delivery(RANDOM.randrange(total)) for _ in range(BATCH))
    return Batch(messages=(), deliveries=tuple(made))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
