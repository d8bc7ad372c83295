"""What a block or an allowance names, and the port of whoever keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from clawback.filters.entry_kind import EntryKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What of a mail an entry can name, folded, each the most telling first.

    `senders` are addresses with what they are in the mail. `hosts` and `urls` are those of its
    links, `files` SHA-256 hashes of its attachments and `clients` who handed it over.
    """

    senders: tuple[tuple[str, str], ...] = ()
    hosts: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry that names a mail.

    `where` says what of the mail it names, as the end of a sentence: `as its sender`. `by_link`
    is whether that is a link, whatever kind of entry it is.
    """

    kind: EntryKind
    text: str
    listed_in: str
    blocks: bool
    where: str
    by_link: bool = False


class Entries(Protocol):
    """Blocks and allowances of the organisation. Safe on several threads."""

    def naming(self, marks: Marks) -> Sequence[Entry]:
        """Every entry that names something of the mail, blocks first.

        Quick, for it is asked about each mail while it comes in.
        """
        ...


class NoEntries:
    """Where nothing is blocked or allowed."""

    def naming(self, marks: Marks) -> Sequence[Entry]:
        """Nothing."""
        del marks
        return ()
