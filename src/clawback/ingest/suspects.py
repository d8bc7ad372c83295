"""Which mails were in hand when the process died: so that one mail cannot keep it from starting.

The pipeline notes what it takes in hand. When the note is found at the next start, the process died
over these mails; they are then taken one by one, and a single mail that three deaths in a row are
noted for is not taken again.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from clawback.model.codec import CodecError, from_json, to_json

DEATHS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Mails by sequence, both included, and how often the process died over just these."""

    first: int
    last: int
    deaths: int = 0


class Suspects:
    """The note, as a file. A crash of the machine may lose it: that only costs another try."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._found = self._read()
        self._taken = 0
        self._turn = Lock()

    @property
    def last(self) -> int:
        """Mails up to this sequence are to be taken one by one."""
        return self._found.last if self._found else 0

    def deadly(self, sequence: int) -> bool:
        """Whether this one mail has ended the process too often."""
        return self._deaths(sequence, sequence) >= DEATHS

    def take(self, first: int, last: int) -> None:
        """These are in hand from now on."""
        note = Note(first=first, last=last, deaths=self._deaths(first, last))
        draft = self._path.with_suffix(".new")
        with self._turn:
            draft.write_text(to_json(note))
            draft.replace(self._path)
            self._taken = last

    def done(self, sequence: int) -> None:
        """Everything up to here is stored."""
        with self._turn:
            if sequence >= self._taken:
                self._path.unlink(missing_ok=True)

    def release(self) -> None:
        """Nothing is in hand: the process ends in order."""
        self._path.unlink(missing_ok=True)

    def _deaths(self, first: int, last: int) -> int:
        found = self._found
        return found.deaths if found and (found.first, found.last) == (first, last) else 0

    def _read(self) -> Note | None:
        try:
            note = from_json(Note, self._path.read_bytes())
        except (FileNotFoundError, CodecError):
            return None
        return Note(first=note.first, last=note.last, deaths=note.deaths + 1)
