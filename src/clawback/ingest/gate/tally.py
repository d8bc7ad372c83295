"""What the gate has done since the server started, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from clawback.ingest.ruling import GateAction, Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class GateFigures:
    """Mails by what was done with them; `unjudged` of those let through were not judged wholly.

    `seconds` is how long mails were judged, `held_by_server` how many went to the mail server's own
    quarantine.
    """

    actions: Mapping[GateAction, int]
    unjudged: int = 0
    held_by_server: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Gatekeeping:
    """The gate's tally; `None` when the milter only observes."""

    tally: Tally | None


class Tally:
    """Counts. Safe on many threads."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._actions: Counter[GateAction] = Counter()
        self._unjudged = 0
        self._held_by_server = 0
        self._seconds = 0.0

    def judged(self, seconds: float) -> None:
        """A mail was judged, or was given up, after so long."""
        with self._turn:
            self._seconds += seconds

    def done(self, ruling: Ruling, *, held_by_server: bool = False) -> None:
        """This was done with a mail."""
        with self._turn:
            self._actions[ruling.action] += 1
            self._unjudged += ruling.action is GateAction.ACCEPT and bool(ruling.trouble)
            self._held_by_server += held_by_server

    def figures(self) -> GateFigures:
        with self._turn:
            return GateFigures(
                actions={each: self._actions[each] for each in GateAction},
                unjudged=self._unjudged,
                held_by_server=self._held_by_server,
                seconds=self._seconds,
            )
