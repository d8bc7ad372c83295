"""What an investigation concludes from what was counted. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from statistics import median

from clawback.filters.parse import parse
from clawback.filters.tree import And, AnyOf, Filter, Not, both
from clawback.filters.write import write
from clawback.investigations.investigation import (
    Cluster,
    ClusterKind,
    Entity,
    Evidence,
    Findings,
    Root,
    Status,
    Threat,
)
from clawback.investigations.playbook import Playbook
from clawback.model.location import DeliveryLocation
from clawback.model.verdict import ThreatType
from clawback.remediation.remediation import State

BAD = (ThreatType.MALWARE.value, ThreatType.PHISH.value)
HELD = AnyOf("latest_threat_type", (*BAD, ThreatType.SPAM.value))
_FIELDS = {
    ClusterKind.SIMILARITY: "cluster_id",
    ClusterKind.FILE: "attachment_sha256",
    ClusterKind.URL: "url",
    ClusterKind.SENDER: "sender_address",
    ClusterKind.URL_DOMAIN: "url_domain",
    ClusterKind.SENDER_IP: "sender_ip",
}
ENTITY_FIELDS = (*_FIELDS.values(), "subject", "sender_domain")
_IN_A_MAILBOX = (
    DeliveryLocation.INBOX,
    DeliveryLocation.JUNK,
    DeliveryLocation.DELETED_ITEMS,
    DeliveryLocation.UNKNOWN,
)
_USUAL_DAYS = 3  # with mail, before anything can be called unusual
_LEAST_UNUSUAL = 10  # deliveries of a day


def seeds(
    entities: Sequence[Entity], playbook: Playbook
) -> Iterator[tuple[str, ClusterKind, Filter]]:
    """The clusters to look for, by their key, the narrower first."""
    for kind in (one for one in ClusterKind if one in playbook.rules):
        if kind is ClusterKind.SUBJECT:
            yield from _subjects(entities)
            continue
        if kind not in _FIELDS:
            continue
        for one in entities:
            if one.field == _FIELDS[kind]:
                yield f"{kind.value}:{one.value}", kind, _one(one.field, one.value)


def _subjects(entities: Sequence[Entity]) -> Iterator[tuple[str, ClusterKind, Filter]]:
    """A subject alone says little, so it goes with the domain, where that is only one."""
    domains = [one.value for one in entities if one.field == "sender_domain"]
    if len(domains) != 1:
        return
    for one in entities:
        if one.field == "subject":
            tree = And((_one("subject", one.value), _one("sender_domain", domains[0])))
            yield f"subject:{domains[0]}:{one.value}", ClusterKind.SUBJECT, tree


def _one(field: str, value: str) -> Filter:
    return parse(write(AnyOf(field, (value,))))


def judged(cluster: Cluster, playbook: Playbook) -> Cluster:
    """The cluster with its verdict by share, and the reason in numbers."""
    rule = playbook.rules[cluster.kind]
    told = f"{cluster.bad:,} of {cluster.deliveries:,} deliveries are held for malware or phish"
    if cluster.bad >= rule.least and cluster.share >= rule.share:
        reason = f"{told}; the playbook asks for {rule.share:.0%} and {rule.least}."
        return replace(cluster, verdict=Threat.MALICIOUS, reason=reason)
    held = cluster.bad + cluster.spam
    if held and held / cluster.deliveries >= playbook.suspicious_share:
        reason = f"{told}, {cluster.spam:,} for spam; that is too little to act on."
        return replace(cluster, verdict=Threat.SUSPICIOUS, reason=reason)
    return replace(cluster, verdict=Threat.NONE, reason=f"{told}.")


def conclude(root: Root, own: Threat, clusters: Iterable[Cluster], playbook: Playbook) -> Findings:
    """Verdicts of all clusters, and what the root inherits from them."""
    found = tuple(judged(one, playbook) for one in clusters)
    evidence = [
        Evidence(entity=one.key, verdict=one.verdict, reason=one.reason)
        for one in found
        if one.verdict is not Threat.NONE
    ]
    bad = [one for one in found if one.verdict is Threat.MALICIOUS]
    if bad and own is not Threat.MALICIOUS:
        reason = f"It belongs to mail that is malicious: {bad[0].kind.label.lower()}."
        evidence.append(Evidence(entity=root.value, verdict=Threat.MALICIOUS, reason=reason))
    return Findings(
        sentence=f"{len(bad):,} of {len(found):,} clusters are malicious.",
        clusters=found,
        evidence=tuple(evidence),
        verdict=Threat.MALICIOUS if bad else own,  # what is suspicious may be so by chance
    )


def to_act_on(clusters: Iterable[Cluster], spare: Filter | None) -> Iterator[tuple[Cluster, str]]:
    """Malicious clusters, each with the filter of those of its mail that still lie in a mailbox.

    Mail of several clusters is in the first alone, so that no delivery is proposed twice.
    """
    there = AnyOf("latest_delivery_location", tuple(one.value for one in _IN_A_MAILBOX))
    before: list[Filter] = [] if spare is None else [spare]
    for cluster in clusters:
        if cluster.verdict is Threat.MALICIOUS:
            tree = parse(cluster.filter)
            wanted = both(tree, there)
            for one in before:
                wanted = both(wanted, Not(one))
            before.append(tree)
            yield cluster, write(wanted)


def unusual(days: Sequence[int], times: float) -> str:
    """Whether the last day is out of the ordinary, as a sentence; empty when it is not.

    Compared with the median of the days before, which a single burst does not move.
    """
    *earlier, last = days or [0]
    if sum(1 for one in earlier if one) < _USUAL_DAYS or last < _LEAST_UNUSUAL:
        return ""
    usual = median(earlier)
    if last < max(usual, 1) * times:
        return ""
    return f"{last:,} deliveries on its busiest last day, where {usual:,.0f} are usual."


def status_of(verdict: Threat, states: Sequence[State]) -> Status:
    """Where an investigation stands whose steps are over, by what became of its remediations."""
    if not states:
        return Status.NO_THREATS_FOUND if verdict is Threat.NONE else Status.PARTIALLY_INVESTIGATED
    done = [one for one in states if one is State.COMPLETED]
    if len(done) == len(states):
        return Status.REMEDIATED
    if all(one in _OVER for one in states):
        if done:
            return Status.PARTIALLY_REMEDIATED
        expired = all(one is State.EXPIRED for one in states)
        return Status.TERMINATED_BY_SYSTEM if expired else Status.PARTIALLY_INVESTIGATED
    return Status.PENDING_ACTION


_OVER = frozenset(
    {
        State.COMPLETED,
        State.REJECTED,
        State.WITHDRAWN,
        State.EXPIRED,
        State.CANCELLED,
        State.FAILED,
    }
)
