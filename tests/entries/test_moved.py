"""Entries for the click of an older release are entries of the list after its migration."""

from __future__ import annotations

from contextlib import closing

from sqlalchemy import text

from clawback.audit.trail import Trail
from clawback.database import Database, migrate
from clawback.entries.entries import Entries
from clawback.entries.entry import Place, ValueKind
from clawback.entries.wanted import Wanted
from clawback.model.actor import SYSTEM
from clawback.model.clock import SystemClock

OLD = "INSERT INTO click_entry VALUES (:id, :key, :action, :value, :what, 'why', 7, 'a', 'Ada', {})"
ROWS = [
    ("K-1", "evil.example", "block", "evil.example", "domain", "NULL"),
    ("K-2", "shop.example/a", "allow", "https://shop.example/a", "url", "9000000000000000"),
    ("K-3", "192.0.2.7", "block", "192.0.2.7", "ip", "NULL"),
]


def test_they_count_as_they_did(empty_state_url, monkeypatch):
    """A host with all below it, at the click alone, as long as it was said."""
    clock = SystemClock()
    with closing(Database.open(empty_state_url)) as database:
        monkeypatch.setattr(migrate, "_TO", "0027")
        migrate.upgrade(database)
        with database.write() as connection:
            for *known, until in ROWS:
                names = ("id", "key", "action", "value", "what")
                connection.execute(text(OLD.format(until)), dict(zip(names, known, strict=True)))
        monkeypatch.setattr(migrate, "_TO", "head")
        migrate.upgrade(database)
        entries = Entries(database, Trail(database, clock), clock)
        found = entries.page(Wanted(), limit=9)
        assert [(one.value.kind, one.value.text) for one in found] == [
            (ValueKind.IP, "192.0.2.7"),
            (ValueKind.URL, "shop.example/a"),
            (ValueKind.DOMAIN, "~evil.example"),
        ]
        assert {one.terms.places for one in found} == {frozenset({Place.CLICK})}
        assert [one.terms.lifetime.expires_at is None for one in found] == [True, False, True]
        assert entries.remove(SYSTEM, ["E-3"]) == 1
