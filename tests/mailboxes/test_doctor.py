"""The doctor's look at mail servers."""

from __future__ import annotations

from clawback.mailboxes.doctor import check
from clawback.mailboxes.imap.server import ImapServer
from clawback.mailboxes.memory import MemoryServer
from clawback.mailboxes.settings import ImapSettings


def test_a_good_server_is_healthy():
    """It answers and has nothing to be said about it."""
    found = check(MemoryServer("one"))
    assert (found.server, found.healthy, found.trouble) == ("one", True, "")


def test_a_server_that_is_away_is_named_with_its_trouble(unused_port):
    """Nobody listens: the doctor says so instead of failing."""
    settings = ImapSettings.model_validate(
        {
            "name": "away",
            "domains": ["*"],
            "host": "127.0.0.1",
            "port": unused_port,
            "tls": "none",
            "master_user": "m",
            "master_password": "p",
        }
    )
    found = check(ImapServer(settings))
    assert not found.healthy
    assert found.capabilities is None
    assert "not available" in found.trouble
