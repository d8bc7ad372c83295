"""What a worker process is told."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from pydantic import SecretStr

from clawback.mailboxes.settings import MaildirSettings
from clawback.remediation.surprise import Threshold
from clawback.worker.orders import Orders, read_orders, write_orders


def test_orders_arrive_as_they_were_given():
    """Secrets and mail servers too; and printing them shows no secret."""
    orders = Orders(
        folder=Path("data"),
        state_url=SecretStr("postgresql://clawback:hush@db/clawback"),
        mailboxes=(MaildirSettings(name="files", domains=("*",), path="/m/{domain}/{local}"),),
        threshold=Threshold(canary=3),
        log_level=20,
    )
    ours, theirs = socket.socketpair()
    with ours, theirs:
        write_orders(ours, orders)
        assert read_orders(theirs) == orders
    assert "hush" not in repr(orders)


def test_a_server_that_is_gone_gives_no_orders():
    """The line ends in the middle: that is an end of file, and not half an order."""
    ours, theirs = socket.socketpair()
    with theirs:
        ours.sendall(b"\0\0\1\0half")
        ours.close()
        with pytest.raises(EOFError):
            read_orders(theirs)
