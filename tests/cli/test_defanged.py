"""Addresses on a terminal."""

from __future__ import annotations

import pytest

from clawback.cli.defanged import defanged, defanged_text


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/b.c?d=e.f", "hxxps://a[.]example/b.c?d=e.f"),
        ("HTTP://A.example", "hxxp://A[.]example"),
        ("//a.example/x", "//a[.]example/x"),
        ("a.example", "a[.]example"),
        (
            "https://x@a.example:8/?u=http://b.example",
            "hxxps://x@a[.]example:8/?u=hxxp://b.example",
        ),
        ("ftp://a.example/", "ftp://a[.]example/"),
        ("", ""),
    ],
)
def test_an_address_leads_nowhere(url, shown):
    """Scheme and host are broken, the rest can be read."""
    assert defanged(url) == shown


def test_addresses_in_text_lead_nowhere():
    """What terminals would make a link of."""
    text = "Go to https://a.example or www.b.example now."
    assert defanged_text(text) == "Go to hxxps://a.example or www[.]b.example now."
