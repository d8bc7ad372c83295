"""The server's book: made of lists, verdicts and judged links, and told by what has changed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.links.clicks.desk import NOW
from tests.making.clicks import make_click
from tests.making.deliveries import make_delivery
from tests.servers.click_book import books_of

from clawback.filters.lists import FolderOfLists
from clawback.links.clicks.book import EMPTY, Kind, changed, marks_of, message_number
from clawback.links.clicks.making import JudgedLink
from clawback.model.click import ClickedBy
from clawback.model.clock import FixedClock
from clawback.model.event import DeliveryEvent, EventSource, EventType
from clawback.model.location import AdditionalAction
from clawback.model.verdict import ClickVerdict, ThreatType
from clawback.store.memory import MemoryStore
from clawback.store.port import Batch

JUST = NOW - timedelta(hours=2)


class Room:
    """Books over a memory store and a folder of lists; `turn` makes the next one at once."""

    def __init__(self, folder):
        self.store, self.lists, self.stamps = MemoryStore(), FolderOfLists(folder), [0]
        self.links: list[JudgedLink] = []
        self.campaigns: dict[str, ThreatType] = {}
        self.books = books_of(
            self.store,
            self.lists,
            FixedClock(NOW),
            stamp=lambda: str(self.stamps[0]),
            links=lambda: self.links,
            campaigns=self.campaigns,
        )

    def turn(self):
        self.stamps[0] += 1
        self.books._seen = None
        self.books.turn()
        return self.books.now

    def deliver(self, *deliveries):
        self.store.append(Batch(messages=(), deliveries=deliveries))

    def judge(self, delivery, *threats):
        judged = DeliveryEvent(
            id=f"judged-{len(threats)}-{delivery.recipient}",
            key=delivery.key,
            at=NOW + timedelta(seconds=len(self.store.timeline(delivery.key))),
            type=EventType.JUDGED,
            source=EventSource.ADMIN,
            threat_type=threats,
        )
        self.store.amend([judged])

    def blocks(self, url, message=""):
        return self.books.now.naming(marks_of(url, message), NOW, blocks=True)


@pytest.fixture
def room(tmp_path):
    return Room(tmp_path)


def test_entries_of_lists_block_and_let_through(room):
    """Links, hosts, addresses and messages; whatever else a list holds is for no link."""
    message = make_delivery(4).network_message_id
    room.lists.put("blocked", ["evil[.]example", "https://bad.example/x", "192.0.2.1", message])
    room.lists.put("blocked", ["ann@example.org", "f" * 64, "2001:db8::1"], add=True)
    room.lists.put("allowed", ["good.example"])
    book = room.turn()
    assert sorted(book.entries) == [
        "h+good.example",
        "h-192.0.2.1",
        "h-[2001:db8::1]",
        "h-evil.example",
        f"m-{message_number(message)}",
        "u-bad.example/x",
    ]
    assert {entry.source for entry in book.entries.values()} == {"allowed", "blocked"}


def test_a_message_blocks_its_links_as_long_as_it_is_held_for_something(room):
    """By the worst of its deliveries; a later verdict of clean opens them again."""
    spam = make_delivery(1, time_received=JUST, threat_type=(ThreatType.SPAM,))
    other = make_delivery(1, recipient="b@example.org", time_received=JUST)
    old = make_delivery(2, time_received=NOW - timedelta(days=40), threat_type=(ThreatType.PHISH,))
    room.deliver(spam, other, old, make_delivery(3, time_received=JUST))
    (entry,) = room.turn().entries.values()
    assert (entry.kind, entry.threat) == (Kind.MESSAGE, ThreatType.SPAM)
    room.judge(other, ThreatType.PHISH)
    room.turn()
    (entry,) = room.blocks("https://any.example/", spam.network_message_id.upper())
    assert entry.threat is ThreatType.PHISH
    for one in (spam, other):
        room.judge(one)
    assert room.turn().entries == {}


def test_the_last_word_on_a_link_counts(room):
    """Judged bad it is blocked, judged clean it is not, and no verdict is for ever."""
    room.links = [
        JudgedLink(url="https://a.example/x", threat=None, at=JUST),
        JudgedLink(url="a.example/x/", threat=ThreatType.PHISH, at=JUST - timedelta(hours=1)),
        JudgedLink(url="b.example", threat=ThreatType.MALWARE, at=JUST),
        JudgedLink(url="c.example", threat=ThreatType.PHISH, at=NOW - timedelta(days=40)),
    ]
    assert list(room.turn().entries) == ["u-b.example"]


def test_a_book_is_told_by_what_has_changed(room):
    """Of a version that is remembered, its change; of any other, the whole."""
    first = room.turn()
    room.lists.put("blocked", ["evil.example"])
    second = room.turn()
    assert changed(first, room.books.since(first.version)) == second
    assert room.books.since(first.version).since == first.version
    assert changed(EMPTY, room.books.since("unknown")) == second
    told = room.books.since(second.version)
    assert (told.put, told.gone, told.version) == ((), (), second.version)
    assert room.turn() is second


def test_nothing_is_made_while_nothing_has_changed(room):
    """Looking costs a glance; a change is seen with the next one."""
    room.books.turn()
    before = room.books.now
    room.deliver(make_delivery(1, time_received=JUST, threat_type=(ThreatType.PHISH,)))
    room.books.turn()
    assert room.books.now is before
    room.books._seen = (room.books._seen[0], room.books._seen[1] - 1, 0.0)
    room.stamps[0] += 1
    room.books.turn()
    assert room.books.now.entries


def test_who_was_let_through_to_what_turns_bad_stands_on_the_timeline(room):
    """Of the last 48 hours, people alone, once each; also a click that comes in afterwards."""
    mail = make_delivery(1, time_received=JUST)
    room.deliver(mail)

    def click(name, **changes):
        about = {"at": JUST, "url": "https://evil.example/", "url_domain": "evil.example"}
        return make_click(1, id=name, **{**about, **changes})

    room.store.record_clicks(
        [
            click("let-through"),
            click("none", verdict=ClickVerdict.NONE),
            click("blocked", verdict=ClickVerdict.BLOCKED),
            click("warned", verdict=ClickVerdict.BLOCK_OVERRIDDEN, clicked_through=True),
            click("scanner", clicked_by=ClickedBy.SCANNER),
            click("old", at=NOW - timedelta(hours=49)),
            click("other", url="https://good.example/"),
            click("led-on", url="https://short.example/", url_chain=("https://evil.example/x",)),
        ]
    )
    room.turn()
    room.lists.put("blocked", ["evil.example"])
    for _ in range(2):
        room.turn()
    after = click("on-its-way")
    room.store.record_clicks([after])
    room.books.arrived([after])
    told = room.store.timeline(mail.key)
    assert {one.type for one in told} == {EventType.LINK_TURNED}
    names = [one.id for one in told]
    those = ("led-on", "let-through", "none", "on-its-way")
    assert sorted(names) == [f"link-turned:{name}" for name in those]
    assert "your block list blocked" in told[0].details


def test_all_mail_of_a_campaign_is_blocked_but_what_was_judged_clean(room):
    """Also a message that is held for nothing; by its own verdict where it has one."""
    quiet, known, freed, other = (make_delivery(number, time_received=JUST) for number in range(4))
    known = replace(known, threat_type=(ThreatType.MALWARE,))
    room.deliver(quiet, known, freed, other)
    room.campaigns["G-1"] = ThreatType.PHISH

    def told(delivery, **changes):
        return DeliveryEvent(
            id=f"{delivery.recipient} {sorted(changes)}",
            key=delivery.key,
            at=NOW,
            **{"type": EventType.GROUPED, "source": EventSource.SYSTEM, **changes},
        )

    room.store.amend([told(one, campaign_id="G-1") for one in (quiet, known, freed)])
    clean = {"type": EventType.JUDGED, "additional_action": AdditionalAction.REPROCESSED}
    room.store.amend([told(freed, **clean)])
    room.turn()
    found = [room.blocks("https://a.example/", one.network_message_id) for one in (quiet, known)]
    assert [(one.threat, one.source) for (one,) in found] == [
        (ThreatType.PHISH, "its campaign G-1"),
        (ThreatType.MALWARE, "its verdict"),
    ]
    for one in (freed, other):
        assert room.blocks("https://a.example/", one.network_message_id) == []
