"""The port of whatever takes alerts, and one in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from clawback.alerts.alert import Alert


class Answer(StrEnum):
    """What became of a try."""

    TAKEN = "taken"
    AWAY = "away"  # it is tried again
    REFUSED = "refused"  # it never will be taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The answer, and a sentence where the alert was not taken."""

    answer: Answer
    trouble: str = ""


TAKEN = Said(answer=Answer.TAKEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """An alert for a receiver. `key` is the same at every try; `link` is its page, if known."""

    key: str
    alert: Alert
    at: datetime
    link: str = ""


class Channel(Protocol):
    """One receiver. Raises nothing: whatever goes wrong is an answer."""

    @property
    def name(self) -> str:
        """How policies name it."""
        ...

    def send(self, message: Message) -> Said:
        """Hands an alert over; takes seconds at most."""
        ...


@dataclass(slots=True)
class MemoryChannel:
    """Keeps what it is sent; `says` is what it answers from now on."""

    name: str
    says: Said = TAKEN
    messages: list[Message] = field(default_factory=list)

    def send(self, message: Message) -> Said:
        if self.says.answer is Answer.TAKEN:
            self.messages.append(message)
        return self.says


def away(trouble: str) -> Said:
    return Said(answer=Answer.AWAY, trouble=trouble)


def refused(trouble: str) -> Said:
    return Said(answer=Answer.REFUSED, trouble=trouble)
