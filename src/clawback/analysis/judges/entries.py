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
    links, `files` SHA-256 hashes of its attachments and `clients` who handed it over. `author` is
    the From address, and `proved` the domains that vouch for who sends it. `recipients` are those
    of the envelope, empty where nobody said.
    """

    senders: tuple[tuple[str, str], ...] = ()
    hosts: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()
    author: str = ""
    proved: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry that names a mail.

    `where` says what of the mail it names, as the end of a sentence: `as its sender`. `by_link`
    is whether that is a link, whatever kind of entry it is. `listed_in` is empty for an entry of
    the allow/block list. `spoof` is whether it is a pair: a spoofed sender, and who sends for it.
    """

    kind: EntryKind
    text: str
    listed_in: str
    blocks: bool
    where: str
    by_link: bool = False
    spoof: bool = False


class Entries(Protocol):
    """Blocks and allowances of the organisation. Safe on several threads."""

    def naming(self, marks: Marks) -> Sequence[Entry]:
        """Every entry that names something of the mail, blocks first.

        Quick, for it is asked about each mail while it comes in.
        """
        ...


class AllEntries:
    """What several keep, as one."""

    def __init__(self, several: Sequence[Entries]) -> None:
        self._several = tuple(several)

    def naming(self, marks: Marks) -> Sequence[Entry]:
        """As `Entries`."""
        found = [entry for one in self._several for entry in one.naming(marks)]
        found.sort(key=lambda entry: not entry.blocks)
        return found


class NoEntries:
    """Where nothing is blocked or allowed."""

    def naming(self, marks: Marks) -> Sequence[Entry]:
        """Nothing."""
        del marks
        return ()
