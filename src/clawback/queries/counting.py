"""Counts tracked queries in the background, within what their owners may see at that time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from clawback.audit.action import AuditAction
from clawback.audit.trail import Trail
from clawback.database import Connection, Database
from clawback.filters.click_fields import CLICKS
from clawback.filters.parse import parse
from clawback.filters.tree import Filter, both
from clawback.filters.views import view_named
from clawback.filters.vocabulary import Vocabulary
from clawback.identity.role import Permission, codes
from clawback.identity.token import Owner
from clawback.model.actor import SYSTEM, Actor
from clawback.model.clock import Clock
from clawback.model.errand import CalledOffError, Errand, on
from clawback.model.errors import ClawbackError
from clawback.queries.access import Present
from clawback.queries.query import SavedQuery
from clawback.queries.records import saved, tracked
from clawback.queries.tracking import (
    Count,
    DayCount,
    SoFar,
    Tracking,
    TrackState,
    days_to_count,
    start_of,
)
from clawback.store.port import ClickQuery, EventStore, Query
from clawback.store.ranking import Ranking

Ask = Callable[[Actor, Filter, datetime | None, datetime | None], Query]

_DAY = timedelta(days=1)
_GONE = "Its owner is gone, or shut out."
_MAY_NOT = "Its owner may not search any more."


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryCounted:
    """Said when a tracked query was counted: what it has found of today so far."""

    query_id: str
    count: Count
    counted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much counting may cost: a query again after `every`, a turn no longer than `seconds`."""

    every: timedelta
    seconds: float = 5.0


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is counted in whose place: deliveries or clicks."""

    actor: Actor
    tree: Filter
    about: Vocabulary


class Counting:
    """Counts what is due, the longest untouched first; a turn ends when its time is used up.

    `ask` makes the store's question within an actor's scope, `present` tells what an owner may do
    now. Several servers that share a database count each query once.
    """

    def __init__(
        self,
        *,
        database: Database,
        store: EventStore,
        trail: Trail,
        clock: Clock,
        ask: Ask,
        present: Present,
        budget: Budget,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._store = store
        self._trail = trail
        self._clock = clock
        self._ask = ask
        self._present = present
        self._budget = budget
        self._seconds = seconds
        self._errand = Errand(patient=True)  # nobody waits for it

    def end(self) -> None:
        """Stops what is under way; nothing is counted any more."""
        self._errand.call_off()

    def turn(self) -> Sequence[QueryCounted]:
        """Counts what is due, and says what it counted.

        Raises:
            UnavailableError: the database or the store does not answer.
        """
        end = self._seconds() + self._budget.seconds
        said: list[QueryCounted] = []
        with on(self._errand):
            while not self._errand.called_off and self._seconds() < end:
                claimed = self._claim()
                if claimed is None:
                    break
                counted = self._one(*claimed, end)
                said += [counted] if counted else []
        return said

    def _claim(self) -> tuple[SavedQuery, Tracking] | None:
        """The next that is due, marked as tried, so that nobody else takes it."""
        now = self._clock.now()
        with self._database.read() as connection:
            if tracked.next_due(connection, now - self._budget.every) is None:
                return None
        with self._database.write() as connection:
            tracking = tracked.next_due(connection, now - self._budget.every, claim=now)
            query = tracking and saved.find(connection, tracking.query_id)
        return (query, tracking) if query and tracking else None

    def _one(self, query: SavedQuery, before: Tracking, end: float) -> QueryCounted | None:
        owner = self._present(query.owner)
        if owner is None or Permission.DELIVERIES_READ not in owner.permissions:
            self._stop(query, _GONE if owner is None else _MAY_NOT)
            return None
        known = self._known(query, before, owner)
        try:
            found, so_far = self._count(query, owner, known, end)
        except CalledOffError:
            return None
        except ClawbackError as error:
            with self._database.write() as connection:
                tracked.mark_trouble(connection, query.id, str(error))
            return None
        after = replace(
            before, scope=owner.scope, counted_at=found[0].counted_at, so_far=so_far, trouble=""
        )
        with self._database.write() as connection:
            if not _unchanged(connection, query):
                return None
            tracked.put(connection, after, found, afresh=owner.scope != before.scope)
        return QueryCounted(query_id=query.id, count=found[0].count, counted_at=found[0].counted_at)

    def _known(self, query: SavedQuery, before: Tracking, owner: Owner) -> dict[date, DayCount]:
        """Counts that still hold: those of another scope cannot be compared with new ones."""
        if owner.scope != before.scope:
            return {}
        with self._database.read() as connection:
            return {one.day: one for one in tracked.days(connection, query.id)}

    def _count(
        self, query: SavedQuery, owner: Owner, known: dict[date, DayCount], end: float
    ) -> tuple[list[DayCount], SoFar]:
        """Today and what it is compared with, and older days as long as there is time."""
        actor, content = _in_place_of(query, owner), query.content
        view = view_named(content.view)
        asked = _Asked(actor, both(view.filter, parse(content.filter, view.about)), view.about)
        now = self._clock.now()
        today, *older = days_to_count(now, known)
        begin = start_of(today)
        found = [self._day(asked, today, until=now)]
        so_far = SoFar(
            yesterday=self._find(asked, begin - _DAY, now - _DAY),
            week_ago=self._find(asked, begin - 7 * _DAY, now - 7 * _DAY),
        )
        for day in older:
            if self._seconds() >= end:
                break
            found.append(self._day(asked, day, until=start_of(day) + _DAY))
        return found, so_far

    def _day(self, asked: _Asked, day: date, *, until: datetime) -> DayCount:
        now = self._clock.now()
        count = self._find(asked, start_of(day), until)
        return DayCount(day=day, count=count, counted_at=now)

    def _find(self, asked: _Asked, since: datetime, until: datetime) -> Count:
        query = self._ask(asked.actor, asked.tree, since, until)
        if asked.about is not CLICKS:
            extent = self._store.extent(query)
            return Count(rows=extent.deliveries, messages=extent.messages)
        clicks = _of_clicks(query)
        by_message = self._store.ranking(clicks, Ranking(field="network_message_id", limit=1))
        return Count(rows=self._store.count(clicks), messages=by_message.different)

    def _stop(self, query: SavedQuery, reason: str) -> None:
        with self._database.write() as connection:
            tracked.stop(connection, query.id, reason)
            self._trail.record(
                connection,
                SYSTEM,
                AuditAction.QUERY_STOP,
                f"query:{query.id}",
                details={"owner": query.owner, "reason": reason},
            )


def _of_clicks(query: Query) -> ClickQuery:
    """The same question about clicks: both are narrowed by recipient and tags."""
    return ClickQuery(
        filter=query.filter,
        now=query.now,
        since=query.since,
        until=query.until,
        lists=query.lists,
        tags=query.tags,
    )


def _in_place_of(query: SavedQuery, owner: Owner) -> Actor:
    """The owner, with all that they may ask now."""
    return Actor(
        id=query.owner,
        name=owner.name,
        role="",
        person=owner.person,
        permissions=codes(owner.permissions),
        scope=owner.scope,
    )


def _unchanged(connection: Connection, query: SavedQuery) -> bool:
    """Whether what was counted is still what the query asks, and is still tracked."""
    now, tracking = saved.find(connection, query.id), tracked.find(connection, query.id)
    return (
        now is not None
        and now.content.asks_the_same(query.content)
        and tracking is not None
        and tracking.state is TrackState.ON
    )
