"""All URLs of a mail, once each."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from tests.links.wrapping import protected

from clawback.analysis.limits import DEFAULT_LIMITS, Limit
from clawback.analysis.urls.collect import UrlCollector
from clawback.model.url import Url, UrlSource

BODY = UrlSource.EMAIL_BODY


def collected(*seen: str, weak: bool = False) -> tuple[Url, ...]:
    collector = UrlCollector(DEFAULT_LIMITS)
    for one in seen:
        collector.add(one, BODY, weak=weak)
    return collector.urls


def test_a_url_is_kept_with_its_parts():
    """What was seen, where it leads, and its parts for the explorer's columns."""
    (url,) = collected("HTTPS://Mail.Evil.co.uk/a?b#c")
    assert url == Url(
        url="https://mail.evil.co.uk/a?b#c",
        seen="HTTPS://Mail.Evil.co.uk/a?b#c",
        domain="mail.evil.co.uk",
        registrable="evil.co.uk",
        path="/a",
    )


def test_the_same_target_is_one_url():
    """Two spellings of one target are one; the first stands."""
    assert len(collected("https://evil.com", "https://EVIL.com/", "https://evil.com")) == 1


def test_wrappers_come_off_up_to_five_levels():
    """The chain is kept, outermost first, and ends at the limit."""
    inner = "https://evil.com/"
    for _ in range(2):
        inner = "https://www.google.com/url?q=" + quote(inner, safe="")
    (url,) = collected(inner)
    assert (url.url, len(url.wrappers), url.seen) == ("https://evil.com/", 2, inner)
    assert url.wrappers[0].startswith("https://www.google.com/url?q=https%3A%2F%2Fwww.google")
    for _ in range(9):
        inner = "https://www.google.com/url?q=" + quote(inner, safe="")
    assert len(collected(inner)[0].wrappers) == 5


def test_a_redirect_that_anybody_can_write_hides_nothing():
    """`evil.com?url=good.com` leaves both to be found."""
    urls = collected("https://evil.com/?url=https://good.com/")
    assert [url.domain for url in urls] == ["evil.com", "good.com"]
    assert urls[1].wrappers == (urls[0].url,)


def test_a_protected_link_of_ours_is_its_target_too():
    """Without keys nobody can tell who made it, so the link itself stays a URL beside it."""
    link = protected("https://evil.com/a?b")
    urls = collected(link)
    assert [url.url for url in urls] == [link, "https://evil.com/a?b"]
    assert urls[1].wrappers == (link,)
    assert len(collected(link.replace("/s/", "/t/"))) == 1


def test_strong_evidence_beats_weak():
    """A URL seen in a comment and then in a link is a link."""
    collector = UrlCollector(DEFAULT_LIMITS)
    collector.add("https://evil.com/", BODY, weak=True)
    collector.add("https://evil.com/", BODY, text="x")
    collector.add("https://evil.com/", BODY, weak=True)
    assert [(url.weak, url.text) for url in collector.urls] == [(False, "x")]


def test_an_unreadable_url_is_kept_and_shown():
    """Nothing invisible is left in what no browser opens."""
    (url,) = collected("http://a\x00b:99999/")
    assert (url.valid, url.url) == (False, "http://a␀b:99999/")


def test_number_and_length_are_bounded():
    """A flood ends at the limit, and the cut is told."""
    collector = UrlCollector(replace(DEFAULT_LIMITS, urls=3, url_characters=30))
    collector.add_text(" ".join(f"https://h{n}.test/" for n in range(9)), BODY)
    assert len(collector.urls) == 3
    assert collector.cuts == {Limit.URLS}
    collector = UrlCollector(replace(DEFAULT_LIMITS, url_characters=30))
    collector.add("https://h.test/" + "a" * 99, BODY)
    assert (len(collector.urls[0].seen), collector.cuts) == (30, {Limit.URLS})
