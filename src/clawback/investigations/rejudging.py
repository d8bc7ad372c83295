"""The step that asks again: what engines and the click's book say of the root by now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clawback.investigations.eyes import Eyes
from clawback.investigations.investigation import Case, Entity, Evidence, Findings, Threat, worst
from clawback.investigations.ports import Asked
from clawback.investigations.roots import start
from clawback.model.counted import counted
from clawback.model.delivery import Row
from clawback.model.verdict import ThreatType

_BAD = frozenset({ThreatType.MALWARE, ThreatType.PHISH})


def rejudge(eyes: Eyes, case: Case) -> Findings:
    """What is said now of the root's newest messages, and of its links."""
    most = eyes.policy.playbook.values
    query = eyes.query(case, start(eyes, case).mail)
    asked = eyes.again.ask(case.investigation.id, _newest(eyes.store.stream(query), most))
    links = [one for one in case.entities if one.field == "url"]
    evidence = (*_turned(asked), *_blocked(eyes, links))
    return Findings(
        sentence=_sentence(asked, len(links)),
        evidence=evidence,
        verdict=worst(one.verdict for one in evidence),
    )


def _newest(blocks: Iterable[Sequence[Row]], most: int) -> list[Row]:
    """One delivery of each of the newest messages."""
    found: dict[str, Row] = {}
    for block in blocks:
        for row in block:
            found.setdefault(row.delivery.network_message_id, row)
            if len(found) >= most:
                return list(found.values())
    return list(found.values())


def _turned(asked: Asked) -> list[Evidence]:
    return [
        Evidence(
            entity=one.message,
            verdict=Threat.MALICIOUS if one.threat in _BAD else Threat.SUSPICIOUS,
            reason=f"Engines find {one.threat.label.lower()} in it now: {one.evidence}.",
        )
        for one in asked.turned
    ]


def _blocked(eyes: Eyes, links: Sequence[Entity]) -> list[Evidence]:
    found = ((one.value, eyes.again.blocks(one.value)) for one in links)
    return [Evidence(entity=url, verdict=Threat.MALICIOUS, reason=why) for url, why in found if why]


def _sentence(asked: Asked, links: int) -> str:
    if not asked.engines:
        told = "No engine is set up that could be asked again"
    else:
        told = f"{' and '.join(asked.engines)} asked about {counted(asked.asked, 'message')}"
        told += f", {len(asked.turned):,} turned"
    if asked.unseen:
        told += f"; the bytes of {asked.unseen:,} more are not to be had"
    return f"{told}; {counted(links, 'link')} looked up. {asked.trouble}".rstrip()
