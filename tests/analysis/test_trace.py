"""Where our side begins, and that nothing below it is believed without proof."""

from __future__ import annotations

import pytest

from clawback.analysis.guard import guard
from clawback.analysis.header import Header
from clawback.analysis.limits import DEFAULT_LIMITS
from clawback.analysis.trace import (
    Border,
    Hop,
    Trust,
    believed,
    below,
    find_border,
    read_hop,
    recipient_of,
)

OUTSIDE = "Received: from x (mx.evil.example [203.0.113.9]) by mx.corp.example (Postfix) id Q1aB2\n"
INSIDE = "Received: from mx.corp.example (mx [10.0.0.2]) by imap.corp.example with LMTP id Q2\n"
FORGED = "Received: from y (mx.corp.example [198.51.100.7]) by mx.corp.example (Postfix) id Q9\n"


def header(text: str) -> Header:
    return Header(guard(text.encode() + b"\n", DEFAULT_LIMITS).fields)


@pytest.mark.parametrize(
    ("line", "client", "host"),
    [
        (
            "from h (r.example [192.0.2.1]) by mx.example (Postfix) with ESMTP id A1b2",
            "192.0.2.1",
            "mx.example",
        ),
        ("from h (unknown [IPv6:2001:db8::1]) by mx.example", "2001:db8::1", "mx.example"),
        (
            "from [192.0.2.1] (helo=[198.51.100.1]) by mx.example with esmtp (Exim)",
            "192.0.2.1",
            "mx.example",
        ),
        ("from r.example ([192.0.2.1] helo=h) by mx.example", "192.0.2.1", "mx.example"),
        ("from unknown (HELO h) (192.0.2.1) by mx.example with SMTP", "192.0.2.1", "mx.example"),
        (
            "from h.example (192.0.2.1) by mx.outlook.com (10.0.0.1) with SMTP",
            "192.0.2.1",
            "mx.outlook.com",
        ),
        ("from h (r [192.0.2.1] (may be forged)) by mx.example", "192.0.2.1", "mx.example"),
        ("from [198.51.100.1] (r [192.0.2.1]) by mx.example", "192.0.2.1", "mx.example"),
        ("from a (b [198.51.100.1]) (r [192.0.2.1]) by mx.example", "192.0.2.1", "mx.example"),
        ("from h (r [::ffff:192.0.2.1])\tby mx.example", "192.0.2.1", "mx.example"),
        ("from h by mx.example", "", "mx.example"),
        ("from h (r [999.1.1.1]) by mx.example", "", "mx.example"),
        ("from a by mx.corp.example (r [192.0.2.1]) by mx.example", "", ""),
        ("by mx.example (Postfix, from userid 0)", "", "mx.example"),
        ("", "", ""),
    ],
)
def test_a_hop_names_client_and_server(line: str, client: str, host: str):
    """The address is what the server saw, never what the client said of itself."""
    hop = read_hop(line)
    assert (hop.client, hop.host) == (client, host)


def test_a_greeting_cannot_forge_a_queue_id():
    """The id is read behind the server's name, where the client cannot write."""
    line = "from id FORGED1 (r [192.0.2.1]) by mx.example with ESMTP id REAL99"
    assert read_hop(line) == Hop(
        is_transfer=True, client="192.0.2.1", host="mx.example", queue_id="REAL99"
    )


def test_the_border_is_the_topmost_hop_from_outside():
    """Hops inside our own network stand above it, all that came with the mail below."""
    fields = header("X-Top: 1\n" + INSIDE + OUTSIDE + "X-Below: 1\n" + FORGED)
    border = find_border(fields)
    assert border == Border(
        index=2,
        client="203.0.113.9",
        host="mx.corp.example",
        queue_ids=frozenset(("Q1aB2",)),
    )
    assert believed(fields, border, "x-top") == ["1"]
    assert believed(fields, border, "x-below") == []
    assert below(fields, border, "x-below") == ["1"]


def test_own_relays_are_inside():
    """A gateway with a public address is ours when the site says so."""
    fields = header(OUTSIDE + FORGED)
    trust = Trust(relays=("203.0.113.0/24",))
    assert find_border(fields, trust).client == "198.51.100.7"


def test_hops_inside_exchange_online_are_inside():
    """Microsoft's own hops have public addresses, and are believed only at Microsoft's servers."""
    inner = "Received: from a.prod.outlook.com (2603:10a6:1::5) by b.prod.outlook.com with HTTPS\n"
    fields = header(inner + OUTSIDE)
    assert find_border(fields).client == "203.0.113.9"
    fields = header(inner.replace("b.prod.outlook.com", "mx.corp.example") + OUTSIDE)
    assert find_border(fields).client == "2603:10a6:1::5"


def test_a_line_made_unreadable_is_the_border():
    """A client that writes `by` into its greeting cannot push the border down to its own lines."""
    tricky = "Received: from a by mx.corp.example (r [203.0.113.9]) by mx.corp.example id Q\n"
    border = find_border(header(tricky + FORGED))
    assert (border.index, border.host) == (0, "")
    assert not border.is_named("mx.corp.example")


def test_without_a_hop_nothing_is_believed():
    """A mail without Received has no part that is ours."""
    fields = header("Authentication-Results: a; spf=pass\n")
    border = find_border(fields)
    assert believed(fields, border, "authentication-results") == []
    assert len(below(fields, border, "authentication-results")) == 1


def test_a_mail_that_stayed_inside_has_its_border_on_top():
    """With private addresses alone the topmost hop is the border."""
    assert find_border(header(INSIDE + INSIDE)).index == 0


@pytest.mark.parametrize(
    ("name", "named"),
    [("mx.corp.example", True), ("other.corp.com", False), ("", False), ("corp.com", False)],
)
def test_the_border_is_known_by_its_name(name: str, named: bool):
    """Its own name and its registered domain are its names, no other."""
    assert Border(index=0, host="mx.corp.example").is_named(name) is named
    assert Border(index=0, host="mx.corp.com").is_named("auth.corp.com")


def test_the_recipient_is_read_where_the_server_wrote_it():
    """`for <…>` counts behind whatever the client said before."""
    assert (
        recipient_of("from for <x@evil> by mx for <bob@corp.example>; date") == "bob@corp.example"
    )
    assert recipient_of("from a by b") == ""
