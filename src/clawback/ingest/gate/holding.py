"""The port to where mail is held that the gate did not let through."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMail:
    """A mail and all that it takes to let it go on later.

    `raw` is the mail as it would have been delivered, under the line that the mail server writes
    above it. `mail_from` is empty for a bounce. `recipients` are those for whom it is held, as the
    envelope had them, and need not be all that it was for. `reason` is a sentence; `threat_type`
    is the code of a `model.verdict.ThreatType`; `received_at` is aware.
    """

    network_message_id: str
    raw: bytes = field(repr=False)
    mail_from: str
    recipients: tuple[str, ...]
    reason: str
    threat_type: str
    received_at: datetime


class Holding(Protocol):
    """Keeps mail. Safe on many threads."""

    def hold(self, mail: HeldMail) -> None:
        """Durable on return; holding the same mail for the same recipients again does no harm.

        Raises:
            UnavailableError: it could not be made durable.
        """
        ...


class MemoryHolding:
    """Keeps mail as long as the process lives."""

    def __init__(self) -> None:
        self.held: list[HeldMail] = []

    def hold(self, mail: HeldMail) -> None:
        """As `Holding` says, but for the disk."""
        if mail not in self.held:
            self.held.append(mail)
