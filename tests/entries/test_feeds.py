"""Feeds are pulled event by event, kept as they come, and leave nothing behind that they drop."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from tests.making.house import TurnedClock
from tests.servers.feed import feed_server

from clawback.audit.trail import Trail
from clawback.entries.bringing.importing import Usual
from clawback.entries.entries import Entries
from clawback.entries.entry import EntryAction
from clawback.entries.expiry import Expiry, ExpiryWish
from clawback.entries.feeds import fetching
from clawback.entries.feeds.feed import (
    Feed,
    FeedGarbledError,
    FeedKind,
    FeedMissingError,
    FeedUnreachableError,
)
from clawback.entries.feeds.feeds import Feeds
from clawback.entries.feeds.fetching import HttpFiles, MemoryFiles
from clawback.entries.feeds.misp import read_event, read_manifest
from clawback.entries.settings import EntriesSettings
from clawback.entries.value import read_value
from clawback.entries.wanted import Wanted
from clawback.entries.wish import EntryWish
from clawback.model.actor import Actor, ActorKind

ADA = Actor(id="ada", name="Ada", role="admin", kind=ActorKind.PERSON)
ONE, TWO = ("5a2b0000-0000-4000-8000-00000000000" + digit for digit in "12")
NEVER = Usual(expiry=ExpiryWish(choice=Expiry.NEVER))
ROOT = "https://feed.example/misp"


def _event(*attributes, objects=()):
    told = [
        {"type": kind, "value": value, "to_ids": True, "uuid": f"a-{value}", **more}
        for kind, value, more in attributes
    ]
    held = [{"Attribute": [{"type": k, "value": v, "to_ids": True}]} for k, v in objects]
    return json.dumps({"Event": {"Attribute": told, "Object": held}}).encode()


def _manifest(**stamps):
    named = {"one": ONE, "two": TWO}
    told = {named[name]: {"timestamp": stamp, "info": "x"} for name, stamp in stamps.items()}
    return json.dumps(told).encode()


class Room:
    """The list, and one feed in memory."""

    def __init__(self, database, kind=FeedKind.MISP, url=ROOT):
        self.clock, self.files = TurnedClock(), MemoryFiles({})
        trail = Trail(database, self.clock)
        self.entries = Entries(database, trail, self.clock)
        self.feed = Feed(name="osint", kind=kind, url=url, usual=NEVER)
        self.made = lambda: Feeds(
            [self.feed], self.files, database=database, trail=trail, clock=self.clock
        )
        self.feeds = self.made()

    def put(self, **files):
        for name, content in files.items():
            path = {"manifest": "manifest", "one": ONE, "two": TWO}[name]
            self.files.files[f"{ROOT}/{path}.json"] = content

    def pull(self):
        self.clock.turn(hours=1)
        self.files.asked.clear()
        self.feeds.turn()
        return [one.removeprefix(f"{ROOT}/") for one in self.files.asked]

    def values(self):
        return sorted(one.value.text for one in self.entries.page(Wanted(), limit=99))

    def standing(self):
        (shown,) = self.feeds.every()
        return shown.standing


@pytest.fixture
def room(state):
    return Room(state)


def test_what_an_event_names_becomes_entries(room):
    """Of all types that entries can be for, also in objects; what else there is, is counted."""
    event = _event(
        ("domain", "evil.example", {}),
        ("url", "http://evil.example/pay", {}),
        ("filename|sha256", "x.exe|" + "a" * 64, {}),
        ("ip-dst|port", "192.0.2.7|443", {}),
        ("md5", "d" * 32, {}),
        ("domain", "only-context.example", {"to_ids": False}),
        ("domain", "taken-back.example", {"deleted": True}),
        objects=[("email-src", "a@evil.example")],
    )
    room.put(manifest=_manifest(one="1"), one=event)
    assert room.pull() == ["manifest.json", f"{ONE}.json"]
    assert room.values() == [
        *("192.0.2.7", "a@evil.example", "a" * 64, "evil.example", "evil.example/pay"),
    ]
    assert (room.standing().skipped, room.standing().trouble) == (1, "")
    (first, *_) = room.entries.page(Wanted(), limit=1)
    assert (first.origin, first.by_name) == ("feed:osint", "Clawback")


def test_only_what_has_changed_is_fetched_again(room):
    """By the timestamps of the manifest, also after a start of the server."""
    room.put(manifest=_manifest(one="1", two="1"))
    room.put(one=_event(("domain", "a.example", {})), two=_event(("domain", "b.example", {})))
    room.pull()
    assert room.pull() == ["manifest.json"]
    room.feeds = room.made()
    room.put(manifest=_manifest(one="1", two="2"))
    assert room.pull() == ["manifest.json", f"{TWO}.json"]


def test_what_a_feed_drops_goes_unless_others_want_it(room):
    """Another event's, or a person's own, stays; so does everything where the manifest is empty."""
    mine = EntryWish(value=read_value("mine.example"), action=EntryAction.BLOCK)
    room.entries.add(ADA, mine)
    shared: tuple[str, str, dict[str, bool]] = ("domain", "shared.example", {})
    room.put(manifest=_manifest(one="1", two="1"))
    room.put(one=_event(shared, ("domain", "a.example", {}), ("domain", "mine.example", {})))
    room.put(two=_event(shared))
    room.pull()
    room.put(manifest=b"{}")
    room.pull()
    assert "empty" in room.standing().trouble
    assert room.values() == ["a.example", "mine.example", "shared.example"]
    room.put(manifest=_manifest(two="1"))
    room.pull()
    assert room.values() == ["mine.example", "shared.example"]
    room.put(manifest=_manifest(two="2"), two=_event(("domain", "c.example", {})))
    room.pull()
    assert room.values() == ["c.example", "mine.example"]
    assert room.standing().trouble == ""


def test_what_a_person_took_away_no_feed_brings_back(room):
    """A false alarm stays away, however often the event changes; what a feed dropped may come."""
    room.put(manifest=_manifest(one="1"), one=_event(("domain", "a.example", {})))
    room.pull()
    room.entries.remove(ADA, [room.entries.page(Wanted(), limit=1)[0].id])
    room.put(manifest=_manifest(one="2"))
    room.pull()
    assert room.values() == []
    room.put(manifest=_manifest(one="3"), one=_event(("domain", "b.example", {})))
    room.pull()
    room.put(manifest=_manifest(one="4"), one=_event(("domain", "c.example", {})))
    room.pull()
    room.put(manifest=_manifest(one="5"), one=_event(("domain", "b.example", {})))
    room.pull()
    assert room.values() == ["b.example"]


def test_a_broken_event_holds_up_what_follows_and_loses_nothing(room):
    """What was read before stays; the rest is fetched at the next pull, which comes sooner."""
    room.put(manifest=_manifest(one="1", two="1"))
    room.put(one=_event(("domain", "a.example", {})), two=b"<html>")
    room.pull()
    assert room.values() == ["a.example"]
    assert room.standing().trouble.endswith(".")
    room.put(two=_event(("domain", "b.example", {})))
    assert not room.standing().due(room.feed.every, room.clock.now() + timedelta(minutes=4))
    assert room.standing().due(room.feed.every, room.clock.now() + timedelta(minutes=5))
    assert room.pull() == ["manifest.json", f"{TWO}.json"]
    assert room.values() == ["a.example", "b.example"]


def test_a_pull_can_be_asked_for_and_ended(room):
    """Before it is due; a server that stops fetches nothing more."""
    room.put(manifest=_manifest(one="1"), one=_event(("domain", "a.example", {})))
    room.pull()
    room.files.asked.clear()
    room.feeds.turn()
    assert room.files.asked == []
    room.feeds.want(ADA, "osint")
    room.feeds.turn()
    assert room.files.asked == [f"{ROOT}/manifest.json"]
    with pytest.raises(FeedMissingError):
        room.feeds.want(ADA, "other")
    room.feeds.end()
    assert room.pull() == []


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"nonsense", b"[" * 100_000, b'{"../../etc/passwd": {"timestamp": 1}}']
)
def test_a_manifest_that_is_none_is_told(content):
    """Whatever a server sends; a name that is no UUID leads nowhere."""
    with pytest.raises(FeedGarbledError):
        read_manifest(content)


@pytest.mark.parametrize(
    "event",
    [
        {"Event": {"Attribute": {}, "Object": 7}},
        {"Event": {"Attribute": [7, {}, {"type": [], "value": {}, "to_ids": True}]}},
        {"Event": {"Object": [{"Attribute": [None]}, "x"]}},
    ],
)
def test_an_event_of_another_shape_brings_nothing(event):
    """Neither a traceback nor an entry."""
    content = json.dumps(event).encode()
    found = read_event(content, NEVER, TurnedClock().now(), only_flagged=True)
    assert found.wishes == []


def test_a_list_of_values_is_pulled_from_a_real_server(state):
    """With what it wants to be shown; what it drops goes, and the same file is read once."""
    with feed_server() as server:
        room = Room(state, FeedKind.CSV, f"{server.url}/list.csv?key=1")
        feed = Feed(
            name="list",
            kind=FeedKind.CSV,
            url=room.feed.url,
            usual=NEVER,
            authorization="Bearer x",
        )
        trail = Trail(state, room.clock)
        feeds = Feeds([feed], HttpFiles(), database=state, trail=trail, clock=room.clock)
        server.files["/list.csv?key=1"] = b"evil.example\nworse.example\nno value\n"
        feeds.turn()
        assert room.values() == ["evil.example", "worse.example"]
        assert (server.took(), server.authorized) == (["/list.csv?key=1"], ["Bearer x"])
        server.files["/list.csv?key=1"] = b"evil.example\n"
        room.clock.turn(hours=1)
        feeds.turn()
        assert room.values() == ["evil.example"]
        server.files["/list.csv?key=1"] = b"\n"
        room.clock.turn(hours=1)
        feeds.turn()
        assert room.values() == ["evil.example"]
        assert feeds.every()[0].standing.trouble.startswith("The feed holds no value.")


def test_a_server_that_leads_elsewhere_is_not_followed(monkeypatch):
    """A redirect, a refusal, a file that does not end, nobody there: a sentence each."""
    with feed_server() as server:
        server.moved["/moved"] = f"{server.url}/inside"
        server.files["/inside"] = b"secret"
        server.files["/large"] = b"x" * 100
        for path in ("/moved", "/nothing", "/with blank"):
            with pytest.raises(FeedUnreachableError):
                HttpFiles().get(server.url + path, "")
        assert "/inside" not in server.took()
        monkeypatch.setattr(fetching, "LARGEST", 99)
        with pytest.raises(FeedGarbledError):
            HttpFiles().get(f"{server.url}/large", "")
        gone = server.url
    with pytest.raises(FeedUnreachableError):
        HttpFiles().get(gone, "")


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "A b", "url": "https://x.example"},
        {"name": "a", "url": "file:///etc/passwd"},
        {"name": "a", "url": "https://[x"},
        {"name": "a", "url": "https://x.example", "expiry": "date"},
        {"name": "a", "url": "https://x.example", "colour": "red"},
    ],
)
def test_settings_of_a_feed_are_checked(wrong):
    """What is wrong is said at the start."""
    with pytest.raises(ValueError, match="feeds"):
        EntriesSettings.model_validate({"feeds": [wrong]})
    good = {"name": "a", "url": "https://x.example/feed/", "kind": "misp"}
    assert EntriesSettings.model_validate({"feeds": [good]}).feeds[0].feed.url.endswith("/feed")
    with pytest.raises(ValueError, match="same name"):
        EntriesSettings.model_validate({"feeds": [good, good]})
