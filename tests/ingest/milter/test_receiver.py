"""The milter at its socket: what is recorded, what passes without, how it stops."""

import asyncio
import socket as sockets
from contextlib import AsyncExitStack

import pytest
from tests.ingest.doubles import NOON
from tests.ingest.milter.mail_server import MailServer, connection, one_mail
from tests.making.mails import mail

from clawback.ingest.milter import conversation as conversation_module
from clawback.ingest.milter import receiver as receiver_module
from clawback.ingest.milter import session as session_module
from clawback.ingest.unrecorded import Reason
from clawback.spool.commit import SpoolFullError

GO_ON = b"c"


def reasons(notes):
    return [(one.queue_id, one.reason) for one in notes.waiting()]


async def test_a_mail_goes_on_when_it_is_recorded(milter, acceptor, socket, notes):
    """The answer waits for the disk; the record has envelope, transport and a trace line."""
    async with milter(connector="gate"):
        server = await MailServer.open(socket)
        acceptor.gate.clear()
        server.say(*one_mail(mail(1), "anna@example.org", "bob@example.org"))
        await acceptor.waiting.wait()
        assert not acceptor.intakes
        acceptor.gate.set()
        assert (await server.answer()).kind == GO_ON
        await server.close()
    (taken,) = acceptor.intakes
    envelope = taken.envelope
    assert (envelope.source, envelope.received_at, envelope.connector) == ("milter", NOON, "gate")
    assert (envelope.mail_from, envelope.recipients) == (
        "paul@away.example",
        ("anna@example.org", "bob@example.org"),
    )
    assert (envelope.client_ip, envelope.helo, envelope.queue_id) == (
        "203.0.113.9",
        "mail.away.example",
        "4jdQueueId",
    )
    assert taken.raw.startswith(b"Received: from mail.away.example ")
    assert taken.raw.endswith(mail(1))
    assert notes.waiting() == []


async def test_the_mail_server_names_the_way_in(milter, acceptor, socket):
    """Without a name of ours, the daemon's name is the connector."""
    async with milter():
        server = await MailServer.open(socket)
        await server.send(mail(1))
        await server.close()
    assert acceptor.intakes[0].envelope.connector == "border"


async def test_a_spool_without_room_holds_no_mail_up(milter, acceptor, socket, notes):
    """The mail goes on and is noted; the next one is recorded."""
    async with milter():
        server = await MailServer.open(socket)
        acceptor.error = SpoolFullError()
        assert (await server.send(mail(1), queue_id="4jdFirst")).kind == GO_ON
        acceptor.error = None
        assert (await server.send(mail(2), queue_id="4jdSecond")).kind == GO_ON
        await server.close()
    assert reasons(notes) == [("4jdFirst", Reason.NO_ROOM)]
    assert [one.envelope.queue_id for one in acceptor.intakes] == ["4jdSecond"]


async def test_a_disk_that_hangs_holds_no_mail_up(milter, acceptor, socket, notes):
    """After the patience is over, the mail goes on and is noted."""
    async with milter(patience=0.01):
        server = await MailServer.open(socket)
        acceptor.gate.clear()
        assert (await server.send(mail(1))).kind == GO_ON
        await server.close()
    assert reasons(notes) == [("4jdQueueId", Reason.TOO_SLOW)]


async def test_a_mail_that_is_too_large_goes_on(milter, acceptor, socket, notes, monkeypatch):
    """It is noted with its size, and the connection lives on."""
    monkeypatch.setattr(conversation_module, "MAIL_LIMIT", 10_000)
    async with milter():
        server = await MailServer.open(socket)
        assert (await server.send(b"Subject: x\r\n\r\n" + b"y" * 300_000)).kind == GO_ON
        assert (await server.send(mail(2))).kind == GO_ON
        await server.close()
    (note,) = notes.waiting()
    assert (note.reason, note.size) == (Reason.TOO_LARGE, 300_014)
    assert len(acceptor.intakes) == 1


async def test_large_mails_do_not_fill_memory(milter, acceptor, socket, notes, monkeypatch):
    """Beyond four at a time they wait a while, and then pass unrecorded; none is held up longer."""
    monkeypatch.setattr(session_module, "_LARGE", 1000)
    monkeypatch.setattr(session_module, "_LARGE_PATIENCE", 0.05)
    raw = b"Subject: x\r\n\r\n" + b"y" * 2000
    async with milter(), AsyncExitStack() as stack:
        servers = [await MailServer.open(socket) for _ in range(5)]
        for server in servers:
            stack.push_async_callback(server.close)
        begun = list(one_mail(raw))
        for server in servers[:4]:
            server.say(*begun[:-1])
        late = servers[4]
        assert (await late.send(raw, queue_id="4jdLate")).kind == GO_ON
        assert reasons(notes) == [("4jdLate", Reason.NO_MEMORY)]
        for server in servers[:4]:
            server.say(begun[-1])
            assert (await server.answer()).kind == GO_ON
        assert (await late.send(raw)).kind == GO_ON
    assert len(acceptor.intakes) == 5


async def test_many_sessions_at_once(milter, acceptor, socket):
    """Fifty sessions of four mails each: two hundred answers, two hundred records."""

    async def session(number):
        server = await MailServer.open(socket)
        answers = [await server.send(mail(4 * number + turn)) for turn in range(4)]
        await server.close()
        return [one.kind for one in answers]

    async with milter():
        answers = await asyncio.gather(*(session(number) for number in range(50)))
    assert answers == [[GO_ON] * 4] * 50
    assert len(acceptor.intakes) == 200


async def test_sessions_have_a_limit(milter, socket, notes):
    """One more is turned away, so that its mail goes on at once, and that is noted."""
    async with milter(sessions=1):
        first = await MailServer.open(socket)
        reader, writer = await asyncio.open_unix_connection(socket)
        assert await reader.read() == b""
        writer.close()
        await first.close()
    assert reasons(notes) == [("", Reason.TURNED_AWAY)]


@pytest.mark.parametrize(
    "said", [b"\xff" * 100, b"GET / HTTP/1.1\r\n\r\n", b"\0\0\0\0", b"\0\0\0\1Z"]
)
async def test_a_peer_that_talks_nonsense_is_hung_up_on(milter, acceptor, socket, said):
    """It gets no answer and costs nothing; others are served."""
    async with milter():
        reader, writer = await asyncio.open_unix_connection(socket)
        writer.write(said)
        assert await reader.read() == b""
        writer.close()
        server = await MailServer.open(socket)
        assert (await server.send(mail(1))).kind == GO_ON
        await server.close()
    assert len(acceptor.intakes) == 1


async def test_a_peer_that_hangs_up_leaves_nothing(milter, acceptor, socket, notes):
    """A mail whose end was not seen was never accepted by anybody, and is no loss."""
    async with milter():
        reader, writer = await asyncio.open_unix_connection(socket)
        writer.write(b"".join([*connection(), *list(one_mail(mail(1)))[:-1]]))
        writer.write_eof()
        await reader.read()
        writer.close()
    assert (acceptor.intakes, notes.waiting()) == ([], [])


async def test_a_stale_socket_is_replaced_and_a_live_one_is_not(milter, socket):
    """What a killed server left behind is no hindrance; another that listens there is an error."""
    stale = sockets.socket(sockets.AF_UNIX)
    stale.bind(str(socket))
    stale.close()
    async with milter() as receiver:
        assert socket.stat().st_mode & 0o777 == 0o660
        with pytest.raises(OSError, match="somebody listens there"):
            await receiver.start()
        await (await MailServer.open(socket)).close()
    assert not socket.exists()


async def test_no_file_is_replaced(milter, socket):
    """A file at the socket's place is left alone."""
    socket.write_text("something")
    with pytest.raises(OSError, match=r"in use|exist"):
        async with milter():
            pytest.fail("it listens")
    assert socket.read_text() == "something"


async def test_stopping_finishes_what_has_begun(milter, acceptor, socket):
    """A mail on its way to the disk is answered; a session between mails is ended at once."""
    async with milter() as receiver:
        busy, idle = [await MailServer.open(socket) for _ in range(2)]
        acceptor.gate.clear()
        busy.say(*one_mail(mail(1)))
        await acceptor.waiting.wait()
        async with asyncio.TaskGroup() as tasks:
            stopping = tasks.create_task(receiver.stop())
            with pytest.raises(EOFError):
                await idle.answer()
            assert not stopping.done()
            acceptor.gate.set()
        assert (await busy.answer()).kind == GO_ON
        busy.writer.close()
        idle.writer.close()
    assert len(acceptor.intakes) == 1


async def test_stopping_waits_for_nobody_for_long(milter, socket, notes, monkeypatch):
    """A mail that does not come to its end is noted and left to the mail server."""
    monkeypatch.setattr(receiver_module, "_FAREWELL", 0.05)
    async with milter() as receiver:
        server = await MailServer.open(socket)
        # In one piece, so that the second has begun when the first is answered.
        server.say(*one_mail(mail(1)), *list(one_mail(mail(2), queue_id="4jdSecond"))[:-1])
        assert (await server.answer()).kind == GO_ON
        await receiver.stop()
        server.writer.close()
    assert reasons(notes) == [("4jdSecond", Reason.INTERRUPTED)]
