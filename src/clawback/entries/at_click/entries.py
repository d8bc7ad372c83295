"""Entries of the allow/block list that count at the click, as whoever looks at clicks keeps them.

A host is meant with all below it here, and the last word on a link counts, whichever it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from clawback.audit.action import AuditAction
from clawback.audit.trail import Trail
from clawback.database import Connection, Database
from clawback.entries.entries import PERSON
from clawback.entries.entry import (
    Direction,
    Entry,
    EntryAction,
    Lifetime,
    Place,
    Terms,
    Value,
    ValueKind,
    number_of,
)
from clawback.entries.records import kept as records
from clawback.entries.value import BadValueError, read_value
from clawback.entries.wanted import Wanted
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.model.errors import BadInputError, NotFoundError

_CLICK = frozenset({Place.CLICK})
_LINKED = frozenset({ValueKind.DOMAIN, ValueKind.URL, ValueKind.IP})
_ACTIONS = {EntryAction.BLOCK: AuditAction.LINK_BLOCK, EntryAction.ALLOW: AuditAction.LINK_ALLOW}


class NoClickEntryError(BadInputError):
    """Only a link, a host or an IP address can be blocked or let through at the click."""

    code = "no_click_entry"


class NoSuchEntryError(NotFoundError):
    """There is no such entry, or it has expired."""

    code = "click_entry_missing"


class ExpiredAlreadyError(BadInputError):
    """An entry that has expired already would count for nothing. Name a later moment."""

    code = "expired_already"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickWish:
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

    def put(self, actor: Actor, wish: ClickWish) -> Entry:
        """Blocks a link or a host, or lets it through; the last word on each counts.

        Raises:
            NoClickEntryError: it is neither a link nor a host.
            ExpiredAlreadyError: the moment has passed.
        """
        now = self._clock.now()
        if wish.expires_at is not None and wish.expires_at <= now:
            raise ExpiredAlreadyError
        value = named(wish.value)
        other = _other(wish.action)
        with self._database.write() as connection:
            number = records.another_edition(connection)
            for against in records.known(connection, [value], other).values():
                self._leave(connection, against, number, actor)
            known = records.known(connection, [value], wish.action).get(value)
            made = _made(value, wish, actor, now, known)
            if known is None:
                made = replace(made, number=records.next_numbers(connection, 1))
                records.add(connection, [made], number)
            else:
                records.replace(connection, made, number)
            self._trail.record(
                connection,
                actor,
                _ACTIONS[wish.action],
                f"entry:{made.id}",
                details={
                    "value": made.value.text,
                    "reason": wish.reason,
                    "expires_at": wish.expires_at.isoformat() if wish.expires_at else "",
                },
            )
        return made

    def forget(self, actor: Actor, entry_id: str) -> None:
        """It counts at the click no more. Raises `NoSuchEntryError`."""
        number = number_of(entry_id)
        with self._database.write() as connection:
            known = None if number is None else records.find(connection, number)
            if known is None or not self._counts(known):
                raise NoSuchEntryError
            self._leave(connection, known, records.another_edition(connection), actor)
            self._trail.record(
                connection,
                actor,
                AuditAction.LINK_CLEAR,
                f"entry:{known.id}",
                details={"value": known.value.text, "was": known.terms.action.value},
            )

    def page(
        self, *, limit: int, action: EntryAction | None = None, before: str | None = None
    ) -> Sequence[Entry]:
        """Entries that count, newest first, from behind the one of the id `before` on."""
        wanted = Wanted(place=Place.CLICK, action=action)
        behind = number_of(before) if before else None
        with self._database.read() as connection:
            now = self._clock.now()
            return records.newest(connection, wanted, now, limit=limit, before=behind)

    def _counts(self, one: Entry) -> bool:
        until = one.terms.lifetime.expires_at
        ended = until is not None and until <= self._clock.now()
        return one.gone_at is None and not ended and Place.CLICK in one.terms.places

    def _leave(self, connection: Connection, one: Entry, number: int, actor: Actor) -> None:
        """The entry counts in mail alone from now on, or is gone where it did not."""
        places = one.terms.places - _CLICK
        if not places:
            now = self._clock.now()
            records.remove(connection, [one.number], now, number, by=actor.name)
        elif places != one.terms.places:
            changed = replace(one, terms=replace(one.terms, places=places))
            records.replace(connection, changed, number)


def named(value: str) -> Value:
    """What somebody means, in any spelling. Raises `NoClickEntryError`."""
    try:
        found = read_value(value)
    except BadValueError as error:
        raise NoClickEntryError from error
    if found.kind not in _LINKED or (found.kind is ValueKind.IP and "/" in found.text):
        raise NoClickEntryError
    plain = found.kind is ValueKind.DOMAIN and found.text[0] not in "*~"
    return replace(found, text=f"~{found.text}") if plain else found


def _other(action: EntryAction) -> EntryAction:
    return EntryAction.ALLOW if action is EntryAction.BLOCK else EntryAction.BLOCK


def _made(value: Value, wish: ClickWish, actor: Actor, now: datetime, known: Entry | None) -> Entry:
    """A new entry; or the known one with these terms, which counts in mail as it did."""
    again = known is not None and known.gone_at is None
    places = (known.terms.places | _CLICK) if again and known else _CLICK
    return Entry(
        number=known.number if known else 0,
        value=value,
        terms=Terms(
            action=wish.action,
            direction=known.terms.direction if again and known else Direction.BOTH,
            places=places,
            lifetime=Lifetime(expires_at=wish.expires_at),
            note=wish.reason,
        ),
        origin=PERSON,
        at=now,
        by=actor.id,
        by_name=actor.name,
        changed_at=now,
        changed_by=actor.name,
        used_at=known.used_at if known else None,
    )
