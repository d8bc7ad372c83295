"""What investigations ask of mailboxes and engines; `app` brings it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from clawback.mailboxes.rules.running import Running
from clawback.model.delivery import Row
from clawback.model.verdict import ThreatType


class Mailboxes(Protocol):
    """Whose mailboxes are ours, and what runs over their mail."""

    def owns(self, address: str) -> bool:
        """Whether an address lies in our own domains."""
        ...

    def rules(self, address: str) -> Running | None:
        """What runs over the mail of this address; `None` where nobody can tell.

        Raises:
            ClawbackError: the mail server does not answer, or does not let us in.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """A message that engines find bad by now, and what they named."""

    message: str
    threat: ThreatType
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What came of asking engines; counts are messages, `trouble` is a sentence or empty.

    `unseen` are those whose bytes nobody has any more.
    """

    engines: tuple[str, ...] = ()
    asked: int = 0
    unseen: int = 0
    turned: tuple[Turned, ...] = ()
    trouble: str = ""


class Again(Protocol):
    """Asks those again who judged mail when it came, and has judged what they find."""

    def ask(self, investigation_id: str, rows: Sequence[Row]) -> Asked:
        """Asks about these, each message once; what turned is judged when this returns.

        Called again for the same investigation, nothing is judged twice.
        """
        ...

    def blocks(self, url: str) -> str:
        """Why a click on this link would be blocked now; empty when it would not."""
        ...

    def close(self) -> None:
        """Ends what is open. Never raises."""
        ...


class NoMailboxes:
    """Nobody's mailbox is ours."""

    def owns(self, address: str) -> bool:
        del address
        return False

    def rules(self, address: str) -> Running | None:
        del address
        return None


class NobodyAgain:
    """There is nobody to ask."""

    def ask(self, investigation_id: str, rows: Sequence[Row]) -> Asked:
        del investigation_id, rows
        return Asked()

    def blocks(self, url: str) -> str:
        del url
        return ""

    def close(self) -> None:
        return
