"""Killed at random points, a remediation of 5,000 mails does each of them once."""

from __future__ import annotations

import random
import sys
import threading
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.making.deliveries import make_delivery, make_message
from tests.making.mails import mail
from tests.remediation.conftest import GRACE
from tests.remediation.crashing import House
from tests.servers.hatchery import Hatched, Hatchery

from clawback.database import Database
from clawback.model.actor import SYSTEM
from clawback.model.fingerprint import header_fingerprint, network_message_id, split
from clawback.model.location import DeliveryLocation
from clawback.remediation.action import Action
from clawback.remediation.remediations import Wish
from clawback.store.port import Batch, Query

_ACCOUNTS = 50
_EACH = 100
_KILLS = 20


def _fill(folder: Path, house: House) -> None:
    """Mails as files, and their deliveries in the store."""
    for account in range(_ACCOUNTS):
        deliveries, messages = [], []
        home = folder / "mail" / "example.org" / f"user{account}" / "Maildir"
        for place in ("cur", "new", "tmp"):
            (home / place).mkdir(parents=True)
        for number in range(account * _EACH, (account + 1) * _EACH):
            raw = mail(number)
            (home / "cur" / f"1700000000.M{number}.host:2,S").write_bytes(raw)
            message_id = network_message_id(raw)
            fingerprint = header_fingerprint(split(raw)[0])
            messages.append(replace(make_message(number), network_message_id=message_id))
            deliveries.append(
                make_delivery(
                    number,
                    network_message_id=message_id,
                    recipient=f"user{account}@example.org",
                    internet_message_id=f"<{number}.test@sender.example>",
                    header_fingerprint=fingerprint,
                )
            )
        house.store.append(Batch(messages=tuple(messages), deliveries=tuple(deliveries)))


def _start(house: House, action: Action) -> str:
    wish = Wish(action=action, filter="", name="Wave")
    made = house.remediations.draft(wish, GRACE).remediation.id
    house.remediations.start(made, GRACE)
    return made


def _worker(hatchery: Hatchery, folder: Path, state: str) -> Hatched:
    process = hatchery.start(f"{House.__module__}:main", folder, state)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def _ended(database: Database) -> int:
    with database.read() as connection:
        wanted = text("SELECT count(*) FROM job_item WHERE outcome <> ''")
        return int(connection.execute(wanted).scalar_one())


def _kill_at(process: Hatched, database: Database, point: int) -> None:
    """Kills the worker once so many items have ended."""
    while process.poll() is None and _ended(database) < point:
        threading.Event().wait(0.003)
    process.kill()
    process.wait(10)


def _told(house: House) -> Counter[int]:
    """How many deliveries have how many events."""
    with house.store._reading() as reading:
        found = reading._ask("SELECT count(*) FROM event GROUP BY id, recipient", {})
    return Counter(many for (many,) in found)


def _mails(folder: Path) -> Counter[tuple[str, str]]:
    """How often each mail lies in which kind of folder."""
    found: Counter[tuple[str, str]] = Counter()
    for file in (folder / "mail").glob("**/*.host*"):
        hidden = ".clawback-recoverable" in file.parts
        found[file.name.partition(":")[0], "hidden" if hidden else "inbox"] += 1
    return found


@pytest.mark.slow
def test_killed_twenty_times_every_mail_is_moved_once(tmp_path, state_url, hatchery):
    """Kill -9 at 20 random points: no mail lost, none doubled, each item ended and told once."""
    points = sorted(random.Random(11).sample(range(1, _ACCOUNTS * _EACH), _KILLS))
    house = House(tmp_path, state_url)
    _fill(tmp_path, house)
    made = _start(house, Action.SOFT_DELETE)
    house.store.close()
    for point in points:
        _kill_at(_worker(hatchery, tmp_path, state_url), house.database, point)
    house.database.close()
    assert _worker(hatchery, tmp_path, state_url).wait(120) == 0

    house = House(tmp_path, state_url)
    standing = house.remediations.get(made, SYSTEM)
    outcomes = {outcome.value: n for outcome, n in standing.counts.by_outcome.items()}
    attempts = Counter(entry.attempt for entry in house.ledger.items(1, limit=9999))
    said = f"{_KILLS} kills at {points}: {outcomes}, attempts {dict(sorted(attempts.items()))}\n"
    sys.stdout.write(said)
    assert outcomes == {"success": _ACCOUNTS * _EACH}
    assert max(attempts) > 1
    places = _mails(tmp_path)
    assert set(places.values()) == {1}
    assert Counter(place for _, place in places) == {"hidden": _ACCOUNTS * _EACH}
    for block in house.store.stream(Query(now=house.clock.now())):
        for row in block:
            assert row.latest.latest_delivery_location is DeliveryLocation.SOFT_DELETED
    assert _told(house) == {1: _ACCOUNTS * _EACH}

    undone = house.remediations.undo(made, GRACE).remediation.id
    house.work()
    counts = house.remediations.get(undone, SYSTEM).counts
    house.close()
    assert {outcome.value: n for outcome, n in counts.by_outcome.items()} == {
        "success": _ACCOUNTS * _EACH
    }
    back = _mails(tmp_path)
    assert Counter(place for _, place in back) == {"inbox": _ACCOUNTS * _EACH}
