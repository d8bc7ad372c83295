"""Tracked queries as people turn them on and off, and look at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from clawback.audit.action import AuditAction
from clawback.audit.content_searches import ContentSearches
from clawback.audit.trail import Trail
from clawback.database import Connection, Database
from clawback.filters.discretion import BodyForbiddenError, permitted, reads_mail
from clawback.filters.errors import FilterError
from clawback.filters.parse import parse
from clawback.filters.views import view_named
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.model.errors import NotFoundError
from clawback.queries.access import changeable, visible
from clawback.queries.query import SavedQuery, owner_of
from clawback.queries.reading import FilterReader
from clawback.queries.records import tracked
from clawback.queries.telling import tell
from clawback.queries.tracking import (
    FIRST_DAYS,
    MOST_TRACKED,
    Figures,
    TooManyTrackedError,
    Tracking,
    TrackState,
    day_of,
    figures,
)


class NotTrackedError(NotFoundError):
    """This query is not tracked, and never was."""

    code = "query_not_tracked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """A query, how it is counted, and its figures; none where somebody sees less than its owner."""

    query: SavedQuery
    tracking: Tracking
    figures: Figures
    withheld: bool


class TrackedQueries:
    """The one door to tracked queries. Safe to call from several threads."""

    def __init__(
        self, *, database: Database, trail: Trail, clock: Clock, reader: FilterReader
    ) -> None:
        self._database = database
        self._trail = trail
        self._searches = ContentSearches(trail)
        self._clock = clock
        self.reader = reader

    def start(self, actor: Actor, query_id: str) -> Tracked:
        """Has a query counted from now on, and some days back; what was counted before stays.

        One about bodies leaves an entry of its own now, and none each time that it is counted.

        Raises:
            QueryMissingError: there is none of this id.
            NotYoursError: it is somebody else's.
            FilterError: its filter cannot be read.
            BodyForbiddenError: it asks about the body, and they may not read mail.
            TooManyTrackedError: its owner tracks as many as one can.
        """
        self._note_search(actor, query_id)
        with self._database.write() as connection:
            query = changeable(connection, actor, query_id)
            tree = self.reader.tree(query.content.filter, query.content.view)
            permitted(tree, reads=reads_mail(actor))
            known = tracked.find(connection, query_id)
            if known is None or known.state is not TrackState.ON:
                if tracked.how_many(connection, query.owner) >= MOST_TRACKED:
                    raise TooManyTrackedError
                tracked.start(connection, query_id, self._clock.now())
                tell(self._trail, connection, actor, AuditAction.QUERY_TRACK, query)
        return self.get(actor, query_id)

    def stop(self, actor: Actor, query_id: str) -> Tracked:
        """Has it counted no more; its counts stay.

        Raises:
            QueryMissingError, NotYoursError: as `start`.
            NotTrackedError: it never was tracked.
        """
        with self._database.write() as connection:
            query = changeable(connection, actor, query_id)
            known = _found(connection, query_id)
            if known.state is not TrackState.OFF:
                tracked.stop(connection, query_id)
                tell(self._trail, connection, actor, AuditAction.QUERY_UNTRACK, query)
        return self.get(actor, query_id)

    def get(self, actor: Actor, query_id: str, *, days: int = FIRST_DAYS) -> Tracked:
        """One with its counts of the last days. Raises `QueryMissingError`, `NotTrackedError`."""
        with self._database.read() as connection:
            query = visible(connection, actor, query_id)
            return self._shown(connection, actor, [(query, _found(connection, query_id))], days)[0]

    def page(self, actor: Actor, *, limit: int, before: str | None = None) -> Sequence[Tracked]:
        """Those the actor may see that are tracked or have stopped, newest first."""
        with self._database.read() as connection:
            found = tracked.page(connection, owner_of(actor), limit=limit, before=before)
            return self._shown(connection, actor, found, FIRST_DAYS)

    def states(self, query_ids: Sequence[str]) -> dict[str, TrackState]:
        """How these are tracked; those that never were are left out."""
        with self._database.read() as connection:
            return tracked.states(connection, query_ids)

    def _note_search(self, actor: Actor, query_id: str) -> None:
        """By itself, so that it stays where tracking is then refused."""
        with self._database.read() as connection:
            content = changeable(connection, actor, query_id).content
        tree = self.reader.tree(content.filter, content.view)
        self._searches.permitted(actor, tree, f"query:{query_id}")

    def _shown(
        self,
        connection: Connection,
        actor: Actor,
        found: Sequence[tuple[SavedQuery, Tracking]],
        days: int,
    ) -> list[Tracked]:
        now = self._clock.now()
        seen = {query.id for query, tracking in found if self._may_be_told(actor, query, tracking)}
        since = day_of(now) - timedelta(days=days - 1)
        counts = tracked.days_of(connection, sorted(seen), since=since)
        return [
            Tracked(
                query=query,
                tracking=tracking,
                figures=figures(tracking, counts.get(query.id, []), now)
                if query.id in seen
                else Figures(),
                withheld=query.id not in seen,
            )
            for query, tracking in found
        ]

    def _may_be_told(self, actor: Actor, query: SavedQuery, tracking: Tracking) -> bool:
        """Whether the counts hold nothing that this actor could not have counted themselves."""
        if tracking.counted_at is None:
            return True
        try:
            about = view_named(query.content.view).about
            permitted(parse(query.content.filter, about), reads=reads_mail(actor))
        except BodyForbiddenError:
            return False
        except FilterError:
            pass  # it said something once, and was counted then
        return actor.scope.includes(tracking.scope)


def _found(connection: Connection, query_id: str) -> Tracking:
    tracking = tracked.find(connection, query_id)
    if tracking is None:
        raise NotTrackedError
    return tracking
