"""What the next hop takes is what the content filter offers: nothing is promised that gets lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_PASSED_ON = ("8BITMIME", "SMTPUTF8", "DSN", "XFORWARD")
_OURS = ("PIPELINING", "ENHANCEDSTATUSCODES")
# Parameters of MAIL and RCPT, by the extension that brings them (RFC 6152, 6531, 3461, 1870).
_NEEDS = {
    "BODY": "8BITMIME",
    "SMTPUTF8": "SMTPUTF8",
    "RET": "DSN",
    "ENVID": "DSN",
    "NOTIFY": "DSN",
    "ORCPT": "DSN",
}
_SIZE = "SIZE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """Extensions by upper-case name, each with what stands behind it."""

    extensions: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, lines: Sequence[str]) -> Offers:
        """From the lines of an answer to EHLO; the first one names the server alone."""
        words = (line.strip().partition(" ") for line in lines[1:])
        return cls(extensions={name.upper(): more.strip() for name, _, more in words if name})

    @property
    def pipelining(self) -> bool:
        """Whether commands may be said without waiting (RFC 2920)."""
        return "PIPELINING" in self.extensions

    @property
    def largest(self) -> int:
        """Bytes of the largest mail that is taken; 0 where that is not told (RFC 1870)."""
        told = self.extensions.get(_SIZE, "")[:20]
        return int(told) if told.isascii() and told.isdigit() else 0

    @property
    def says_size(self) -> bool:
        return _SIZE in self.extensions

    def passed_on(self) -> tuple[str, ...]:
        """What the content filter offers in turn, a line each."""
        size = (f"{_SIZE} {self.largest}",) if self.largest else (_SIZE,)
        same = (
            f"{name} {self.extensions[name]}".strip()
            for name in _PASSED_ON
            if name in self.extensions
        )
        return (*_OURS, *size, *same)

    def lacking(self, parameters: Mapping[str, str]) -> str:
        """A parameter of MAIL or RCPT that cannot be passed on; empty when there is none."""
        unknown = (
            name
            for name in parameters
            if name != _SIZE and _NEEDS.get(name, "-") not in self.extensions
        )
        return next(unknown, "")

    def forwardable(self, words: str) -> str:
        """What of an XFORWARD the next hop wants to know; empty for nothing."""
        wanted = self.extensions.get("XFORWARD", "").upper().split()
        told = (word for word in words.split() if word.partition("=")[0].upper() in wanted)
        return " ".join(told)
