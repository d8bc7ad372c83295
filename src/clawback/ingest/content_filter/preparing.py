"""The copies of a mail: read once, rewritten for each recipient, within a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from time import monotonic

import structlog

from clawback.ingest.content_filter.arrived import Arrived, doubled, undoubled
from clawback.ingest.content_filter.copies import Copy, Fate, Made, batches, grouped, noted
from clawback.ingest.content_filter.making import Making
from clawback.ingest.content_filter.tally import FilterTally
from clawback.ingest.content_filter.transaction import Letter
from clawback.ingest.gate.judging import Judge, Judged
from clawback.ingest.gate.rewriting import Rewriter
from clawback.ingest.intake import MAIL_LIMIT, Envelope, Intake
from clawback.ingest.recipients import Organisation
from clawback.model.address import plain_address
from clawback.model.clock import Clock
from clawback.model.errors import UnavailableError
from clawback.model.location import Directionality

_GIVEN_UP = ("limited:time", "limited:memory", "failed:")
_SOURCE = "content_filter"
_LARGE = 1 << 20  # bytes from which mails take turns
_LARGE_MAILS = 4  # in memory at a time
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterLimits:
    """What is rewritten: mails of at most `largest` bytes, as far as it takes at most `seconds`."""

    largest: int = MAIL_LIMIT
    seconds: float = 10.0


class Preparing:
    """Makes the copies of mails. Lives in one event loop; whatever fails of ours, mail goes on."""

    def __init__(
        self,
        judge: Judge,
        rewriter: Rewriter,
        organisation: Organisation,
        *,
        limits: FilterLimits,
        clock: Clock,
        threads: int = 4,
    ) -> None:
        self._judge = judge
        self._rewriter = rewriter
        self._organisation = organisation
        self._limits = limits
        self._clock = clock
        self.tally = FilterTally()
        self._large = asyncio.Semaphore(_LARGE_MAILS)
        self._hands = ThreadPoolExecutor(threads, thread_name_prefix="content-filter")

    async def copies(self, mail: Arrived, letter: Letter, *, most: int = 0) -> AsyncIterator[Copy]:
        """Each recipient is in one copy; no change makes one larger than `most` bytes, unless 0."""
        count = len(letter.recipients)
        if mail.size > self._limits.largest:
            self.tally.prepared([Fate.LARGE] * count, copies=1, seconds=0.0)
            yield _untouched(mail, count)
            return
        async with AsyncExitStack() as turn:
            if mail.size > _LARGE:
                await turn.enter_async_context(self._large)
            raw, began = mail.raw(), monotonic()
            read = _Read(raw, letter, await self._found(raw, letter), most)
            spent = monotonic() - began
            for places in batches(count, len(raw)):
                began = monotonic()
                made = await self._made(read, places, self._limits.seconds - spent)
                copies = grouped({at: one.content for at, one in made.items()})
                took = monotonic() - began
                fates = [one.fate for one in made.values()]
                self.tally.prepared(fates, copies=len(copies), seconds=took)
                spent += took
                for copy in copies:
                    yield copy

    async def _found(self, raw: bytes, letter: Letter) -> Judged | Fate:
        """What the mail is, or why that is not known."""
        envelope = Envelope(
            received_at=self._clock.now(),
            source=_SOURCE,
            mail_from=letter.sender.address,
            recipients=tuple(one.address for one in letter.recipients),
            client_ip=letter.client_ip,
        )
        intake = Intake(raw=raw, envelope=envelope)
        try:
            found = await self._judge.judge(intake, seconds=self._limits.seconds)
        except TimeoutError:
            return Fate.LATE
        except UnavailableError:
            return Fate.UNREAD
        except Exception as error:  # noqa: BLE001 - whatever it is, the mail goes on
            _log.warning("the content filter stumbled over a mail", error=type(error).__name__)
            return Fate.FAILED
        return Fate.UNREAD if found.message.parse.startswith(_GIVEN_UP) else found

    async def _made(self, read: _Read, places: Iterable[int], seconds: float) -> dict[int, Made]:
        """What those at these places get, by place."""
        raw, letter, found = read.raw, read.letter, read.found
        plain = {at: plain_address(letter.recipients[at].address) for at in places}
        if isinstance(found, Fate):
            return dict.fromkeys(plain, noted(raw, found, read.most))
        making = Making(
            raw=raw,
            message=found.message,
            mail_from=plain_address(letter.sender.address),
            rewriter=self._rewriter,
            organisation=self._organisation,
            most=read.most,
        )
        made = await self._in_time(making, found.directions(plain.values()), seconds)
        late = noted(raw, Fate.LATE, read.most)
        return {at: made.get(recipient, late) for at, recipient in plain.items()}

    async def _in_time(
        self, making: Making, to: dict[str, Directionality | None], seconds: float
    ) -> dict[str, Made]:
        """What as many of `to` get as there is time for."""
        made: dict[str, Made] = {}
        work = partial(_fill, made, making, to, until=monotonic() + seconds)
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                await asyncio.get_running_loop().run_in_executor(self._hands, work)
        except TimeoutError:
            _log.warning("a mail was not rewritten in time")
        return dict(made)

    def close(self) -> None:
        """Prepares nothing any more; what is under way ends in its own time."""
        self._hands.shutdown(wait=False, cancel_futures=True)


@dataclass(frozen=True, slots=True)
class _Read:
    """A mail that was read, or why it was not; `most` as for `Making`."""

    raw: bytes
    letter: Letter
    found: Judged | Fate
    most: int


def _fill(
    made: dict[str, Made], making: Making, to: dict[str, Directionality | None], *, until: float
) -> None:
    for recipient, direction in to.items():
        if monotonic() > until:
            return
        made[recipient] = making.of(recipient, direction)


def _untouched(mail: Arrived, recipients: int) -> Copy:
    """The mail as it came, but for the line that says so."""
    head = mail.head()
    said = doubled(noted(undoubled(head), Fate.LARGE).content) if head else b""

    def pieces() -> Iterator[bytes]:
        yield said
        yield from mail.pieces(behind=len(head))

    return Copy(to=tuple(range(recipients)), pieces=pieces)
