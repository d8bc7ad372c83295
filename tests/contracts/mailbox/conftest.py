"""Every adapter of the mailbox port, each with an account of its own."""

from __future__ import annotations

import pytest
from tests.servers.mailbox_house import DovecotHouse, House, MaildirHouse, MemoryHouse


@pytest.fixture(
    params=[
        "memory",
        "maildir",
        pytest.param("imap-maildir", marks=pytest.mark.server),
        pytest.param("imap-mdbox", marks=pytest.mark.server),
    ]
)
def house(request, tmp_path, dovecot_of, account_names) -> House:
    """One account, seen from Clawback's side and from its owner's."""
    if request.param == "memory":
        return MemoryHouse()
    if request.param == "maildir":
        return MaildirHouse(tmp_path)
    dovecot = dovecot_of(request.param.removeprefix("imap-"))
    return DovecotHouse(dovecot, next(account_names))


@pytest.fixture
def session(house):
    """A session on the house's account."""
    opened = house.server.open(house.account)
    yield opened
    opened.close()
