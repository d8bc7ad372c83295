"""Investigations ask engines and the click's book about their root, and have it judged once."""

from __future__ import annotations

import pytest
from tests.purge.inquiry.test_inquiries import Asked

from clawback.app.investigating import AskedAgain, OwnMailboxes
from clawback.ingest.recipients import Organisation
from clawback.links.clicks.book import Entry, Kind, book_of
from clawback.mailboxes.directory import Directory
from clawback.mailboxes.memory import MemoryServer
from clawback.mailboxes.rules.port import Language, Script
from clawback.model.verdict import ThreatType

BOOK = book_of(
    [Entry(kind=Kind.HOST, what="evil.example", threat=ThreatType.PHISH, source="list:bad")], "1"
)


@pytest.fixture
def world(second):
    made = Asked(second())
    yield made
    for door in made.opened:
        door.stop()


def again_in(world):
    """As a new process has it."""
    return AskedAgain(world.asking, world.judgements, lambda: BOOK, world.world.clock)


def rows(world, *numbers):
    return [world.world.row(one, "ada@example.org") for one in numbers]


def test_what_turns_is_judged_before_it_is_told_and_only_once(world):
    """After a crash the judgement of before is waited for, not made again."""
    world.deliver(1, b"new trick")
    world.deliver(2, b"nothing")
    world.deliver(3, None)
    world.engine.learns(b"new trick")
    before = rows(world, 1, 2, 3)
    told = again_in(world).ask("V-1", before)
    assert (told.engines, told.asked, told.unseen) == (("memory",), 2, 1)
    assert [(one.threat, one.evidence) for one in told.turned] == [
        (ThreatType.MALWARE, "memory: Lab.New")
    ]
    assert world.world.row(1, "ada@example.org").latest.latest_threat_type == (ThreatType.MALWARE,)
    world.open()
    again_in(world).ask("V-1", before)
    assert len(world.settled()) == 1


def test_an_engine_that_is_silent_is_not_waited_for(world):
    """The sentence says what is wrong; an investigation goes on."""
    world.deliver(1)
    world.engine.down = True
    told = again_in(world).ask("V-1", rows(world, 1))
    assert (told.engines, told.turned) == (("memory",), ())
    assert told.trouble.startswith("No engine answers.")
    assert world.engine.asked == 1


def test_a_link_is_looked_up_in_the_book_that_clicks_are_judged_by(world):
    """A host stands for all below it."""
    again = again_in(world)
    assert again.blocks("https://login.evil.example/x") == (
        "A click on it would be blocked for phish: list:bad."
    )
    assert again.blocks("https://good.example/") == ""


def test_rules_are_read_from_the_server_that_holds_the_mailbox():
    """Of an address that no server holds nobody can tell."""
    server = MemoryServer(domains=("example.org",))
    server.add_account("ada@example.org")
    script = Script(name="x", language=Language.SIEVE, active=True, text="discard;")
    server.write_rules("ada@example.org", script)
    organisation = Organisation(own_domains=frozenset({"example.org"}))
    mailboxes = OwnMailboxes(Directory([server]), organisation)
    found = mailboxes.rules("ada@example.org")
    assert found is not None
    assert [one.script for one in found.rules] == ["x"]
    assert mailboxes.rules("eve@evil.example") is None
    assert mailboxes.owns("bob@sub.example.org")
