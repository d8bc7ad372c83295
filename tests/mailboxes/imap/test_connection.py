"""One connection: pipelining, literals, and servers that misbehave."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import suppress

import pytest
from tests.servers.imap_recorder import recorder

from clawback.mailboxes.encoding import Literal, text
from clawback.mailboxes.imap.connection import Connection, said
from clawback.mailboxes.port import (
    MailboxBusyError,
    RefusedError,
    ServerBusyError,
    ServerUnavailableError,
)


def test_commands_go_together_and_answers_keep_their_order():
    """Three commands, one with literals in the middle, get three answers in order."""
    with recorder(lambda command: b"* SAW " + command[:4] + b"\r\n") as server:
        connection = dial(server.port)
        answers = connection.run_all([(b"ONE",), (b"TWO", Literal(b"\xff\nx")), (b"THREE",)])
        connection.abandon()
    assert [answer.untagged for answer in answers] == [
        [(b"* SAW ONE\r\n",)],
        [(b"* SAW TWO \r\n",)],
        [(b"* SAW THRE\r\n",)],
    ]
    assert server.commands == [b"ONE", b"TWO {3}\r\n\xff\nx", b"THREE"]


def test_a_server_may_end_commands_in_another_order():
    """Answers come back in the order of the commands all the same."""
    with scripted(b"* OK hi\r\n", b"C2 NO second\r\nC1 OK first\r\n") as (port, _):
        connection = dial(port)
        answers = connection.run_all([(b"ONE",), (b"TWO",)])
        connection.abandon()
    assert [answer.text for answer in answers] == [b"first", b"second"]


def test_a_refusal_carries_the_servers_words():
    """NO becomes an error that says what was refused and why, made safe to show."""
    with recorder(refuse=b"CREATE") as server:
        connection = dial(server.port)
        with pytest.raises(RefusedError, match="to create a folder: refused"):
            connection.run(b"CREATE", text("x")).ensure("to create a folder")
        connection.abandon()


def test_a_server_that_asks_for_patience_is_understood():
    """NO with LIMIT is not a refusal: the same command may succeed in a while."""
    with scripted(b"* OK hi\r\n", b"C1 NO [LIMIT] wait 90 seconds\r\n") as (port, _):
        connection = dial(port)
        with pytest.raises(ServerBusyError, match="left alone for 90 seconds") as caught:
            connection.run(b"UID MOVE", b"1", b"Junk").ensure("to move mail")
        connection.abandon()
    assert caught.value.seconds == 90


def test_a_mailbox_in_use_is_not_the_whole_server():
    """INUSE speaks of one mailbox (RFC 5530 §3): nobody else has to wait."""
    with scripted(b"* OK hi\r\n", b"C1 NO [INUSE] locked, wait 7 seconds\r\n") as (port, _):
        connection = dial(port)
        with pytest.raises(MailboxBusyError, match="in use; we come back in 7 seconds") as caught:
            connection.run(b"UID MOVE", b"1", b"Junk").ensure("to move mail")
        connection.abandon()
    assert caught.value.seconds == 7
    assert not isinstance(caught.value, ServerBusyError)


@pytest.mark.parametrize(
    ("farewell", "error", "busy"),
    [
        (b"* BYE Server busy, try again later\r\n", ServerBusyError, True),
        (b"* BYE Server is shutting down\r\n", ServerUnavailableError, False),
    ],
)
def test_a_farewell_tells_whether_to_stay_away(farewell, error, busy):
    """A server that hangs up because it has too much to do is left alone; others are tried."""
    with scripted(b"* OK hi\r\n", farewell) as (port, _):
        connection = dial(port)
        with pytest.raises(error) as caught:
            connection.run(b"NOOP")
    assert isinstance(caught.value, ServerBusyError) is busy


def test_a_refused_literal_is_not_sent():
    """When the server says NO instead of `+`, nothing of the literal follows."""
    with scripted(b"* OK hi\r\n", b"C1 NO [TOOBIG] no\r\n", b"C2 OK fine\r\n") as (port, heard):
        connection = dial(port)
        assert connection.run(b"APPEND", Literal(b"x" * 10)).status == b"NO"
        assert connection.run(b"NOOP").ok
        connection.abandon()
    assert heard() == b"C1 APPEND {10}\r\nC2 NOOP\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"* 1 FETCH (BODY[] {10}\r\nshort",
        b"* 1 FETCH (BODY[] {99999999999}\r\n",
        b"C9 OK of another\r\n",
        b"C1 MAYBE\r\n",
        b"* BYE shutting down\r\n",
        b"no end of line",
        b"* 1 FETCH (UID 1)\r\n",
        b"* 1 FETCH (UID 1)\r\n* 2 FETCH (UID",
    ],
)
def test_a_server_that_breaks_off_is_unavailable(answer):
    """Broken, endless or senseless answers close the connection and say so, once and for all."""
    with scripted(b"* OK hi\r\n", answer) as (port, _):
        connection = dial(port)
        with pytest.raises(ServerUnavailableError):
            connection.run(b"NOOP")
        with pytest.raises(ServerUnavailableError, match="closed"):
            connection.run(b"NOOP")


def test_the_servers_goodbye_is_passed_on():
    """The reason of a BYE is what people read."""
    with scripted(b"* OK hi\r\n", b"* BYE Disconnected for inactivity.\r\n") as (port, _):
        connection = dial(port)
        with pytest.raises(ServerUnavailableError, match="Disconnected for inactivity"):
            connection.run(b"NOOP")


def test_a_silent_server_is_given_up_on():
    """Reading ends after the time that settings allow."""
    with scripted(b"* OK hi\r\n", None) as (port, _):
        connection = dial(port, seconds=0.1)
        with pytest.raises(ServerUnavailableError, match="did not answer in time"):
            connection.run(b"NOOP")


def test_nobody_listens():
    """A closed port is a server that is not available."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(ServerUnavailableError, match=f"127.0.0.1:{port}"):
        dial(port)


def test_words_before_tls_are_not_believed():
    """What a man in the middle slips in behind STARTTLS closes the connection."""
    with scripted(b"* OK hi\r\n", b"C1 OK begin\r\n* CAPABILITY EVIL\r\n") as (port, _):
        connection = dial(port)
        with pytest.raises(ServerUnavailableError, match="before TLS"):
            connection.start_tls(lambda _end: pytest.fail("TLS must not begin"))


def test_a_failed_handshake_is_unavailable():
    """A server that speaks no TLS is reported, not crashed on."""
    context = ssl.create_default_context()
    with scripted(b"* OK hi\r\n", b"") as (port, _), pytest.raises(ServerUnavailableError):
        Connection.dial(
            "127.0.0.1",
            port,
            connect_seconds=5,
            read_seconds=5,
            wrap=lambda end: context.wrap_socket(end, server_hostname="localhost"),
        )


def test_status_text_that_looks_like_a_literal_is_none():
    """Words of a status line may end in braces; an unquoted name may too."""
    said_so = b'* LIST () "/" odd}\r\n* NO folder {5}\r\nC1 OK done {7}\r\n'
    with scripted(b"* OK hi {3}\r\n", said_so) as (port, _):
        connection = dial(port)
        answer = connection.run(b"NOOP")
        connection.abandon()
    assert answer.text == b"done {7}"
    assert len(answer.untagged) == 2


def test_data_that_comes_in_bulk_stays_in_order():
    """Plain lines, one with a literal, a status between them: each is read once, as it came."""
    rows = [b"* %d FETCH (UID %d)\r\n" % (number, number) for number in range(1, 9000)]
    odd = b"* 9000 FETCH (UID 9 BODY[] {13}\r\n* 7 EXPUNGE\r\n)\r\n* 1 EXPUNGE\r\n* OK [X] y\r\n"
    said_so = b"".join([*rows, odd, *rows, b"C1 OK done\r\n"])
    with scripted(b"* OK hi\r\n", said_so) as (port, _):
        connection = dial(port)
        answer = connection.run(b"UID FETCH")
        connection.abandon()
    assert (
        b"".join(part for response in answer.untagged for part in response) + (b"C1 OK done\r\n")
        == said_so
    )
    assert len(answer.untagged) == 2 * len(rows) + 3
    assert answer.code(b"X") == b""


def test_leaving_says_so_and_never_fails():
    """LOGOUT is the last that a server hears, and a closed connection can be left again."""
    ours, theirs = socket.socketpair()
    with theirs:
        theirs.sendall(b"* OK hi\r\n")
        connection = Connection(ours, address="pair", seconds=5)
        connection.leave()
        connection.leave()
        assert theirs.makefile("rb").read() == b"C1 LOGOUT\r\n"
    with pytest.raises(ServerUnavailableError):
        connection.run(b"NOOP")


def test_words_are_made_safe():
    """Control characters and endless texts do not reach logs or people."""
    assert said(b"evil\x1b[31m\x00\xff") == "evil?[31m?\ufffd"
    assert len(said(b"x" * 10_000)) == 200
    assert said(b"") == "no reason given"


def dial(port, *, seconds=5.0):
    return Connection.dial("127.0.0.1", port, connect_seconds=5, read_seconds=seconds, wrap=None)


class scripted:  # noqa: N801 - reads as a function where it is used
    """A server that says its lines, one after each read, and then closes (or waits on `None`)."""

    def __init__(self, *lines):
        self._lines = lines
        self._heard = bytearray()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._speak, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self._listener.getsockname()[1], lambda: bytes(self._heard)

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join(timeout=5)
        self._listener.close()

    def _speak(self):
        end, _ = self._listener.accept()
        with end, suppress(OSError):
            end.sendall(self._lines[0])
            for line in self._lines[1:]:
                self._heard += end.recv(65536)
                if line is None:
                    self._stop.wait(5)
                    return
                end.sendall(line)
