"""The milter: listens at a UNIX socket for a mail server, and lets no mail wait for our troubles.

Whatever goes wrong here, the answer is that the mail may go on: what cannot be recorded is noted.
"""

from __future__ import annotations

import asyncio
from asyncio import Semaphore, Server, StreamReader, StreamWriter, Task
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import structlog

from clawback.ingest.milter.arrival import intake_of
from clawback.ingest.milter.conversation import Conversation, Ended, Outcome, Transaction
from clawback.ingest.milter.deciding import Deciding
from clawback.ingest.milter.packets import GO_ON, BadPacketError, Packets
from clawback.ingest.milter.recorder import Recorder
from clawback.ingest.unix_socket import listen_at, remove
from clawback.ingest.unrecorded import Reason
from clawback.model.clock import Clock

_READ = 1 << 16
_IDLE = 900.0  # seconds; a client may be silent for five minutes, and the mail server with it
_LARGE = 1 << 20  # bytes from which a mail needs leave to grow
_LARGE_MAILS = 4  # large mails in memory at a time
_LARGE_PATIENCE = 10.0  # seconds that one waits for leave
_FAREWELL = 5.0  # seconds that sessions in the middle of a mail get when the server stops
_log = structlog.get_logger(__name__)


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
        self._deciding = deciding
        self._options = options
        self._clock = clock
        self._large = Semaphore(_LARGE_MAILS)
        self._sessions: dict[Task[object], _Session] = {}
        self._server: Server | None = None

    async def start(self) -> None:
        """Raises `OSError` when the socket cannot be had."""
        self._server = await listen_at(self._options.listen, self._serve)

    async def stop(self) -> None:
        """Lets mails that have begun come to their end, for some seconds, then ends every session.

        To a mail server, a session that ends means that the mail may go on.
        """
        if self._server is None:
            return
        self._server.close()
        for task, session in self._sessions.items():
            session.leaving = True
            if not session.busy:
                task.cancel()
        if self._sessions:
            _, late = await asyncio.wait(self._sessions, timeout=_FAREWELL)
            for task in late:
                task.cancel()
        remove(self._options.listen)

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or len(self._sessions) >= self._options.sessions:
            self._recorder.pass_by("", Reason.TURNED_AWAY, 0)
            writer.close()
            return
        session = _Session(
            reader=reader,
            writer=writer,
            recorder=self._recorder,
            deciding=self._deciding,
            clock=self._clock,
            connector=self._options.connector,
            large=self._large,
            conversation=Conversation(actions=self._deciding.needs),
        )
        self._sessions[task] = session
        try:
            await session.run()
        except BadPacketError as error:
            _log.warning("a peer of the milter was not understood", why=str(error))
        except (asyncio.CancelledError, ConnectionError, TimeoutError):
            pass  # the mail server goes on without us; of a mail that had no end nothing is known
        finally:
            del self._sessions[task]
            session.end()
            writer.close()


@dataclass(slots=True, kw_only=True)
class _Session:
    reader: StreamReader
    writer: StreamWriter
    recorder: Recorder
    deciding: Deciding
    clock: Clock
    connector: str
    large: Semaphore
    conversation: Conversation
    leaving: bool = False
    judging: bool = False
    _has_leave: bool = False

    @property
    def busy(self) -> bool:
        """Whether a mail has begun and was not answered."""
        return self.judging or self.conversation.amid

    async def run(self) -> None:
        packets = Packets()
        while not (self.leaving and not self.busy):
            async with asyncio.timeout(_IDLE):
                piece = await self.reader.read(_READ)
            if not piece:
                return
            for one in packets.feed(piece):
                outcome = self.conversation.take(one)
                if outcome and not await self._answer(outcome):
                    return
                if self.conversation.held > _LARGE:
                    await self._ask_leave()
            await self.writer.drain()

    async def _answer(self, outcome: Outcome) -> bool:
        """Whether the session goes on."""
        if isinstance(outcome, Ended):
            return False
        if isinstance(outcome, Transaction):
            self.judging = True
            await self._conclude(outcome)
            self.judging = False
            self.release()
        else:
            self.writer.write(outcome)
        return True

    async def _conclude(self, mail: Transaction) -> None:
        if mail.lost is not None:
            self.recorder.pass_by(mail.transport.queue_id, mail.lost, mail.size)
            self.writer.write(GO_ON)
            return
        intake = intake_of(mail, moment=self.clock.now(), connector=self.connector)
        answer = await self.deciding.answer(mail, intake, granted=self.conversation.granted)
        self.writer.write(answer)

    async def _ask_leave(self) -> None:
        """A mail that grows large waits until there are few of them, or is not kept."""
        if self._has_leave:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(_LARGE_PATIENCE):
                self._has_leave = await self.large.acquire()
        if not self._has_leave:
            self.conversation.give_up()

    def end(self) -> None:
        """The connection is at its end; a mail that our stop cut off is noted."""
        self.release()
        if self.leaving and self.conversation.amid:
            held = self.conversation.held
            self.recorder.pass_by(self.conversation.queue_id, Reason.INTERRUPTED, held)

    def release(self) -> None:
        if self._has_leave:
            self._has_leave = False
            self.large.release()
