"""The milter: listens at a UNIX socket for a mail server, and lets no mail wait for our troubles.

Whatever goes wrong here, the answer is that the mail may go on: what cannot be recorded is noted.
"""

from __future__ import annotations

import asyncio
from asyncio import Semaphore, Server, TimerHandle
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from clawback.ingest.milter.deciding import Deciding
from clawback.ingest.milter.recorder import Recorder
from clawback.ingest.milter.session import House, Session
from clawback.ingest.unix_socket import remove, serve_at
from clawback.ingest.unrecorded import Reason
from clawback.model.clock import Clock

_READ = 1 << 16  # bytes
_IDLE = 900.0  # seconds; a client may be silent for five minutes, and the mail server with it
_LOOK_EVERY = 60.0  # seconds
_LARGE_MAILS = 4  # large mails in memory at a time
_FAREWELL = 5.0  # seconds that sessions in the middle of a mail get when the server stops


@dataclass(frozen=True, slots=True, kw_only=True)
class MilterOptions:
    """`listen` is the path of a UNIX socket; `connector` names this way in, if not empty."""

    listen: Path
    connector: str = ""
    sessions: int = 200


class MilterReceiver:
    """Listens until it is stopped. Lives in one event loop."""

    def __init__(
        self, recorder: Recorder, deciding: Deciding, *, options: MilterOptions, clock: Clock
    ) -> None:
        self._recorder = recorder
        self._options = options
        self._sessions: set[Session] = set()
        self._server: Server | None = None
        self._looking: TimerHandle | None = None
        self._empty = asyncio.Event()
        self._house = House(
            recorder=recorder,
            deciding=deciding,
            clock=clock,
            connector=options.connector,
            large=Semaphore(_LARGE_MAILS),
            came=self._came,
            went=self._went,
            buffer=memoryview(bytearray(_READ)),
        )

    async def start(self) -> None:
        """Raises `OSError` when the socket cannot be had."""
        self._server = await serve_at(self._options.listen, lambda: Session(self._house))
        self._look()

    async def stop(self) -> None:
        """Lets mails that have begun come to their end, for some seconds, then ends every session.

        To a mail server, a session that ends means that the mail may go on.
        """
        if self._server is None:
            return
        self._server.close()
        if self._looking is not None:
            self._looking.cancel()
        for session in tuple(self._sessions):
            session.leave()
        await self._emptied(_FAREWELL)
        for session in tuple(self._sessions):
            session.abort()
        await self._emptied(_FAREWELL)
        remove(self._options.listen)

    async def _emptied(self, seconds: float) -> None:
        self._empty.clear()
        if self._sessions:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._empty.wait()

    def _came(self, session: Session) -> bool:
        if len(self._sessions) >= self._options.sessions:
            self._recorder.pass_by("", Reason.TURNED_AWAY, 0)
            return False
        self._sessions.add(session)
        return True

    def _went(self, session: Session) -> None:
        self._sessions.discard(session)
        if not self._sessions:
            self._empty.set()

    def _look(self) -> None:
        """Ends sessions of which nothing was heard for long."""
        before = monotonic() - _IDLE
        for session in tuple(self._sessions):
            if session.silent_since(before):
                session.abort()
        self._looking = asyncio.get_running_loop().call_later(_LOOK_EVERY, self._look)
