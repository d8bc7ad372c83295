"""The port through which released mail leaves, and an adapter that only remembers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Verdict(StrEnum):
    """What the mail server made of a mail; `UNSURE` when it went away before it said so."""

    TAKEN = "taken"
    REFUSED = "refused"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail for one recipient; `id` is what its new header line names."""

    id: str
    mail_from: str
    rcpt_to: str
    raw: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A verdict, and a sentence for a person where the mail was not taken."""

    verdict: Verdict
    said: str = ""


class Line(Protocol):
    """A connection to the mail server, for several letters one after the other."""

    def send(self, letter: Letter) -> Answer:
        """Hands over one letter; never raises for what the mail server does."""
        ...


class Outlet(Protocol):
    """Where released mail goes. Safe on many threads; a line is for one alone."""

    def line(self) -> AbstractContextManager[Line]:
        """A line that is closed after the block."""
        ...


TAKEN = Answer(verdict=Verdict.TAKEN)


class MemoryOutlet:
    """Keeps letters, and answers as it is told to."""

    def __init__(self, answer: Callable[[Letter], Answer] = lambda _: TAKEN) -> None:
        self.letters: list[Letter] = []
        self.answer = answer

    @contextmanager
    def line(self) -> Iterator[Line]:
        """As `Outlet.line`."""
        yield self

    def send(self, letter: Letter) -> Answer:
        """Keeps it, whatever the answer."""
        self.letters.append(letter)
        return self.answer(letter)
