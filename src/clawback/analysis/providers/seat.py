"""One engine with the terms on which it is asked, how it stands, and what it did so far."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Lock

import structlog

from clawback.analysis.providers.port import (
    DeclinedError,
    Kept,
    NoVerdictError,
    Provider,
    Transport,
)
from clawback.analysis.providers.standing import WELL, Standing
from clawback.model.verdict import Finding

_log = structlog.get_logger(__name__)
_TOO_LARGE = "The mail is larger than what is given to it."
_BUSY = "There was more mail than it could be asked about in time."
_RESTING = "It failed again and again, and is left alone for a while."
_FAULT = "Clawback stumbled over its answer; the log has more."


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """`seconds` an engine may take for a mail, `size_limit` in bytes, mails at the same time."""

    seconds: float = 10.0
    size_limit: int = 20 << 20
    concurrency: int = 4
    imports: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A mail to be judged; `imported` is whether an import brought it."""

    raw: bytes
    transport: Transport
    imported: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Mails of one engine since the start: judged, and gone without; `trouble` is why at last.

    `warning` is what is wrong with how it is set up, though it judges.
    """

    name: str
    answered: int = 0
    missing: int = 0
    seconds: float = 0.0
    resting: bool = False
    trouble: str = ""
    warning: str = ""


class Seat:
    """An engine that is asked by several threads; no more of them than its terms allow."""

    def __init__(self, provider: Provider, terms: Terms, elapsed: Callable[[], float]) -> None:
        self._provider = provider
        self.terms = terms
        self._elapsed = elapsed
        self._hands = ThreadPoolExecutor(
            max_workers=terms.concurrency, thread_name_prefix=f"verdicts-{provider.name}"
        )
        self._turn = Lock()
        self._standing = WELL
        self._figures = Figures(name=provider.name)

    def wants(self, question: Question) -> bool:
        """Whether it is asked about such mail at all."""
        return self.terms.imports or not question.imported

    def ask(self, question: Question, until: float) -> Future[tuple[Finding, ...]]:
        """Its word, later; it is not asked any more after `until`."""
        return self._hands.submit(self._judge, question, until)

    def settle(self, asked: Future[tuple[Finding, ...]], until: float) -> tuple[Finding, ...]:
        """What came of it by `until`; waits no longer."""
        try:
            return asked.result(max(0.0, until - self._elapsed()))
        except CancelledError:
            return self.nothing(_BUSY)
        except TimeoutError:
            pass
        called_off = asked.cancel()  # else it runs on, and ends by itself
        return self.nothing(_BUSY if called_off else _late(self.terms.seconds))

    def nothing(self, why: str) -> tuple[Finding, ...]:
        """The finding that says why there is none."""
        with self._turn:
            self._figures = replace(self._figures, missing=self._figures.missing + 1, trouble=why)
        return (Finding(provider=self._provider.name, no_verdict=why),)

    def figures(self) -> Figures:
        warning = self._provider.trouble() if isinstance(self._provider, Kept) else ""
        with self._turn:
            resting = self._standing.resting(self._elapsed())
            return replace(self._figures, resting=resting, warning=warning)

    def close(self) -> None:
        """Asks nothing any more; what is under way ends in its own time."""
        self._hands.shutdown(wait=False, cancel_futures=True)
        if isinstance(self._provider, Kept):
            self._provider.close()

    def _judge(self, question: Question, until: float) -> tuple[Finding, ...]:
        started = self._elapsed()
        if why := self._why_not(question, started, until):
            return self.nothing(why)
        change: Callable[[Standing], Standing] = self._failing
        answered = 0
        try:
            findings = self._provider.judge(question.raw, question.transport)
            change, answered = Standing.answered, 1
        except DeclinedError as error:
            change, findings = Standing.answered, self.nothing(str(error))
        except NoVerdictError as error:
            findings = self.nothing(str(error))
        except Exception as error:  # noqa: BLE001 - a fault of ours must not cost the mail
            _log.warning("an engine's answer was too much", error=type(error).__name__)
            findings = self.nothing(_FAULT)
        self._stands(change, started, answered=answered)
        return findings

    def _why_not(self, question: Question, now: float, until: float) -> str:
        """Why it is not asked; when nothing speaks against it, it is being asked from now on."""
        if len(question.raw) > self.terms.size_limit:
            return _TOO_LARGE
        if now >= until:
            return _BUSY
        with self._turn:
            if self._standing.resting(now):
                return _RESTING
            self._standing = self._standing.asked(now)
        return ""

    def _failing(self, standing: Standing) -> Standing:
        after = standing.failed(self._elapsed())
        if after.rest > standing.rest:
            _log.warning("an engine is left alone", name=self._provider.name, seconds=after.rest)
        return after

    def _stands(
        self, change: Callable[[Standing], Standing], started: float, *, answered: int = 0
    ) -> None:
        with self._turn:
            self._standing = change(self._standing)
            self._figures = replace(
                self._figures,
                answered=self._figures.answered + answered,
                seconds=self._figures.seconds + self._elapsed() - started,
            )


def _late(seconds: float) -> str:
    return f"It did not answer within {seconds:g} s."
