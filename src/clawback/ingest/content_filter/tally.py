"""What the content filter has done since the server started, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock

from clawback.ingest.content_filter.copies import Fate
from clawback.ingest.content_filter.reply import Reply
from clawback.model.labelled import Labelled


class Told(Labelled):
    """What the mail server was told for one recipient."""

    TAKEN = "taken", "The next hop took it"
    DEFERRED = "deferred", "It is to be offered again"
    REFUSED = "refused", "The next hop refused it for good"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterFigures:
    """Recipients of mails, by what became of the links and by what was told; `copies` went on.

    `seconds` is how long mails were read and rewritten.
    """

    fates: Mapping[Fate, int]
    told: Mapping[Told, int]
    copies: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Filtering:
    """The content filter's tally; `None` where there is none."""

    tally: FilterTally | None


class FilterTally:
    """Counts. Safe on many threads. `away` says why the next hop was not reached the last time."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._fates: Counter[Fate] = Counter()
        self._told: Counter[Told] = Counter()
        self._copies = 0
        self._seconds = 0.0
        self.away = ""

    def prepared(self, fates: Iterable[Fate], *, copies: int, seconds: float) -> None:
        """A mail was made ready for its recipients."""
        with self._turn:
            self._fates.update(fates)
            self._copies += copies
            self._seconds += seconds

    def told(self, reply: Reply) -> None:
        """The mail server was told this for one recipient."""
        with self._turn:
            self._told[_told(reply)] += 1

    def figures(self) -> FilterFigures:
        with self._turn:
            return FilterFigures(
                fates={each: self._fates[each] for each in Fate},
                told={each: self._told[each] for each in Told},
                copies=self._copies,
                seconds=self._seconds,
            )


def _told(reply: Reply) -> Told:
    if reply.taken:
        return Told.TAKEN
    return Told.REFUSED if reply.code // 100 == 5 else Told.DEFERRED  # noqa: PLR2004 - §4.2.1
