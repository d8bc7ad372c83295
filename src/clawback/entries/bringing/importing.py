"""Takes in files of entries: whole, or not at all, or as far as they can be understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from clawback.entries.adding import Added
from clawback.entries.bringing.brought import Brought, Fault
from clawback.entries.bringing.sheet import read_sheet
from clawback.entries.bringing.stix import read_bundle
from clawback.entries.entries import Entries
from clawback.entries.entry import Direction, EntryAction, Place, ValueKind
from clawback.entries.expiry import FOR_30_DAYS, ExpiryWish
from clawback.entries.value import read_value
from clawback.entries.wish import EntryWish
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.model.labelled import Labelled


class FileKind(Labelled):
    """What a file of entries is written in."""

    CSV = "csv", "CSV, or a value a line"
    STIX = "stix", "STIX 2.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """The terms of entries of which the file says no others."""

    action: EntryAction = EntryAction.BLOCK
    expiry: ExpiryWish = FOR_30_DAYS
    direction: Direction | None = None
    places: frozenset[Place] = frozenset()
    note: str = ""

    def wish(self, text: str, kind: ValueKind | None = None) -> EntryWish:
        """A wish of a value. Raises `BadValueError`."""
        return EntryWish(
            value=read_value(text, kind),
            action=self.action,
            expiry=self.expiry,
            direction=self.direction,
            places=self.places,
            note=self.note,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of a file. Where `kept` is false, nothing of it was."""

    kept: bool
    added: Added
    not_understood: int
    faults: Sequence[Fault] = field(repr=False)


class Importing:
    """Safe to call from several threads."""

    def __init__(self, entries: Entries, clock: Clock) -> None:
        self._entries = entries
        self._clock = clock

    def bring(
        self, actor: Actor, content: bytes, kind: FileKind, usual: Usual, *, partial: bool
    ) -> Imported:
        """Keeps what a file brings; with a fault in it nothing, unless a part is wanted.

        Raises:
            BadFileError: it cannot be read at all.
            TooManyEntriesError: no more can be kept.
        """
        found = self._read(content, kind, usual)
        kept = bool(found.wishes) and (partial or not found.not_understood)
        added = Added(new=(), known=())
        if kept:
            source = f"a file of {len(content):,} bytes"
            added = self._entries.add_many(actor, found.wishes, origin=kind.value, source=source)
        return Imported(
            kept=kept, added=added, not_understood=found.not_understood, faults=found.faults
        )

    def _read(self, content: bytes, kind: FileKind, usual: Usual) -> Brought:
        now = self._clock.now()
        if kind is FileKind.STIX:
            return read_bundle(content, usual.wish, now)
        return read_sheet(content, usual.wish, now)
