"""Which addresses are public."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.links.clicks.redirects.inside import FORBIDDEN_4, FORBIDDEN_6, PUBLIC, carrying

from clawback.links.clicks.redirects.addresses import Reach, is_public, literal


@pytest.mark.parametrize("text", [*FORBIDDEN_4, *FORBIDDEN_6])
def test_what_is_special_is_not_public(text):
    """Inside, documentation, multicast, metadata: nobody there is asked."""
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("text", PUBLIC)
def test_what_is_given_out_is_public(text):
    """And own networks can be left out of it."""
    assert is_public(ip_address(text))
    assert Reach().allows(ip_address(text))
    assert not Reach.of([80], [text]).allows(ip_address(text))


@given(st.ip_addresses(v=4))
def test_no_address_of_ipv4_is_reached_inside_one_of_ipv6(four):
    """Whatever it is: mapped, translated, tunnelled."""
    assert not any(is_public(ip_address(six)) for six in carrying(str(four)))


@given(st.ip_addresses())
def test_nothing_is_public_that_python_calls_private(address):
    """Our list is the stricter one."""
    assert not is_public(address) or (address.is_global and not address.is_multicast)


def test_a_name_is_no_address():
    """Only what links write as an address is one."""
    assert literal("[::1]") == ip_address("::1")
    assert literal("a.example") is None
