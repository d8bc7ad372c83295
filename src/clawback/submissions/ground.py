"""What the room stands on, and the ports that it takes from others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from clawback.analysis.providers.port import Transport
from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.filters.tree import Filter
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.model.delivery import Row
from clawback.model.errors import ConflictError
from clawback.model.message import Message
from clawback.store.port import EventStore, Query
from clawback.vault.files import SealedFiles
from clawback.vault.keys import VaultKeys

FOLDER, KEY_FILE = "submissions", "submissions.key"
_FORM = b"clawback-submissions-1\n"

Ask = Callable[[Actor, Filter, datetime | None, datetime | None], Query]


class NoListError(ConflictError):
    """This server keeps no block and allow list. Submit without an entry."""

    code = "no_entry_list"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryWish:
    """What is to be blocked or allowed beside a submission.

    `expiry` is one of the list's choices, `at` the moment where it is a date. Without `values` it
    is what was submitted: the sender, the URL or the file.
    """

    values: tuple[str, ...] = ()
    expiry: str = ""
    at: datetime | None = None
    note: str = ""


class EntryList(Protocol):
    """The organisation's block and allow list."""

    def add(self, wish: EntryWish, actor: Actor, *, blocks: bool) -> Sequence[str]:
        """Blocks or allows every value; gives the entries' ids. All of them or none.

        Raises:
            BadInputError: a value or the expiry cannot be one.
            ConflictError: there is no list, or a value is on it.
        """
        ...


class NoEntryList:
    """Where nobody keeps one."""

    def add(self, wish: EntryWish, actor: Actor, *, blocks: bool) -> Sequence[str]:
        """Raises `NoListError`."""
        del wish, actor, blocks
        raise NoListError


class Reader(Protocol):
    """Reads a mail, and asks engines and judges of our own about it."""

    def read(self, raw: bytes, transport: Transport) -> Message:
        """The message with everything that is said of it now; never raises for what is in it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Parts of other rooms.

    `ask` makes the store's question, within an actor's scope. `bring` gives the bytes of a
    delivery's mail, or `None` where nobody has them any more.
    """

    database: Database
    store: EventStore
    trail: Trail
    clock: Clock
    ask: Ask
    files: SealedFiles
    reader: Reader
    bring: Callable[[Row], bytes | None]
    entries: EntryList = field(default_factory=NoEntryList)


def sealed_files(data: Path) -> SealedFiles:
    """The sealed bytes of submissions in a data folder."""
    return SealedFiles(data / FOLDER, VaultKeys(data / KEY_FILE), form=_FORM)
