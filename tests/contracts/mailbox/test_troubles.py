"""What goes wrong has a name of its own."""

from __future__ import annotations

import pytest

from clawback.mailboxes.port import MailboxMissingError


@pytest.mark.parametrize(
    "account",
    ["nobody@house.test", "nobody", "", "../../etc", "a/b", "x" * 500, "a\r\nb", "a*b", "a\0b"],
)
def test_a_mailbox_that_is_not_there(house, account):
    """An unknown account, however it is spelled, is missing; it is not a failure of the server."""
    with pytest.raises(MailboxMissingError):
        house.server.open(account)


@pytest.mark.parametrize(
    ("recipient", "known"),
    [
        ("Owner@House.Test", True),
        ("owner+news@house.test", True),
        ("owner@elsewhere.test", False),
        ("no-at-sign", False),
        ("@house.test", False),
        ("owner@", False),
        ("a b@house.test", False),
        ("a\r\n@house.test", False),
        ("a" * 400 + "@house.test", False),
    ],
)
def test_whose_mailbox_it_is(house, recipient, known):
    """Case and subaddress do not matter; foreign domains and impossible addresses are nobody's."""
    account = house.server.account(recipient)
    assert (account is not None) == known
    if known:
        assert account in {"owner", "owner@house.test"}


def test_closing_twice_is_harmless(house):
    """A session can always be closed."""
    session = house.server.open(house.account)
    session.close()
    session.close()
