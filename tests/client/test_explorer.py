"""The client's way to single messages, headers and links."""

from __future__ import annotations

import json

import pytest

from clawback.client import content, explorer
from clawback.client.client import Client

# The API's name of each shape.
NAMES = {
    "Mailbox": "Address",
    "Journey": "Journey",
    "Believed": "Authentication",
    "Check": "Check",
    "Signature": "Signature",
    "Seal": "Seal",
    "Vouching": "Vouching",
    "Word": "Word",
    "Oddity": "Oddity",
    "HeaderReport": "HeaderReport",
}


@pytest.mark.parametrize(("ours", "theirs"), NAMES.items())
def test_a_shape_has_the_answers_keys(schemas, ours, theirs):
    """No key is missing and none is made up."""
    assert set(getattr(explorer, ours).__annotations__) == set(schemas[theirs]["properties"])


def test_a_hop_has_the_answers_keys(schemas):
    """The same in a preview and in a report."""
    assert set(content.Hop.__annotations__) == set(schemas["Hop"]["properties"])


def test_headers_are_asked_for(served):
    """A stored one by its message, a pasted one by its text."""
    served.answers = [(200, b'{"subject": "x"}'), (200, b'{"subject": "y"}')]
    with Client.at(served.url, "cb_x") as client:
        assert client.explorer.headers("m")["subject"] == "x"
        assert client.explorer.explain_header("From: a@b")["subject"] == "y"
    assert [(method, path) for method, path, _, _ in served.requests] == [
        ("GET", "/api/v1/messages/m/headers"),
        ("POST", "/api/v1/headers/explain"),
    ]
    assert json.loads(served.requests[1][3]) == {"header": "From: a@b"}
