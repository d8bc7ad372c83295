"""Adds entries to the list, in the transaction of whoever brings them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from clawback.database import Connection
from clawback.entries.entry import MOST, Entry, EntryAction, Standing, Value
from clawback.entries.records import kept as records
from clawback.entries.wish import EntryWish
from clawback.model.actor import Actor, ActorKind
from clawback.model.errors import BadInputError

_Key = tuple[Value, EntryAction]


class TooManyEntriesError(BadInputError):
    """A million entries are kept already. Take some away, or let them expire."""

    code = "too_many_entries"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bringer:
    """Who adds entries, out of what, and when."""

    actor: Actor
    origin: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What came of many wishes: new entries by number, and those there were already."""

    new: tuple[int, ...]
    known: tuple[int, ...]


def add(connection: Connection, wishes: Sequence[EntryWish], by: Bringer) -> Added:
    """Adds what is not there; what is gone or has expired begins anew.

    What a person took away, no feed brings back. Raises `TooManyEntriesError`, and what
    `EntryWish.terms` raises.
    """
    once = {(one.value, one.action): one for one in wishes}
    there = _there(connection, once)
    fresh = [wish for key, wish in once.items() if key not in there]
    anew = [(there[key], once[key]) for key in there if _anew(there[key], by)]
    number = records.another_edition(connection) if fresh or anew else 0
    first = records.next_numbers(connection, len(fresh)) if fresh else 0
    made = [_made(wish, by, first + at) for at, wish in enumerate(fresh)]
    records.add(connection, made, number)
    for entry, wish in anew:
        records.replace(connection, _made(wish, by, entry.number), number, gains=True)
    if fresh and records.how_many(connection) > MOST:
        raise TooManyEntriesError  # takes back what was added
    again = {entry.number for entry, _ in anew}
    return Added(
        new=(*(one.number for one in made), *sorted(again)),
        known=tuple(one.number for one in there.values() if one.number not in again),
    )


def _there(connection: Connection, once: Mapping[_Key, EntryWish]) -> dict[_Key, Entry]:
    return {
        (value, action): entry
        for action in EntryAction
        for value, entry in records.known(
            connection, [value for value, does in once if does is action], action
        ).items()
        if (value, action) in once
    }


def _anew(entry: Entry, by: Bringer) -> bool:
    if entry.gone_at is None:
        return entry.standing(by.now) is Standing.EXPIRED
    return by.actor.kind is not ActorKind.SYSTEM or entry.changed_by == by.actor.name


def _made(wish: EntryWish, by: Bringer, number: int) -> Entry:
    return Entry(
        number=number,
        value=wish.value,
        terms=wish.terms(by.now),
        origin=by.origin,
        at=by.now,
        by=by.actor.id,
        by_name=by.actor.name,
        changed_at=by.now,
        changed_by=by.actor.name,
    )
