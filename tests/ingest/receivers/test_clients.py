"""Who may connect, and whose reports are believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.ingest.receivers.clients import NOBODY, Clients, ReportRule

EXCHANGE = Clients.of(["192.0.2.0/24", "2001:db8::/32"])


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("192.0.2.25", True),
        ("::ffff:192.0.2.25", True),
        ("2001:db8::1", True),
        ("2001:db8::1%eth0", True),
        ("198.51.100.7", False),
        ("nonsense", False),
        ("", False),
    ],
)
def test_networks_hold_addresses(address, known):
    """Of both kinds, IPv4 also as a socket for both shows it."""
    assert EXCHANGE.has(address) is known


def test_a_unix_socket_is_named_by_itself():
    """Who comes over one has no address."""
    assert Clients(unix_socket=True).has("")
    assert not Clients(unix_socket=True).has("127.0.0.1")
    assert not NOBODY.has("")


@pytest.mark.parametrize(
    ("peers", "sender", "allowed"),
    [
        (["192.0.2.25"], "NDR@example.org", True),
        (["192.0.2.25"], "", True),
        (["192.0.2.25"], "eve@elsewhere.example", False),
        (["192.0.2.25", "198.51.100.7"], "ndr@example.org", False),
        (["192.0.2.25", "192.0.2.26"], "ndr@example.org", True),
        (["198.51.100.7"], "ndr@example.org", False),
    ],
)
def test_reports_need_client_and_sender(peers, sender, allowed):
    """The client, whom it has the mail from, and the envelope sender must all be named."""
    rule = ReportRule(clients=EXCHANGE, senders=frozenset({"ndr@example.org", ""}))
    assert rule.allows(peers, sender) is allowed


@given(st.text(max_size=60))
def test_any_address_is_judged(address):
    """Whatever a peer is called, the answer is no error."""
    assert not Clients.of(["192.0.2.1/32"]).has(address) or "192.0.2.1" in address
