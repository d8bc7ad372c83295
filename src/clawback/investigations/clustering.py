"""Counts mail that belongs together."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain

from clawback.filters.tree import AnyOf, Filter, both
from clawback.filters.write import write
from clawback.investigations import deciding
from clawback.investigations.eyes import Eyes
from clawback.investigations.investigation import Case, Cluster, ClusterKind, Place
from clawback.store.chart import Bucket
from clawback.store.port import Query

_DAY = timedelta(days=1)


def measured(eyes: Eyes, case: Case, key: str, kind: ClusterKind, tree: Filter) -> Cluster:
    """What a filter finds, counted."""
    query, store = eyes.query(case, tree), eyes.store
    extent, spare = store.extent(query), eyes.policy.spare
    held = tally(eyes, query, "latest_threat_type")
    places = tally(eyes, query, "latest_delivery_location")
    bad = both(tree, AnyOf("latest_threat_type", deciding.BAD))
    count = store.count(eyes.query(case, bad)) if set(held) & set(deciding.BAD) else 0
    return Cluster(
        key=key,
        kind=kind,
        filter=write(tree),
        at=query.now,
        deliveries=extent.deliveries,
        messages=extent.messages,
        bad=count,
        spam=extent.deliveries - held.get("", 0) - count,
        spared=store.count(eyes.query(case, both(tree, spare))) if spare else 0,
        places=tuple(
            Place(location=name, deliveries=number) for name, number in sorted(places.items())
        ),
    )


def tally(eyes: Eyes, query: Query, field: str) -> dict[str, int]:
    """How many deliveries have each value of a field, those without one under the empty text."""
    blocks = eyes.store.tally(query, field=field)
    return {one.value: one.count for one in chain.from_iterable(blocks)}


def days_of(eyes: Eyes, query: Query) -> list[int]:
    """Deliveries of each day, from the first that is asked about to the last with any."""
    counts: dict[int, int] = {}
    since = query.since or query.now
    blocks = eyes.store.bars(query, bucket=Bucket.DAY, field="directionality")
    for bar in chain.from_iterable(blocks):
        day = (bar.start.date() - since.date()) // _DAY
        counts[day] = counts.get(day, 0) + bar.count
    return [counts.get(day, 0) for day in range(max(counts, default=0) + 1)]
