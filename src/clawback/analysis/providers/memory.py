"""An engine in memory: says of a mail what it was told to say; for trying things out."""

from __future__ import annotations

from collections.abc import Mapping

from clawback.analysis.providers.port import Transport
from clawback.model.verdict import Finding


class MemoryProvider:
    """Finds pieces of text in mails."""

    engine = "memory"

    def __init__(self, says: Mapping[bytes, Finding], *, name: str = "memory") -> None:
        self.name = name
        self._says = dict(says)

    def judge(self, raw: bytes, transport: Transport) -> tuple[Finding, ...]:
        """Every finding whose text is in the mail."""
        del transport
        found = tuple(finding for text, finding in self._says.items() if text in raw)
        return found or (Finding(provider=self.engine),)

    def greet(self) -> str:
        """Always answers."""
        return "memory"

    def edition(self) -> str:
        """Changes with what it was told to say."""
        return repr(sorted(self._says))
