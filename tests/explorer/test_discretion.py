"""What a stored header tells of recipients stays with those who may see them."""

from __future__ import annotations

import pytest

from clawback.explorer.header.discretion import HIDDEN, withholding


def _covers(address):
    return address.lower() == "ada@example.org"


@pytest.mark.parametrize(
    ("name", "value", "left"),
    [
        ("Delivered-To", "bob@example.org", HIDDEN),
        ("Delivered-To", "Ada@Example.org", "Ada@Example.org"),
        ("X-Original-To", "<bob@example.org>, ada@example.org", f"<{HIDDEN}>, ada@example.org"),
        ("Bcc", '"Bob" <bob@example.org>', f'"Bob" <{HIDDEN}>'),
        ("Received", "by mx id 1 for <bob@example.org>; Mon", f"by mx id 1 for <{HIDDEN}>; Mon"),
        ("Received", "by mx for bob@example.org; Mon", f"by mx for {HIDDEN}; Mon"),
        ("Received", "by mx for <ada@example.org>; Mon", "by mx for <ada@example.org>; Mon"),
        ("To", "bob@example.org", "bob@example.org"),
        ("Subject", "for bob@example.org", "for bob@example.org"),
    ],
)
def test_only_recipients_of_the_envelope_are_hidden(name, value, left):
    """To and Cc are read by everybody who got the mail; what servers note is not."""
    assert withholding(((name, value),), _covers) == ((name, left),)
