"""Sessions of both dialects, over real sockets: all that LMTP and SMTP have in common."""

import asyncio
from contextlib import AsyncExitStack

import pytest
from tests.ingest.doubles import NOON
from tests.ingest.receivers.conftest import CLIENTS
from tests.making.mails import mail

from clawback.ingest.receivers import session as session_module
from clawback.spool.commit import SpoolFullError


async def test_a_mail_is_taken_with_its_envelope(client, acceptor, dialect):
    """One mail, one intake, envelope as it was said; LMTP answers once for each recipient."""
    replies = await client.send(mail(1), "anna@example.org", "bob@example.org")
    assert [reply[:9] for reply in replies] == ["250 2.0.0"] * (2 if dialect.each_recipient else 1)
    (taken,) = acceptor.intakes
    assert taken.raw == mail(1)
    envelope = taken.envelope
    assert envelope.recipients == ("anna@example.org", "bob@example.org")
    assert envelope.mail_from == "paul@sender.example"
    assert (envelope.client_ip, envelope.connector) == ("", "journal")
    assert (envelope.source, envelope.received_at) == (dialect.source, NOON)
    assert not envelope.may_report


async def test_several_mails_in_one_session(client, acceptor):
    """The envelope of one does not leak into the next."""
    await client.send(mail(1), "anna@example.org")
    await client.send(mail(2), "bob@example.org", sender="")
    assert [one.envelope.recipients for one in acceptor.intakes] == [
        ("anna@example.org",),
        ("bob@example.org",),
    ]
    assert acceptor.intakes[1].envelope.mail_from == ""


async def test_a_spool_that_is_full_is_a_temporary_answer(client, acceptor):
    """451: the mail server keeps the mail and tries again; then it works."""
    acceptor.error = SpoolFullError()
    replies = await client.send(mail(1), "a@b.example", "c@d.example")
    assert {reply[:3] for reply in replies} == {"451"}
    acceptor.error = None
    assert [reply[:3] for reply in await client.send(mail(1))] == ["250"]
    assert len(acceptor.intakes) == 1


async def test_a_mail_that_is_too_large_is_refused(client, acceptor, monkeypatch):
    """552 announced or not, and the session goes on with the next mail."""
    (announced,) = await client.talk(b"MAIL FROM:<a@b.example> SIZE=52428801\r\n")
    assert announced[:3] == "552"
    monkeypatch.setattr(session_module, "MAIL_LIMIT", 10_000)
    replies = await client.send(
        b"Subject: x\r\n\r\n" + b"y" * 300_000, "a@b.example", "c@d.example"
    )
    assert {reply[:3] for reply in replies} == {"552"}
    assert [reply[:3] for reply in await client.send(mail(2))] == ["250"]
    assert [one.raw for one in acceptor.intakes] == [mail(2)]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b".\r\n",
        b"..\r\n.\r\n...\r\n",
        b"no header\r\n",
        b"Subject: long\r\n\r\n" + b"z" * 100_000 + b"\r\n",
        b"Subject: 8bit\r\n\r\n\x00\xff\xfe\x80\r\n",
        b"Subject: bare\r\n\r\na\nb\rc\r\n",
        b"Subject: smuggled\r\n\r\nx\n.\nMAIL FROM:<a@x.example>\n.\r\nRCPT TO:<y@z.example>\r\n",
        b"Subject: large\r\n\r\n" + b"line\r\n" * 400_000,
    ],
)
async def test_any_mail_comes_through_unbent(client, acceptor, raw):
    """Dots, long lines, NUL, bare line ends: the same bytes, and only CRLF dot CRLF ends a mail."""
    (reply,) = await client.send(raw)
    assert reply[:3] == "250"
    assert [one.raw for one in acceptor.intakes] == [raw]


async def test_everything_at_once(client, acceptor):
    """A client that pipelines two whole mails is answered in order."""
    one = b"MAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\nDATA\r\nSubject: 1\r\n\r\nx\r\n.\r\n"
    replies = await client.talk(one + one + b"QUIT\r\n", replies=9)
    assert [reply[:3] for reply in replies] == ["250", "250", "354", "250"] * 2 + ["221"]
    assert len(acceptor.intakes) == 2


@pytest.mark.parametrize(
    ("said", "answers"),
    [
        (b"RCPT TO:<a@b.example>\r\n", ["503"]),
        (b"DATA\r\n", ["503"]),
        (b"MAIL FROM:<a@b.example>\r\nDATA\r\n", ["250", "503"]),
        (b"MAIL FROM:<a@b.example>\r\nMAIL FROM:<a@b.example>\r\n", ["250", "503"]),
        (b"MAIL FROM:<a@b.example>\r\nRSET\r\nRCPT TO:<a@b.example>\r\n", ["250", "250", "503"]),
        (b"MAIL a@b.example\r\n", ["501"]),
        (b"MAIL FROM:<>\r\nRCPT TO:<>\r\n", ["250", "501"]),
        (
            b"mail from:<> BODY=8BITMIME SMTPUTF8\r\nrcpt to:<\xc3\xa4@b.example>\r\n",
            ["250", "250"],
        ),
        (b'MAIL FROM:<>\r\nRCPT TO:<"a>b"@c.example>\r\n', ["250", "250"]),
        (b"MAIL FROM:<@x.example,@y.example:a@b.example>\r\n", ["250"]),
        (b"NOOP\r\nVRFY x\r\nBDAT 5\r\n\r\n", ["250", "252", "500", "500"]),
    ],
)
async def test_commands_out_of_order_or_shape(client, said, answers):
    """Each gets the answer that the standard gives, and the session lives on."""
    replies = await client.talk(said, replies=len(answers))
    assert [reply[:3] for reply in replies] == answers
    assert (await client.talk(b"NOOP\r\n"))[0][:3] == "250"


async def test_nothing_before_a_greeting(receiver, dialect):
    """MAIL needs a greeting, and a greeting needs a name."""
    client = await CLIENTS[dialect].open(receiver.address)
    assert (await client.talk(client.greeting + b"\r\n"))[0][:3] == "501"
    (reply,) = await client.talk(b"MAIL FROM:<>\r\n")
    assert reply[:3] == "503"
    await client.close()


async def test_addresses_are_read_as_written(client, acceptor):
    """UTF-8, quoted local parts, source routes (RFC 5321 §4.1.1.3)."""
    names = ("ä@b.example", '"a>b"@c.example')
    await client.send(mail(1), *names, sender="@x.example,@y.example:paul@b.example")
    envelope = acceptor.intakes[0].envelope
    assert (envelope.recipients, envelope.mail_from) == (names, "paul@b.example")


async def test_recipients_have_a_limit(client):
    """Beyond a thousand the mail server is asked to send the rest separately (RFC 5321 §4.5.3)."""
    said = b"MAIL FROM:<>\r\n" + b"RCPT TO:<a@b.example>\r\n" * 1001
    replies = await client.talk(said, replies=1002)
    assert [reply[:3] for reply in replies[-2:]] == ["250", "452"]


@pytest.mark.parametrize(
    ("said", "client_ip"),
    [
        ("ADDR=198.51.100.7 NAME=mx.away.example", "198.51.100.7"),
        ("NAME=x ADDR=IPV6:2001:db8::1", "2001:db8::1"),
        ("ADDR=[UNAVAILABLE]", ""),
        ("ADDR=nonsense", ""),
        ("ADDR=198+2E51.100.7", "198.51.100.7"),
    ],
)
async def test_postfix_tells_who_connected(client, acceptor, said, client_ip):
    """XFORWARD gives the address of the mail's sender, for one mail; the peer itself is none."""
    assert (await client.talk(f"XFORWARD {said}\r\n".encode()))[0][:3] == "250"
    await client.send(mail(1))
    await client.send(mail(2))
    assert [one.envelope.client_ip for one in acceptor.intakes] == [client_ip, ""]


async def test_a_peer_that_talks_nonsense_is_sent_away(client):
    """After fifty mistakes the session ends; an endless line ends it at once."""
    replies = await client.talk(b"GET / HTTP/1.1\r\n" * 50, replies=51)
    assert replies[-1][:3] == "421"
    assert await client.reader.read() == b""


async def test_a_line_without_end_ends_the_session(client):
    """Memory is not filled by a command."""
    replies = await client.talk(b"x" * 10_000, replies=2)
    assert [reply[:3] for reply in replies] == ["500", "421"]


async def test_a_peer_that_hangs_up_leaves_nothing(receiver, acceptor, connect):
    """A mail whose end was not seen was never accepted."""
    client = await connect(receiver)
    await client.talk(b"MAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\nDATA\r\n", replies=3)
    client.writer.write(b"Subject: half")
    await client.close()
    second = await connect(receiver)
    await second.send(mail(2))
    await second.close()
    assert [one.raw for one in acceptor.intakes] == [mail(2)]


async def test_sessions_have_a_limit(running, connect):
    """One more than allowed is asked to come back later."""
    async with running(sessions=2) as receiver, AsyncExitStack() as stack:
        for _ in range(2):
            stack.push_async_callback((await connect(receiver)).close)
        host, _, port = receiver.address.rpartition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        assert (await reader.read()).startswith(b"421 ")
        writer.close()


async def test_a_unix_socket_works_too(acceptor, running, connect, tmp_path):
    """The socket is for its group, and gone after the stop."""
    path = tmp_path / "lmtp"
    async with running(listen=str(path)) as receiver:
        client = await connect(receiver)
        assert (await client.send(mail(1)))[0][:3] == "250"
        assert path.stat().st_mode & 0o777 == 0o660
        await client.close()
    assert acceptor.intakes[0].envelope.client_ip == ""
    assert not path.exists()


async def test_many_sessions_at_once(receiver, acceptor, connect):
    """Fifty sessions of four mails each: two hundred answers, two hundred mails."""

    async def session(number):
        client = await connect(receiver)
        replies = [await client.send(mail(4 * number + turn)) for turn in range(4)]
        await client.close()
        return [reply[:3] for (reply,) in replies]

    answers = await asyncio.gather(*(session(number) for number in range(50)))
    assert answers == [["250"] * 4] * 50
    assert sorted(one.raw for one in acceptor.intakes) == sorted(mail(n) for n in range(200))


async def test_stopping_answers_what_is_being_accepted(acceptor, running, connect):
    """A mail on its way to the disk gets its 250; an idle session is told to come back."""
    async with running() as receiver:
        busy, idle = [await connect(receiver) for _ in range(2)]
        acceptor.gate.clear()
        async with asyncio.TaskGroup() as tasks:
            sending = tasks.create_task(busy.send(mail(1)))
            await acceptor.waiting.wait()
            stopping = tasks.create_task(receiver.stop())
            assert (await idle.reply())[:3] == "421"
            acceptor.gate.set()
        assert sending.result()[0][:3] == "250"
        assert stopping.done()
        await busy.close()
        await idle.close()
