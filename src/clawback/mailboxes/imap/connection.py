"""One IMAP connection: sends commands, several at a time, and gathers what comes back.

Why not `imaplib`: it quotes nothing, knows one literal per command, cannot send two commands before
reading one answer, and keeps untagged answers of all commands in one bag. Its reader is also three
times slower on a FETCH of thousands.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from time import monotonic

from clawback.mailboxes.encoding import Literal, Piece, checked
from clawback.mailboxes.imap.patience import asked_of_one_mailbox, seconds_asked, seconds_meant
from clawback.mailboxes.imap.reader import ResponseReader, WireError
from clawback.mailboxes.imap.responses import Response, codes
from clawback.mailboxes.port import (
    MailboxBusyError,
    RefusedError,
    ServerBusyError,
    ServerUnavailableError,
)

Command = tuple[Piece, ...]
Wrap = Callable[[socket.socket], ssl.SSLSocket]

_STATUS = re.compile(rb"(OK|NO|BAD|BYE|PREAUTH)(?: |\r\n)(.*)", re.IGNORECASE | re.DOTALL)
_CHUNK = 1 << 20
_SAID_LIMIT = 200
_LOOK_UP = 0.5  # seconds between two looks whether it is time to stop waiting


@dataclass(slots=True)
class Answer:
    """What one command got: its status, and the untagged responses that came before it."""

    status: bytes
    text: bytes
    untagged: list[Response]

    @property
    def ok(self) -> bool:
        return self.status == b"OK"

    def code(self, name: bytes) -> bytes | None:
        """A response code's arguments, from the tagged line or an untagged one before it."""
        for line in chain((self.text,), map(_untagged_text, self.untagged)):
            if b"[" in line:
                found, arguments = codes(line)
                if found == name:
                    return arguments
        return None

    def lines(self, name: bytes) -> Iterable[Response]:
        """The untagged responses of one kind, such as `LIST` or `STATUS`."""
        start = b"* " + name + b" "
        return (found for found in self.untagged if found[0][: len(start)].upper() == start)

    def ensure(self, doing: str) -> Answer:
        """Itself when the server said OK.

        Raises:
            RefusedError: the server said no; with its words made safe.
            ServerBusyError: it asks us to come back later.
            MailboxBusyError: it asks so for this mailbox alone.
        """
        if not self.ok:
            seconds = seconds_asked(self.text)
            if seconds is not None and asked_of_one_mailbox(self.text):
                raise MailboxBusyError(
                    f"The mailbox is in use; we come back in {seconds:.0f} seconds: "
                    f"{said(self.text)}",
                    seconds=seconds,
                )
            if seconds is not None:
                raise ServerBusyError(
                    f"The mail server wants to be left alone for {seconds:.0f} seconds: "
                    f"{said(self.text)}",
                    seconds=seconds,
                )
            raise RefusedError(f"The mail server refused {doing}: {said(self.text)}")
        return self


class Connection:
    """A connection to one server. After any network error it is closed and stays so."""

    def __init__(self, end: socket.socket, *, address: str, seconds: float) -> None:
        end.settimeout(seconds)
        self._seconds = seconds
        self._socket = end
        self._reader = ResponseReader(end)
        self._address = address
        self._tags = 0
        self._open = True
        self._bye = ""
        self._wait: float | None = None  # for which the farewell asks us to stay away
        self.protected_late = False  # TLS began after the greeting, so that nothing in it counts
        self.greeting = self._response()[0]

    @classmethod
    def dial(
        cls, host: str, port: int, *, connect_seconds: float, read_seconds: float, wrap: Wrap | None
    ) -> Connection:
        """Connects, wraps the socket in TLS when told how, and reads the greeting.

        Raises:
            ServerUnavailableError: nobody answers, or TLS fails.
        """
        address = f"{host}:{port}"
        try:
            end = socket.create_connection((host, port), connect_seconds)
        except OSError as error:
            raise _unavailable(address, error) from error
        try:
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            end = wrap(end) if wrap else end
            return cls(end, address=address, seconds=read_seconds)
        except OSError as error:
            end.close()
            raise _unavailable(address, error) from error

    def start_tls(self, wrap: Wrap) -> None:
        """STARTTLS (RFC 9051 §6.2.1); what the server said before it is forgotten."""
        self.run(b"STARTTLS").ensure("STARTTLS")
        try:
            self._refuse_early_words()
            self._socket = wrap(self._socket)
            self._reader = ResponseReader(self._socket)
        except OSError as error:
            raise self._broken(error) from error
        self.protected_late = True

    def _refuse_early_words(self) -> None:
        """Nothing said in the clear may be read as if it had come through TLS (CVE-2021-38371)."""
        self._socket.setblocking(False)
        waiting = self._reader.waiting()
        self._socket.settimeout(self._seconds)
        if waiting:
            raise self._broken("it spoke before TLS began")

    def run(self, *words: Piece) -> Answer:
        """Runs one command, given as its words."""
        return self.run_all([words])[0]

    def run_all(self, commands: Sequence[Command]) -> list[Answer]:
        """Sends commands in one go and gathers one answer for each, in order.

        Only commands that do not depend on each other's answers belong together, and whose
        untagged responses can be told apart: a server may end them in another order (RFC 9051
        §5.5; Dovecot does), and then these lie with the wrong answer. They are few and short: the
        server must not have to wait for us before it reads on.
        """
        answers: list[Answer] = []
        lines = bytearray()
        tags: list[bytes] = []
        for command in commands:
            tag, parts = self._encode(command)
            if len(parts) == 1:
                lines += parts[0]
                tags.append(tag)
            else:
                answers += self._exchange(lines, tags)
                answers.append(self._with_literals(tag, parts))
        return answers + self._exchange(lines, tags)

    def challenge(self, command: bytes, response: bytes) -> Answer:
        """Runs an AUTHENTICATE whose first response waits for the server's challenge."""
        tag, parts = self._encode((command,))
        self._send(parts[0])
        refused = self._leave(tag)
        if refused is not None:
            return refused
        self._send(checked(response) + b"\r\n")
        return self._answer(tag)

    def idle(
        self, *, seconds: float, stop: Callable[[], bool], enough: Callable[[Response], bool]
    ) -> bool:
        """IDLE (RFC 2177): waits for something that is enough, and tells whether it came.

        It ends after so many seconds, and within half a second once `stop` says so.

        Raises:
            RefusedError: the server does not let us wait.
            ServerUnavailableError: the connection is gone.
        """
        tag, parts = self._encode((b"IDLE",))
        self._send(parts[0])
        until = monotonic() + seconds
        heard = idling = False
        while not idling or not (heard or stop() or monotonic() >= until):
            if idling and not self._ready(min(_LOOK_UP, until - monotonic())):
                continue
            response = self._response()
            if response[0].startswith(tag + b" "):  # it refuses, or has had enough of it
                self._answered(tag, response, []).ensure("to be waited on")
                return True
            idling = idling or response[0].startswith(b"+")
            heard = heard or enough(response)
        self._send(b"DONE\r\n")
        answer = self._answer(tag).ensure("to be waited on")
        return heard or any(map(enough, answer.untagged))

    def leave(self) -> None:
        """Says LOGOUT and closes. Never raises."""
        with suppress(ServerUnavailableError):
            self._send(self._encode((b"LOGOUT",))[1][0])
        self.abandon()

    def abandon(self) -> None:
        """Closes without a word. Never raises."""
        self._open = False
        with suppress(OSError):
            self._reader.close()
        with suppress(OSError):
            self._socket.close()

    def _encode(self, command: Command) -> tuple[bytes, list[bytes]]:
        """A tag, and the command cut where the server's leave to send a literal is awaited."""
        self._tags += 1
        tag = b"C%d" % self._tags
        line = tag
        parts: list[bytes] = []
        for piece in command:
            if isinstance(piece, Literal):
                parts.append(line + b" {%d}\r\n" % len(piece.data))
                line = piece.data
            else:
                line += b" " + checked(piece)
        return tag, [*parts, line + b"\r\n"]

    def _exchange(self, lines: bytearray, tags: list[bytes]) -> list[Answer]:
        if not tags:
            return []
        self._send(bytes(lines))
        open_tags = set(tags)
        ended: dict[bytes, Answer] = {}
        while open_tags:
            tag, answer = self._next_answer(open_tags)
            ended[tag] = answer
            open_tags.remove(tag)
        answers = [ended[tag] for tag in tags]
        lines.clear()
        tags.clear()
        return answers

    def _with_literals(self, tag: bytes, parts: list[bytes]) -> Answer:
        for part in parts[:-1]:
            self._send(part)
            refused = self._leave(tag)
            if refused is not None:
                return refused
        self._send(parts[-1])
        return self._answer(tag)

    def _leave(self, tag: bytes) -> Answer | None:
        """Waits for the server's `+`; gives its answer when it refuses the literal instead."""
        untagged: list[Response] = []
        while True:
            response = self._response()
            if response[0].startswith(b"+"):
                return None
            if response[0].startswith(tag + b" "):
                return self._answered(tag, response, untagged)
            untagged.append(response)

    def _answer(self, tag: bytes) -> Answer:
        return self._next_answer({tag})[1]

    def _next_answer(self, tags: Collection[bytes]) -> tuple[bytes, Answer]:
        """The next of these commands that ends, in whatever order the server chooses."""
        untagged: list[Response] = []
        while True:
            response = self._response()
            line = response[0]
            if line[:2] == b"* ":
                untagged.append(response)
                if len(response) == 1 and line[2:3].isdigit():  # more of it often comes along
                    untagged += self._plain_data()
                continue
            tag = line.partition(b" ")[0]
            if tag not in tags:
                raise self._broken("it answered a command we never sent")
            return tag, self._answered(tag, response, untagged)

    def _answered(self, tag: bytes, response: Response, untagged: list[Response]) -> Answer:
        found = _STATUS.match(response[0], len(tag) + 1)
        if found is None:
            raise self._broken("it answered without a status")
        return Answer(found[1].upper(), found[2].rstrip(b"\r\n"), untagged)

    def _response(self) -> Response:
        try:
            response = self._reader.response()
        except (OSError, ValueError, WireError) as error:
            raise self._broken(error) from error
        if response[0].startswith(b"* BYE"):
            self._bye = said(response[0][5:])
            self._wait = seconds_meant(response[0][6:].strip())
        return response

    def _plain_data(self) -> list[Response]:
        try:
            return self._reader.plain_data()
        except (OSError, ValueError) as error:
            raise self._broken(error) from error

    def _ready(self, seconds: float) -> bool:
        try:
            return self._reader.ready(max(0.0, seconds))
        except (OSError, ValueError) as error:
            raise self._broken(error) from error

    def _send(self, data: bytes) -> None:
        if not self._open:
            raise ServerUnavailableError(f"The connection to {self._address} is closed.")
        try:
            for at in range(0, len(data), _CHUNK):
                self._socket.sendall(data[at : at + _CHUNK])
        except OSError as error:
            raise self._broken(error) from error

    def _broken(self, why: object) -> ServerUnavailableError:
        self.abandon()
        if self._wait is not None:
            return ServerBusyError(
                f"The mail server {self._address} wants to be left alone for {self._wait:.0f} "
                f"seconds: {self._bye}",
                seconds=self._wait,
            )
        return _unavailable(self._address, self._bye or why)


def said(text: bytes) -> str:
    """A server's words, made safe for people: printable, one line, short."""
    words = text.decode("utf-8", "replace").strip()
    shown = "".join(character if character.isprintable() else "?" for character in words)
    return shown[:_SAID_LIMIT] or "no reason given"


def _untagged_text(response: Response) -> bytes:
    """What follows OK, NO, BAD, BYE in an untagged response; empty when it is data."""
    line = response[0]
    found = _STATUS.match(line, 2) if line.startswith(b"* ") else None
    return found[2].rstrip(b"\r\n") if found else b""


def _unavailable(address: str, why: object) -> ServerUnavailableError:
    reason = "it did not answer in time" if isinstance(why, TimeoutError) else str(why)
    return ServerUnavailableError(f"The mail server {address} is not available: {reason}.")
