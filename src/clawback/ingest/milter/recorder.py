"""Makes a mail durable before it goes on, or notes that it went on without."""

from __future__ import annotations

import asyncio

import structlog

from clawback.ingest.freshness import Watch
from clawback.ingest.intake import Acceptor, Intake
from clawback.ingest.sources.port import MILTER
from clawback.ingest.unrecorded import Note, Reason, Unrecorded
from clawback.model.clock import Clock
from clawback.model.errors import UnavailableError

_log = structlog.get_logger(__name__)
PATIENCE = 10.0  # seconds that a mail is held up for the disk; the mail server's own must be longer


class Recorder:
    """Stands between the milter and the spool. Never raises for what happens to a mail."""

    def __init__(
        self,
        acceptor: Acceptor,
        unrecorded: Unrecorded,
        watch: Watch,
        clock: Clock,
        *,
        patience: float = PATIENCE,
    ) -> None:
        self._acceptor = acceptor
        self._unrecorded = unrecorded
        self._watch = watch
        self._clock = clock
        self._patience = patience

    async def record(self, intake: Intake) -> bool:
        """Whether the mail is durable now; if not, that it passed is noted.

        One that was too slow may get to the disk after all, and settles its note itself.
        """
        try:
            async with asyncio.timeout(self._patience):
                await self._acceptor.accept_soon([intake])
        except UnavailableError:
            reason = Reason.NO_ROOM
        except TimeoutError:
            reason = Reason.TOO_SLOW
        else:
            return True
        self.pass_by(intake.envelope.queue_id, reason, len(intake.raw))
        return False

    def stumbled(self, intake: Intake, why: str) -> None:
        """Something of ours went wrong with a mail that is, or will be, recorded; as a sentence."""
        _log.warning("a mail was not handled as set up", queue_id=intake.envelope.queue_id, why=why)
        self._watch.stumbled(MILTER, why)

    def pass_by(self, queue_id: str, reason: Reason, size: int) -> None:
        """Notes a mail that cannot be recorded; `size` is in bytes."""
        moment = self._clock.now()
        self._unrecorded.note(
            Note(source=MILTER, queue_id=queue_id, at=moment, reason=reason, size=size)
        )
        self._watch.stumbled(MILTER, f"A mail passed unrecorded. It {reason.label}.")
