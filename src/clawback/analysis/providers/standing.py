"""How an engine stands: asked, or left alone for a while because it failed again and again.

Pure: the time is passed in, as seconds that only grow.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

_FAILURES = 3  # in a row, after which it is left alone
_FIRST_REST, _LONGEST_REST = 10.0, 300.0  # seconds; each rest is twice the last


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Failures in a row, until when it rests, and how long this rest or the last one is.

    After a rest one mail tries it, `trying`; the others are not given to it before that one ended.
    """

    failures: int = 0
    until: float = 0.0
    rest: float = 0.0
    trying: bool = False

    def resting(self, now: float) -> bool:
        """Whether it is left alone: it rests, or somebody is trying it."""
        return self.rest > 0 and (self.trying or now < self.until)

    def asked(self, now: float) -> Standing:
        """Somebody asks it, who has looked that it does not rest."""
        return replace(self, trying=True) if self.rest > 0 and now >= self.until else self

    def answered(self) -> Standing:
        """It gave an answer: all is forgotten."""
        return WELL

    def failed(self, now: float) -> Standing:
        """It gave none. What was asked before a rest began and fails late lengthens no rest."""
        if self.rest > 0 and not self.trying:
            return self
        failures = self.failures + 1
        if not self.trying and failures < _FAILURES:
            return replace(self, failures=failures)
        rest = min(self.rest * 2 or _FIRST_REST, _LONGEST_REST)
        return Standing(failures=failures, until=now + rest, rest=rest)


WELL = Standing()
