"""What a target of submissions must do, and an adapter that only remembers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from clawback.submissions.submission import Result, Submission


class Answer(StrEnum):
    """What became of one try.

    `TAKEN` is when the target has it and will say later what it makes of it.
    """

    DONE = "done"
    TAKEN = "taken"
    AWAY = "away"
    REFUSED = "refused"
    NO_ACCESS = "no_access"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer with a sentence for a person.

    `reference` is the target's own id for it, `result` what it makes of it, `pause` for how many
    seconds it asks to be left alone.
    """

    answer: Answer
    text: str = ""
    reference: str = ""
    result: Result | None = None
    pause: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What is sent. `key` stays the same at every try; `raw` is empty where there are no bytes.

    `again` is whether an earlier try may have arrived of which nobody knows; it began at `began`.
    """

    key: str
    submission: Submission
    raw: bytes = field(default=b"", repr=False)
    at: datetime
    again: bool = False
    began: datetime | None = None


class Target(Protocol):
    """One target. Used by one thread at a time."""

    @property
    def name(self) -> str:
        """Its own; no two that are set up share one."""
        ...

    @property
    def kind(self) -> str:
        """What it is, as the settings call it."""
        ...

    def declines(self, submission: Submission) -> str:
        """Why such a submission is nothing for it, as a sentence; empty when it is."""
        ...

    def send(self, parcel: Parcel) -> Said:
        """Sends it once; never raises for what the other side does."""
        ...

    def ask(self, parcel: Parcel, reference: str) -> Said:
        """What became of one that was `TAKEN`."""
        ...


def done(text: str = "", result: Result | None = None, reference: str = "") -> Said:
    return Said(answer=Answer.DONE, text=text, result=result, reference=reference)


def away(text: str, pause: float | None = None) -> Said:
    """To be tried again."""
    return Said(answer=Answer.AWAY, text=text, pause=pause)


def refused(text: str) -> Said:
    """For good."""
    return Said(answer=Answer.REFUSED, text=text)


def declined(text: str) -> Said:
    """Nothing for this target."""
    return Said(answer=Answer.DECLINED, text=text)


def no_access(text: str) -> Said:
    """To be tried again, when somebody has looked after the credentials."""
    return Said(answer=Answer.NO_ACCESS, text=text)


def only_confirmed(submission: Submission) -> str:
    """For targets that learn: a guess teaches nothing."""
    if submission.reason.confirmed:
        return ""
    return "It learns only from what somebody has confirmed."


def never_asked(reference: str) -> Said:
    """Of a target that says everything at once."""
    return done(reference=reference)


class MemoryTarget:
    """Keeps parcels, and answers as it is told to."""

    kind = "memory"

    def __init__(
        self,
        name: str = "memory",
        *,
        answer: Callable[[Parcel], Said] = lambda _: done("Noted."),
        later: Sequence[Said] = (),
    ) -> None:
        self.name = name
        self.answer = answer
        self.later = list(later)
        self.parcels: list[Parcel] = []

    def declines(self, submission: Submission) -> str:
        """Takes everything."""
        del submission
        return ""

    def send(self, parcel: Parcel) -> Said:
        """Keeps it, whatever the answer."""
        self.parcels.append(parcel)
        return self.answer(parcel)

    def ask(self, parcel: Parcel, reference: str) -> Said:
        """The next of the later answers."""
        del parcel
        return self.later.pop(0) if self.later else never_asked(reference)
