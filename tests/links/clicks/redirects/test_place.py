"""Whom to ask about a link, and where its answer leads on to."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.links.clicks.redirects.chain import ChainEnd, NotFollowedError
from clawback.links.clicks.redirects.place import joined, next_of, place_of, request_of

BASE = "https://a.example/b/c?d"


@pytest.mark.parametrize(
    ("reference", "url"),
    [
        ("https://x.example/y", "https://x.example/y"),
        ("//x.example/y", "https://x.example/y"),
        ("\\\\x.example\\y", "https://x.example/y"),
        ("/y?z", "https://a.example/y?z"),
        ("y", "https://a.example/b/y"),
        ("?q", "https://a.example/b/c?q"),
        ("https:y", "https://a.example/b/y"),
        (" /\ty\r\n", "https://a.example/y"),
        ("../../../y", "https://a.example/y"),
        ("http:x.example", "http://x.example/"),
    ],
)
def test_a_reference_is_read_as_a_browser_reads_it(reference, url):
    """What is not looked at as a browser does would lead us elsewhere than the person."""
    assert place_of(joined(BASE, reference)).url == url


@pytest.mark.parametrize(
    ("head", "to"),
    [
        (b"HTTP/1.1 302 Found\r\nLocation: /x\r\n", "https://a.example/x"),
        (b"HTTP/1.0 308 \r\nlocation:https://b.example\r\n", "https://b.example/"),
        (b"HTTP/1.1 301\nLocation: /x\n", "https://a.example/x"),
        (b"HTTP/1.1 303 x\r\nLocation: /1\r\nLocation: /2\r\n", "https://a.example/1"),
        (b"HTTP/1.1 200 OK\r\nRefresh: 0; URL='/x'\r\n", "https://a.example/x"),
        (b"HTTP/1.1 200 OK\r\nLocation: /x\r\n", None),
        (b"HTTP/1.1 304 Same\r\nLocation: /x\r\n", None),
        (b"HTTP/1.1 302 Found\r\n", None),
        (b"HTTP/1.1 404 No\r\nRefresh: soon\r\n", None),
        ("HTTP/1.1 302 x\r\nLocation: /ü\r\n".encode(), "https://a.example/%C3%BC"),
    ],
)
def test_an_answer_leads_on_by_its_redirect_or_its_refresh(head, to):
    """And by nothing else that it says."""
    assert next_of(place_of(BASE), head) == to


@pytest.mark.parametrize("head", [b"", b"SSH-2.0-x\r\n", b"HTTP/2 302\r\n", b"\r\n"])
def test_what_is_no_answer_leads_nowhere(head):
    """Whatever speaks there."""
    with pytest.raises(NotFollowedError) as refused:
        next_of(place_of(BASE), head)
    assert refused.value.end is ChainEnd.FAILED


def test_a_request_says_nothing_of_anybody():
    """No cookie, no referrer, no credentials of the link; and it names itself."""
    said = request_of(place_of("https://u:p@a.example:8443/x?y#z"), "Clawback/1").decode()
    assert said.startswith(
        "GET /x?y HTTP/1.1\r\nHost: a.example:8443\r\nUser-Agent: Clawback/1\r\n"
    )
    assert not {"cookie", "referer", "authorization"} & {
        line.partition(":")[0].lower() for line in said.splitlines()
    }


@given(st.text(max_size=60), st.binary(max_size=200))
def test_whatever_comes_is_a_place_or_none(reference, raw):
    """Nothing that a site says ends in a fault, or in more than one line of a request."""
    for head in (b"HTTP/1.1 302 x\r\nLocation: " + raw + b"\r\n", raw):
        try:
            found = next_of(place_of(BASE), head)
        except NotFollowedError:
            continue
        assert found is None or request_of(place_of(found), "x").count(b"\r\n") == 7
    with suppress(NotFollowedError):
        assert place_of(joined(BASE, reference)).port
