"""The step that looks at what users sent: more than usual, to others than usual, bad mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from clawback.filters.tree import And, AnyOf, Filter, Not
from clawback.investigations import deciding
from clawback.investigations.clustering import days_of, measured, tally
from clawback.investigations.eyes import Eyes
from clawback.investigations.habits import Sent, unusual
from clawback.investigations.investigation import (
    Advice,
    AdviceKind,
    Case,
    Cluster,
    ClusterKind,
    Evidence,
    Findings,
    Threat,
)
from clawback.investigations.users import affected
from clawback.model.counted import counted
from clawback.model.location import Directionality
from clawback.model.verdict import ThreatType

_BAD = AnyOf("latest_threat_type", deciding.BAD)
_SPAM = AnyOf("latest_threat_type", (ThreatType.SPAM.value,))
_OURS = AnyOf("directionality", (Directionality.OUTBOUND.value, Directionality.INTRA_ORG.value))


def sending(eyes: Eyes, case: Case) -> Findings:
    """Whose account looks taken over, and clusters of what they sent: bad, spam, and the rest."""
    playbook = eyes.policy.playbook
    users = affected(case, eyes.mailboxes.owns, playbook.users)
    evidence: list[Evidence] = []
    clusters: list[Cluster] = []
    for user in users:
        reasons = list(_reasons(eyes, case, user))
        evidence += (
            Evidence(entity=user, verdict=Threat.SUSPICIOUS, reason=one) for one in reasons
        )
        if reasons:
            clusters += (deciding.judged(one, playbook) for one in _parts(eyes, case, user))
    suspects = dict.fromkeys(one.entity for one in evidence)
    told = f"{counted(len(users), 'user')} looked at, {len(suspects):,} out of the ordinary."
    return Findings(
        sentence=told,
        evidence=tuple(evidence),
        clusters=tuple(clusters),
        advice=tuple(_advice(one, evidence) for one in suspects),
        verdict=Threat.SUSPICIOUS if suspects else Threat.NONE,
    )


def _reasons(eyes: Eyes, case: Case, user: str) -> Iterator[str]:
    """Why somebody's account looks taken over; who sent nothing is asked about once."""
    store = eyes.store
    if not store.count(eyes.query(case, _by(user))):
        return
    yield from unusual(_sent(eyes, case, user), eyes.policy.playbook.sending)
    bad = store.count(eyes.query(case, And((_by(user), _BAD))))
    if bad:
        sent = counted(bad, "delivery", "deliveries")
        yield f"{sent} that they sent are held for malware or phish."


def _advice(user: str, evidence: list[Evidence]) -> Advice:
    """Nobody here can lock an account."""
    why = " ".join(one.reason for one in evidence if one.entity == user)
    return Advice(kind=AdviceKind.SECURE_ACCOUNT, entity=user, reason=why)


def _by(user: str) -> Filter:
    return And((AnyOf("sender_address", (user,)), _OURS))


def _parts(eyes: Eyes, case: Case, user: str) -> Iterator[Cluster]:
    """What a user sent, by what it is held for; nothing where the playbook does not ask for it."""
    if ClusterKind.USER not in eyes.policy.playbook.rules:
        return
    parts = {
        "bad": And((_by(user), _BAD)),
        "spam": And((_by(user), _SPAM, Not(_BAD))),
        "clean": And((_by(user), Not(deciding.HELD))),
    }
    for name, tree in parts.items():
        found = measured(eyes, case, f"user_{name}:{user}", ClusterKind.USER, tree)
        if found.deliveries:
            yield found


def _sent(eyes: Eyes, case: Case, user: str) -> Sent:
    """The user's days and recipients, lately and before."""
    span = eyes.policy.playbook.sending.days
    query = eyes.query(case, _by(user))
    cut = query.now - timedelta(days=span)
    before = replace(query, until=cut)
    lately = replace(query, since=cut)
    known = frozenset(tally(eyes, before, "recipient"))
    addressed = frozenset(tally(eyes, lately, "recipient"))
    return Sent(
        days=tuple(days_of(eyes, before)),
        lately=eyes.store.count(lately),
        known=len(known),
        addressed=len(addressed),
        new=len(addressed - known),
    )
