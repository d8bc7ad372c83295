"""The API as methods."""

from __future__ import annotations

import json

import pytest
from tests.making.wish import WISH

from clawback.client.client import MAILS, Asked, Client
from clawback.ingest.upload import MEDIA_TYPE


@pytest.fixture
def client(served):
    with Client.at(served.url, "cb_token") as opened:
        yield opened


def _answers(served, *documents):
    served.answers += [(200, json.dumps(document).encode()) for document in documents]


def test_a_search_turns_pages(served, client):
    """The next page is fetched when it is needed, and no more than were asked for are given."""
    _answers(
        served, {"rows": [{"n": 1}, {"n": 2}], "next": "c"}, {"rows": [{"n": 3}], "next": None}
    )
    rows = client.search(Asked(filter="x", since="-1d"), 100)
    assert [row["n"] for row in rows] == [1, 2, 3]
    assert [target for _, target, *_ in served.requests] == [
        "/api/v1/deliveries?filter=x&since=-1d&limit=100",
        "/api/v1/deliveries?filter=x&since=-1d&limit=98&cursor=c",
    ]


def test_a_search_stops_at_its_limit(served, client):
    """A page that is not needed is not fetched."""
    _answers(served, {"rows": [{"n": 1}, {"n": 2}], "next": "c"})
    assert [row["n"] for row in client.search(Asked(), 2)] == [1, 2]


def test_counting_and_exporting(served, client):
    """A number; a file in blocks."""
    _answers(served, {"count": 3})
    assert client.count(Asked(filter="x")) == 3
    served.answers.append((200, b"a,b\n"))
    assert b"".join(client.export(Asked(), "csv")) == b"a,b\n"
    assert served.requests[1][1] == "/api/v1/deliveries/export?filter=&format=csv"


def test_lists(served, client):
    """Text goes out and comes back line by line."""
    _answers(served, {"name": "wave", "entries": 2}, ["wave"])
    assert client.lists.put("wave", b"a\nb\n")["entries"] == 2
    assert served.requests[0][2]["Content-Type"] == "text/plain"
    assert client.lists.names() == ["wave"]
    served.answers += [(200, b"a\nb\n"), (204, b"")]
    assert client.lists.entries("wave") == ["a", "b"]
    client.lists.delete("wave")
    assert served.requests[3][:2] == ("DELETE", "/api/v1/lists/wave")


def test_uploads_have_the_media_type_of_the_server(served, client):
    """Bytes are sent as they are, under the name that ingest knows."""
    _answers(served, {"accepted": 1, "ticket": 7}, {"searchable": True})
    assert client.upload(b"record")["ticket"] == 7
    assert MAILS == MEDIA_TYPE == served.requests[0][2]["Content-Type"]
    assert client.import_progress(7)["searchable"]


def test_remediations(served, client):
    """A preview keeps nothing; a start is asked for; verbs are posted."""
    _answers(served, {"numbers": {"deliveries": 3}}, {"remediation": {"id": "R-1"}}, {"id": "R-2"})
    assert client.preview(WISH)["deliveries"] == 3
    assert json.loads(served.requests[0][3])["dry_run"] is True
    assert client.remediate(WISH, start=True)["id"] == "R-1"
    assert json.loads(served.requests[1][3])["start"] is True
    assert client.command("R-1", "undo")["id"] == "R-2"
    assert served.requests[2][:2] == ("POST", "/api/v1/remediations/R-1/undo")


def test_items_turn_pages(served, client):
    """Until there is no next one."""
    _answers(
        served, {"items": [{"note": "a"}], "next": "1"}, {"items": [{"note": "b"}], "next": None}
    )
    assert [item["note"] for item in client.items("R-1", "failed")] == ["a", "b"]
    assert served.requests[1][1].endswith("?outcome=failed&limit=500&cursor=1")


def test_tokens(served, client):
    """Made, listed, revoked."""
    _answers(served, {"secret": "cb_x"}, {"items": []}, {"state": "revoked"})
    made = client.people.create_token(name="soar", role="reader", days=7)
    assert made["secret"] == "cb_x"
    assert client.tokens() == []
    assert client.revoke_token("abc")["state"] == "revoked"
    assert served.requests[2][:2] == ("DELETE", "/api/v1/tokens/abc")
