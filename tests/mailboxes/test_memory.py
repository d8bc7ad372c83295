"""The mailboxes in memory; the contract does the rest."""

from __future__ import annotations

import pytest
from tests.servers.mailbox_mails import find_one, mail, wanted

from clawback.mailboxes.memory import MemoryServer
from clawback.mailboxes.port import Place, ServerUnavailableError


def test_an_outage_stops_everything_and_ends():
    """While the server is away every call fails, and afterwards nothing is lost."""
    server = MemoryServer()
    server.deliver("ann@example.test", mail())
    session = server.open("ann@example.test")
    copy = find_one(session, wanted(mail()))
    server.outage = ServerUnavailableError()
    calls = (
        lambda: server.open("ann@example.test"),
        lambda: session.find([]),
        lambda: session.verify([]),
        lambda: session.move([copy], Place.JUNK),
        lambda: session.delete([copy]),
        lambda: session.fetch(copy),
    )
    for call in calls:
        with pytest.raises(ServerUnavailableError):
            call()
    server.outage = None
    assert find_one(session, wanted(mail())) == copy


def test_capabilities():
    """It can do what a good server can."""
    asked = MemoryServer().capabilities()
    assert (asked.move, asked.hidden_recoverable, asked.stable_ids) == (True, True, True)
