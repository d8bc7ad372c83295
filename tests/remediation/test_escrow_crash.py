"""Killed anywhere, a hard delete with escrow loses nothing, and its undo doubles nothing."""

from __future__ import annotations

import hashlib
import random
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.remediation.conftest import GRACE
from tests.remediation.crashing import House
from tests.remediation.test_crash import _fill, _kill_at, _worker
from tests.servers.hatchery import Hatched

from clawback.filters.parse import parse
from clawback.mailboxes.directory import Directory
from clawback.model.actor import SYSTEM
from clawback.remediation import evidence
from clawback.remediation.action import Action, Severity
from clawback.remediation.plan import Terms
from clawback.remediation.remediation import Source
from clawback.remediation.selection import select

_ACCOUNTS, _EACH = 20, 50
_MAILS = _ACCOUNTS * _EACH
_KILLS = 10


def _delete(house: House) -> str:
    """Plans and starts a hard delete of everything, kept for a week."""
    servers = Directory([house.server])
    query = house._ask(GRACE, parse(""), None, None)
    chosen = select(Action.HARD_DELETE, house.store.whereabouts(query), servers)
    terms = Terms(
        action=Action.HARD_DELETE,
        name="Wave",
        severity=Severity.HIGH,
        description="",
        filter="",
        since=None,
        until=None,
        frozen_at=house.clock.now(),
        escrow_days=7,
    )
    made = house.remediations._drafts.keep(terms, chosen, GRACE, Source.MANUAL).remediation.id
    house.remediations.start(made, GRACE)
    return made


def _mails(folder: Path) -> Counter[tuple[str, str]]:
    """How often each mail, by its bytes, lies in each account."""
    return Counter(
        (file.parts[-4], hashlib.sha256(file.read_bytes()).hexdigest())
        for file in (folder / "mail").glob("*/*/Maildir/*/*")
        if file.parent.name in {"cur", "new"}
    )


def _killed_through(start: Callable[[], Hatched], house: House, done: int, seed: int) -> None:
    """Works to the end, killed on the way."""
    points = sorted(random.Random(seed).sample(range(done + 1, done + _MAILS), _KILLS))
    for point in points:
        _kill_at(start(), house.database, point)
    house.database.close()
    assert start().wait(120) == 0


def _outcomes(house: House, remediation: str) -> dict[str, int]:
    counts = house.remediations.get(remediation, SYSTEM).counts
    return {outcome.value: n for outcome, n in counts.by_outcome.items()}


def _noted(house: House) -> set[str]:
    """The sealed copies that the evidence of the deletion names."""
    entries = house.ledger.items(1, limit=_MAILS)
    return {trace.escrow for e in entries for trace in evidence.decode(e.evidence).traces}


@pytest.mark.slow
def test_killed_while_deleting_and_while_putting_back(tmp_path, state_url, hatchery, monkeypatch):
    """Kill -9 at 10 points of each: every mail goes once, is kept once, and comes back once."""
    monkeypatch.setattr("tests.remediation.test_crash._ACCOUNTS", _ACCOUNTS)
    monkeypatch.setattr("tests.remediation.test_crash._EACH", _EACH)
    start = partial(_worker, hatchery, tmp_path, state_url)
    house = House(tmp_path, state_url)
    _fill(tmp_path, house)
    before = _mails(tmp_path)
    assert sum(before.values()) == _MAILS
    made = _delete(house)
    house.store.close()
    _killed_through(start, house, 0, 12)

    house = House(tmp_path, state_url)
    deleted = _outcomes(house, made)
    assert deleted == {"success": _MAILS}
    assert not _mails(tmp_path)
    noted = _noted(house)
    assert len(noted) == _MAILS
    with house.database.read() as connection:
        kept = set(connection.scalars(text("SELECT id FROM escrow")))
    assert kept == noted

    undone = house.remediations.undo(made, GRACE).remediation.id
    house.store.close()
    _killed_through(start, house, _MAILS, 13)
    house = House(tmp_path, state_url)
    restored = _outcomes(house, undone)
    attempts = Counter(entry.attempt for entry in house.ledger.items(2, limit=_MAILS))
    house.store.close()
    house.database.close()
    sys.stdout.write(f"{deleted} {restored}, attempts of the undo {dict(attempts)}\n")
    assert restored == {"success": _MAILS}
    assert max(attempts) > 1
    assert _mails(tmp_path) == before
