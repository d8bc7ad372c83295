"""The way of a campaign's mail: from whom, as what it was held, where it is, and who clicked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from clawback.model.labelled import Labelled
from clawback.model.location import DeliveryLocation
from clawback.model.verdict import ClickVerdict, ThreatType

FIELDS = (
    "sender_ip",
    "sender_domain",
    "threat_type",
    "latest_delivery_location",
    "click_verdict",
)
"""What a line must hold of a delivery, in the order of the layers."""

MOST = 10  # values of a layer that are told by name
# Of several, that stands for a delivery which matters most: who got through before who was stopped.
_THREATS = (ThreatType.MALWARE, ThreatType.PHISH, ThreatType.SPAM)
_CLICKS = (
    ClickVerdict.BLOCK_OVERRIDDEN,
    ClickVerdict.POLICY_BLOCK_OVERRIDDEN,
    ClickVerdict.PENDING_VERDICT_BYPASSED,
    ClickVerdict.ALLOWED,
    ClickVerdict.ALLOWED_BY_POLICY,
)
_Way = tuple[str, ...]


class FlowLayer(Labelled):
    """What stands side by side."""

    SENDER_IP = "sender_ip", "Sender IPs"
    SENDER_DOMAIN = "sender_domain", "Sender domains"
    HELD_FOR = "held_for", "Held for"
    PLACE = "place", "Where it is"
    CLICKS = "clicks", "Clicks"


LAYERS = tuple(FlowLayer)
_WITHOUT: Mapping[FlowLayer, str] = {
    FlowLayer.SENDER_IP: "Unknown",
    FlowLayer.SENDER_DOMAIN: "None",
    FlowLayer.HELD_FOR: "Nothing",
    FlowLayer.PLACE: "Unknown",
    FlowLayer.CLICKS: "Not clicked",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A value of a layer, and how many deliveries have it.

    `folded` is how many values this one stands for, where it is all that are not told by name.
    """

    layer: FlowLayer
    value: str
    label: str
    deliveries: int
    folded: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """So many deliveries have both: places of nodes of two neighbouring layers."""

    source: int
    target: int
    deliveries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Nodes, layer after layer, the largest of each first; all layers hold all deliveries."""

    nodes: tuple[Node, ...]
    bands: tuple[Band, ...]


def flow_of(lines: Iterable[Sequence[object]]) -> Flow:
    """From lines of `FIELDS`, one for each delivery."""
    ways = Counter(_way(line) for line in lines)
    names = [_names(ways, at) for at in range(len(LAYERS))]
    folded = Counter[_Way]()
    for way, count in ways.items():
        folded[tuple(named.get(value, "*") for value, named in zip(way, names, strict=True))] += (
            count
        )
    nodes = [
        node
        for at, layer in enumerate(LAYERS)
        for node in _nodes(layer, _counted(folded, at), _counted(ways, at))
    ]
    places = {(node.layer, "*" if node.folded else node.value): at for at, node in enumerate(nodes)}
    bands = Counter[tuple[int, int]]()
    for way, count in folded.items():
        steps = [places[layer, value] for layer, value in zip(LAYERS, way, strict=True)]
        for band in pairwise(steps):
            bands[band] += count
    return Flow(
        nodes=tuple(nodes),
        bands=tuple(
            Band(source=source, target=target, deliveries=count)
            for (source, target), count in sorted(bands.items())
        ),
    )


def _way(line: Sequence[object]) -> _Way:
    ip, domain, threats, place, clicks = line
    return (
        str(ip or ""),
        str(domain or ""),
        _worst(threats, _THREATS),
        str(place or ""),
        _worst(clicks, _CLICKS),
    )


def _worst(codes: object, order: Sequence[str]) -> str:
    found = sorted(map(str, codes)) if isinstance(codes, list | tuple | frozenset | set) else []
    first = [code for code in order if code in found]
    return (first or found or [""])[0]


def _counted(ways: Mapping[_Way, int], at: int) -> Counter[str]:
    counted = Counter[str]()
    for way, count in ways.items():
        counted[way[at]] += count
    return counted


def _names(ways: Mapping[_Way, int], at: int) -> Mapping[str, str]:
    """The values that are told by name: all, or the most frequent and room for the rest."""
    counted = _counted(ways, at)
    ranked = sorted(counted, key=lambda value: (-counted[value], value))
    kept = ranked if len(ranked) <= MOST else ranked[: MOST - 1]
    return {value: value for value in kept}


def _nodes(layer: FlowLayer, counted: Mapping[str, int], whole: Mapping[str, int]) -> list[Node]:
    """The largest first; the rest, which may be the largest, last."""
    ranked = sorted(counted, key=lambda value: (value == "*", -counted[value], value))
    rest = len(whole) - sum(value != "*" for value in counted)
    return [
        Node(
            layer=layer,
            value="" if value == "*" else value,
            label=f"{rest} others" if value == "*" else _label(layer, value),
            deliveries=counted[value],
            folded=rest if value == "*" else 0,
        )
        for value in ranked
    ]


def _label(layer: FlowLayer, value: str) -> str:
    if not value:
        return _WITHOUT[layer]
    match layer:
        case FlowLayer.HELD_FOR:
            return ThreatType(value).label
        case FlowLayer.PLACE:
            return DeliveryLocation(value).label
        case FlowLayer.CLICKS:
            return ClickVerdict(value).label
        case _:
            return value
