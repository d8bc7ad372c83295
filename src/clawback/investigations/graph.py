"""An investigation as nodes and edges: from the root through what it has to what follows. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clawback.investigations.investigation import Case, StepName, Threat
from clawback.model.labelled import Labelled


class NodeKind(Labelled):
    """What a node stands for."""

    ROOT = "root", "Root"
    CLUSTER = "cluster", "Cluster"
    USER = "user", "User"
    ACTION = "action", "Action"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One node; `deliveries` is 0 where it is not about mail."""

    id: str
    kind: NodeKind
    label: str
    verdict: Threat = Threat.NONE
    deliveries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """From one node to another, by their ids."""

    source: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """All of it; every edge joins two of its nodes."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


_ROOT = "root"
_ABOUT_USERS = (StepName.CLICKS, StepName.RULES, StepName.SENDING)


def graph_of(case: Case) -> Graph:
    """What is known so far."""
    found = [*_clusters(case), *_users(case), *_actions(case)]
    root = Node(
        id=_ROOT, kind=NodeKind.ROOT, label=case.investigation.root.value, verdict=case.verdict
    )
    nodes = {root.id: root} | {node.id: node for node, _ in found}
    edges = dict.fromkeys(Edge(source=source, target=node.id) for node, source in found)
    return Graph(nodes=tuple(nodes.values()), edges=tuple(edges))


def _clusters(case: Case) -> Iterator[tuple[Node, str]]:
    for one in case.clusters:
        node = Node(
            id=f"cluster:{one.key}",
            kind=NodeKind.CLUSTER,
            label=one.kind.label,
            verdict=one.verdict,
            deliveries=one.deliveries,
        )
        yield node, _ROOT


def _users(case: Case) -> Iterator[tuple[Node, str]]:
    """Who clicked, and whose rules or sending are out of the ordinary."""
    found = (case.done(one) for one in _ABOUT_USERS)
    for one in (one for each in found if each for one in each.evidence):
        node = Node(
            id=f"user:{one.entity}", kind=NodeKind.USER, label=one.entity, verdict=one.verdict
        )
        yield node, _ROOT


def _actions(case: Case) -> Iterator[tuple[Node, str]]:
    for one in case.actions:
        node = Node(
            id=f"action:{one.remediation}",
            kind=NodeKind.ACTION,
            label=one.remediation,
            deliveries=one.deliveries,
        )
        yield node, f"cluster:{one.cluster}"
