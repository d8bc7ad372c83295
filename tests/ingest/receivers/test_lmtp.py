"""What only LMTP does, over real sockets."""

import pytest
from tests.ingest.receivers.mail_client import LmtpClient
from tests.making.mails import mail

from clawback.ingest.receivers.dialect import LMTP


@pytest.fixture
def dialect():
    return LMTP


async def test_it_offers_what_it_can(receiver):
    """LHLO names the extensions; HELO, EHLO and STARTTLS are refused (RFC 2033 §4.1)."""
    client = await LmtpClient.open(receiver.address)
    (helo, ehlo, lhlo) = await client.talk(b"HELO x\r\nEHLO x\r\nLHLO x\r\n", replies=3)
    assert (helo[:3], ehlo[:3]) == ("500", "500")
    for offer in ("PIPELINING", "SIZE 52428800", "8BITMIME", "SMTPUTF8"):
        assert offer in lhlo
    assert "STARTTLS" not in lhlo
    assert (await client.talk(b"STARTTLS\r\n"))[0][:3] == "502"
    await client.close()


async def test_every_recipient_gets_a_reply(client):
    """As many answers as recipients, in order (RFC 2033 §4.2)."""
    replies = await client.send(mail(1), "anna@example.org", "bob@example.org", "eve@example.org")
    assert [reply[:9] for reply in replies] == ["250 2.0.0"] * 3
