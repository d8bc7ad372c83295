"""The client's way to exports."""

from __future__ import annotations

import pytest
from tests.servers.parts import parts_in

from clawback.client import exports
from clawback.client.client import Client


@pytest.mark.parametrize(("ours", "theirs"), [("Wish", "NewExport"), ("Export", "ExportOut")])
def test_a_shape_has_the_answers_keys(tmp_path, ours, theirs):
    """No key is missing and none is made up."""
    with parts_in(tmp_path) as parts:
        schemas = parts.app.openapi()["components"]["schemas"]
    assert set(getattr(exports, ours).__annotations__) == set(schemas[theirs]["properties"])


def test_exports_are_asked_for(served):
    """Each by its address; a download says from where on."""
    served.answers = [(200, b'{"id": "E-1"}')] * 4 + [(200, b'{"items": []}')] * 2
    served.answers += [(200, b"abc"), (206, b"c"), (204, b"")]
    with Client.at(served.url, "cb_x") as client:
        assert client.exports.start({"format": "csv"})["id"] == "E-1"
        client.exports.find("E-1")
        client.exports.cancel("E-1")
        assert b"".join(client.exports.stream({})) == b'{"id": "E-1"}'
        assert client.exports.every() == client.exports.every(of_everybody=True) == []
        assert b"".join(client.exports.download("E-1")) == b"abc"
        assert b"".join(client.exports.download("E-1", start=2)) == b"c"
        client.exports.delete("E-1")
    assert [f"{method} {path}" for method, path, _, _ in served.requests] == [
        "POST /api/v1/exports",
        "GET /api/v1/exports/E-1",
        "POST /api/v1/exports/E-1/cancel",
        "POST /api/v1/exports/stream",
        "GET /api/v1/exports?limit=100",
        "GET /api/v1/exports/overview?limit=100",
        "GET /api/v1/exports/E-1/file",
        "GET /api/v1/exports/E-1/file",
        "DELETE /api/v1/exports/E-1",
    ]
    assert [headers.get("Range") for _, _, headers, _ in served.requests][-3:] == [
        None,
        "bytes=2-",
        None,
    ]
