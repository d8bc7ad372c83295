"""What a reader of stored mail gives: mails, and word of what it had to pass over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from clawback.ingest.intake import Intake

LMTP = "lmtp"  # the `source` of every journal copy that comes by LMTP
SMTP = "smtp"  # the `source` of every journal copy that comes by SMTP
MILTER = "milter"  # the `source` of every mail that passed the milter
IMPORT = "import"  # the `source` of every mail that these readers hand over


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A mail, and how many bytes of the source were read for it."""

    intake: Intake
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Something that is not taken: where it is, why not (the end of a sentence), its bytes."""

    path: str
    reason: str
    size: int = 0


Item: TypeAlias = Found | Skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What the person who imports knows better than the files.

    `recipient` is for whom all of it was; `server` is the mail server whose mailboxes these are, by
    the name it has in the settings.
    """

    recipient: str = ""
    server: str = ""


class Source(Protocol):
    """Stored mail. `size` is its bytes, to tell how far a reading is."""

    @property
    def size(self) -> int: ...

    def __iter__(self) -> Iterator[Item]: ...
