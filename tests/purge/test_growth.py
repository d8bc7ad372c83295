"""A block list that grows has the mail judged that its new entries name."""

from __future__ import annotations

import pytest

from clawback.filters.lists import FolderOfLists
from clawback.purge.growth import Growth, gained, wishes
from clawback.purge.judgement import Cause, Verdict, Wish

SHA = "ab" * 32


@pytest.fixture
def house(tmp_path):
    """A list named `blocked`, and what was judged because of it."""
    lists, judged = FolderOfLists(tmp_path / "lists"), list[Wish]()

    def growth():
        return Growth(lists, ["blocked"], seen=tmp_path / "seen", judge=judged.append)

    return lists, judged, growth


def test_what_was_there_before_is_the_state_of_affairs(house):
    """Nothing is judged when a list is looked at for the first time."""
    lists, judged, growth = house
    lists.put("blocked", ["evil.example"])
    growth().turn()
    assert judged == []


def test_a_list_that_is_made_later_gains_all_of_it(house):
    """The settings may name it before anybody uploads it."""
    lists, judged, growth = house
    growth().turn()
    assert judged == []
    lists.put("blocked", ["evil.example"])
    growth().turn()
    assert [wish.cause for wish in judged] == [Cause.LIST]


def test_only_new_entries_are_judged_and_only_once(house):
    """Also by a server that was started again meanwhile."""
    lists, judged, growth = house
    lists.put("blocked", ["old.example"])
    growth().turn()
    lists.put("blocked", ["a@evil.example"], add=True)
    growth().turn()
    growth().turn()
    (wish,) = judged
    assert (wish.verdict, wish.cause) == (Verdict.PHISH, Cause.LIST)
    assert wish.filter == (
        "sender_address:a@evil.example OR sender_mail_from_address:a@evil.example"
    )
    assert wish.reason == "The block list blocked has gained a@evil.example."


def test_an_entry_that_is_taken_out_judges_nothing(house):
    """What comes back later is new again."""
    lists, judged, growth = house
    lists.put("blocked", ["evil.example"])
    growth().turn()
    lists.put("blocked", [])
    growth().turn()
    assert judged == []
    lists.put("blocked", ["evil.example"])
    growth().turn()
    assert len(judged) == 1


def test_what_could_not_be_judged_is_tried_again(house):
    """An entry counts as seen only once its judgement was begun."""
    lists, judged, _ = house
    lists.put("blocked", [])
    calls = []

    def failing(wish):
        calls.append(wish)
        raise OSError("away")

    seen = lists._path.parent / "seen"
    Growth(lists, ["blocked"], seen=seen, judge=failing).turn()
    lists.put("blocked", ["evil.example"])
    with pytest.raises(OSError, match="away"):
        Growth(lists, ["blocked"], seen=seen, judge=failing).turn()
    Growth(lists, ["blocked"], seen=seen, judge=judged.append).turn()
    assert judged == calls


def test_each_kind_of_entry_means_a_verdict():
    """A file is malware, a server a source of spam, all else phish; one judgement each."""
    found = gained("blocked", [SHA, "192.0.2.1", "evil.example", "https://evil.example/x", "?!"])
    told = {wish.verdict: wish.filter for wish in wishes(found)}
    assert told[Verdict.MALWARE] == f"attachment_sha256:{SHA}"
    assert told[Verdict.SPAM] == "sender_ip:192.0.2.1"
    assert "url_domain:evil.example" in told[Verdict.PHISH]
    assert "https://evil.example/x" in told[Verdict.PHISH]


def test_a_link_alone_is_the_signal_that_can_be_searched_for():
    """So that `zap_url_signal` finds what was purged because of it."""
    (wish,) = wishes(gained("blocked", ["https://evil.example/x"]))
    assert wish.url == "https://evil.example/x"


def test_very_many_entries_are_named_by_their_list():
    """A filter with a million entries would be no filter that anybody reads."""
    (wish,) = wishes(gained("blocked", [f"h{n}.example" for n in range(201)]))
    assert wish.filter == "list:blocked"
    assert "201 entries, h0.example first" in wish.reason
