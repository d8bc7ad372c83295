"""Builds the allow/block list: the door to it, and what carries it in this process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clawback.app.basis import Basis
from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.entries.at_click.entries import ClickEntries
from clawback.entries.bringing.importing import Importing
from clawback.entries.current import CurrentEntries
from clawback.entries.entries import Entries
from clawback.entries.feeds.feed import Feed
from clawback.entries.feeds.feeds import Feeds
from clawback.entries.feeds.fetching import HttpFiles
from clawback.entries.naming import TenantEntries
from clawback.model.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowBlock:
    """The list, as people keep it and as it counts now."""

    entries: Entries
    at_click: ClickEntries
    importing: Importing
    feeds: Feeds
    current: CurrentEntries
    naming: TenantEntries

    def keep_uses(self) -> None:
        """Keeps when entries were last used; for a rhythm."""
        self.entries.note_uses(self.current.uses())


def list_on(
    database: Database,
    trail: Trail,
    clock: Clock,
    *,
    own_domains: frozenset[str] = frozenset(),
    feeds: Sequence[Feed] = (),
) -> AllowBlock:
    """All of it; `own_domains` are those whose mail goes out."""
    current = CurrentEntries(database, clock)
    entries = Entries(database, trail, clock)
    return AllowBlock(
        entries=entries,
        importing=Importing(entries, clock),
        feeds=Feeds(feeds, HttpFiles(), database=database, trail=trail, clock=clock),
        at_click=ClickEntries(database, trail, clock),
        current=current,
        naming=TenantEntries(current, own_domains),
    )


def allow_block(basis: Basis) -> AllowBlock:
    """The list of a server."""
    settings = basis.settings
    return list_on(
        basis.database,
        basis.trail,
        basis.clock,
        own_domains=settings.ingest.own_domains,
        feeds=[one.feed for one in settings.entries.feeds],
    )
