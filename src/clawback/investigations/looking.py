"""The steps that look: what they ask the store, and what they make of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from clawback.filters.parse import parse
from clawback.filters.tree import Filter, Or, both
from clawback.investigations import deciding
from clawback.investigations.clustering import days_of, measured, tally
from clawback.investigations.eyes import Eyes
from clawback.investigations.investigation import (
    Advice,
    AdviceKind,
    Case,
    Cluster,
    Entity,
    Evidence,
    Findings,
    StepName,
    Threat,
    worst,
)
from clawback.investigations.roots import start
from clawback.model.click import OPENED_VERDICTS, Click, ClickedBy
from clawback.model.counted import counted
from clawback.model.verdict import ThreatType
from clawback.store.port import ClickQuery

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
    held = tally(eyes, query, "latest_threat_type")
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
        evidence=(*begun.evidence, *evidence, *_spared(eyes, case, begun.mail)),
        verdict=worst(one.verdict for one in evidence),
    )


def _spared(eyes: Eyes, case: Case, mail: Filter) -> Iterator[Evidence]:
    """That the root itself is left out: a phishing simulation, or mail of the security team."""
    spare = eyes.policy.spare
    count = eyes.store.count(eyes.query(case, both(mail, spare))) if spare else 0
    if count:
        reason = f"{counted(count, 'delivery', 'deliveries')} of it left out by the settings."
        yield Evidence(entity=case.investigation.root.value, verdict=Threat.NONE, reason=reason)


def clusters(eyes: Eyes, case: Case) -> Findings:
    """Mail that shares something with the root, counted; what is the same twice is told once."""
    found: dict[tuple[object, ...], Cluster] = {}
    for key, kind, tree in deciding.seeds(case.entities, eyes.policy.playbook):
        cluster = measured(eyes, case, key, kind, tree)
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
    """Who followed links of malicious mail, and which of these links still lead on."""
    bad = [parse(one.filter) for one in case.clusters if one.verdict is Threat.MALICIOUS]
    if not bad:
        return Findings(sentence="No malicious cluster, so no clicks were looked at.")
    query = eyes.query(case, bad[0] if len(bad) == 1 else Or(tuple(bad)))
    asked = ClickQuery(now=query.now, lists=query.lists, tags=query.tags, of=query)
    total = eyes.store.count(asked)
    page = eyes.store.click_page(asked, limit=_MOST_CLICKS)
    made = [row.click for row in page.rows if row.click.clicked_by is ClickedBy.PERSON]
    users: dict[str, list[str]] = {}
    for one in made:
        users.setdefault(one.recipient, []).append(one.verdict.label.lower())
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
    return Findings(
        sentence=f"{counted(total, 'click')} on links of it.",
        evidence=evidence,
        advice=tuple(_leading_on(eyes, made)),
    )


def _leading_on(eyes: Eyes, clicks: Iterable[Click]) -> Iterator[Advice]:
    """Links that were opened and would be opened again; without what tells their readers apart."""
    opened = [one for one in clicks if one.verdict in OPENED_VERDICTS]
    blocked = {url: bool(eyes.again.blocks(url)) for url in {one.url for one in opened}}
    places = Counter(one.url_domain_and_path or one.url for one in opened if not blocked[one.url])
    for place, times in sorted(places.items()):
        why = f"People were let through {counted(times, 'time')}, and would be again."
        yield Advice(kind=AdviceKind.BLOCK_URL, entity=place, reason=why)


def volume(eyes: Eyes, case: Case) -> Findings:
    """Days that are out of the ordinary; evidence alone, nothing follows from it."""
    evidence = []
    for one in case.clusters:
        query = eyes.query(case, parse(one.filter))
        told = deciding.unusual(days_of(eyes, query), eyes.policy.playbook.unusual_times)
        if told:
            evidence.append(Evidence(entity=one.key, verdict=Threat.NONE, reason=told))
    sentence = f"{counted(len(evidence), 'cluster')} with more mail than usual."
    return Findings(sentence=sentence, evidence=tuple(evidence))


def _largest(found: tuple[Cluster, ...]) -> str:
    most = max((one.deliveries for one in found), default=0)
    return counted(most, "delivery", "deliveries")


def _meaning(threat: str) -> Threat:
    return Threat.MALICIOUS if threat in deciding.BAD else Threat.SUSPICIOUS
