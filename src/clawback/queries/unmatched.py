"""Which entries of an uploaded list find nothing in the mail that somebody may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from clawback.filters.entry_kind import EntryKind, NoEntryError, kind_of, plain
from clawback.filters.lists import Lists
from clawback.filters.tree import Filter
from clawback.identity.role import Permission
from clawback.model.actor import Actor
from clawback.model.errors import ForbiddenError
from clawback.store.port import EventStore, Query

Ask = Callable[[Actor, Filter, datetime | None, datetime | None], Query]


class ListsForbiddenError(ForbiddenError):
    """You may search, and not read lists. It takes the permission lists.read too."""

    code = "lists_forbidden"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a list; one that was kept before kinds were looked at may have none."""

    value: str
    kind: EntryKind | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """How many entries a list has, and those that find nothing, in order."""

    entries: int
    unmatched: tuple[Entry, ...] = field(repr=False)

    @property
    def matched(self) -> int:
        return self.entries - len(self.unmatched)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSearch:
    """Looks lists up in the store, in one question, within what the actor may see."""

    lists: Lists
    store: EventStore
    ask: Ask

    def unmatched(
        self,
        actor: Actor,
        name: str,
        tree: Filter,
        since: datetime | None,
        until: datetime | None,
    ) -> Unmatched:
        """The entries that find no delivery of the filter, received in this time.

        Raises:
            UnknownListError: there is no such list.
            ListsForbiddenError: the actor may not read lists.
            FilterError: the filter names a list or a tag that does not exist.
        """
        if not actor.may(Permission.LISTS_READ):
            raise ListsForbiddenError
        entries = sorted(self.lists.entries(name))
        matched = self.store.matched(self.ask(actor, tree, since, until), entries)
        lost = (entry for entry in entries if entry not in matched)
        return Unmatched(
            entries=len(entries), unmatched=tuple(Entry(one, _kind(one)) for one in lost)
        )


def _kind(entry: str) -> EntryKind | None:
    try:
        return kind_of(plain(entry))
    except NoEntryError:
        return None
