"""What other rooms keep, and for how long, so that one page tells of everything."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """Days: of finished exports, held mail, mail in escrow (0: none); the trail is for ever."""

    exports_days: float
    quarantine_days: int
    escrow_days: int
