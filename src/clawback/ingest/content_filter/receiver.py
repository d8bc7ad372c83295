"""The content filter's listener: an after-queue filter as Postfix's FILTER_README describes it."""

from __future__ import annotations

import asyncio
from asyncio import Semaphore, Server, StreamReader, StreamWriter, Task
from dataclasses import dataclass
from pathlib import Path

import structlog

from clawback.ingest.content_filter.session import STOPPING, Passage, Session
from clawback.ingest.receivers.clients import Clients
from clawback.ingest.receivers.session import peer_of
from clawback.ingest.receivers.wire import HungUpError, Inbound
from clawback.ingest.unix_socket import listen_at, remove

_FAREWELL = 30.0  # seconds that mails which are passed on get when the server stops
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterOptions:
    """`listen` is HOST:PORT (port 0: any) or the absolute path of a UNIX socket.

    Only `clients` may connect: whatever they hand over is passed on.
    """

    listen: str
    clients: Clients
    sessions: int = 20


class ContentFilter:
    """Listens until it is stopped. Lives in one event loop."""

    def __init__(self, passage: Passage, *, options: FilterOptions) -> None:
        self._passage = passage
        self._options = options
        self._sessions: dict[Task[object], Session] = {}
        self._server: Server | None = None

    @property
    def address(self) -> str:
        """Where it listens, with the port that the system chose for port 0."""
        if self._server and not self._options.listen.startswith("/"):
            host, port = self._server.sockets[0].getsockname()[:2]
            return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        return self._options.listen

    async def start(self) -> None:
        """Listens from now on; raises `OSError` when the address cannot be had."""
        listen = self._options.listen
        if listen.startswith("/"):
            self._server = await listen_at(Path(listen), self._serve)
        else:
            host, _, port = listen.rpartition(":")
            self._server = await asyncio.start_server(self._serve, host.strip("[]"), int(port))

    async def stop(self) -> None:
        """Lets mails that are being passed on be answered, then ends every session."""
        if self._server:
            self._server.close()
        for task, session in self._sessions.items():
            session.leaving = True
            if not session.busy:
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
        inbound = Inbound(reader, Semaphore())
        session = Session(passage=self._passage, inbound=inbound, writer=writer)
        self._sessions[task] = session
        try:
            await session.run()
        except asyncio.CancelledError:
            session.say(STOPPING)
        except (HungUpError, ConnectionError):
            pass  # what was not answered is offered again
        finally:
            del self._sessions[task]
            await session.close()
            writer.close()

    def _refusal(self, writer: StreamWriter) -> str:
        """Why this peer is sent away, as an answer; empty when it is not."""
        peer = peer_of(writer)
        if not self._options.clients.has(peer):
            _log.warning("a client that is not allowed was sent away", client=peer, by="filter")
            return "554 5.7.1 This content filter takes no mail from your address"
        if len(self._sessions) >= self._options.sessions:
            return "421 4.3.2 Too many sessions, try again later"
        return ""
