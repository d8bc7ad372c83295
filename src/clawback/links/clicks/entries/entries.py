"""The one door to entries of people for the click."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from clawback.audit.action import AuditAction
from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.links.clicks.book import Entry
from clawback.links.clicks.entries import records
from clawback.links.clicks.entries.entry import (
    MOST,
    ClickEntry,
    EntryAction,
    TooManyEntriesError,
    in_book,
    named,
)
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.model.errors import BadInputError, NotFoundError
from clawback.model.identifier import new_id

_LETTER = "K"
_ACTIONS = {EntryAction.BLOCK: AuditAction.LINK_BLOCK, EntryAction.ALLOW: AuditAction.LINK_ALLOW}


class NoSuchEntryError(NotFoundError):
    """There is no such entry, or it has expired."""

    code = "click_entry_missing"


class ExpiredAlreadyError(BadInputError):
    """An entry that has expired already would count for nothing. Name a later moment."""

    code = "expired_already"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryWish:
    """What somebody wants blocked or let through, and until when; `None` is for ever."""

    action: EntryAction
    value: str
    reason: str = ""
    expires_at: datetime | None = None


class ClickEntries:
    """Safe to call from several threads."""

    def __init__(self, database: Database, trail: Trail, clock: Clock) -> None:
        self._database = database
        self._trail = trail
        self._clock = clock

    def put(self, actor: Actor, wish: EntryWish) -> ClickEntry:
        """Blocks a link or a host, or lets it through; the last word on each counts.

        Raises:
            NoClickEntryError: it is neither a link nor a host.
            ExpiredAlreadyError: the moment has passed.
            TooManyEntriesError: no more can be kept.
        """
        now = self._clock.now()
        if wish.expires_at is not None and wish.expires_at <= now:
            raise ExpiredAlreadyError
        made = ClickEntry(
            id=new_id(_LETTER, now),
            action=wish.action,
            named=named(wish.value),
            reason=wish.reason,
            at=now,
            by=actor.id,
            by_name=actor.name,
            expires_at=wish.expires_at,
        )
        with self._database.write() as connection:
            records.forget_expired(connection, now)
            records.put(connection, made)
            if records.how_many(connection) > MOST:
                raise TooManyEntriesError  # takes back what was put
            self._trail.record(
                connection,
                actor,
                _ACTIONS[wish.action],
                f"click_entry:{made.id}",
                details={
                    "value": made.named.value,
                    "reason": made.reason,
                    "expires_at": made.expires_at.isoformat() if made.expires_at else "",
                },
            )
        return made

    def forget(self, actor: Actor, entry_id: str) -> None:
        """Blocks it no more, or lets it through no more. Raises `NoSuchEntryError`."""
        with self._database.write() as connection:
            known = records.find(connection, entry_id)
            if known is None or not known.counts(self._clock.now()):
                raise NoSuchEntryError
            records.remove(connection, entry_id)
            self._trail.record(
                connection,
                actor,
                AuditAction.LINK_CLEAR,
                f"click_entry:{entry_id}",
                details={"value": known.named.value, "was": known.action.value},
            )

    def page(
        self, *, limit: int, action: EntryAction | None = None, before: str | None = None
    ) -> Sequence[ClickEntry]:
        """Entries that count, newest first, from behind the one of the id `before` on."""
        now = self._clock.now()
        with self._database.read() as connection:
            return records.newest(connection, now, limit=limit, action=action, before=before)

    def stamp(self) -> str:
        """Another text whenever there are other entries."""
        with self._database.read() as connection:
            return records.stamp(connection)

    def entries(self) -> Iterator[Entry]:
        """Those that count, as the book has them."""
        found = (in_book(one) for one in self.page(limit=MOST))
        yield from (one for one in found if one is not None)
