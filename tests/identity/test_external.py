"""People whom a provider vouches for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.identity.external import Stranger, free_login
from clawback.identity.person import checked_name, folded_login


def _stranger(name="Ann", email="ann@example.org"):
    return Stranger(issuer="https://id.example", subject="s1", name=name, email=email)


def test_the_address_is_the_login_name_when_it_is_free():
    """Otherwise one is made up; somebody's name is never taken over."""
    assert free_login(_stranger(), lambda _: False) == "ann@example.org"
    other = free_login(_stranger(), lambda login: login == "ann@example.org")
    assert other.startswith("ann@example.org-")
    assert free_login(_stranger(email=""), lambda _: False).startswith("external-")


@given(st.text(), st.text())
def test_whatever_a_provider_sends_becomes_a_name(name, email):
    """A login name and a name that can be kept and printed."""
    stranger = _stranger(name, email)
    assert checked_name(stranger.shown_name) == stranger.shown_name
    login = free_login(stranger, lambda _: False)
    assert folded_login(login) == login


@pytest.mark.parametrize("name", ["", "\x1b\x07"])
def test_without_a_name_the_address_is_shown(name):
    """Somebody is always called something."""
    assert _stranger(name).shown_name == "ann@example.org"
