"""The way of a campaign's mail adds up, whatever it is made of."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from clawback.campaigns.flow import LAYERS, MOST, FlowLayer, flow_of

PHISH = ["phish"]
ONE: tuple[object, ...] = ("192.0.2.1", "bad.example", PHISH, "inbox_folder", [])

LINES = st.lists(
    st.tuples(
        st.sampled_from(["", *(f"192.0.2.{n}" for n in range(30))]),
        st.sampled_from(["", *(f"d{n}.example" for n in range(15))]),
        st.lists(st.sampled_from(["phish", "spam", "malware"]), unique=True),
        st.sampled_from(["inbox_folder", "junk_folder", "quarantine"]),
        st.lists(st.sampled_from(["allowed", "blocked", "none"]), unique=True),
    ),
    max_size=120,
)


def of(flow, layer):
    return [(one.label, one.deliveries) for one in flow.nodes if one.layer is layer]


@given(LINES)
def test_every_layer_holds_every_delivery(lines):
    """And what goes into a node, or out of it, is as much as the node."""
    flow = flow_of(lines)
    for layer in LAYERS:
        assert sum(count for _, count in of(flow, layer)) == len(lines)
        assert len(of(flow, layer)) <= MOST
    into, out = Counter[int](), Counter[int]()
    for band in flow.bands:
        out[band.source] += band.deliveries
        into[band.target] += band.deliveries
    for at, node in enumerate(flow.nodes):
        assert node.layer is FlowLayer.SENDER_IP or into[at] == node.deliveries
        assert node.layer is FlowLayer.CLICKS or out[at] == node.deliveries


def test_what_is_many_is_folded():
    """Nine by name, the most frequent first, and the rest by its number at the end."""
    lines = [("192.0.2.9", *ONE[1:])] * 3 + [(f"192.0.2.{n}", *ONE[1:]) for n in range(100, 130)]
    shown = of(flow_of(lines), FlowLayer.SENDER_IP)
    assert shown[0] == ("192.0.2.9", 3)
    assert shown[-1] == ("22 others", 22)
    assert len(shown) == MOST


def test_of_several_the_one_that_matters_stands():
    """Malware before spam; a click that got through before one that was stopped."""
    flow = flow_of([(*ONE[:2], ["spam", "malware"], "junk_folder", ["blocked", "allowed"])])
    assert [node.label for node in flow.nodes] == [
        "192.0.2.1",
        "bad.example",
        "Malware",
        "Junk folder",
        "Allowed",
    ]


def test_what_is_missing_has_a_name():
    """No address, no domain, held for nothing, no click."""
    flow = flow_of([("", "", [], "inbox_folder", [])])
    assert [node.label for node in flow.nodes] == [
        "Unknown",
        "None",
        "Nothing",
        "Inbox/folder",
        "Not clicked",
    ]
    assert [node.value for node in flow.nodes] == ["", "", "", "inbox_folder", ""]
