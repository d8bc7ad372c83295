"""The client's way to single messages."""

from __future__ import annotations

import pytest

from clawback.client import messages
from clawback.client.client import Client

# The API's name of each shape.
NAMES = {
    "NamedValue": "Named",
    "Detection": "Detection",
    "Details": "Details",
    "Judgement": "Judgement",
    "AttachedFile": "File",
    "LinkInMail": "Link",
    "RecipientOf": "Recipient",
    "MessagePage": "MessagePageOut",
    "Moment": "Moment",
    "RelatedMail": "Related",
    "Contact": "Contact",
    "Relatives": "RelatedOut",
    "Judged": "Judged",
    "Otherwise": "Otherwise",
    "SharedThing": "Shared",
    "SimilarMail": "Similar",
    "Likes": "Likes",
}


@pytest.mark.parametrize(("ours", "theirs"), NAMES.items())
def test_a_shape_has_the_answers_keys(schemas, ours, theirs):
    """No key is missing and none is made up."""
    assert set(getattr(messages, ours).__annotations__) == set(schemas[theirs]["properties"])


def test_each_method_asks_its_address(served):
    """With the delivery, the words, the days."""
    served.answers = [
        (200, b'{"content": true}'),
        (200, b'{"events": []}'),
        (200, b"at,recipient"),
        (200, b'{"related": []}'),
        (200, b'{"similar": []}'),
    ]
    with Client.at(served.url, "cb_x") as client:
        assert client.messages.page("m")["content"]
        assert client.messages.timeline("m", "ada@x", "zap") == []
        assert b"".join(client.messages.timeline_file("m", None, "", "csv")) == b"at,recipient"
        assert client.messages.related("m", days=7)["related"] == []
        assert client.messages.similar("m", limit=3)["similar"] == []
    assert [path for _, path, _, _ in served.requests] == [
        "/api/v1/messages/m/page",
        "/api/v1/messages/m/timeline?recipient=ada%40x&text=zap",
        "/api/v1/messages/m/timeline/export?text=&format=csv",
        "/api/v1/messages/m/related?days=7",
        "/api/v1/messages/m/similar?days=30&limit=3",
    ]
