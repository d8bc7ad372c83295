"""What only SMTP does, over real sockets."""

import asyncio
import ssl

import pytest
from tests.ingest.receivers.mail_client import SmtpClient
from tests.making.certificates import write_certificate
from tests.making.mails import mail

from clawback.ingest.receivers.clients import Clients
from clawback.ingest.receivers.dialect import SMTP
from clawback.ingest.receivers.encryption import Certificate, CertificateError


@pytest.fixture
def dialect():
    return SMTP


@pytest.fixture
def certificate(tmp_path):
    write_certificate(tmp_path, "localhost")
    return Certificate(chain=tmp_path / "certificate.pem", key=tmp_path / "key.pem")


def trusting(certificate):
    """A client that believes in this certificate alone."""
    context = ssl.create_default_context(cafile=str(certificate.chain))
    context.check_hostname = False
    return context


async def test_it_offers_what_it_can(receiver):
    """EHLO names the extensions, HELO none; LHLO is refused, and TLS without a certificate."""
    client = await SmtpClient.open(receiver.address)
    (lhlo, helo, ehlo) = await client.talk(b"LHLO x\r\nHELO x\r\nEHLO x\r\n", replies=3)
    assert lhlo[:3] == "500"
    assert helo == "250 clawback"
    for offer in ("PIPELINING", "SIZE 52428800", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"):
        assert offer in ehlo
    assert "STARTTLS" not in ehlo
    assert (await client.talk(b"STARTTLS\r\n"))[0][:3] == "502"
    await client.close()


async def test_helo_is_enough(receiver, acceptor):
    """An old client says HELO and hands over a mail."""
    client = await SmtpClient.open(receiver.address)
    await client.talk(b"HELO x\r\n")
    assert [reply[:3] for reply in await client.send(mail(1))] == ["250"]
    assert [one.raw for one in acceptor.intakes] == [mail(1)]
    await client.close()


async def test_it_takes_mail_for_the_journal_alone(running, connect, acceptor):
    """With journal addresses every other recipient is refused, so that it is no open relay."""
    async with running(recipients=frozenset({"journal@in.example.org"})) as receiver:
        client = await connect(receiver)
        recipients = b"RCPT TO:<eve@elsewhere.example>\r\nRCPT TO:<Journal@in.EXAMPLE.org>\r\n"
        replies = await client.talk(b"MAIL FROM:<>\r\n" + recipients, replies=3)
        assert [reply[:9] for reply in replies] == ["250 2.1.0", "550 5.7.1", "250 2.1.5"]
        await client.talk(b"DATA\r\n")
        await client.talk(b"Subject: x\r\n\r\n.\r\n")
        await client.close()
    assert acceptor.intakes[0].envelope.recipients == ("Journal@in.EXAMPLE.org",)


async def test_who_guesses_addresses_is_sent_away(running, connect):
    """Fifty wrong recipients end the session."""
    async with running(recipients=frozenset({"journal-7f3a@in.example.org"})) as receiver:
        client = await connect(receiver)
        said = b"MAIL FROM:<>\r\n" + b"RCPT TO:<guess@in.example.org>\r\n" * 50
        assert (await client.talk(said, replies=52))[-1][:3] == "421"
        await client.close()


@pytest.mark.parametrize(
    ("networks", "greeting"), [(["192.0.2.0/24"], b"554"), (["127.0.0.0/8"], b"220"), ([], b"554")]
)
async def test_only_named_clients_may_connect(running, networks, greeting):
    """Another one is told so instead of a greeting."""
    clients = Clients.of(networks)
    async with running(clients=clients) as receiver:
        host, _, port = receiver.address.rpartition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        assert (await reader.readline())[:3] == greeting
        writer.close()
        await writer.wait_closed()


async def test_mail_comes_in_encrypted(running, connect, acceptor, certificate):
    """STARTTLS, then a greeting anew, then mail; STARTTLS is not offered twice."""
    async with running(certificate=certificate) as receiver:
        client = await connect(receiver)
        assert "250 STARTTLS" in await client.greet()
        await client.talk(b"MAIL FROM:<forgotten@sender.example>\r\n")
        await client.starttls(trusting(certificate))
        assert (await client.talk(b"MAIL FROM:<>\r\n"))[0][:3] == "503"
        assert "STARTTLS" not in await client.greet()
        assert [reply[:3] for reply in await client.send(mail(1))] == ["250"]
        assert (await client.talk(b"STARTTLS\r\n"))[0][:3] == "502"
        assert (await client.talk(b"QUIT\r\n"))[0][:3] == "221"
        await client.close()
    (taken,) = acceptor.intakes
    assert (taken.raw, taken.envelope.mail_from) == (mail(1), "paul@sender.example")


async def test_commands_cannot_be_put_in_front_of_tls(running, connect, certificate):
    """What comes with STARTTLS in one piece ends the session (RFC 3207 §4.2)."""
    async with running(certificate=certificate) as receiver:
        client = await connect(receiver)
        (reply,) = await client.talk(b"STARTTLS\r\nMAIL FROM:<eve@elsewhere.example>\r\n")
        assert reply[:3] == "501"
        assert await client.reader.read() == b""
        await client.close()


async def test_what_comes_before_the_handshake_is_not_heard(running, connect, certificate):
    """A command that slips in between the answer and the handshake spoils it, and is not obeyed."""
    async with running(certificate=certificate) as receiver:
        client = await connect(receiver)
        await client.talk(b"STARTTLS\r\n")
        client.writer.write(b"MAIL FROM:<eve@elsewhere.example>\r\n")
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await client.writer.start_tls(trusting(certificate), server_hostname="localhost")
        client.writer.close()


async def test_a_peer_that_speaks_no_tls_harms_nobody(running, connect, acceptor, certificate):
    """Its session ends; the next one is served."""
    async with running(certificate=certificate) as receiver:
        first = await connect(receiver)
        await first.talk(b"STARTTLS\r\n")
        await first.close()
        second = await connect(receiver)
        assert [reply[:3] for reply in await second.send(mail(2))] == ["250"]
        await second.close()
    assert len(acceptor.intakes) == 1


async def test_a_renewed_certificate_is_used_at_once(running, connect, certificate, tmp_path):
    """The files are read for each STARTTLS; one that is broken meanwhile is a temporary answer."""
    async with running(certificate=certificate) as receiver:
        write_certificate(tmp_path, "localhost")
        client = await connect(receiver)
        await client.starttls(trusting(certificate))
        await client.greet()
        await client.close()
        certificate.key.write_text("no key")
        client = await connect(receiver)
        assert (await client.talk(b"STARTTLS\r\n"))[0][:3] == "454"
        assert (await client.talk(b"NOOP\r\n"))[0][:3] == "250"
        await client.close()


async def test_a_certificate_that_cannot_be_used_stops_the_start(running, certificate):
    """The sentence names both files and both settings."""
    certificate.chain.unlink()
    with pytest.raises(CertificateError, match=r"certificate\.pem.*ingest\.smtp_certificate"):
        async with running(certificate=certificate):
            pass


async def test_stopping_ends_encrypted_sessions(running, connect, certificate):
    """An idle session over TLS is told to come back, and the stop does not hang on it."""
    async with running(certificate=certificate) as receiver:
        client = await connect(receiver)
        await client.starttls(trusting(certificate))
        await client.greet()
        async with asyncio.timeout(5):
            await receiver.stop()
            assert (await client.reply())[:3] == "421"
        await client.close()
