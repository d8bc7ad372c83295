"""People are told of entries that end soon: once, and not of those that a feed brings anew."""

from __future__ import annotations

from contextlib import closing

from tests.making.house import TurnedClock
from tests.servers.state import open_state

from clawback.alerts.signal import Signal, SignalKind
from clawback.app.alerting import house_watch
from clawback.audit.trail import Trail
from clawback.entries.entries import Entries
from clawback.entries.entry import EntryAction
from clawback.entries.expiry import Expiry, ExpiryWish
from clawback.entries.value import read_value
from clawback.entries.wish import EntryWish
from clawback.model.actor import SYSTEM


def test_an_entry_that_ends_soon_is_told_once(tmp_path):
    """Seven days before; one for ever, one that has expired and a feed's are not told."""
    clock, told = TurnedClock(), list[Signal]()
    with closing(open_state(tmp_path / "state.sqlite")) as database:
        entries = Entries(database, Trail(database, clock), clock)

        def add(text, choice, origin="person"):
            expiry = ExpiryWish(choice=choice)
            wish = EntryWish(value=read_value(text), action=EntryAction.BLOCK, expiry=expiry)
            entries.add(SYSTEM, wish, origin)

        add("day.example", Expiry.ONE_DAY)
        add("month.example", Expiry.THIRTY_DAYS)
        add("ever.example", Expiry.NEVER)
        add("feed.example", Expiry.THIRTY_DAYS, "feed:osint")
        watch = house_watch(told.extend, sources=list, entries=entries, clock=clock)
        watch.turn()
        assert [(one.kind, one.about) for one in told] == [
            (SignalKind.ENTRY_EXPIRING, "day.example")
        ]
        clock.turn(days=24)
        watch.turn()
        watch.turn()
        assert [one.about for one in told[1:]] == ["month.example"]
