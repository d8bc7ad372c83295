"""What a mail server must let us do; adapters differ, `tests/contracts` holds them to it.

A `MailServer` opens sessions; a `Session` works on one account and belongs to one thread. All calls
block: they are made from a bounded pool, at most one session per account at a time (two MOVEs of
the same mail at once can double it on a Maildir).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from clawback.model.errors import ClawbackError, NotFoundError, UnavailableError
from clawback.model.location import MailboxRef
from clawback.model.throttled import OccupiedError, ThrottledError

SEEN = "\\Seen"
"""The flag of a copy that has been read (RFC 9051 section 2.3.2)."""


class Place(StrEnum):
    """A folder by what it is for; each account has its own names for them."""

    INBOX = "inbox"
    JUNK = "junk"
    DELETED_ITEMS = "deleted_items"
    RECOVERABLE = "recoverable"  # hidden from the owner; soft-deleted mail lies here
    SENT = "sent"  # what the owner sent


class MailboxMissingError(ClawbackError):
    """The server knows no such account."""

    code = "mailbox_missing"


class FolderMissingError(ClawbackError):
    """The account has no such folder."""

    code = "folder_missing"


class RefusedError(ClawbackError):
    """The server understood and said no."""

    code = "refused"


class MessageGoneError(NotFoundError):
    """The mail is no longer where it was seen. Look for it again."""

    code = "message_gone"


class ServerUnavailableError(UnavailableError):
    """The mail server does not answer, or the connection broke. What was under way is unknown."""

    code = "mail_server_unavailable"


class ServerBusyError(ThrottledError, ServerUnavailableError):
    """The mail server asks us to come back later. It is left alone until then."""

    code = "mail_server_busy"


class MailboxBusyError(OccupiedError):
    """Another program holds this mailbox. We come back to it later; its neighbours go on."""

    code = "mailbox_busy"


class LoginRefusedError(UnavailableError):
    """The mail server refuses our credentials. Check the master user and its password."""

    code = "login_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a server can do for us, found by asking it, and what it cannot, in words."""

    move: bool  # moves without copying
    hidden_recoverable: bool  # soft-deleted mail is hidden from the owner
    stable_ids: bool  # has an id that survives moves
    rules: bool = False  # the rules of its accounts can be read (`rules/port.py`)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A message to look for in an account.

    `network_message_id`, `internet_message_id` and `header_fingerprint` say which mail it is;
    `hint` is where it was last known to be, tried first.
    """

    network_message_id: str
    internet_message_id: str
    header_fingerprint: str
    hint: MailboxRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One copy in one folder, as just seen."""

    ref: MailboxRef
    place: Place | None  # None for a folder of the owner's own
    flags: frozenset[str] = frozenset()  # as IMAP writes them: `\\Seen`, `$Phishing`
    internal_date: datetime | None = None
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What a move did to one copy.

    `after` is the copy in its new folder; `None` when it was not moved by this call, and then only
    a new look can tell where it is.
    """

    before: Copy
    after: Copy | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A whole mail to be put back, as it was: bytes, flags, date."""

    raw: bytes = field(repr=False)
    flags: frozenset[str]
    internal_date: datetime


class Session(Protocol):
    """Work on one account. Every call may raise `ServerUnavailableError` or `RefusedError`."""

    def folders(self) -> Mapping[str, Place | None]:
        """Every folder that can be opened, by name, and what it is for."""
        ...

    def find(
        self, wanted: Sequence[Wanted], *, everywhere: bool = False
    ) -> Mapping[Wanted, tuple[Copy, ...]]:
        """Every copy of each wanted message, in any folder, including the recoverable one.

        Where a hint holds, a server may look for further copies only close to it, if its settings
        say so and not `everywhere` is asked for. A hint is believed only when UIDVALIDITY and GUID
        still agree; a hit of a search only when its fetched headers have the wanted fingerprint. An
        id that cannot be put safely into a search is looked for without one.
        """
        ...

    def verify(self, refs: Sequence[MailboxRef]) -> Mapping[MailboxRef, Copy | None]:
        """Looks again at exactly these places: the copy if it is still there, else `None`."""
        ...

    def move(self, copies: Sequence[Copy], to: Place | str) -> Sequence[Moved]:
        """Moves copies of this account into a place, or a folder by name, one result per copy.

        Flags, keywords and internal date are kept. A place's folder is made when it is missing.
        """
        ...

    def delete(self, copies: Sequence[Copy]) -> Sequence[Copy]:
        """Removes copies for good, also from the store of expunged mail; returns those gone.

        A copy that is no longer in its folder is still looked for in that store, so that a second
        call finishes what a broken one began.
        """
        ...

    def fetch(self, copy: Copy) -> bytes:
        """The whole mail as the server has it.

        Raises:
            MessageGoneError: it is no longer where it was seen.
        """
        ...

    def restore(self, original: Original, to: Place | str) -> Copy:
        """Puts a mail back with its flags and date."""
        ...

    def close(self) -> None:
        """Logs out. Never raises."""
        ...


class MailServer(Protocol):
    """One mail server with its accounts."""

    @property
    def name(self) -> str:
        """How settings name it."""
        ...

    def account(self, recipient: str) -> str | None:
        """The account that receives mail for this address; `None` when it is not this server's."""
        ...

    def capabilities(self) -> Capabilities:
        """Asks the server."""
        ...

    def open(self, account: str) -> Session:
        """A session on an account.

        Raises:
            MailboxMissingError: there is no such account.
            LoginRefusedError: our credentials are refused.
            ServerUnavailableError: nobody answers.
        """
        ...
