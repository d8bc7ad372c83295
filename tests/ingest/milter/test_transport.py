"""The line that our own mail server will write above a mail."""

import pytest
from tests.ingest.doubles import NOON

from clawback.analysis.header import Header
from clawback.analysis.trace import find_border
from clawback.ingest.milter.transport import Transport, trace_line

FULL = Transport(
    client_ip="203.0.113.9",
    client_name="mail.away.example",
    helo="away.example",
    host="mx.example.org",
    daemon="border",
    queue_id="4jdFKr5HPwzNvrp",
    tls_version="TLSv1.3",
    cipher="TLS_AES_256_GCM_SHA384",
    authenticated_user="paul@example.org",
)


def border_of(transport):
    line = trace_line(transport, NOON).decode()
    assert line.endswith("\r\n")
    value = line.removeprefix("Received: ").replace("\r\n\t", " ").strip()
    return find_border(Header([("Received", value)])), value


def test_it_is_read_as_our_border():
    """Client, server and queue id stand where analysis looks for them."""
    border, value = border_of(FULL)
    assert (border.client, border.host) == ("203.0.113.9", "mx.example.org")
    assert border.queue_ids == {"4jdFKr5HPwzNvrp"}
    assert "using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384" in value
    assert "Authenticated sender: paul@example.org" in value
    assert "with ESMTPSA id 4jdFKr5HPwzNvrp;" in value


@pytest.mark.parametrize(
    "helo",
    [
        "x (y [198.51.100.1]) by evil.example with ESMTP id 666; ",
        "a\r\nX-Injected: yes",
        "[198.51.100.1]) (",
        "\u202e\x00",
        "",
        "x" * 5000,
    ],
)
@pytest.mark.parametrize("field", ["helo", "client_name"])
def test_what_a_client_says_imitates_nothing(helo, field):
    """A greeting made to look like the rest of the line changes neither client nor server."""
    said = Transport(client_ip="203.0.113.9", host="mx.example.org", queue_id="4jdFKr")
    hostile = said.greeted(helo) if field == "helo" else said.connected(helo, "203.0.113.9")
    border, value = border_of(hostile)
    assert (border.client, border.host, border.queue_ids) == (
        "203.0.113.9",
        "mx.example.org",
        {"4jdFKr"},
    )
    assert "\n" not in value


def test_without_facts_it_is_still_a_line():
    """A mail server that tells nothing gives a line that names nobody."""
    border, _ = border_of(Transport())
    assert (border.client, border.queue_ids) == ("", frozenset())
