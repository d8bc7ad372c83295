from __future__ import annotations

from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.analysis.heading import read_heading
from clawback.preview.hops import Hop, hops_of

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
        at=datetime(2026, 11, 23, 11, 0, 3, tzinfo=UTC),
        delay=-60,
        believed=True,
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
