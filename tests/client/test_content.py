"""The client's way to mails, against a server that says what a test wants."""

from __future__ import annotations

import json

import pytest

from clawback.client.client import Client
from clawback.client.problems import ProblemError


def test_every_request_carries_whose_copy_and_why(served):
    """Three addresses, one form of body."""
    served.answers = [(200, b'{"text": "x"}'), (200, b"PK"), (200, b"PK")]
    with Client.at(served.url, "cb_x") as client:
        assert client.content.preview("m", "ada@x", "why")["text"] == "x"
        assert client.content.download("m", "ada@x", "why", "zip").content == b"PK"
        assert client.content.attachment("m", 3, "ada@x", "why").password == ""
    assert [path for _, path, _, _ in served.requests] == [
        "/api/v1/messages/m/preview",
        "/api/v1/messages/m/download",
        "/api/v1/messages/m/attachments/3",
    ]
    asked = {"recipient": "ada@x", "reason": "why"}
    bodies = [json.loads(body) for _, _, _, body in served.requests]
    assert bodies == [asked, asked | {"form": "zip"}, asked]


def test_a_refusal_is_the_servers(served):
    """Its words and its code, and no file."""
    served.answers = [(404, b'{"detail": "Gone.", "code": "mail_gone"}')]
    with Client.at(served.url, "cb_x") as client, pytest.raises(ProblemError, match="Gone"):
        client.content.download("m", "ada@x", "why", "eml")
