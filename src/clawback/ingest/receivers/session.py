"""One session of a mail server that hands over journal copies."""

from __future__ import annotations

import ipaddress
from asyncio import Semaphore, StreamWriter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

from clawback.ingest.intake import MAIL_LIMIT, Acceptor, Envelope, Intake
from clawback.ingest.receivers.clients import ReportRule
from clawback.ingest.receivers.dialect import Dialect
from clawback.ingest.receivers.encryption import Certificate, CertificateError, encrypted
from clawback.ingest.receivers.wire import (
    HungUpError,
    Inbound,
    LineTooLongError,
    Path,
    forwarded,
    path,
)
from clawback.model.clock import Clock
from clawback.model.errors import UnavailableError
from clawback.model.folding import fold

STOPPING = "421 4.3.2 The server is stopping, try again later"
_MOST_RECIPIENTS = 1000
_MOST_MISTAKES = 50  # after so many commands that are none, the peer is no mail server
_OFFERS = (
    "PIPELINING",
    f"SIZE {MAIL_LIMIT}",
    "8BITMIME",
    "SMTPUTF8",
    "ENHANCEDSTATUSCODES",
    "XFORWARD ADDR",
)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What is the same for all sessions of a receiver; fields as in `ReceiverOptions`."""

    acceptor: Acceptor
    clock: Clock
    dialect: Dialect
    connector: str
    recipients: frozenset[str]
    reports: ReportRule
    certificate: Certificate | None


@dataclass(slots=True, kw_only=True)
class Session:
    """Lives as long as the connection; `accepting` while a mail is on its way to the disk."""

    house: House
    inbound: Inbound
    writer: StreamWriter
    large: Semaphore
    encrypted: bool = False
    accepting: bool = False
    leaving: bool = False
    greeted: bool = False
    client_ip: str = ""
    sender: Path | None = None
    recipients: list[str] = field(default_factory=list)
    mistakes: int = 0

    async def run(self) -> None:
        """Speaks until either side has enough; raises `HungUpError` when the peer is gone."""
        self.say(f"220 clawback {self.house.dialect.name} ready")
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
        self.say(STOPPING if self.leaving else "421 4.7.0 Too many mistakes")

    async def _obey(self, verb: str, argument: str) -> None:
        answers: dict[str, Callable[[str], str]] = {
            "MAIL": self._mail,
            "RCPT": self._rcpt,
            "RSET": self._rset,
            "NOOP": lambda _: "250 2.0.0 OK",
            "VRFY": lambda _: "252 2.1.5 Send some mail, it will be taken",
            "XFORWARD": self._xforward,
        }
        acts: dict[str, Callable[[str], Awaitable[None]]] = {
            "DATA": self._data,
            "STARTTLS": self._starttls,
        }
        if verb in acts:
            await acts[verb](argument)
            return
        if verb in self.house.dialect.greetings:
            self._greet(verb, argument)
            return
        answer = answers[verb](argument) if verb in answers else "500 5.5.1 No such command"
        self.mistakes += answer.startswith(("50", "550"))  # who guesses addresses is no better
        self.say(answer)

    def _greet(self, verb: str, argument: str) -> None:
        if not argument:
            self.say(f"501 5.5.4 {verb} needs a name")
            return
        self._rset(argument)
        self.greeted = True
        encrypts = self.house.certificate is not None and not self.encrypted
        offers = (*_OFFERS, "STARTTLS") if encrypts else _OFFERS
        lines = ("clawback", *(offers if verb != self.house.dialect.plain else ()))
        for line in lines[:-1]:
            self.say(f"250-{line}")
        self.say(f"250 {lines[-1]}")

    async def _starttls(self, argument: str) -> None:
        """RFC 3207: what was said before counts no more, and what was sent too early is refused."""
        if self.house.certificate is None or self.encrypted:
            self.mistakes += 1
            self.say("502 5.5.1 No TLS, or no more of it")
        elif argument or self.inbound.pending:
            self.say("501 5.5.4 STARTTLS stands alone, and the answer is waited for")
            raise HungUpError
        else:
            await self._encrypt(self.house.certificate)

    async def _encrypt(self, certificate: Certificate) -> None:
        try:
            context = certificate.context()
        except CertificateError as error:
            _log.error("no TLS for mail coming in", error=error.code)
            self.say("454 4.7.0 No TLS for now")
            return
        self.say("220 2.0.0 Ready for TLS")
        await self.writer.drain()
        try:
            reader, self.writer = await encrypted(self.writer, context)
        except OSError as error:
            raise HungUpError from error
        self.inbound = Inbound(reader, self.large)
        self.encrypted, self.greeted, self.client_ip = True, False, ""
        self._rset("")

    def _mail(self, argument: str) -> str:
        sender = path(argument, "FROM:")
        if not self.greeted or self.sender:
            return f"503 5.5.1 Say {self.house.dialect.greetings[0]} first, and MAIL once"
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
        only = self.house.recipients
        if only and fold(recipient.address) not in only:
            return "550 5.7.1 This server takes journal copies, and none for this address"
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
        for _ in self.recipients if self.house.dialect.each_recipient else (1,):
            self.say(answer)
        self._rset("")
        self.client_ip = ""

    async def _accept(self, raw: bytes, sender: Path) -> str:
        peer = peer_of(self.writer)
        peers = (peer, self.client_ip) if self.client_ip else (peer,)
        envelope = Envelope(
            received_at=self.house.clock.now(),
            source=self.house.dialect.source,
            mail_from=sender.address,
            recipients=tuple(self.recipients),
            client_ip=self.client_ip,  # the peer is a mail server of ours, and sent nothing
            connector=self.house.connector,
            may_report=self.house.reports.allows(peers, sender.address),
        )
        try:
            intake = Intake(raw=raw, envelope=envelope)
            position = await self.house.acceptor.accept_soon([intake])
        except UnavailableError as error:
            _log.warning("a receiver refuses for now", by=envelope.source, error=error.code)
            return "451 4.3.1 Not accepted now, try again later"
        return f"250 2.0.0 Durable as {position}"

    def say(self, answer: str) -> None:
        """One line of an answer."""
        self.writer.write(f"{answer}\r\n".encode())


def peer_of(writer: StreamWriter) -> str:
    """The address of whoever connected; empty over a UNIX socket."""
    peer = writer.get_extra_info("peername")
    return str(peer[0]) if isinstance(peer, tuple) else ""
