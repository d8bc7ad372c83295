"""How quickly mail is investigated: a campaign of 500 mails in a large store.

`python -m bench.investigations [ROWS] [FOLDER]`: made-up mail in one DuckDB file, and the steps of
an investigation up to what is to be acted on; one million rows unless told otherwise. A folder
keeps the file for the next time.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from bench.explorer.rows import START, build
from clawback.filters.parse import parse
from clawback.investigations import deciding
from clawback.investigations.eyes import Eyes
from clawback.investigations.investigation import (
    Case,
    Investigation,
    Opener,
    Root,
    RootKind,
    Step,
    Threat,
)
from clawback.investigations.settings import InvestigationsSettings
from clawback.investigations.steps import STEPS
from clawback.model.delivery import Delivery
from clawback.model.location import DeliveryLocation
from clawback.model.verdict import ThreatType
from clawback.store.duckdb import DuckdbStore
from clawback.store.port import Batch, Query

_MAILS, _RECOGNISED = 500, 5  # one in so many
_OPENER = Opener(id="1", name="bench", role="admin", kind="program")


def main(arguments: Sequence[str] = ()) -> None:
    """Prints seconds of each step, and of all."""
    rows = int(arguments[0]) if arguments else 1_000_000
    keep = Path(arguments[1]) if len(arguments) > 1 else None
    with _folder(keep) as folder:
        path = folder / f"investigations-{rows}.duckdb"
        if not path.exists():
            build(path, rows)
        with closing(DuckdbStore.open(path)) as store:
            newest = store.newest() or START
            store.append(Batch(messages=(), deliveries=tuple(_campaign(newest))))
            print(f"{store.count(Query(now=newest)):,} deliveries")
            _investigate(store, newest)


def _campaign(newest: datetime) -> Iterator[Delivery]:
    """One file and one link from many senders; every fifth mail is held for phish."""
    milliseconds = int(newest.timestamp() * 1000)
    for number in range(_MAILS):
        yield Delivery(
            network_message_id=str(UUID(int=(milliseconds << 80) | number)),
            recipient=f"victim{number}@example.org",
            time_received=newest - timedelta(seconds=number),
            subject="Your invoice is due",
            sender_address=f"pay{number % 20}@wave.example",
            sender_domain="wave.example",
            sender_ip="198.51.100.7",
            cluster_id="bench-wave",
            threat_type=(ThreatType.PHISH,) if number % _RECOGNISED == 0 else (),
            original_delivery_location=DeliveryLocation.INBOX,
            url=("https://wave.example/pay",),
            url_domain=("wave.example",),
            url_path=("/pay",),
            url_domain_and_path=("wave.example/pay",),
            attachment_filename=("invoice.pdf",),
            attachment_sha256=("e" * 64,),
            source="lmtp",
        )


def _investigate(store: DuckdbStore, newest: datetime) -> None:
    now = newest + timedelta(minutes=1)
    eyes = Eyes(
        store=store,
        ask=lambda _, tree, since, until: Query(filter=tree, now=now, since=since, until=until),
        policy=InvestigationsSettings().policy(),
    )
    case = Case(investigation=_begun(newest, now, eyes.policy.playbook.look_back))
    began = time.perf_counter()
    for name, look in STEPS.items():
        step_began = time.perf_counter()
        findings = look(eyes, case)
        seconds = time.perf_counter() - step_began
        case = replace(
            case, steps=(*case.steps, Step(name=name, at=now, seconds=seconds, findings=findings))
        )
        print(f"{name.label:<26}{seconds:6.2f} s   {findings.sentence}")
    wanted = [
        store.count(eyes.query(case, parse(text)))
        for _, text in deciding.to_act_on(case.clusters, None)
    ]
    bad = sum(one.verdict is Threat.MALICIOUS for one in case.clusters)
    print(f"{'to act on':<26}{time.perf_counter() - began:6.2f} s   in all")
    print(f"{sum(wanted):,} deliveries of {bad} malicious clusters are to be acted on")


def _begun(newest: datetime, now: datetime, look_back: timedelta) -> Investigation:
    number = int(newest.timestamp() * 1000) << 80 | 1  # a mail that was not recognised
    return Investigation(
        id="V-1",
        root=Root(kind=RootKind.MESSAGE, value=str(UUID(int=number))),
        playbook="mail@1",
        reason="",
        since=now - look_back,
        at=now,
        opener=_OPENER,
        changed_at=now,
    )


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="clawback-bench-") as scratch:
        yield Path(scratch)


if __name__ == "__main__":
    main(sys.argv[1:])
