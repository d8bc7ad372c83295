"""Reading what has come into a folder, in the order in which it came.

A session that also is a `ReadsArrivals` can do so: it needs UIDs (RFC 9051 §2.3.1.1). Nothing that
is read is marked as read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, runtime_checkable

from clawback.mailboxes.port import Copy


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How far a folder was read: all UIDs up to this one, while `uid_validity` stands."""

    uid_validity: int
    uid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A mail that has come; `raw` is `None` when it is larger than was asked for."""

    copy: Copy
    raw: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """The next mails of a folder, and how far it is read with them; `left` are still to come."""

    mails: tuple[Arrived, ...]
    reached: Reached
    left: int


@runtime_checkable
class ReadsArrivals(Protocol):
    """What a session offers besides, when its server has UIDs."""

    def arrivals(
        self, folder: str, after: Reached | None, *, since: date | None, most: int, largest: int
    ) -> Arrivals:
        """At most `most` mails after `after`, oldest UID first; all when UIDVALIDITY is another.

        Of mail that came before the day `since` nothing is read. `largest` is in bytes.

        Raises:
            FolderMissingError: there is no such folder.
            ServerUnavailableError: the server does not answer.
        """
        ...

    @property
    def tells_arrivals(self) -> bool:
        """Whether the server tells of mail as it comes (IDLE, RFC 2177)."""
        ...

    def await_arrivals(self, folder: str, *, seconds: float, stop: Callable[[], bool]) -> bool:
        """Waits until mail comes into the folder that was read last; whether some may have come.

        It ends after so many seconds, and within half a second once `stop` says so.

        Raises:
            ServerUnavailableError: the connection is gone.
            RefusedError: the server does not let us wait.
        """
        ...
