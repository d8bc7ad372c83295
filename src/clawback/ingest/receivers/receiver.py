"""Receives journal copies by LMTP or SMTP: says 250 only when the spool has made them durable.

An own server, because what is at stake is the answer: after the spool's fsync, for any mail that a
mail server may hand over (`docs/decisions` says what was tried). It passes no mail on to anybody.
"""

from __future__ import annotations

import asyncio
from asyncio import Semaphore, Server, StreamReader, StreamWriter, Task
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import structlog

from clawback.ingest.intake import Acceptor
from clawback.ingest.receivers.clients import NO_REPORTS, Clients, ReportRule
from clawback.ingest.receivers.dialect import LMTP, Dialect
from clawback.ingest.receivers.encryption import Certificate
from clawback.ingest.receivers.session import STOPPING, House, Session, peer_of
from clawback.ingest.receivers.wire import HungUpError, Inbound
from clawback.ingest.unix_socket import listen_at, remove
from clawback.model.clock import Clock

_LARGE_MAILS = 4  # large mails in memory at a time
_FAREWELL = 10.0  # seconds that sessions in the middle of a mail get when the server stops
_GOODBYE = 2.0  # seconds for the end of an encrypted connection
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverOptions:
    """`listen` is HOST:PORT (port 0: any) or the absolute path of a UNIX socket.

    `clients` are those that may connect, `None` for everybody. `recipients` (folded) are the only
    ones that mail is taken for, none for any. `certificate` is what STARTTLS is offered with.
    """

    listen: str
    dialect: Dialect = LMTP
    connector: str = LMTP.source
    sessions: int = 200
    clients: Clients | None = None
    recipients: frozenset[str] = frozenset()
    reports: ReportRule = NO_REPORTS
    certificate: Certificate | None = None


class JournalReceiver:
    """Listens until it is stopped. Lives in one event loop."""

    def __init__(self, acceptor: Acceptor, *, options: ReceiverOptions, clock: Clock) -> None:
        self._options = options
        self._large = Semaphore(_LARGE_MAILS)
        self._sessions: dict[Task[object], Session] = {}
        self._server: Server | None = None
        self._house = House(
            acceptor=acceptor,
            clock=clock,
            dialect=options.dialect,
            connector=options.connector,
            recipients=options.recipients,
            reports=options.reports,
            certificate=options.certificate,
        )

    @property
    def address(self) -> str:
        """Where it listens, with the port that the system chose for port 0."""
        if self._server and not self._options.listen.startswith("/"):
            host, port = self._server.sockets[0].getsockname()[:2]
            return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        return self._options.listen

    async def start(self) -> None:
        """Listens from now on.

        Raises:
            CertificateError: the certificate cannot be used.
            OSError: the address cannot be had.
        """
        if self._options.certificate:
            self._options.certificate.context()
        listen = self._options.listen
        if listen.startswith("/"):
            self._server = await listen_at(Path(listen), self._serve)
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
            remove(Path(self._options.listen))

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.current_task()
        refusal = self._refusal(writer)
        if task is None or refusal:
            writer.write(f"{refusal}\r\n".encode())
            writer.close()
            return
        inbound = Inbound(reader, self._large)
        session = Session(house=self._house, inbound=inbound, writer=writer, large=self._large)
        self._sessions[task] = session
        try:
            await session.run()
        except asyncio.CancelledError:
            session.say(STOPPING)
        except (HungUpError, ConnectionError):
            pass  # what was not answered with 250 was not accepted, and the peer knows
        finally:
            del self._sessions[task]
            await _closed(session)
            writer.close()

    def _refusal(self, writer: StreamWriter) -> str:
        """Why this peer is sent away, as an answer; empty when it is not."""
        clients, peer = self._options.clients, peer_of(writer)
        if clients is not None and not clients.has(peer):
            dialect = self._options.dialect.name
            _log.warning("a client that is not allowed was sent away", client=peer, by=dialect)
            return "554 5.7.1 This server takes journal copies, and none from your address"
        if len(self._sessions) >= self._options.sessions:
            return "421 4.3.2 Too many sessions, try again later"
        return ""


async def _closed(session: Session) -> None:
    """Closes a session's connection; one over TLS has a goodbye to wait for."""
    session.writer.close()
    if session.encrypted:
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(_GOODBYE):
                await session.writer.wait_closed()
        session.writer.transport.abort()
