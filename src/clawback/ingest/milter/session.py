"""One connection of a mail server at the milter: bytes in, answers out, one mail after another.

Callbacks, and a task for the end of each mail alone: of the twenty packets of a mail nearly none
has anything to wait for, and tasks, streams and timers for them took a fifth of the milter's time.
"""

from __future__ import annotations

import asyncio
from asyncio import BufferedProtocol, Semaphore, Task, Transport
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import cast

import structlog

from clawback.ingest.milter.arrival import intake_of
from clawback.ingest.milter.conversation import Conversation, Ended, Transaction
from clawback.ingest.milter.deciding import Deciding
from clawback.ingest.milter.packets import GO_ON, BadPacketError, Packets
from clawback.ingest.milter.recorder import Recorder
from clawback.ingest.unrecorded import Reason
from clawback.model.clock import Clock

_LARGE = 1 << 20  # bytes from which a mail needs leave to grow
_LARGE_PATIENCE = 10.0  # seconds that one waits for leave
_BEHIND = 1 << 18  # bytes that may come while an answer is made, before nothing is read any more
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What all sessions share. `came` and `went` are told of each session; `came` may refuse it."""

    recorder: Recorder
    deciding: Deciding
    clock: Clock
    connector: str
    large: Semaphore
    came: Callable[[Session], bool]
    went: Callable[[Session], None]
    buffer: memoryview


class Session(BufferedProtocol):
    """Follows one connection until either side ends it."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._conversation = Conversation(actions=house.deciding.needs)
        self._packets = Packets()
        self._wire: Transport | None = None
        self._work: Task[None] | None = None
        self._has_leave = False
        self._leaving = False
        self._no_more = False  # nothing comes from the peer any more
        self._clogged = False  # the peer does not take what it is answered
        self._reading = True
        self._heard = monotonic()

    # --- what the event loop calls --------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """One session too many is ended at once: its mails go on."""
        self._wire = wire = cast("Transport", transport)
        if not self._house.came(self):
            self._wire = None
            wire.close()

    def get_buffer(self, sizehint: int) -> memoryview:
        """One for all sessions: what is read into it is taken out before anything else is read."""
        del sizehint
        return self._house.buffer

    def buffer_updated(self, nbytes: int) -> None:
        if self._wire is None:
            return
        self._heard = monotonic()
        self._packets.add(self._house.buffer[:nbytes])
        if self._work is None:
            self._go_on()
        else:
            self._steer()

    def eof_received(self) -> bool:
        """A mail that came whole is answered all the same."""
        self._no_more = True
        return self._work is not None

    def pause_writing(self) -> None:
        self._clogged = True
        self._steer()

    def resume_writing(self) -> None:
        self._clogged = False
        self._steer()

    def connection_lost(self, exc: Exception | None) -> None:
        """The mail server goes on without us; of a mail that had no end nothing is known."""
        del exc
        was_open, self._wire = self._wire is not None, None
        if was_open and self._work is None:
            self._end()

    # --- what the receiver calls ----------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether a mail has begun and was not answered."""
        return self._work is not None or self._conversation.amid

    def silent_since(self, moment: float) -> bool:
        """Whether nothing was heard since then, on the clock of `time.monotonic`."""
        return self._work is None and self._heard < moment

    def leave(self) -> None:
        """Ends as soon as no mail is under way."""
        self._leaving = True
        if not self.busy:
            self.close()

    def close(self) -> None:
        """Ends once what was answered has been sent."""
        if self._wire is not None:
            self._wire.close()

    def abort(self) -> None:
        """Ends now. To a mail server, that means that the mail may go on."""
        if self._work is not None:
            self._work.cancel()
        if self._wire is not None:
            self._wire.abort()

    # --- packets --------------------------------------------------------------------------------

    def _go_on(self) -> None:
        """Takes what has come, up to the next end of a mail."""
        try:
            for one in self._packets.whole():
                outcome = self._conversation.take(one)
                if outcome and self._acted(outcome):
                    return
                if self._conversation.held > _LARGE and not self._has_leave:
                    self._begin(self._ask_leave())
                    return
        except BadPacketError as error:
            _log.warning("a peer of the milter was not understood", why=str(error))
            self.close()
            return
        if self._no_more or (self._leaving and not self.busy):
            self.close()

    def _acted(self, outcome: bytes | Transaction | Ended) -> bool:
        """Whether nothing more is to be taken for now."""
        if isinstance(outcome, bytes):
            self._say(outcome)
            return False
        if isinstance(outcome, Transaction):
            self._begin(self._conclude(outcome))
        else:
            self.close()
        return True

    def _say(self, answer: bytes) -> None:
        if self._wire is not None and not self._wire.is_closing():
            self._wire.write(answer)

    def _steer(self) -> None:
        """Reads while there is room for it."""
        reading = not self._clogged and (self._work is None or self._packets.held < _BEHIND)
        if self._wire is None or self._wire.is_closing() or reading == self._reading:
            return
        self._reading = reading
        if reading:
            self._wire.resume_reading()
        else:
            self._wire.pause_reading()

    # --- what takes time ------------------------------------------------------------------------

    def _begin(self, work: Coroutine[object, object, None]) -> None:
        self._work = asyncio.get_running_loop().create_task(work)
        self._work.add_done_callback(self._worked)

    def _worked(self, work: Task[None]) -> None:
        self._work = None
        if self._wire is None:
            self._end()
        elif work.cancelled() or work.exception() is not None:
            self.close()
        else:
            self._go_on()
            self._steer()

    async def _conclude(self, mail: Transaction) -> None:
        house = self._house
        try:
            if mail.lost is not None:
                house.recorder.pass_by(mail.transport.queue_id, mail.lost, mail.size)
                self._say(GO_ON)
                return
            intake = intake_of(mail, moment=house.clock.now(), connector=house.connector)
            granted = self._conversation.granted
            self._say(await house.deciding.answer(mail, intake, granted=granted))
        finally:
            self._release()

    async def _ask_leave(self) -> None:
        """A mail that grows large waits until there are few of them, or is not kept."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LARGE_PATIENCE):
                self._has_leave = await self._house.large.acquire()
        if not self._has_leave:
            self._conversation.give_up()

    def _end(self) -> None:
        """The connection is at its end; a mail that our stop cut off is noted."""
        self._release()
        if self._leaving and self._conversation.amid:
            held = self._conversation.held
            queue_id = self._conversation.queue_id
            self._house.recorder.pass_by(queue_id, Reason.INTERRUPTED, held)
        self._house.went(self)

    def _release(self) -> None:
        if self._has_leave:
            self._has_leave = False
            self._house.large.release()
