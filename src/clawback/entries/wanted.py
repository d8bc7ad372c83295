"""Which entries of the allow/block list somebody asks for."""

from __future__ import annotations

from dataclasses import dataclass

from clawback.entries.entry import Direction, EntryAction, Place, Standing, ValueKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries are asked for; empty means any. `text` is looked for in value and note."""

    kinds: tuple[ValueKind, ...] = ()
    action: EntryAction | None = None
    direction: Direction | None = None
    place: Place | None = None
    standing: Standing | None = None
    origin: str = ""
    text: str = ""
    without_feeds: bool = False
