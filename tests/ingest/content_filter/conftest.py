"""A content filter in front of a letterbox, and a client that hands mail over."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest
from tests.ingest.content_filter.house import House
from tests.ingest.receivers.mail_client import LmtpClient, SmtpClient
from tests.servers.letterbox import Letterbox

from clawback.ingest.receivers.dialect import LMTP, SMTP

CLIENTS = {LMTP: LmtpClient, SMTP: SmtpClient}


@pytest.fixture
def box():
    with Letterbox.open() as opened:
        opened.extensions = (b"8BITMIME", b"SMTPUTF8", b"DSN", b"SIZE 9000000", b"XFORWARD ADDR")
        yield opened


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


@pytest.fixture
def connected(house, box):
    """A session with a content filter of these options, greeted."""

    @asynccontextmanager
    async def opened(dialect=LMTP, **options):
        with house.content_filter(box.port, dialect=dialect, **options) as made:
            await made.start()
            try:
                client = await CLIENTS[dialect].open(made.address)
                client.greeted = await client.greet()
                yield client
                await client.close()
            finally:
                await made.stop()

    return opened


@pytest.fixture
async def client(connected):
    async with connected() as session:
        yield session
