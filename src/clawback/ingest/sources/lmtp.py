"""Receives journal copies by LMTP (RFC 2033): says 250 only when the spool has made them durable.

An own server, because what is at stake is the answer: one for each recipient, after the spool's
fsync, for any mail that a mail server may hand over (`docs/decisions` says what was tried).
"""

from __future__ import annotations

import asyncio
import ipaddress
from asyncio import Semaphore, Server, StreamReader, StreamWriter, Task
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path as FilePath

import structlog

from clawback.ingest.intake import MAIL_LIMIT, Acceptor, Envelope, Intake
from clawback.ingest.sources.lmtp_wire import (
    HungUpError,
    Inbound,
    LineTooLongError,
    Path,
    forwarded,
    path,
)
from clawback.ingest.sources.port import LMTP
from clawback.ingest.unix_socket import listen_at, remove
from clawback.model.clock import Clock
from clawback.model.errors import UnavailableError

_MOST_RECIPIENTS = 1000
_MOST_MISTAKES = 50  # after so many commands that are none, the peer is no mail server
_LARGE_MAILS = 4  # large mails in memory at a time
_FAREWELL = 10.0  # seconds that sessions in the middle of a mail get when the server stops
_OFFERS = (
    "PIPELINING",
    f"SIZE {MAIL_LIMIT}",
    "8BITMIME",
    "SMTPUTF8",
    "ENHANCEDSTATUSCODES",
    "XFORWARD ADDR",
)
_STOPPING = "421 4.3.2 The server is stopping, try again later"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class LmtpOptions:
    """`listen` is HOST:PORT (port 0: any) or the absolute path of a UNIX socket."""

    listen: str
    connector: str = LMTP
    sessions: int = 200


class LmtpReceiver:
    """Listens until it is stopped. Lives in one event loop."""

    def __init__(self, acceptor: Acceptor, *, options: LmtpOptions, clock: Clock) -> None:
        self._acceptor = acceptor
        self._options = options
        self._clock = clock
        self._large = Semaphore(_LARGE_MAILS)
        self._sessions: dict[Task[object], _Session] = {}
        self._server: Server | None = None

    @property
    def address(self) -> str:
        """Where it listens, with the port that the system chose for port 0."""
        if self._server and not self._options.listen.startswith("/"):
            host, port = self._server.sockets[0].getsockname()[:2]
            return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        return self._options.listen

    async def start(self) -> None:
        """Raises `OSError` when the address cannot be had."""
        listen = self._options.listen
        if listen.startswith("/"):
            self._server = await listen_at(FilePath(listen), self._serve)
        else:
            host, _, port = listen.rpartition(":")
            self._server = await asyncio.start_server(self._serve, host.strip("[]"), int(port))

    async def stop(self) -> None:
        """Lets mails that are being accepted be answered, then ends every session."""
        if self._server:
            self._server.close()
        for task, session in self._sessions.items():
            session.leaving = True
            if not session.accepting:
                task.cancel()
        if self._sessions:
            _, late = await asyncio.wait(self._sessions, timeout=_FAREWELL)
            for task in late:
                task.cancel()
        if self._options.listen.startswith("/"):
            remove(FilePath(self._options.listen))

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or len(self._sessions) >= self._options.sessions:
            writer.write(b"421 4.3.2 Too many sessions, try again later\r\n")
            writer.close()
            return
        session = _Session(
            inbound=Inbound(reader, self._large),
            writer=writer,
            acceptor=self._acceptor,
            clock=self._clock,
            connector=self._options.connector,
        )
        self._sessions[task] = session
        try:
            await session.run()
        except asyncio.CancelledError:
            session.say(_STOPPING)
        except (HungUpError, ConnectionError):
            pass  # what was not answered with 250 was not accepted, and the peer knows
        finally:
            del self._sessions[task]
            writer.close()


@dataclass(slots=True, kw_only=True)
class _Session:
    inbound: Inbound
    writer: StreamWriter
    acceptor: Acceptor
    clock: Clock
    connector: str
    accepting: bool = False
    leaving: bool = False
    greeted: bool = False
    client_ip: str = ""
    sender: Path | None = None
    recipients: list[str] = field(default_factory=list)
    mistakes: int = 0

    async def run(self) -> None:
        self.say("220 clawback LMTP ready")
        try:
            while self.mistakes < _MOST_MISTAKES and not self.leaving:
                await self.writer.drain()
                line = (await self.inbound.line()).decode("utf-8", "replace")
                verb, _, argument = line.partition(" ")
                if verb.upper() == "QUIT":
                    self.say("221 2.0.0 Bye")
                    return
                await self._obey(verb.upper(), argument.strip())
        except LineTooLongError:
            self.say("500 5.5.2 Line too long")
        self.say(_STOPPING if self.leaving else "421 4.7.0 Too many mistakes")

    async def _obey(self, verb: str, argument: str) -> None:
        answers: dict[str, Callable[[str], str]] = {
            "MAIL": self._mail,
            "RCPT": self._rcpt,
            "RSET": self._rset,
            "NOOP": lambda _: "250 2.0.0 OK",
            "VRFY": lambda _: "252 2.1.5 Send some mail, it will be taken",
            "XFORWARD": self._xforward,
        }
        acts: dict[str, Callable[[str], Awaitable[None]]] = {"DATA": self._data, "LHLO": self._lhlo}
        if verb in acts:
            await acts[verb](argument)
            return
        answer = answers[verb](argument) if verb in answers else "500 5.5.1 No such command"
        self.mistakes += answer.startswith("50")
        self.say(answer)

    async def _lhlo(self, argument: str) -> None:
        if not argument:
            self.say("501 5.5.4 LHLO needs a name")
            return
        self._rset(argument)
        self.greeted = True
        self.say("250-clawback")
        for offer in _OFFERS[:-1]:
            self.say(f"250-{offer}")
        self.say(f"250 {_OFFERS[-1]}")

    def _mail(self, argument: str) -> str:
        sender = path(argument, "FROM:")
        if not self.greeted or self.sender:
            return "503 5.5.1 Say LHLO first, and MAIL once"
        if sender is None:
            return "501 5.1.7 MAIL FROM:<address> is needed"
        size = sender.parameters.get("SIZE", "0")
        if size.isdecimal() and int(size[:20]) > MAIL_LIMIT:  # RFC 1870 §6.1
            return "552 5.3.4 The mail is larger than 50 MB"
        self.sender = sender
        return "250 2.1.0 OK"

    def _rcpt(self, argument: str) -> str:
        recipient = path(argument, "TO:")
        if self.sender is None:
            return "503 5.5.1 Say MAIL first"
        if recipient is None or not recipient.address:
            return "501 5.1.3 RCPT TO:<address> is needed"
        if len(self.recipients) >= _MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        self.recipients.append(recipient.address)
        return "250 2.1.5 OK"

    def _rset(self, _: str) -> str:
        self.sender = None
        self.recipients = []
        return "250 2.0.0 OK"

    def _xforward(self, argument: str) -> str:
        """The mail server tells who sent the mail to it (Postfix: lmtp_send_xforward_command)."""
        address = forwarded(argument).get("ADDR", "").upper().removeprefix("IPV6:")
        try:
            self.client_ip = str(ipaddress.ip_address(address.lower()))
        except ValueError:
            self.client_ip = ""
        return "250 2.0.0 OK"

    async def _data(self, argument: str) -> None:
        if argument or self.sender is None or not self.recipients:
            self.say("503 5.5.1 DATA needs MAIL and RCPT before it")  # RFC 2033 §4.2
            return
        self.say("354 End with CRLF dot CRLF")
        await self.writer.drain()
        raw = await self.inbound.data(MAIL_LIMIT)
        answer = "552 5.3.4 The mail is larger than 50 MB"
        if raw is not None:
            self.accepting = True
            answer = await self._accept(raw, self.sender)
            self.accepting = False
        for _ in self.recipients:
            self.say(answer)
        self._rset("")
        self.client_ip = ""

    async def _accept(self, raw: bytes, sender: Path) -> str:
        envelope = Envelope(
            received_at=self.clock.now(),
            source=LMTP,
            mail_from=sender.address,
            recipients=tuple(self.recipients),
            client_ip=self.client_ip or self._peer(),
            connector=self.connector,
        )
        try:
            position = await self.acceptor.accept_soon([Intake(raw=raw, envelope=envelope)])
        except UnavailableError as error:
            _log.warning("lmtp refuses for now", error=error.code)
            return "451 4.3.1 Not accepted now, try again later"
        return f"250 2.0.0 Durable as {position}"

    def _peer(self) -> str:
        peer = self.writer.get_extra_info("peername")
        return str(peer[0]) if isinstance(peer, tuple) else ""

    def say(self, answer: str) -> None:
        self.writer.write(f"{answer}\r\n".encode())
