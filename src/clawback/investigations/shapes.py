"""The shapes in which the API takes and shows investigations."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from clawback.investigations.graph import Graph, NodeKind
from clawback.investigations.investigation import (
    ActionTaken,
    AdviceKind,
    Case,
    Cluster,
    ClusterKind,
    Root,
    RootKind,
    Status,
    Step,
    StepName,
    Threat,
)

Value = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4096)]


class NewInvestigation(BaseModel):
    """What to begin with."""

    model_config = ConfigDict(extra="forbid")

    kind: RootKind
    value: Value = Field(
        description="A network message id, an address, a URL, or the id of an alert or a click."
    )
    reason: str = Field(default="", max_length=1000, description="Why, for those who read it.")

    def root(self) -> Root:
        return Root(kind=self.kind, value=self.value)


class EntityOut(BaseModel):
    """A value that mail of the root has, by the field of the filter language."""

    field: str
    value: str
    deliveries: int


class EvidenceOut(BaseModel):
    """What was found about whom, what it comes to, and why."""

    entity: str
    verdict: Threat
    reason: str


class ClusterOut(BaseModel):
    """Mail that shares something with the root. Counts are deliveries, as of `at`."""

    key: str
    kind: ClusterKind
    kind_label: str
    filter: str
    at: datetime
    deliveries: int
    messages: int
    bad: int = Field(description="Held for malware or phish.")
    spam: int
    spared: int = Field(description="Left out by the settings, and never acted on.")
    places: dict[str, int] = Field(description="Where it lies now.")
    verdict: Threat
    reason: str


class StepOut(BaseModel):
    """A step that is over."""

    name: StepName
    label: str
    at: datetime
    seconds: float
    sentence: str


class AdviceOut(BaseModel):
    """What people should do about a user or a link, that no remediation can."""

    kind: AdviceKind
    kind_label: str
    entity: str
    reason: str


class InvestigationActionOut(BaseModel):
    """What was done about a cluster; `state` is the remediation's, `None` where it is gone."""

    cluster: str
    remediation: str
    deliveries: int
    state: str | None
    trouble: str


class InvestigationOut(BaseModel):
    """An investigation, for a list; `done` of `steps` are over."""

    id: str
    kind: RootKind
    value: str
    playbook: str
    reason: str
    since: datetime
    at: datetime
    by_name: str
    status: Status
    status_label: str
    verdict: Threat
    done: int
    steps: int
    malicious_clusters: int
    actions: int
    trouble: str
    changed_at: datetime
    ended_at: datetime | None


class InvestigationPageOut(InvestigationOut):
    """All of an investigation."""

    entities: list[EntityOut]
    evidence: list[EvidenceOut]
    clusters: list[ClusterOut]
    log: list[StepOut]
    recommended: list[InvestigationActionOut]
    spare: str = Field(description="A filter of mail that the settings leave out; empty for none.")
    advice: list[AdviceOut]


class InvestigationsOut(BaseModel):
    """A page, newest first; `next` asks for the following one."""

    items: list[InvestigationOut]
    next: str | None


class NodeOut(BaseModel):
    """A node of the graph."""

    id: str
    kind: NodeKind
    label: str
    verdict: Threat
    deliveries: int


class EdgeOut(BaseModel):
    """An edge, by the ids of its nodes."""

    source: str
    target: str


class InvestigationGraphOut(BaseModel):
    """From the root to what follows."""

    nodes: list[NodeOut]
    edges: list[EdgeOut]


def investigation_out(case: Case) -> InvestigationOut:
    return InvestigationOut.model_validate(_summary(case))


def page_out(case: Case) -> InvestigationPageOut:
    more = {
        "entities": [
            EntityOut(field=one.field, value=one.value, deliveries=one.deliveries)
            for one in case.entities
        ],
        "evidence": [
            EvidenceOut(entity=one.entity, verdict=one.verdict, reason=one.reason)
            for one in case.evidence
        ],
        "clusters": [_cluster_out(one) for one in case.clusters],
        "log": [_step_out(one) for one in case.steps],
        "recommended": [_action_out(case, one) for one in case.actions],
        "spare": case.spare,
        "advice": [
            AdviceOut(
                kind=one.kind, kind_label=one.kind.label, entity=one.entity, reason=one.reason
            )
            for one in case.advice
        ],
    }
    return InvestigationPageOut.model_validate(_summary(case) | more)


def graph_out(graph: Graph) -> InvestigationGraphOut:
    return InvestigationGraphOut(
        nodes=[
            NodeOut(
                id=one.id,
                kind=one.kind,
                label=one.label,
                verdict=one.verdict,
                deliveries=one.deliveries,
            )
            for one in graph.nodes
        ],
        edges=[EdgeOut(source=one.source, target=one.target) for one in graph.edges],
    )


def _summary(case: Case) -> dict[str, object]:
    made = case.investigation
    return {
        "id": made.id,
        "kind": made.root.kind,
        "value": made.root.value,
        "playbook": made.playbook,
        "reason": made.reason,
        "since": made.since,
        "at": made.at,
        "by_name": made.opener.name,
        "status": made.status,
        "status_label": made.status.label,
        "verdict": case.verdict,
        "done": len(case.steps),
        "steps": len(StepName),
        "malicious_clusters": sum(one.verdict is Threat.MALICIOUS for one in case.clusters),
        "actions": len(case.actions),
        "trouble": made.trouble,
        "changed_at": made.changed_at,
        "ended_at": made.ended_at,
    }


def _cluster_out(one: Cluster) -> ClusterOut:
    return ClusterOut(
        key=one.key,
        kind=one.kind,
        kind_label=one.kind.label,
        filter=one.filter,
        at=one.at,
        deliveries=one.deliveries,
        messages=one.messages,
        bad=one.bad,
        spam=one.spam,
        spared=one.spared,
        places={place.location: place.deliveries for place in one.places},
        verdict=one.verdict,
        reason=one.reason,
    )


def _action_out(case: Case, one: ActionTaken) -> InvestigationActionOut:
    return InvestigationActionOut(
        cluster=one.cluster,
        remediation=one.remediation,
        deliveries=one.deliveries,
        state=case.remediations.get(one.remediation),
        trouble=one.trouble,
    )


def _step_out(one: Step) -> StepOut:
    return StepOut(
        name=one.name,
        label=one.name.label,
        at=one.at,
        seconds=one.seconds,
        sentence=one.findings.sentence,
    )
