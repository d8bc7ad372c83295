"""From recipient to mailbox."""

from __future__ import annotations

import pytest

from clawback.mailboxes.addresses import Mailbox, mailbox_of


@pytest.mark.parametrize(
    ("recipient", "expected"),
    [
        ("ann@example.test", "ann@example.test"),
        ("Ann+lists@Example.Test", "ann@example.test"),
        ("+odd@example.test", "+odd@example.test"),
        ("a@b@example.test", "a@b@example.test"),
        ("ann@other.test", None),
        ("ann", None),
        ("", None),
    ],
)
def test_the_mailbox_of_an_address(recipient, expected):
    """Lower case, without subaddress, only of our domains."""
    found = mailbox_of(recipient, ["Example.Test"], subaddress="+")
    assert (found.address if found else None) == expected


def test_any_domain_and_no_subaddress():
    """`*` takes every domain; without a separator the local part is whole."""
    found = mailbox_of("ann+x@any.test", ["*"], subaddress="")
    assert found == Mailbox(local="ann+x", domain="any.test")
