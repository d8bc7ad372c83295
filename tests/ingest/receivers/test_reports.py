"""Whether a receiver believes in a journal report, over real sockets of both dialects."""

import pytest
from tests.ingest.doubles import PlainAnalyser
from tests.making.journal_reports import JOURNAL, journal_report
from tests.making.mails import mail

from clawback.ingest.journal.opening import Outcome
from clawback.ingest.prepare import prepare
from clawback.ingest.receivers.clients import Clients, ReportRule
from clawback.ingest.recipients import Organisation
from clawback.ingest.spool import Spooled

LOOPBACK = ReportRule(clients=Clients.of(["127.0.0.0/8"]))
SOCKET = ReportRule(clients=Clients(unix_socket=True))
NDR = ReportRule(clients=LOOPBACK.clients, senders=frozenset({"ndr@example.org"}))


@pytest.fixture
def house(running, connect, acceptor):
    """What starts a receiver, what speaks to it, and what it hands on to."""
    return running, connect, acceptor


@pytest.mark.parametrize(
    ("rule", "sender", "xforward", "believed"),
    [
        (LOOPBACK, "any@sender.example", b"", True),
        (LOOPBACK, "any@sender.example", b"XFORWARD ADDR=127.0.0.2\r\n", True),
        (LOOPBACK, "any@sender.example", b"XFORWARD ADDR=198.51.100.7\r\n", False),
        (NDR, "NDR@example.org", b"", True),
        (NDR, "any@sender.example", b"", False),
        (SOCKET, "any@sender.example", b"", False),
        (ReportRule(), "any@sender.example", b"", False),
    ],
)
async def test_who_may_report(house, rule, sender, xforward, believed):
    """By the settings: the peer, the client that it names, and the envelope sender."""
    running, connect, acceptor = house
    async with running(reports=rule) as receiver:
        client = await connect(receiver)
        if xforward:
            await client.talk(xforward)
        await client.send(journal_report(mail(1)), JOURNAL, sender=sender)
        await client.close()
    assert [one.envelope.may_report for one in acceptor.intakes] == [believed]
    mails = [Spooled(sequence=1, intake=acceptor.intakes[0])]
    (one,) = prepare(mails, PlainAnalyser(), Organisation())
    assert one.report is (Outcome.OPENED if believed else Outcome.NOT_BELIEVED)
    assert [row.recipient for row in one.rows] == ["anna@example.org" if believed else JOURNAL]


async def test_a_unix_socket_may_report_when_it_is_named(running, connect, acceptor, tmp_path):
    """Who may use it is decided by the rights of its folder."""
    async with running(listen=str(tmp_path / "lmtp"), reports=SOCKET) as receiver:
        client = await connect(receiver)
        await client.send(journal_report(mail(1)), JOURNAL)
        await client.close()
    assert acceptor.intakes[0].envelope.may_report
