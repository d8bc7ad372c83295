"""Judges one mail while the mail server waits: as the pipeline would, but within a time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from clawback.analysis.judges.judges import NO_JUDGES, Judges
from clawback.analysis.providers.panel import NOBODY, Panel
from clawback.ingest.asking import question
from clawback.ingest.deliveries import deliveries
from clawback.ingest.intake import Intake
from clawback.ingest.prepare import judged
from clawback.ingest.recipients import Organisation
from clawback.model.address import plain_address
from clawback.model.delivery import Delivery
from clawback.model.errors import UnavailableError
from clawback.model.location import Directionality
from clawback.model.message import Message
from clawback.model.verdict import Finding

_GIVEN_UP = ("limited:time", "limited:memory", "failed:")
_UNREAD = "It could not be read beyond its header."


class Campaigns(Protocol):
    """Says what campaigns hold mail for."""

    def foretold(self, message: Message, at: datetime) -> tuple[Finding, ...]:
        """What a campaign says of a mail that came then; may raise `UnavailableError`."""
        ...


class Reader(Protocol):
    """Reads mails; `analysis` does, in children that it can kill."""

    def analyse(self, raw: bytes) -> Message:
        """The message of one mail, whatever the mail."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A mail as it was judged: its rows, and what engines found.

    `missing` says what the judgement lacks, a sentence each: why an engine gave no verdict, or that
    the mail was judged by its header alone.
    """

    message: Message
    rows: Sequence[Delivery]
    words: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()

    def directions(self, recipients: Iterable[str]) -> dict[str, Directionality | None]:
        """Each recipient of an envelope once, as rows name them, with the direction of its row."""
        known = {row.recipient: row.directionality for row in self.rows}
        return {one: known.get(one) for one in map(plain_address, recipients)}


class Judge:
    """Reads mails in `threads` threads of its own, and asks engines at the same time."""

    def __init__(
        self,
        reader: Reader,
        organisation: Organisation,
        *,
        panel: Panel = NOBODY,
        judges: Judges = NO_JUDGES,
        campaigns: Campaigns | None = None,
        threads: int = 2,
    ) -> None:
        self._reader = reader
        self._organisation = organisation
        self._panel = panel
        self._judges = judges
        self._campaigns = campaigns
        self._hands = ThreadPoolExecutor(threads, thread_name_prefix="gate")

    async def judge(self, intake: Intake, *, seconds: float) -> Judged:
        """What the mail is, as far as it can be told in so many seconds.

        Raises:
            TimeoutError: it could not be read in that time.
            UnavailableError: analysis cannot work now.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        asked = self._panel.ask([] if self._panel.empty else [question(intake)])
        try:
            async with asyncio.timeout_at(until):
                message = await loop.run_in_executor(self._hands, self._reader.analyse, intake.raw)
            foretold = await self._foretold(message, intake, until)
            said = await asked.words_within(until - loop.time())
        finally:
            asked.call_off()
        return self._together(intake, message, said[0] if said else (), foretold)

    async def _foretold(
        self, message: Message, intake: Intake, until: float
    ) -> tuple[Finding, ...]:
        """What its campaign says; nothing where that cannot be told in time."""
        loop, campaigns = asyncio.get_running_loop(), self._campaigns
        if campaigns is None:
            return ()
        at = intake.envelope.received_at
        try:
            async with asyncio.timeout_at(until):
                return await loop.run_in_executor(self._hands, campaigns.foretold, message, at)
        except (TimeoutError, UnavailableError):
            return ()

    def _together(
        self,
        intake: Intake,
        message: Message,
        said: Sequence[Finding],
        foretold: tuple[Finding, ...],
    ) -> Judged:
        words = tuple(one for one in said if not one.no_verdict)
        message = judged(message, intake, self._organisation, words, self._judges)
        message = replace(message, findings=(*message.findings, *foretold))
        return Judged(
            message=message,
            rows=deliveries(message, intake.envelope, self._organisation),
            words=words,
            missing=(
                *(f"{one.provider}: {one.no_verdict}" for one in said if one.no_verdict),
                *([_UNREAD] if message.parse.startswith(_GIVEN_UP) else []),
            ),
        )

    def close(self) -> None:
        """Judges nothing any more; what is under way ends in its own time."""
        self._hands.shutdown(wait=False, cancel_futures=True)
