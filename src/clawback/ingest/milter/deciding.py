"""What the mail server is answered at the end of a mail."""

from __future__ import annotations

from typing import Protocol

from clawback.ingest.intake import Intake
from clawback.ingest.milter.conversation import Transaction
from clawback.ingest.milter.packets import GO_ON, Actions
from clawback.ingest.milter.recorder import Recorder


class Deciding(Protocol):
    """One mode of the milter."""

    @property
    def needs(self) -> Actions:
        """What the mail server is asked to allow."""
        ...

    async def answer(self, mail: Transaction, intake: Intake, *, granted: Actions) -> bytes:
        """The packets for a mail that came whole; `granted` is what the mail server allows."""
        ...


class Observing:
    """Records every mail, and lets every mail go on as it came."""

    needs = Actions.NOTHING

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    async def answer(self, mail: Transaction, intake: Intake, *, granted: Actions) -> bytes:
        """As `Deciding` says."""
        del mail, granted
        await self._recorder.record(intake)
        return GO_ON
