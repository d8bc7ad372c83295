"""The steps that look: what they ask the store, and what they make of it."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain

from clawback.filters.parse import parse
from clawback.filters.tree import AnyOf, Filter, Or, both
from clawback.filters.write import write
from clawback.investigations import deciding
from clawback.investigations.eyes import Eyes
from clawback.investigations.investigation import (
    Case,
    Cluster,
    ClusterKind,
    Entity,
    Evidence,
    Findings,
    Place,
    StepName,
    Threat,
    worst,
)
from clawback.investigations.roots import start
from clawback.model.click import ClickedBy
from clawback.model.counted import counted
from clawback.model.verdict import ThreatType
from clawback.store.chart import Bucket
from clawback.store.port import ClickQuery, Query

_DAY = timedelta(days=1)
_MOST_CLICKS = 1000  # read for their users; more are counted


def root(eyes: Eyes, case: Case) -> Findings:
    """What the root's mail is, where it is, and what it is held for."""
    found = case.investigation.root
    begun = start(eyes, case)
    query = eyes.query(case, begun.mail)
    store, most = eyes.store, eyes.policy.playbook.values
    counts = {
        (field, one.value): one.count
        for field in deciding.ENTITY_FIELDS
        for one in store.top(query, field=field, limit=most)
    }
    named = {one: counts.get(one, 0) for one in begun.values}
    entities = tuple(
        Entity(field=field, value=value, deliveries=count)
        for (field, value), count in (named | counts).items()
    )
    held = _tally(eyes, query, "latest_threat_type")
    told = counted(store.count(query), "delivery", "deliveries")
    evidence = tuple(
        Evidence(
            entity=found.value,
            verdict=_meaning(threat),
            reason=f"{held[threat]:,} of {told} held for {ThreatType(threat).label.lower()}.",
        )
        for threat in sorted(held)
        if threat
    )
    return Findings(
        sentence=f"{told}, {counted(len(entities), 'value')} to follow.",
        entities=entities,
        evidence=(*begun.evidence, *evidence),
        verdict=worst(one.verdict for one in evidence),
    )


def clusters(eyes: Eyes, case: Case) -> Findings:
    """Mail that shares something with the root, counted; what is the same twice is told once."""
    found: dict[tuple[object, ...], Cluster] = {}
    for key, kind, tree in deciding.seeds(case.entities, eyes.policy.playbook):
        cluster = _measured(eyes, case, key, kind, tree)
        if cluster.deliveries:
            found.setdefault((kind, cluster.filter), cluster)
    made = tuple(found.values())
    sentence = f"{counted(len(made), 'cluster')}, the largest of {_largest(made)}."
    return Findings(sentence=sentence, clusters=made)


def verdict(eyes: Eyes, case: Case) -> Findings:
    """Verdicts by share, and what comes back to the root."""
    own = case.done(StepName.ROOT)
    return deciding.conclude(
        case.investigation.root,
        own.verdict if own else Threat.NONE,
        case.clusters,
        eyes.policy.playbook,
    )


def clicks(eyes: Eyes, case: Case) -> Findings:
    """Who followed links of malicious mail."""
    bad = [parse(one.filter) for one in case.clusters if one.verdict is Threat.MALICIOUS]
    if not bad:
        return Findings(sentence="No malicious cluster, so no clicks were looked at.")
    query = eyes.query(case, bad[0] if len(bad) == 1 else Or(tuple(bad)))
    asked = ClickQuery(now=query.now, lists=query.lists, tags=query.tags, of=query)
    total = eyes.store.count(asked)
    page = eyes.store.click_page(asked, limit=_MOST_CLICKS)
    users: dict[str, list[str]] = {}
    for row in (one for one in page.rows if one.click.clicked_by is ClickedBy.PERSON):
        users.setdefault(row.click.recipient, []).append(row.click.verdict.label.lower())
    evidence = tuple(
        Evidence(
            entity=user,
            verdict=Threat.SUSPICIOUS,
            reason=f"{counted(len(said), 'click')} on links of malicious mail: "
            f"{', '.join(sorted(set(said)))}.",
        )
        for user, said in sorted(users.items())
        if user
    )
    return Findings(sentence=f"{counted(total, 'click')} on links of it.", evidence=evidence)


def volume(eyes: Eyes, case: Case) -> Findings:
    """Days that are out of the ordinary; evidence alone, nothing follows from it."""
    evidence = []
    for one in case.clusters:
        query = eyes.query(case, parse(one.filter))
        told = deciding.unusual(_days(eyes, query), eyes.policy.playbook.unusual_times)
        if told:
            evidence.append(Evidence(entity=one.key, verdict=Threat.NONE, reason=told))
    sentence = f"{counted(len(evidence), 'cluster')} with more mail than usual."
    return Findings(sentence=sentence, evidence=tuple(evidence))


def _measured(eyes: Eyes, case: Case, key: str, kind: ClusterKind, tree: Filter) -> Cluster:
    query, store = eyes.query(case, tree), eyes.store
    extent, spare = store.extent(query), eyes.policy.spare
    held = _tally(eyes, query, "latest_threat_type")
    places = _tally(eyes, query, "latest_delivery_location")
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


def _tally(eyes: Eyes, query: Query, field: str) -> dict[str, int]:
    blocks = eyes.store.tally(query, field=field)
    return {one.value: one.count for one in chain.from_iterable(blocks)}


def _days(eyes: Eyes, query: Query) -> list[int]:
    """Deliveries of each day, from the first that is asked about to the last with any."""
    counts: dict[int, int] = {}
    since = query.since or query.now
    blocks = eyes.store.bars(query, bucket=Bucket.DAY, field="directionality")
    for bar in chain.from_iterable(blocks):
        day = (bar.start.date() - since.date()) // _DAY
        counts[day] = counts.get(day, 0) + bar.count
    return [counts.get(day, 0) for day in range(max(counts, default=0) + 1)]


def _largest(found: tuple[Cluster, ...]) -> str:
    most = max((one.deliveries for one in found), default=0)
    return counted(most, "delivery", "deliveries")


def _meaning(threat: str) -> Threat:
    return Threat.MALICIOUS if threat in deciding.BAD else Threat.SUSPICIOUS
