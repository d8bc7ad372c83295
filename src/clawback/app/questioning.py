"""Builds what keeps people's queries, and asks them again by the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from clawback.app.basis import Basis
from clawback.audit.content_searches import ContentSearches
from clawback.queries.access import Present
from clawback.queries.counting import Budget, Counting
from clawback.queries.queries import Queries
from clawback.queries.reading import FilterReader
from clawback.queries.recents import RecentQueries
from clawback.queries.tracked import TrackedQueries
from clawback.queries.unmatched import ListSearch


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """Saved, recent and tracked queries, and searches by list."""

    queries: Queries
    list_search: ListSearch
    tracked: TrackedQueries
    counting: Counting
    recents: RecentQueries


def questions(basis: Basis, present: Present, searches: ContentSearches) -> Questions:
    """All of them; `present` says who an owner of queries is now."""
    reader = FilterReader(basis.lists, basis.tags)
    database, clock, trail = basis.database, basis.clock, basis.trail
    wanted = basis.settings.queries
    return Questions(
        queries=Queries(
            database=database, trail=trail, clock=clock, present=present, reader=reader
        ),
        list_search=ListSearch(
            lists=basis.lists,
            store=basis.store,
            ask=basis.asker(searches.by("operation:list_unmatched")),
        ),
        tracked=TrackedQueries(database=database, trail=trail, clock=clock, reader=reader),
        counting=Counting(
            database=database,
            store=basis.store_itself,
            trail=trail,
            clock=clock,
            ask=basis.asker(),
            present=present,
            budget=Budget(every=timedelta(minutes=wanted.tracked_minutes)),
        ),
        recents=RecentQueries(database=database, trail=trail, clock=clock, keep=wanted.recent),
    )
