"""What a parsing child is told; known to its parent without loading what the child loads."""

from __future__ import annotations

from dataclasses import dataclass

from clawback.analysis.limits import DEFAULT_LIMITS, AnalysisLimits
from clawback.analysis.trace import NO_TRUST, Trust


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildSettings:
    """Address space in bytes, seconds for one mail, and how mails are to be read.

    `yields` is whether everything else on the machine goes first.
    """

    memory_bytes: int
    wall_seconds: float
    limits: AnalysisLimits = DEFAULT_LIMITS
    trust: Trust = NO_TRUST
    yields: bool = False
