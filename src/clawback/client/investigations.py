"""Investigations, as methods; errors as in `transport.py`.

Moments are ISO 8601 text in UTC, enumerations their codes.
"""

from __future__ import annotations

from typing import TypedDict, cast

from clawback.client.transport import Body, Transport

_ROOT = "/api/v1/investigations"


class NewInvestigation(TypedDict):
    """What to begin with."""

    kind: str
    value: str
    reason: str


class Entity(TypedDict):
    """A value that mail of the root has."""

    field: str
    value: str
    deliveries: int


class Evidence(TypedDict):
    """What was found about whom, what it comes to, and why."""

    entity: str
    verdict: str
    reason: str


class Cluster(TypedDict):
    """Mail that shares something with the root; counts are deliveries."""

    key: str
    kind: str
    kind_label: str
    filter: str
    at: str
    deliveries: int
    messages: int
    bad: int
    spam: int
    spared: int
    places: dict[str, int]
    verdict: str
    reason: str


class Step(TypedDict):
    """A step that is over."""

    name: str
    label: str
    at: str
    seconds: float
    sentence: str


class Advice(TypedDict):
    """What people should do about a user or a link."""

    kind: str
    kind_label: str
    entity: str
    reason: str


class InvestigationAction(TypedDict):
    """What was done about a cluster."""

    cluster: str
    remediation: str
    deliveries: int
    state: str | None
    trouble: str


class Investigation(TypedDict):
    """An investigation, for a list; `done` of `steps` are over."""

    id: str
    kind: str
    value: str
    playbook: str
    reason: str
    since: str
    at: str
    by_name: str
    status: str
    status_label: str
    verdict: str
    done: int
    steps: int
    malicious_clusters: int
    actions: int
    trouble: str
    changed_at: str
    ended_at: str | None


class InvestigationPage(Investigation):
    """All of an investigation."""

    entities: list[Entity]
    evidence: list[Evidence]
    clusters: list[Cluster]
    log: list[Step]
    recommended: list[InvestigationAction]
    spare: str
    advice: list[Advice]


class Investigations(TypedDict):
    """A page, newest first."""

    items: list[Investigation]
    next: str | None


class Node(TypedDict):
    """A node of the graph."""

    id: str
    kind: str
    label: str
    verdict: str
    deliveries: int


class Edge(TypedDict):
    """An edge, by the ids of its nodes."""

    source: str
    target: str


class InvestigationGraph(TypedDict):
    """From the root to what follows."""

    nodes: list[Node]
    edges: list[Edge]


class InvestigationsClient:
    """The investigations of one server."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def make(self, kind: str, value: str, reason: str = "") -> InvestigationPage:
        """Begins one; answers as it begins."""
        wish: NewInvestigation = {"kind": kind, "value": value, "reason": reason}
        found = self._transport.json("POST", _ROOT, body=Body.of(wish))
        return cast("InvestigationPage", found)

    def every(self, limit: int) -> Investigations:
        """The last ones, newest first."""
        return cast("Investigations", self._transport.json("GET", _ROOT, query={"limit": limit}))

    def get(self, investigation_id: str) -> InvestigationPage:
        """All of one, as it stands."""
        found = self._transport.json("GET", f"{_ROOT}/{investigation_id}")
        return cast("InvestigationPage", found)

    def graph(self, investigation_id: str) -> InvestigationGraph:
        """The same as nodes and edges."""
        found = self._transport.json("GET", f"{_ROOT}/{investigation_id}/graph")
        return cast("InvestigationGraph", found)

    def cancel(self, investigation_id: str) -> InvestigationPage:
        """Ends one that runs."""
        found = self._transport.json("POST", f"{_ROOT}/{investigation_id}/cancel")
        return cast("InvestigationPage", found)
