"""The client's way to links."""

from __future__ import annotations

import pytest

from clawback.client import links
from clawback.client.client import Client

# The API's name of each shape.
NAMES = {
    "Layer": "Layer",
    "DecodedLink": "Decoded",
    "CountedValue": "Counted",
    "Spelling": "Spelling",
    "Carrier": "Carrier",
    "ShownClick": "Clicked",
    "LinkClicks": "Clicks",
    "BroaderLink": "Broader",
    "LinkTrace": "Trace",
}


@pytest.mark.parametrize(("ours", "theirs"), NAMES.items())
def test_a_shape_has_the_answers_keys(schemas, ours, theirs):
    """No key is missing and none is made up."""
    assert set(getattr(links, ours).__annotations__) == set(schemas[theirs]["properties"])


def test_links_are_asked_for(served):
    """With how much must be the same, and when."""
    served.answers = [(200, b'{"deliveries": 1}'), (200, b'{"path": "/x"}')]
    with Client.at(served.url, "cb_x") as client:
        assert client.links.trace("a.example/x?y", "url", "-7d")["deliveries"] == 1
        assert client.links.decode("a.example/x")["path"] == "/x"
    assert [path for _, path, _, _ in served.requests] == [
        "/api/v1/urls/trace?url=a.example%2Fx%3Fy&match=url&since=-7d",
        "/api/v1/urls/decode?url=a.example%2Fx",
    ]
