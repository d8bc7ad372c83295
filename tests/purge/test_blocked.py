"""What the allow/block list blocks from now on is looked for in the mail of before."""

from __future__ import annotations

from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.making.house import TurnedClock
from tests.servers.state import open_state

from clawback.audit.trail import Trail
from clawback.entries.entries import Entries, EntryChange
from clawback.entries.entry import Direction, EntryAction, Place
from clawback.entries.gains import Gains
from clawback.entries.value import BadValueError, read_value
from clawback.entries.wish import EntryWish
from clawback.filters.parse import parse
from clawback.model.actor import Actor, ActorKind
from clawback.purge.blocked import BlockedNow, naming, wishes
from clawback.purge.judgement import Cause, Verdict, Wish

ADA = Actor(id="ada", name="Ada", role="admin", kind=ActorKind.PERSON)
SHA = "ab" * 32


class House:
    """The list, and what was judged because of it."""

    def __init__(self, database):
        clock = TurnedClock()
        self.entries = Entries(database, Trail(database, clock), clock)
        self.judged = list[Wish]()
        self.blocked = lambda judge=self.judged.append: BlockedNow(Gains(database, "purge"), judge)

    def add(self, *texts, action=EntryAction.BLOCK, **more):
        made = [EntryWish(value=read_value(one), action=action, **more) for one in texts]
        self.entries.add_many(ADA, made, origin="person", source="a test")

    def turn(self):
        self.judged.clear()
        self.blocked().turn()
        return [one.filter for one in self.judged]


@pytest.fixture
def house(tmp_path):
    with closing(open_state(tmp_path / "state.sqlite")) as database:
        yield House(database)


def test_only_new_blocks_are_judged_and_only_once(house):
    """What was there before is the state of affairs; a server that was started again knows it."""
    house.add("old.example")
    assert house.turn() == []
    house.add("a@evil.example")
    assert house.turn() == [
        "sender_address:a@evil.example OR sender_mail_from_address:a@evil.example"
    ]
    (wish,) = house.judged
    assert (wish.verdict, wish.cause) == (Verdict.PHISH, Cause.LIST)
    assert wish.reason == "The allow/block list blocks a@evil.example from now on."
    assert house.turn() == []


def test_what_names_no_mail_of_before_judges_nothing(house):
    """Allowances, blocks at the click alone, and those of mail that goes out."""
    house.turn()
    house.add("a.example", action=EntryAction.ALLOW)
    house.add("b.example/x", places=frozenset({Place.CLICK}))
    house.add("c.example", direction=Direction.OUTBOUND)
    assert house.turn() == []


def test_an_entry_is_judged_again_when_it_names_more(house):
    """Not when its note is changed; when it counts in mail, too."""
    house.turn()
    house.add("b.example/x", places=frozenset({Place.CLICK}))
    house.turn()
    house.entries.change(ADA, "E-1", EntryChange(note="why"))
    assert house.turn() == []
    house.entries.change(ADA, "E-1", EntryChange(places=frozenset(Place)))
    assert len(house.turn()) == 1


def test_what_could_not_be_judged_is_tried_again(house):
    """An entry counts as seen only once its judgement was begun."""
    house.turn()
    house.add("evil.example")

    def failing(_):
        raise OSError("away")

    with pytest.raises(OSError, match="away"):
        house.blocked(failing).turn()
    assert len(house.turn()) == 1


def test_many_at_once_are_judged_in_parts(house):
    """Each filter is one that can be read again; all entries are in one of them."""
    house.turn()
    house.add(*(f"h{number}.example" for number in range(4500)), "*.wide.example")
    found = house.turn()
    assert len(found) == 2
    assert all(parse(one) for one in found)
    assert "h0.example" in found[0]
    assert "4499.example" in found[1]


def test_each_kind_of_entry_means_a_verdict():
    """A file is malware, a server a source of spam, all else phish."""
    texts = [SHA, "192.0.2.1", "198.51.100.0/24", "evil.example", "~deep.example", "x.example/a/*"]
    told = {one.verdict: one.filter for one in wishes([read_value(text) for text in texts])}
    assert told[Verdict.MALWARE] == f"attachment_sha256:{SHA}"
    assert told[Verdict.SPAM] == "sender_ip:192.0.2.1 OR sender_ip:198.51.100.0/24"
    parts = (
        "url_domain:*.deep.example",
        "url_domain:(evil.example",
        "url_domain_and_path:x.example/a/*",
    )
    for part in parts:
        assert part in told[Verdict.PHISH]


def test_a_pair_asks_for_both_sides():
    """Who is spoofed, and who sends it; a domain sends what SPF lets it."""
    (wish,) = wishes([read_value("ceo@example.org, mailer.example")])
    assert wish.filter == (
        "sender_address:ceo@example.org AND sender_mail_from_domain:mailer.example AND spf:pass"
    )
    (wish,) = wishes([read_value("*, 192.0.2.0/24")])
    assert wish.filter == "sender_ip:192.0.2.0/24"


def test_a_link_alone_is_the_signal_that_can_be_searched_for():
    """So that `zap_url_signal` finds what was purged because of it."""
    (wish,) = wishes([read_value("https://evil.example/x")])
    assert wish.url == "evil.example/x"
    (wish,) = wishes([read_value("https://evil.example/x/*")])
    assert wish.url == ""


@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=5))
def test_every_filter_can_be_read_again(texts):
    """Whatever an entry names, however it is spelled."""
    values = []
    for text in [*texts, *(f"x.example/{one}" for one in texts)]:
        try:
            values.append(read_value(text))
        except BadValueError:
            continue
    for wish in wishes(values):
        assert parse(wish.filter)
    if values:
        assert naming(values)
