"""Builds the allow/block list: the door to it, and what carries it in this process."""

from __future__ import annotations

from dataclasses import dataclass

from clawback.app.basis import Basis
from clawback.entries.current import CurrentEntries
from clawback.entries.entries import Entries
from clawback.entries.naming import TenantEntries


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowBlock:
    """The list, as people keep it and as it counts now."""

    entries: Entries
    current: CurrentEntries
    naming: TenantEntries

    def keep_uses(self) -> None:
        """Keeps when entries were last used; for a rhythm."""
        self.entries.note_uses(self.current.uses())


def allow_block(basis: Basis) -> AllowBlock:
    """All of it."""
    current = CurrentEntries(basis.database, basis.clock)
    return AllowBlock(
        entries=Entries(basis.database, basis.trail, basis.clock),
        current=current,
        naming=TenantEntries(current, basis.settings.ingest.own_domains),
    )
