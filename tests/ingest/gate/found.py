"""An engine that finds in a mail what its text says, and a gate that asks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from threading import Event
from types import MappingProxyType

from clawback.analysis.message import analyse
from clawback.analysis.providers.memory import MemoryProvider
from clawback.analysis.providers.panel import Panel
from clawback.analysis.providers.seat import Terms
from clawback.ingest.gate.gate import Gate
from clawback.ingest.gate.judging import Judge
from clawback.ingest.gate.policy import GatePolicy, Threat
from clawback.ingest.gate.tally import Tally
from clawback.ingest.recipients import Organisation
from clawback.ingest.ruling import GateAction
from clawback.model.message import Message
from clawback.model.verdict import DetectionTechnology, Finding, PhishConfidence, ThreatType

OURS = Organisation(own_domains=frozenset({"example.org"}))
ACTIONS: Mapping[Threat, GateAction] = MappingProxyType(
    {
        Threat.MALWARE: GateAction.REJECT,
        Threat.PHISH_HIGH: GateAction.QUARANTINE,
        Threat.PHISH: GateAction.TAG,
        Threat.SPAM: GateAction.JUNK,
    }
)


_SPAM = Finding(provider="memory", threat=ThreatType.SPAM)
_PHISH = Finding(provider="memory", threat=ThreatType.PHISH)
SAYS = {
    b"pretended malware": Finding(
        provider="memory", threat=ThreatType.MALWARE, malware_family="Lab.Eicar"
    ),
    b"pretended sure phish": replace(_PHISH, confidence=PhishConfidence.HIGH),
    b"pretended phish": replace(_PHISH, confidence=PhishConfidence.NORMAL),
    b"pretended spam": replace(_SPAM, score=7.0, threshold=5.0),
    b"pretended sure spam": replace(_SPAM, score=12.0, threshold=5.0),
    b"pretended bulk": replace(_SPAM, technology=DetectionTechnology.BULK),
}


class Engine(MemoryProvider):
    """Answers at once, or, when `gate` is not set, not before it is; it ends with `gate_of`."""

    def __init__(self, name: str = "memory") -> None:
        super().__init__(SAYS, name=name)
        self.gate = Event()
        self.gate.set()

    def judge(self, raw, transport):
        self.gate.wait(20)
        return super().judge(raw, transport)


class Reader:
    """Reads in this process; `trouble` is raised instead, `gate` is waited for.

    `asked` is set with the first mail.
    """

    def __init__(self) -> None:
        self.trouble: Exception | None = None
        self.asked = Event()
        self.gate = Event()
        self.gate.set()

    def analyse(self, raw: bytes) -> Message:
        self.asked.set()
        self.gate.wait(20)
        if self.trouble:
            raise self.trouble
        return analyse(raw)


@contextmanager
def gate_of(
    policy: GatePolicy | None = None,
    *,
    engine: Engine | None = None,
    also: Engine | None = None,
    reader: Reader | None = None,
    seconds: float = 10.0,
    organisation: Organisation = OURS,
    rewriter=None,
    campaigns=None,
) -> Iterator[Gate]:
    """A gate with this policy; what waits is let go at the end."""
    engine, reader = engine or Engine(), reader or Reader()
    asked = [engine, also] if also else [engine]
    panel = Panel([(one, Terms(seconds=seconds)) for one in asked])
    judge = Judge(reader, organisation, panel=panel, campaigns=campaigns)
    policy = policy or GatePolicy(actions=ACTIONS)
    try:
        yield Gate(judge, policy, seconds=seconds, tally=Tally(), rewriter=rewriter)
    finally:
        for one in asked:
            one.gate.set()
        reader.gate.set()
        judge.close()
        panel.close()
