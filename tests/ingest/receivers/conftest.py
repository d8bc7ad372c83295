"""Receivers of both dialects on free ports, and clients that speak to them."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest
from tests.ingest.acceptor import Acceptor
from tests.ingest.doubles import NOON
from tests.ingest.receivers.mail_client import LmtpClient, SmtpClient

from clawback.ingest.receivers.dialect import LMTP, SMTP
from clawback.ingest.receivers.receiver import JournalReceiver, ReceiverOptions
from clawback.model.clock import FixedClock

CLIENTS = {LMTP: LmtpClient, SMTP: SmtpClient}


@pytest.fixture
def acceptor():
    return Acceptor()


@pytest.fixture(params=[LMTP, SMTP], ids=["lmtp", "smtp"])
def dialect(request):
    """Both, unless a file says which."""
    return request.param


@pytest.fixture
def running(acceptor, dialect):
    """Starts a receiver with these options, and stops it at the end."""

    @asynccontextmanager
    async def started(listen="127.0.0.1:0", **options):
        receiver = JournalReceiver(
            acceptor,
            options=ReceiverOptions(
                listen=listen, dialect=dialect, **{"connector": "journal", **options}
            ),
            clock=FixedClock(NOON),
        )
        await receiver.start()
        try:
            yield receiver
        finally:
            await receiver.stop()

    return started


@pytest.fixture
async def receiver(running):
    async with running() as started:
        yield started


@pytest.fixture
def connect(dialect):
    """Opens a session and greets."""

    async def opened(receiver):
        client = await CLIENTS[dialect].open(receiver.address)
        await client.greet()
        return client

    return opened


@pytest.fixture
async def client(receiver, connect):
    opened = await connect(receiver)
    yield opened
    await opened.close()
