"""Where this installation is on the web."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.identity.site import Site, Sites
from clawback.model.errors import BadInputError


def test_a_public_address_is_the_only_site():
    """Whatever a request says of itself."""
    site = Sites("https://Mail.example.org/").of("http", "127.0.0.1:8025")
    assert site == Site("https://mail.example.org", "mail.example.org", secure=True)
    assert site.cookie == "__Host-clawback"


@pytest.mark.parametrize(
    ("scheme", "host", "origin", "secure"),
    [
        ("http", "localhost:8025", "http://localhost:8025", False),
        ("http", "127.0.0.1:8025", "http://127.0.0.1:8025", False),
        ("http", "[::1]:8025", "http://[::1]:8025", False),
        ("http", "localhost:80", "http://localhost", False),
        ("https", "claw.example:443", "https://claw.example", True),
    ],
)
def test_without_one_the_request_tells(scheme, host, origin, secure):
    """HTTPS anywhere, and plain HTTP on the machine itself, where the cookie cannot be secure."""
    site = Sites().of(scheme, host)
    assert site is not None
    assert (site.origin, site.secure) == (origin, secure)
    assert site.cookie == ("__Host-clawback" if secure else "clawback")


@pytest.mark.parametrize("host", ["claw.example:8025", "192.0.2.1", "", "[", "x:y", "localhost.x"])
def test_nobody_signs_in_over_plain_http_elsewhere(host):
    """Passwords do not travel in the open."""
    assert Sites().of("http", host) is None


@pytest.mark.parametrize("url", ["http://claw.example", "claw.example", "ftp://x", "https://", "h"])
def test_a_public_address_must_be_one(url):
    """The sentence names the setting."""
    with pytest.raises(BadInputError, match=r"http\.public_url"):
        Sites(url)


@given(st.text())
def test_any_host_header_is_harmless(host):
    """Nothing breaks on what strangers send."""
    site = Sites().of("http", host)
    assert site is None or not site.secure
