"""The one door to the allow/block list: entries are kept, changed, taken away, and listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from clawback.audit.action import AuditAction
from clawback.audit.entry import Detail
from clawback.audit.trail import Trail
from clawback.database import Connection, Database
from clawback.entries.adding import Added, Bringer, add
from clawback.entries.entry import (
    Direction,
    Entry,
    Place,
    Standing,
    number_of,
)
from clawback.entries.expiry import ExpiryWish, lifetime, used
from clawback.entries.records import kept as records
from clawback.entries.wanted import Wanted
from clawback.entries.wish import EntryWish, require_places
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.model.errors import ConflictError, NotFoundError

PERSON = "person"
_KEPT = timedelta(days=30)  # what is gone or has expired is remembered so long
_CHUNK = 2_000


class EntryMissingError(NotFoundError):
    """There is no such entry; somebody may have taken it away."""

    code = "entry_missing"


class EntryKnownError(ConflictError):
    """There is an entry for this already."""

    code = "entry_known"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryChange:
    """What of an entry is to be otherwise; `None` stays."""

    expiry: ExpiryWish | None = None
    note: str | None = None
    direction: Direction | None = None
    places: frozenset[Place] | None = None


class Entries:
    """Safe to call from several threads."""

    def __init__(self, database: Database, trail: Trail, clock: Clock) -> None:
        self._database = database
        self._trail = trail
        self._clock = clock

    def add(self, actor: Actor, wish: EntryWish, origin: str = PERSON) -> Entry:
        """Keeps an entry.

        Raises:
            BadValueError, BadExpiryError: it cannot be so.
            EntryKnownError: there is one for the same already.
            TooManyEntriesError: no more can be kept.
        """
        with self._database.write() as connection:
            added = add(connection, [wish], self._by(actor, origin))
            if added.known:
                raise EntryKnownError(
                    f"{wish.value.text} is {wish.action.label.lower()}ed already "
                    f"(E-{added.known[0]}). Change that entry."
                )
            made = self._found(connection, added.new[0])
            details = {"value": made.value.text, **_told(made, "")}
            subject = f"entry:{made.id}"
            self._trail.record(connection, actor, AuditAction.ENTRY_ADD, subject, details=details)
        return made

    def add_many(
        self, actor: Actor, wishes: Sequence[EntryWish], *, origin: str, source: str
    ) -> Added:
        """Keeps many in one go, all or none; what is known stays as it is.

        `source` is what the audit trail says of where they came from. Raises as `add`.
        """
        with self._database.write() as connection:
            added = add(connection, wishes, self._by(actor, origin))
            details: dict[str, Detail] = {
                "new": len(added.new),
                "known": len(added.known),
                "source": source,
                "first": wishes[0].value.text if wishes else "",
            }
            self._trail.record(
                connection, actor, AuditAction.ENTRY_IMPORT, f"entries:{origin}", details=details
            )
        return added

    def change(self, actor: Actor, entry_id: str, change: EntryChange) -> Entry:
        """Changes an entry. Raises `EntryMissingError`, and as `add`."""
        now = self._clock.now()
        with self._database.write() as connection:
            before = self._found(connection, number_of(entry_id))
            after = replace(_changed(before, change, now), changed_at=now, changed_by=actor.name)
            number = records.another_edition(connection)
            records.replace(connection, after, number, gains=_wider(before, after))
            details: dict[str, Detail] = {
                "value": before.value.text,
                **_told(before, "before_"),
                **_told(after, "after_"),
            }
            subject = f"entry:{before.id}"
            self._trail.record(
                connection, actor, AuditAction.ENTRY_CHANGE, subject, details=details
            )
        return after

    def remove(self, actor: Actor, entry_ids: Sequence[str]) -> int:
        """Takes entries away, all or none; says how many. Raises `EntryMissingError`."""
        now = self._clock.now()
        with self._database.write() as connection:
            found = [self._found(connection, number_of(one)) for one in dict.fromkeys(entry_ids)]
            if found:
                number = records.another_edition(connection)
                numbers = [one.number for one in found]
                records.remove(connection, numbers, now, number, by=actor.name)
            for one in found:
                details = {"value": one.value.text, **_told(one, "before_")}
                subject = f"entry:{one.id}"
                self._trail.record(
                    connection, actor, AuditAction.ENTRY_REMOVE, subject, details=details
                )
        return len(found)

    def get(self, entry_id: str) -> Entry:
        """An entry, also one that has expired. Raises `EntryMissingError`."""
        with self._database.read() as connection:
            return self._found(connection, number_of(entry_id))

    def page(self, wanted: Wanted, *, limit: int, before: str | None = None) -> Sequence[Entry]:
        """Those that are asked for, newest first, from behind the one of the id `before` on."""
        behind = number_of(before) if before else None
        with self._database.read() as connection:
            now = self._clock.now()
            return records.newest(connection, wanted, now, limit=limit, before=behind)

    def count(self, wanted: Wanted) -> int:
        """How many are asked for."""
        with self._database.read() as connection:
            return records.counted(connection, wanted, self._clock.now())

    def every(self, wanted: Wanted) -> Iterator[Entry]:
        """All that are asked for, in the order in which they came."""
        with self._database.read() as connection:
            yield from records.every(connection, wanted, self._clock.now())

    def by_standing(self) -> Mapping[str, float]:
        """How many there are of each standing, for figures."""
        return {one.value: self.count(Wanted(standing=one)) for one in Standing}

    def note_uses(self, uses: Mapping[int, datetime]) -> None:
        """Keeps when entries were last used; what was taken away meanwhile is left out.

        An edition is made only where an entry counts longer because of that.
        """
        numbers = list(uses)
        for start in range(0, len(numbers), _CHUNK):
            with self._database.write() as connection:
                self._note_uses(connection, numbers[start : start + _CHUNK], uses)

    def forget(self) -> int:
        """Forgets what has been gone, or expired, for 30 days; says how much."""
        with self._database.write() as connection:
            return records.forget(connection, self._clock.now() - _KEPT)

    def _note_uses(
        self, connection: Connection, numbers: Sequence[int], uses: Mapping[int, datetime]
    ) -> None:
        found = (records.find(connection, number) for number in numbers)
        known = [one for one in found if one is not None]
        lives = [
            (one, used(one.terms.lifetime, uses[one.number]), uses[one.number]) for one in known
        ]
        records.used(connection, lives)
        longer = [
            replace(one, used_at=at, terms=replace(one.terms, lifetime=life))
            for one, life, at in lives
            if life != one.terms.lifetime and one.gone_at is None
        ]
        if longer:
            number = records.another_edition(connection)
            for one in longer:
                records.replace(connection, one, number)

    def _by(self, actor: Actor, origin: str) -> Bringer:
        return Bringer(actor=actor, origin=origin, now=self._clock.now())

    def _found(self, connection: Connection, number: int | None) -> Entry:
        found = None if number is None else records.find(connection, number)
        if found is None or found.gone_at is not None:
            raise EntryMissingError
        return found


def _changed(before: Entry, change: EntryChange, now: datetime) -> Entry:
    terms = before.terms
    places = terms.places if change.places is None else change.places
    require_places(before.value, terms.action, places)
    return replace(
        before,
        terms=replace(
            terms,
            direction=change.direction or terms.direction,
            places=places,
            note=terms.note if change.note is None else change.note,
            lifetime=lifetime(change.expiry, terms.action, now)
            if change.expiry
            else terms.lifetime,
        ),
    )


def _wider(before: Entry, after: Entry) -> bool:
    """Whether an entry is for mail or clicks that it was not for."""
    old, new = before.terms, after.terms
    return (old.direction, old.places) != (new.direction, new.places)


def _told(entry: Entry, when: str) -> dict[str, Detail]:
    """An entry's terms as the audit trail has them."""
    terms = entry.terms
    until = terms.lifetime.expires_at
    return {
        f"{when}action": terms.action.value,
        f"{when}direction": terms.direction.value,
        f"{when}places": ",".join(sorted(one.value for one in terms.places)),
        f"{when}expires_at": until.isoformat() if until else "",
        f"{when}after_use": terms.lifetime.after_use,
        f"{when}note": terms.note,
    }
