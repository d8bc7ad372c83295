"""The allow/block list is kept by people, and counts in mail within a second, in every process."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest
from tests.making.house import TurnedClock

from clawback.analysis.judges.entries import Marks
from clawback.audit.trail import Trail
from clawback.entries import current as looking
from clawback.entries.current import CurrentEntries
from clawback.entries.entries import (
    Entries,
    EntryChange,
    EntryKnownError,
    EntryMissingError,
)
from clawback.entries.entry import Direction, EntryAction, Place, Standing, ValueKind
from clawback.entries.expiry import Expiry, ExpiryWish
from clawback.entries.naming import TenantEntries
from clawback.entries.value import BadValueError, read_value
from clawback.entries.wanted import Wanted
from clawback.entries.wish import EntryWish
from clawback.model.actor import Actor, ActorKind
from clawback.model.errors import UnavailableError

ADA = Actor(id="ada", name="Ada", role="admin", kind=ActorKind.PERSON)
BLOCK, ALLOW = EntryAction.BLOCK, EntryAction.ALLOW


class Room:
    """The list, and a judge that goes by it in the same server."""

    def __init__(self, database):
        self.database, self.clock = database, TurnedClock()
        self.entries = Entries(database, Trail(database, self.clock), self.clock)
        self.current = CurrentEntries(database, self.clock)
        self.judge = TenantEntries(self.current, frozenset({"example.org"}))

    def add(self, text, action=BLOCK, choice=Expiry.NEVER, **more):
        expiry = ExpiryWish(choice=choice)
        wish = EntryWish(value=read_value(text), action=action, expiry=expiry, **more)
        return self.entries.add(ADA, wish)

    def naming(self, sender="x@y.example", **marks):
        found = self.judge.naming(
            Marks(senders=((sender, "as its sender"),), author=sender, **marks)
        )
        return [(one.text, one.blocks) for one in found]


@pytest.fixture
def room(state, monkeypatch):
    monkeypatch.setattr(looking, "LOOKED_EVERY", 0.0)
    return Room(state)


def test_what_is_blocked_names_mail(room):
    """By sender, domain, link, file, network and pair; each in its own words."""
    for text in (
        *("a@evil.example", "~evil.example", "evil.example/pay/*", "b" * 64, "192.0.2.0/24"),
        "*, 198.51.100.0/24",
    ):
        room.add(text)
    assert room.naming() == []
    assert room.naming("a@evil.example") == [("a@evil.example", True), ("~evil.example", True)]
    assert room.naming("c@deep.evil.example") == [("~evil.example", True)]
    assert room.naming(urls=("https://evil.example/pay/now",)) == [("evil.example/pay/*", True)]
    assert room.naming(hosts=("www.evil.example",)) == [("~evil.example", True)]
    assert room.naming(files=("b" * 64,)) == [("b" * 64, True)]
    assert room.naming(clients=("192.0.2.9",)) == [("192.0.2.0/24", True)]
    assert room.naming(hosts=("192.0.2.9",)) == [("192.0.2.0/24", True)]
    assert room.naming(clients=("198.51.100.7",)) == [("*, 198.51.100.0/24", True)]


def test_a_block_stands_before_an_allowance(room):
    """Both are told; whoever combines them has the block win."""
    room.add("partner.example", ALLOW)
    room.add("a@partner.example")
    assert room.naming("a@partner.example") == [
        ("a@partner.example", True),
        ("partner.example", False),
    ]
    assert room.naming(hosts=("partner.example",)) == []  # anybody can link to an honest place


def test_it_ends_when_it_says(room):
    """A week, then nothing; the entry can be seen as expired, and be made anew."""
    made = room.add("evil.example", choice=Expiry.SEVEN_DAYS)
    assert made.standing(room.clock.now()) is Standing.EXPIRING
    assert room.entries.count(Wanted(standing=Standing.EXPIRING)) == 1
    room.clock.turn(days=7)
    assert room.naming("a@evil.example") == []
    assert room.entries.page(Wanted(), limit=9) == []
    (gone,) = room.entries.page(Wanted(standing=Standing.EXPIRED), limit=9)
    assert gone.id == made.id
    assert room.add("evil.example").id == made.id
    assert room.naming("a@evil.example") == [("evil.example", True)]
    assert room.entries.by_standing() == {"counts": 1, "expiring": 0, "expired": 0}


def test_what_is_used_counts_45_days_longer(room):
    """The last use is kept in batches; an entry that nobody needs goes by itself."""
    made = room.add("partner.example", ALLOW, Expiry.AFTER_LAST_USE)
    room.add("other.example", ALLOW, Expiry.AFTER_LAST_USE)
    room.clock.turn(days=40)
    assert room.naming("a@partner.example") == [("partner.example", False)]
    room.entries.note_uses(room.current.uses())
    assert room.entries.get(made.id).used_at == room.clock.now()
    room.clock.turn(days=40)
    assert room.naming("a@partner.example") == [("partner.example", False)]
    assert room.naming("a@other.example") == []
    assert room.current.uses() != {}
    assert room.current.uses() == {}


def test_an_entry_is_changed_and_taken_away(room):
    """With what it was and what it is on record."""
    made = room.add("evil.example", note="a shop")
    change = EntryChange(note="a fake shop", expiry=ExpiryWish(choice=Expiry.ONE_DAY))
    after = room.entries.change(ADA, made.id, change)
    assert (after.terms.note, after.number) == ("a fake shop", made.number)
    assert after.terms.lifetime.expires_at == room.clock.now() + timedelta(days=1)
    with pytest.raises(EntryKnownError):
        room.add("evil.example")
    room.add("evil.example", ALLOW)
    assert room.entries.remove(ADA, [made.id]) == 1
    assert room.naming("a@evil.example") == [("evil.example", False)]
    with pytest.raises(EntryMissingError):
        room.entries.remove(ADA, [made.id])
    for wrong in ("", "E-", "E-99", "E-²", "E-" + "9" * 40, "K-1"):
        with pytest.raises(EntryMissingError):
            room.entries.get(wrong)


def test_mail_that_goes_out_is_stopped_by_its_recipients(room):
    """By a block for both ways, and not by one for what comes in alone."""
    room.add("evil.example")
    room.add("late.example", direction=Direction.INBOUND)
    room.add("shop.example", direction=Direction.OUTBOUND)
    sent = ("anna@example.org",)
    assert room.naming(*sent, recipients=("x@evil.example",)) == [("evil.example", True)]
    assert room.naming(*sent, recipients=("x@late.example",)) == []
    assert room.naming(*sent, recipients=("x@shop.example", "ben@example.org")) == [
        ("shop.example", True)
    ]
    assert room.naming("x@shop.example", recipients=("anna@example.org",)) == []
    assert room.naming("x@late.example", recipients=("anna@example.org",)) != []


def test_an_allowance_of_recipients_needs_all_of_them(room):
    """One who is allowed must not carry others along."""
    room.add("partner.example", ALLOW, direction=Direction.OUTBOUND)
    both = ("x@partner.example", "x@other.example")
    assert room.naming("anna@example.org", recipients=both) == []
    assert room.naming("anna@example.org", recipients=both[:1]) == [("partner.example", False)]


@pytest.mark.parametrize(
    ("text", "action", "places"),
    [
        ("a@x.example", BLOCK, {Place.CLICK}),
        ("192.0.2.0/24", BLOCK, {Place.CLICK}),
        ("x.example/a", ALLOW, {Place.MAIL}),
        ("b" * 64, ALLOW, {Place.MAIL}),
    ],
)
def test_an_entry_that_could_do_nothing_is_refused(room, text, action, places):
    """Where nobody would ever ask for it, or where it could do no good."""
    with pytest.raises(BadValueError):
        room.add(text, action, places=frozenset(places))


def test_a_database_that_is_away_holds_no_mail_up(room, monkeypatch):
    """The list is as it was, and read anew when it is back."""
    room.add("evil.example")
    assert room.naming("a@evil.example") == [("evil.example", True)]
    reading = room.database.read

    def away():
        raise UnavailableError("The database is away.")

    monkeypatch.setattr(room.database, "read", away)
    assert room.naming("a@evil.example") == [("evil.example", True)]
    monkeypatch.setattr(room.database, "read", reading)
    room.entries.remove(ADA, [room.entries.page(Wanted(), limit=1)[0].id])
    assert room.naming("a@evil.example") == []


def test_they_are_found_by_what_people_ask(room):
    """Kind, action, words of value or note; newest first, a page at a time."""
    for text in ("a.example", "b.example", "c.example/x"):
        room.add(text, note="Shop" if text[0] == "b" else "")
    room.add("a.example", ALLOW)

    def found(**wanted):
        return [one.value.text for one in room.entries.page(Wanted(**wanted), limit=9)]

    assert found() == ["a.example", "c.example/x", "b.example", "a.example"]
    assert found(kinds=(ValueKind.URL,)) == ["c.example/x"]
    assert found(action=ALLOW) == ["a.example"]
    assert found(text="shop") == ["b.example"]
    assert found(text="%") == []
    assert found(place=Place.CLICK) == ["c.example/x", "b.example", "a.example"]
    (first,) = room.entries.page(Wanted(), limit=1)
    behind = room.entries.page(Wanted(), limit=9, before=first.id)
    assert [one.value.text for one in behind] == ["c.example/x", "b.example", "a.example"]


_OTHER = """
import sys
from clawback.analysis.judges.entries import Marks
from clawback.database import Database
from clawback.entries.current import CurrentEntries
from clawback.entries.naming import TenantEntries
from clawback.model.clock import SystemClock

judge = TenantEntries(CurrentEntries(Database.open(sys.argv[1]), SystemClock()))
marks = Marks(senders=(("a@evil.example", "as its sender"),))
for wanted in (False, True, False):
    while bool(judge.naming(marks)) is not wanted:
        pass
    print(wanted, flush=True)
"""


def test_another_process_goes_by_a_change_within_a_second(room, state_url):
    """A second process that judges mail meets what was blocked, and what was taken away again."""
    command = [sys.executable, "-c", _OTHER, state_url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "False\n"
        made = room.add("evil.example")
        assert other.stdout.readline() == "True\n"
        room.entries.remove(ADA, [made.id])
        assert other.stdout.readline() == "False\n"
        assert other.wait(10) == 0
