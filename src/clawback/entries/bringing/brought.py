"""What a file brings: wishes, and what of it is none, each told with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from clawback.entries.wish import EntryWish
from clawback.model.errors import BadInputError

MOST_ROWS = 200_000
MOST_FAULTS = 1_000  # that are told one by one
_SHOWN = 200  # characters


class BadFileError(BadInputError):
    """The file cannot be read."""

    code = "bad_entries_file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is no entry: where it stands, what stands there (cut), and why not.

    `place` is a line from 1, or the id of an indicator or attribute.
    """

    place: str
    text: str
    reason: str


@dataclass(slots=True)
class Brought:
    """All of a file; `not_understood` counts, and the first `MOST_FAULTS` are in `faults`."""

    now: datetime
    wishes: list[EntryWish] = field(default_factory=list, repr=False)
    faults: list[Fault] = field(default_factory=list, repr=False)
    not_understood: int = 0

    def take(self, wish: EntryWish) -> None:
        """Raises `BadFileError` where there are too many, and what `EntryWish.terms` raises."""
        wish.terms(self.now)
        self.wishes.append(wish)
        if len(self.wishes) > MOST_ROWS:
            raise BadFileError(
                f"A file can bring {MOST_ROWS:,} entries; this one has more. Send it in parts."
            )

    def refuse(self, place: str, text: str, reason: str) -> None:
        """Tells of something that is no entry."""
        self.not_understood += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(place=place, text=shown(text), reason=reason))


def shown(text: str) -> str:
    """Text on one line, cut when long."""
    line = "".join(one if one.isprintable() else "\ufffd" for one in text.strip())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
