from __future__ import annotations

from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.analysis.explained.journey import Hop, Side, hops_of, journey_of
from clawback.analysis.heading import read_heading
from clawback.analysis.trace import Trust

CHAIN = (
    b"Received: from relay.corp.example (relay.corp.example [10.1.2.3])\r\n"
    b"\tby mail.corp.example (Postfix) with LMTP id 77AA; Mon, 23 Nov 2026 12:00:05 +0100\r\n"
    b"Received: from mx.evil.example (unknown [203.0.113.9])\r\n"
    b" (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\r\n"
    b" (No client certificate requested)\r\n"
    b" by relay.corp.example (Postfix) with ESMTPS id 4711;"
    b" Mon, 23 Nov 2026 12:00:03 +0100 (CET)\r\n"
    b"Received: from localhost by mx.evil.example; Mon, 23 Nov 2026 12:01:03 +0100\r\n"
    b"Subject: x\r\n\r\n"
)


def hops(raw: bytes) -> tuple[Hop, ...]:
    return hops_of(read_heading(raw).header)


def test_the_way_is_told_from_its_beginning():
    """First hop first, with the seconds between; clocks that disagree give less than none."""
    first, border, last = hops(CHAIN)
    assert (first.by, first.from_name, first.delay) == ("mx.evil.example", "localhost", None)
    assert border == Hop(
        from_name="mx.evil.example",
        from_ip="203.0.113.9",
        by="relay.corp.example",
        protocol="ESMTPS",
        tls="TLS 1.3",
        cipher="TLS_AES_256_GCM_SHA384",
        queue_id="4711",
        at=datetime(2026, 11, 23, 11, 0, 3, tzinfo=UTC),
        delay=-60,
        believed=True,
        side=Side.BORDER,
        remark="The clock of relay.corp.example and that of the hop before are 60 s apart.",
    )
    assert (last.protocol, last.from_ip, last.delay, last.tls) == ("LMTP", "10.1.2.3", 2, "")


def test_what_an_outsider_may_have_written_is_not_believed():
    """Below the line in which our server names the client, anybody can write."""
    assert [hop.believed for hop in hops(CHAIN)] == [False, True, True]


@pytest.mark.parametrize(
    ("line", "protocol", "tls"),
    [
        (
            "from A.outlook.com (::1) by B with Microsoft SMTP Server (version=TLS1_2, cipher=X)",
            "Microsoft SMTP Server",
            "TLS 1.2",
        ),
        ("from [192.0.2.1] (helo=x) by mx.example with esmtps (TLS1.3) id 1", "esmtps", "TLS 1.3"),
        (
            "from x by mx.google.com with ESMTPS id 1 (version=TLS1_3 cipher=TLS_AES bits=128/128)",
            "ESMTPS",
            "TLS 1.3",
        ),
        ("by mx.example with HTTP", "HTTP", ""),
        ("from with SMTP (x) by mx.example", "", ""),
        ("from x by y by z with SMTP", "", ""),
    ],
)
def test_servers_write_as_they_please(line, protocol, tls):
    """Exchange Online, Exim, Gmail; and greetings that imitate the rest of the line."""
    (hop,) = hops(f"Received: {line}; Mon, 23 Nov 2026 12:00:05 +0100\r\n\r\n".encode())
    assert (hop.protocol, hop.tls) == (protocol, tls)
    assert hop.at is not None


def test_a_flood_of_hops_is_cut_to_the_newest():
    """The 64 topmost, whatever stands in them, in no time."""
    line = b"Received: from " + b"(by with " * 400 + b"\r\n"
    started = process_time()
    assert len(hops(line * 1900 + b"\r\n")) == 64
    assert process_time() - started < 2


@given(st.text(alphabet="from by with;(TLS1.3)[]: 2026\t\x1b=", max_size=200))
def test_any_line_is_a_hop(line):
    """Nothing raises, and a name has no control character in it."""
    (hop,) = hops(f"Received: {line}\r\n\r\n".encode()) or (Hop(),)
    assert "\x1b" not in hop.from_name


def test_the_whole_way_is_summed_up():
    """Which hop is the border, which may be made up, how long it took, and since when."""
    raw = b"Date: Mon, 23 Nov 2026 11:00:03 +0000\r\n" + CHAIN
    journey = journey_of(read_heading(raw).header)
    assert [hop.side for hop in journey.hops] == [Side.OUTSIDE, Side.BORDER, Side.OURS]
    assert (journey.border, journey.first_untrusted) == (1, 0)
    assert (journey.seconds, journey.until_sent, journey.cut) == (-58, 60, False)


def test_a_relay_of_ones_own_moves_the_border():
    """What stands behind a network that the settings name is ours, too."""
    trust = Trust(relays=("203.0.113.0/24",))
    journey = journey_of(read_heading(CHAIN).header, trust)
    assert journey.border == 0
    assert journey.first_untrusted is None


def test_a_mail_nobody_relayed_has_no_way():
    """Without Received lines nothing is known, and nothing is made up."""
    journey = journey_of(read_heading(b"Subject: x\r\n\r\n").header)
    assert (journey.hops, journey.border, journey.seconds) == ((), None, None)


@pytest.mark.parametrize(
    ("line", "name", "host", "recipient"),
    [
        ("from helo.x (mail.x.example. [192.0.2.1]) by a", "helo.x", "mail.x.example", ""),
        ("from helo.x (unknown [192.0.2.1]) by a for <b@c.example>", "helo.x", "", "b@c.example"),
        ("from mail.x ([192.0.2.1] helo=evil) by a with smtp", "evil", "mail.x", ""),
        ("from [192.0.2.1] (helo=evil) by a", "evil", "", ""),
    ],
)
def test_names_are_told_from_claims(line, name, host, recipient):
    """What the client called itself is not what the server found; whom it is for is told."""
    (hop,) = hops(f"Received: {line}; Mon, 23 Nov 2026 12:00:05 +0100\r\n\r\n".encode())
    assert (hop.from_name, hop.from_host, hop.recipient) == (name, host, recipient)


def test_waiting_and_clocks_get_a_sentence():
    """A long wait is remarked; a clock that runs back before an unbelieved line may be a lie."""
    times = ("12:00:00", "11:59:00", "12:30:00")
    lines = [
        f"Received: from x ([203.0.113.{n}]) by m{n}.example; Mon, 23 Nov 2026 {at} +0000\r\n"
        for n, at in enumerate(times)
    ]
    _, second, third = hops("".join([*reversed(lines), "\r\n"]).encode())
    assert second.remark.endswith("60 s apart, or the line before is made up.")
    assert third.remark == "The mail waited 1860 s before m2.example had it."
