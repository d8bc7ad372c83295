"""Saved queries: kept, shared, run, changed and deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from clawback.audit.action import AuditAction
from clawback.audit.content_searches import ContentSearches
from clawback.audit.trail import Trail
from clawback.database import Connection, Database
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.model.identifier import new_id
from clawback.queries.access import Present, changeable, visible
from clawback.queries.listing import Listing
from clawback.queries.query import (
    MOST_QUERIES,
    Content,
    Edit,
    NameTakenError,
    SavedQuery,
    TooManyQueriesError,
    checked_name,
    owner_of,
)
from clawback.queries.reading import FilterReader
from clawback.queries.records import saved, tracked
from clawback.queries.telling import tell
from clawback.queries.tracking import TrackState

_NOTE_RUNS_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What to ask for now: a query with its range told from this moment."""

    query: SavedQuery
    since: datetime | None
    until: datetime | None


class Queries:
    """The one door to saved queries. Safe to call from several threads.

    Each is its owner's; a shared one is read by everybody, and changed by its owner or an
    administrator. One that somebody may not see is as unknown as one that never was. `present`
    tells what an owner may do now.
    """

    def __init__(
        self,
        *,
        database: Database,
        trail: Trail,
        clock: Clock,
        present: Present,
        reader: FilterReader,
    ) -> None:
        self._database = database
        self._trail = trail
        self._searches = ContentSearches(trail)
        self._clock = clock
        self._present = present
        self.reader = reader

    def save(self, actor: Actor, name: str, content: Content, *, shared: bool) -> SavedQuery:
        """Keeps a new query.

        Raises:
            FilterError: the filter cannot be read.
            BadQueryError: something else of it cannot.
            NameTakenError: the owner has one of this name.
            TooManyQueriesError: the owner has as many as one can have.
        """
        now = self._clock.now()
        query = SavedQuery(
            id=new_id("Q", now),
            owner=owner_of(actor),
            author=self._name(actor),
            name=checked_name(name),
            content=self._sound(content, now),
            shared=shared,
            created_at=now,
            edited_at=now,
            edited_by_name=actor.name,
        )
        with self._database.write() as connection:
            if saved.how_many(connection, query.owner) >= MOST_QUERIES:
                raise TooManyQueriesError
            _require_free(connection, query)
            saved.add(connection, query)
            tell(self._trail, connection, actor, AuditAction.QUERY_CREATE, query)
        return query

    def copy(self, actor: Actor, query_id: str, name: str, edit: Edit) -> SavedQuery:
        """Saves another query, the actor's own, with some things another way; private unless said.

        Raises:
            QueryMissingError: there is none of this id.
            FilterError, ConflictError, BadQueryError: as `save`.
        """
        changed = edit.applied(self.get(actor, query_id))
        return self.save(actor, name, changed.content, shared=bool(edit.shared))

    def edit(self, actor: Actor, query_id: str, edit: Edit) -> SavedQuery:
        """Changes a query.

        Raises:
            QueryMissingError: there is none of this id.
            NotYoursError: it is somebody else's.
            FilterError, NameTakenError, BadQueryError: as `save`.
        """
        now = self._clock.now()
        with self._database.write() as connection:
            before = changeable(connection, actor, query_id)
            after = edit.applied(before)
            if after == before:
                return before
            after = replace(after, edited_at=now, edited_by_name=actor.name)
            if after.content != before.content:
                self._sound(after.content, now)
                self._note_search(connection, actor, before, after)
            _require_free(connection, after)
            saved.change(connection, after)
            if not after.content.asks_the_same(before.content):
                tracked.forget_counts(connection, query_id)
            tell(self._trail, connection, actor, AuditAction.QUERY_EDIT, after)
        return after

    def delete(self, actor: Actor, query_id: str) -> None:
        """Forgets a query. Raises `QueryMissingError` and `NotYoursError`."""
        with self._database.write() as connection:
            query = changeable(connection, actor, query_id)
            tracked.remove(connection, query_id)
            saved.remove(connection, query_id)
            tell(self._trail, connection, actor, AuditAction.QUERY_DELETE, query)

    def run(self, actor: Actor, query_id: str) -> Ran:
        """What the query asks for now, and notes that it was asked.

        Whoever runs it searches within their own scope: a query brings none along.

        Raises:
            QueryMissingError: there is none of this id.
            FilterError: its filter cannot be read any more.
            BadQueryError: its range ends before it begins, as of now.
        """
        now = self._clock.now()
        query = self.get(actor, query_id)
        self.reader.tree(query.content.filter, query.content.view)
        since, until = query.content.span.at(now)
        if query.executed_at is None or now - query.executed_at >= _NOTE_RUNS_EVERY:
            query = replace(query, executed_at=now)
            with self._database.write() as connection:
                saved.mark_executed(connection, query_id, now)
        return Ran(query=query, since=since, until=until)

    def get(self, actor: Actor, query_id: str) -> SavedQuery:
        """Raises `QueryMissingError`, also where the actor may not see it."""
        with self._database.read() as connection:
            return visible(connection, actor, query_id)

    def page(
        self, actor: Actor, listing: Listing, *, limit: int, before: str | None = None
    ) -> Sequence[SavedQuery]:
        """What the actor may see, newest first; `before` is the last id of the page before."""
        with self._database.read() as connection:
            return saved.page(connection, owner_of(actor), listing, limit=limit, before=before)

    def _sound(self, content: Content, now: datetime) -> Content:
        self.reader.tree(content.filter, content.view)
        content.require_sound(now)
        return content

    def _note_search(
        self, connection: Connection, actor: Actor, before: SavedQuery, after: SavedQuery
    ) -> None:
        """One that is counted asks something else from now on."""
        tracking, content = tracked.find(connection, after.id), after.content
        counted = tracking is not None and tracking.state is TrackState.ON
        if counted and not content.asks_the_same(before.content):
            tree = self.reader.tree(content.filter, content.view)
            self._searches.record(connection, actor, tree, f"query:{after.id}")

    def _name(self, actor: Actor) -> str:
        owner = self._present(owner_of(actor))
        return owner.name if owner else actor.name


def _require_free(connection: Connection, query: SavedQuery) -> None:
    other = saved.named(connection, query.owner, query.name_key)
    if other is not None and other != query.id:
        raise NameTakenError(f"There is a saved query {query.name!r} of this owner already.")
