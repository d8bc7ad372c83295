"""What the ledger costs: 50,000 items planned, claimed, ended; no mailbox, no store.

    python bench/ledger.py [--accounts 200] [--each 250]

Prints wall and CPU seconds of each phase, and items per second.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from clawback.database import Database
from clawback.database.migrate import upgrade
from clawback.jobs.block import Block, Done, Planned, Result
from clawback.jobs.ledger import Ledger
from clawback.model.delivery import DeliveryKey
from clawback.model.location import DeliveryLocation, MailboxRef
from clawback.remediation import target
from clawback.remediation.target import Target

_AT_ONCE = 8
_HEADER = "a" * 64


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=200)
    parser.add_argument("--each", type=int, default=250)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(Path(folder) / "state.db")
        try:
            upgrade(database)
            _measure(database, arguments.accounts, arguments.each)
        finally:
            database.close()


def _measure(database: Database, accounts: int, each: int) -> None:
    ledger = Ledger(database, boot="bench")
    shares = _timed("plan text", accounts * each, lambda: _shares(accounts, each))
    job = _timed("write plan", accounts * each, lambda: _create(database, ledger, shares))
    proofs = [_evidence(seq) for seq in range(accounts * each)]
    _timed("claim and end", accounts * each, lambda: _work(ledger, proofs))
    _timed("count", accounts * each, lambda: ledger.tallies(job))
    print(ledger.job(job).state, ledger.tallies(job))


def _timed(name: str, items: int, work: Callable[[], object]) -> object:
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{name:14} {wall:6.3f} s wall  {cpu:6.3f} s CPU  {items / wall:10,.0f} items/s")
    return found


def _shares(accounts: int, each: int) -> list[Planned]:
    return [
        Planned(
            server_key="main",
            account=f"user{number:03}@example.org",
            payloads=[target.encode(_target(number, uid)) for uid in range(1, each + 1)],
        )
        for number in range(accounts)
    ]


def _target(number: int, uid: int) -> Target:
    account = f"user{number:03}@example.org"
    guid = f"{number:016x}{uid:016x}"
    return Target(
        server="main",
        account=account,
        key=DeliveryKey(network_message_id=f"018c{uid:08x}-{guid}", recipient=account),
        internet_message_id=f"<{guid}@mail.example.net>",
        header_fingerprint=_HEADER,
        location=DeliveryLocation.INBOX,
        hint=MailboxRef(
            server="main",
            account=account,
            folder="INBOX",
            uid_validity=1_700_000_000,
            uid=uid,
            guid=guid,
        ),
    )


def _create(database: Database, ledger: Ledger, shares: list[Planned]) -> int:
    with database.write() as connection:
        job = ledger.create(connection, kind="bench", shares=shares)
        ledger.start(connection, job)
    return job


def _work(ledger: Ledger, proofs: Sequence[str]) -> None:
    back: list[Done] = []
    while (given := ledger.exchange(back, slots=_AT_ONCE)).blocks:
        back = [_done(block, proofs) for block in given.blocks]
        ledger.told(done.block.token for done in given.accepted)
    ledger.told(done.block.token for done in given.accepted)
    ledger.exchange([], slots=0)


def _done(block: Block, proofs: Sequence[str]) -> Done:
    return Done(block=block, results=[Result(i.seq, "success", proofs[i.seq]) for i in block.items])


def _evidence(seq: int) -> str:
    copy = {
        "before": ["INBOX", 1_700_000_000, seq, f"{seq:032x}"],
        "after": ["Recoverable", 1_700_000_001, seq, f"{seq:032x}"],
        "flags": ["\\Seen"],
        "internal_date": "2026-11-02T10:00:00+00:00",
        "read_back": True,
    }
    return json.dumps({"server": "main", "account": "user", "copies": [copy]})


if __name__ == "__main__":
    main()
