"""What a person changed about which mail is which campaign's; nothing of it is ever lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from clawback.model.labelled import Labelled


class ChangeKind(Labelled):
    """What was done with the mail."""

    MERGED = "merged", "Merged"
    SPLIT = "split", "Split off"
    UNDONE = "undone", "Taken back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Mail that went from one campaign to another at a person's word.

    `mails` are messages. `undoes` is the number of the change that this one took back, and
    `undone_by` of that which took this one back; 0 for none.
    """

    number: int
    kind: ChangeKind
    origin: str
    target: str
    at: datetime
    actor: str = ""
    reason: str = ""
    mails: int = 0
    undoes: int = 0
    undone_by: int = 0

    @property
    def undoable(self) -> bool:
        """Whether it can still be taken back."""
        return self.kind is not ChangeKind.UNDONE and not self.undone_by
