"""Waiting for mail by IDLE: what ends it, and servers that misbehave."""

from __future__ import annotations

import pytest
from tests.mailboxes.imap.test_connection import dial, scripted

from clawback.mailboxes.port import RefusedError, ServerUnavailableError

HELLO, IDLING, DONE = b"* OK hi\r\n", b"+ idling\r\n", b"C1 OK done\r\n"


def idle(port, *, seconds=5.0, stop=lambda: False):
    connection = dial(port)
    try:
        return connection.idle(
            seconds=seconds, stop=stop, enough=lambda response: b"EXISTS" in response[0]
        )
    finally:
        connection.abandon()


@pytest.mark.parametrize(
    "lines",
    [
        (IDLING + b"* 3 EXISTS\r\n", DONE),
        (b"* 3 EXISTS\r\n" + IDLING, DONE),
        (IDLING + b"* OK Still here\r\n* 2 FETCH (FLAGS ())\r\n* 3 EXISTS\r\n", DONE),
    ],
)
def test_mail_ends_the_waiting(lines):
    """Told before it begins, along with its beginning, or behind what is no mail; then DONE."""
    with scripted(HELLO, *lines) as (port, heard):
        assert idle(port)
    assert heard() == b"C1 IDLE\r\nDONE\r\n"


def test_mail_told_behind_the_end_counts():
    """What a server says until it confirms the end is heard."""
    with scripted(HELLO, IDLING, b"* 3 EXISTS\r\n" + DONE) as (port, _):
        assert idle(port, seconds=0)


@pytest.mark.parametrize("how", [{"seconds": 0.01}, {"stop": lambda: True}])
def test_the_waiting_ends_by_itself(how):
    """After its time, or when nobody wants to wait any more; nothing was heard then."""
    with scripted(HELLO, IDLING + b"* 2 RECENT\r\n", DONE) as (port, heard):
        assert not idle(port, **how)
    assert heard().endswith(b"DONE\r\n")


def test_a_server_that_has_had_enough_is_looked_at():
    """An OK that nobody asked for ends it; what came meanwhile is not known."""
    with scripted(HELLO, IDLING + DONE) as (port, _):
        assert idle(port)


def test_a_refusal_is_told():
    """A server that announces IDLE and will not do it."""
    with (
        scripted(HELLO, b"C1 NO not today\r\n") as (port, _),
        pytest.raises(RefusedError, match="to be waited on: not today"),
    ):
        idle(port)


@pytest.mark.parametrize("ending", [b"", b"* BYE Disconnected for inactivity.\r\n"])
def test_a_connection_that_ends_is_unavailable(ending):
    """With a farewell or without one; nobody waits on for what cannot come."""
    with (
        scripted(HELLO, IDLING + ending) as (port, _),
        pytest.raises(ServerUnavailableError),
    ):
        idle(port)
