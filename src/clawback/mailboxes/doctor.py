"""Asks each mail server what it can do, for `clawback doctor`."""

from __future__ import annotations

from dataclasses import dataclass

from clawback.mailboxes.port import Capabilities, MailServer
from clawback.model.errors import ClawbackError


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """What was found: abilities, or the trouble that kept us from asking."""

    server: str
    capabilities: Capabilities | None
    trouble: str = ""

    @property
    def healthy(self) -> bool:
        """It answered, and nothing about it needs an administrator."""
        return self.capabilities is not None and not self.capabilities.notes


def check(server: MailServer) -> Checkup:
    """Asks one server; never raises for what the server does."""
    try:
        return Checkup(server=server.name, capabilities=server.capabilities())
    except ClawbackError as error:
        return Checkup(server=server.name, capabilities=None, trouble=str(error))
