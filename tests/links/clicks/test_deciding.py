"""What becomes of a click, by the book, the policy and those who are asked."""

from datetime import UTC, datetime

import pytest

from clawback.links.clicks.book import EMPTY, Entry, Kind, book_of, marks_of, message_number
from clawback.links.clicks.deciding import (
    NOBODY_ASKED,
    Found,
    Page,
    Stage,
    Standing,
    by_book,
    by_search,
)
from clawback.links.clicks.policy import ClickPolicy
from clawback.links.clicks.redirects.chain import NO_CHAIN, Chain, ChainEnd
from clawback.links.terms import ClickThrough
from clawback.model.verdict import ClickVerdict, ThreatType

NOW = datetime(2026, 11, 30, tzinfo=UTC)
MARKS = marks_of("https://shop.example/a", "m")
OWN = Entry(kind=Kind.HOST, what="shop.example", own=True, source="ours")
FREE = Entry(kind=Kind.HOST, what="shop.example", own=True, blocks=False, source="free")
PLAIN = ClickPolicy()


def decide(marks, book, policy, standing, now, chain=NO_CHAIN):  # noqa: PLR0917 - all of it
    """As the service decides: by the book, then by what is found out."""
    found = Found(standing=standing, chain=chain)
    return by_book(marks, book, policy, now) or by_search(found, book, policy, now)


def mail(threat):
    return Entry(kind=Kind.MESSAGE, what=message_number("m"), threat=threat, source="its verdict")


def link(threat=ThreatType.PHISH):
    return Entry(kind=Kind.URL, what="shop.example/a", threat=threat, source="it was judged")


@pytest.mark.parametrize(
    ("entries", "verdict", "page"),
    [
        ([], ClickVerdict.ALLOWED, None),
        ([OWN], ClickVerdict.BLOCKED_BY_POLICY, Page.MALICIOUS),
        ([FREE], ClickVerdict.ALLOWED_BY_POLICY, None),
        ([FREE, OWN], ClickVerdict.BLOCKED_BY_POLICY, Page.MALICIOUS),
        ([FREE, mail(ThreatType.MALWARE)], ClickVerdict.ALLOWED_BY_POLICY, None),
        ([mail(ThreatType.PHISH)], ClickVerdict.BLOCKED, Page.PHISHING),
        ([mail(ThreatType.MALWARE)], ClickVerdict.BLOCKED, Page.MALICIOUS),
        ([mail(ThreatType.SPAM)], ClickVerdict.BLOCKED, Page.SUSPICIOUS),
        ([mail(ThreatType.SPAM), link()], ClickVerdict.BLOCKED, Page.MALICIOUS),
        ([link(ThreatType.SPAM)], ClickVerdict.BLOCKED, Page.SUSPICIOUS),
    ],
)
def test_own_blocks_come_first_then_own_allowances_then_the_worst(entries, verdict, page):
    """The order is always the same, and every ruling says why."""
    ruling = decide(MARKS, book_of(entries, "1"), PLAIN, NOBODY_ASKED, NOW)
    assert (ruling.verdict, ruling.page, ruling.overridden) == (verdict, page, None)
    assert ruling.reason.endswith(".")


@pytest.mark.parametrize(
    ("stage", "wait", "verdict", "page"),
    [
        (Stage.PENDING, True, ClickVerdict.PENDING_VERDICT, Page.SCANNING),
        (Stage.PENDING, False, ClickVerdict.PENDING_VERDICT_BYPASSED, None),
        (Stage.GAVE_UP, True, ClickVerdict.NONE, None),
        (Stage.CLEAN, True, ClickVerdict.ALLOWED, None),
        (Stage.LISTED, True, ClickVerdict.BLOCKED, Page.MALICIOUS),
    ],
)
def test_who_is_asked_decides_where_nothing_is_known(stage, wait, verdict, page):
    """Waiting shows a page, silence lets through and says so, a listing blocks."""
    standing = Standing(stage=stage, source="dnsbl.example")
    ruling = decide(MARKS, EMPTY, ClickPolicy(wait=wait), standing, NOW)
    assert (ruling.verdict, ruling.page) == (verdict, page)


@pytest.mark.parametrize(
    ("allowed", "entry", "overridden"),
    [
        (ClickThrough.NEVER, mail(ThreatType.SPAM), None),
        (ClickThrough.SUSPICIOUS, mail(ThreatType.SPAM), ClickVerdict.BLOCK_OVERRIDDEN),
        (ClickThrough.SUSPICIOUS, mail(ThreatType.PHISH), None),
        (ClickThrough.SUSPICIOUS, OWN, None),
        (ClickThrough.ALWAYS, mail(ThreatType.PHISH), ClickVerdict.BLOCK_OVERRIDDEN),
        (ClickThrough.ALWAYS, OWN, ClickVerdict.POLICY_BLOCK_OVERRIDDEN),
    ],
)
def test_people_go_on_only_where_the_policy_lets_them(allowed, entry, overridden):
    """Going on is a verdict of its own, for own blocks another one."""
    policy = ClickPolicy(click_through=allowed)
    ruling = decide(MARKS, book_of([entry], "1"), policy, NOBODY_ASKED, NOW)
    assert ruling.overridden is overridden


def test_spam_warns_only_where_it_is_wanted():
    """A setting lets links in spam through."""
    book = book_of([mail(ThreatType.SPAM)], "1")
    ruling = decide(MARKS, book, ClickPolicy(warn_spam=False), NOBODY_ASKED, NOW)
    assert ruling.verdict is ClickVerdict.ALLOWED


def test_a_hop_that_is_blocked_blocks_the_link():
    """By the book, whoever knows of it; an allowance of a hop excuses nothing that comes before."""
    away = Chain(hops=("https://x.example/", "https://www.shop2.example/a"))
    known = Entry(kind=Kind.HOST, what="shop2.example", threat=ThreatType.PHISH, source="judged")
    ruling = decide(MARKS, book_of([known], "1"), PLAIN, NOBODY_ASKED, NOW, away)
    assert (ruling.verdict, ruling.page) == (ClickVerdict.BLOCKED, Page.MALICIOUS)
    assert ruling.reason.startswith("It leads on to www.shop2.example. ")
    assert ruling.chain == away.hops
    free = Entry(kind=Kind.HOST, what="x.example", own=True, blocks=False, source="free")
    own = Entry(kind=Kind.URL, what="www.shop2.example/a", own=True, source="ours")
    ruling = decide(MARKS, book_of([free, own], "1"), PLAIN, NOBODY_ASKED, NOW, away)
    assert ruling.verdict is ClickVerdict.BLOCKED_BY_POLICY


@pytest.mark.parametrize("end", ChainEnd)
def test_how_following_ended_is_told(end):
    """Nobody is stopped by a redirect that could not be followed, and the click says why."""
    chain = Chain(hops=("https://x.example/",), end=end)
    ruling = decide(MARKS, EMPTY, PLAIN, NOBODY_ASKED, NOW, chain)
    assert (ruling.page, ruling.chain) == (None, chain.hops)
    assert ruling.reason == f"Nothing is known against it. {end.label}".rstrip()
