from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.filters.ip import ip_key, ip_order, network_of, network_order


@pytest.mark.parametrize(
    ("spelling", "key"),
    [
        ("192.0.2.1", "192.0.2.1"),
        (" [192.0.2.1] ", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::FFFF:c000:201", "192.0.2.1"),
        ("2001:DB8:0:0::0001", "2001:db8::1"),
        ("[IPv6:2001:db8::1]", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("192.0.2.256", None),
        ("mail.example.com", None),
        ("", None),
    ],
)
def test_one_address_has_one_key(spelling, key):
    """Spellings fold, mapped addresses are IPv4, and what is no address has no key."""
    assert ip_key(spelling) == key


@given(st.text())
def test_no_text_makes_it_fail(text):
    """Hostile text is an address or it is none; a key is its own key."""
    key = ip_key(text)
    assert key is None or ip_key(key) == key
    assert (ip_order(text) is None) == (key is None)


@given(st.ip_addresses(), st.ip_addresses(), st.integers(0, 32))
def test_order_agrees_with_networks(address, other, cut):
    """An address lies between a network's ends exactly when it is in the network."""
    network = network_of(f"{other}/{other.max_prefixlen - cut}")
    low, high = network_order(network)
    plain = ip_address(ip_key(str(address)) or "")
    inside = plain.version == network.version and plain in network
    assert (low <= (ip_order(str(address)) or b"") <= high) == inside


def test_a_mapped_network_is_an_ipv4_network():
    """IPv4-mapped and IPv4 are one; a wide IPv6 network does not swallow all of IPv4."""
    assert network_of("::ffff:10.0.0.0/104") == ip_network("10.0.0.0/8")
    low, high = network_order(network_of("::/0"))
    assert not low <= (ip_order("10.0.0.1") or b"") <= high


def test_host_bits_are_dropped():
    """People paste an address with a prefix."""
    assert network_of("10.1.2.3/8") == ip_network("10.0.0.0/8")
