"""Addresses and the networks they are counted by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.identity.address import address_of, network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2ff:3::4", "2001:db8:1:200::/56"),
        ("fe80::1%eth0", "fe80::/56"),
        ("testclient", "unknown"),
        ("", "unknown"),
    ],
)
def test_an_address_is_counted_by_its_network(address, network):
    """A /24, or the /56 that one customer has; a mapped address is the IPv4 one."""
    assert network_of(address) == network


@given(st.ip_addresses(v=4))
def test_a_mapped_address_is_the_one_it_means(address):
    """Whoever comes in over IPv6 cannot look like somebody else."""
    assert address_of(f"::ffff:{address}") == address


@given(st.text())
def test_any_text_has_a_network(text):
    """Nothing breaks on what a proxy may write."""
    assert network_of(text)
