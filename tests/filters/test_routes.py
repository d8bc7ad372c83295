from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from tests.servers.web_client import WebClient

from clawback.filters import routes
from clawback.filters.fields import FIELDS
from clawback.filters.lists import FolderOfLists, Lists, UnknownListError
from clawback.model.errors import ClawbackError
from clawback.model.tags import Tags


@pytest.fixture
def web(tmp_path: Path) -> Iterator[WebClient]:
    application = FastAPI()
    application.include_router(routes.router, prefix="/api/v1")
    application.state.parts = {
        Lists: FolderOfLists(tmp_path),
        Tags: Tags.read({"vip": ["ceo@example.org"]}),
    }

    @application.exception_handler(ClawbackError)
    async def _problem(_: Request, error: Exception) -> JSONResponse:
        status = 404 if isinstance(error, UnknownListError) else 400
        return JSONResponse({"detail": str(error)}, status_code=status)

    with WebClient(application, base_url="http://localhost/api/v1/") as client:
        yield client


def test_fields_are_the_registry(web: WebClient):
    """A console can build its editor from the answer alone."""
    told = {field["name"]: field for field in web.get("fields").json()}
    assert list(told) == list(FIELDS)
    assert told["threat_type"]["choices"][0] == {"code": "malware", "label": "Malware"}
    assert told["sender_address"]["aliases"] == ["from", "sender"]
    assert "present" in told["subject"]["takes"]
    assert told["tags"]["choices"] == [{"code": "vip", "label": "vip"}]


def test_a_filter_is_explained(web: WebClient):
    """A sentence, the canonical text, and the lists that it names."""
    web.put("lists/bad", content="x.example")
    told = web.get("filters/explain", params={"filter": "from:a@b.com list:bad"}).json()
    assert told["filter"] == "sender_address:a@b.com AND list:bad"
    assert told["sentence"].startswith('Deliveries where the sender address is "a@b.com"')
    assert told["lists"] == ["bad"]
    assert web.get("filters/explain").json()["sentence"] == "Every delivery."


def test_the_conditions_of_a_filter_are_told(web: WebClient):
    """Each with its place, its contrary, and the few words of a label."""
    told = web.get("filters/explain", params={"filter": 'a -subject~"x" threat:none'}).json()
    assert told["parts"] == [
        {
            "start": 0,
            "end": 1,
            "filter": "a",
            "contrary": "-a",
            "negated": False,
            "field": "",
            "label": "",
            "says": '"a"',
        },
        {
            "start": 2,
            "end": 14,
            "filter": '-subject~"x"',
            "contrary": 'subject~"x"',
            "negated": True,
            "field": "subject",
            "label": "Subject",
            "says": 'does not contain "x"',
        },
        {
            "start": 15,
            "end": 26,
            "filter": "-threat_type:*",
            "contrary": "threat_type:*",
            "negated": True,
            "field": "threat_type",
            "label": "Threat type",
            "says": "none",
        },
    ]


def test_fields_are_told_in_groups(web: WebClient):
    """A field says with which others it is listed; those of clicks alone are by themselves."""
    groups = {one["name"]: one["group"] for one in web.get("fields").json()}
    assert groups["sender_address"] == "Sender and recipient"
    assert groups["url"] == "Links"
    clicks = web.get("fields", params={"view": "url_clicks"}).json()
    assert {one["name"]: one["group"] for one in clicks}["time_clicked"] == "Click"


@pytest.mark.parametrize("text", ["sendr:a", "list:nope", "tags:vpi"])
def test_a_mistake_is_a_problem(web: WebClient, text: str):
    """Wrong text and a missing list are told, not found empty."""
    answer = web.get("filters/explain", params={"filter": text})
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("There is no")


def test_a_list_is_added_to(web: WebClient):
    """What it held stays, and all its entries are counted."""
    web.put("lists/bad", content="a.example")
    more = web.put("lists/bad", params={"add": "true"}, content="b.example")
    assert more.json()["entries"] == 2
    assert web.get("lists/bad").text.split() == ["a.example", "b.example"]


def test_lists_come_and_go(web: WebClient):
    """Put, named, read, forgotten."""
    put = web.put("lists/bad", content="\ufeffB@x.example\r\n\na.example\nfoo\n".encode())
    assert put.json() == {
        "name": "bad",
        "entries": 2,
        "kinds": [
            {"kind": "address", "label": "Address", "entries": 1},
            {"kind": "domain", "label": "Domain", "entries": 1},
        ],
        "duplicates": 0,
        "empty": 0,
        "not_understood": 1,
        "faults": [
            {
                "line": 4,
                "text": "foo",
                "reason": "It is no id, no SHA-256 hash, no URL, no address, no domain and no IP "
                "address.",
            }
        ],
        "column": "",
    }
    assert web.get("lists").json() == ["bad"]
    assert web.get("lists/bad").text == "a.example\nb@x.example\n"
    assert web.delete("lists/bad").status_code == 204
    assert web.get("lists/bad").status_code == 404
    assert web.delete("lists/bad").status_code == 404


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("Bad", b"x", "A list cannot have this name."),
        ("bad", b"a\xff", "Line 1: It holds bytes that are not UTF-8."),
        ("bad", b"a\x00b", "cannot be printed"),
        ("bad", b"x" * 30, "this one is larger"),
    ],
)
def test_a_list_that_cannot_be_kept_is_a_problem(
    web: WebClient, monkeypatch: pytest.MonkeyPatch, name: str, body: bytes, said: str
):
    """Wrong names, foreign encodings, control characters and floods are refused."""
    monkeypatch.setattr(routes, "LARGEST_UPLOAD", 20)
    answer = web.put(f"lists/{name}", content=body)
    assert answer.status_code == 400
    assert said in answer.json()["detail"]
    assert web.get("lists").json() == []


def test_a_column_of_a_table_is_kept(web: WebClient):
    """By its name; one that is not there is a problem that names those that are."""
    table = "when,who\n1,a@b.example\n"
    put = web.put("lists/bad", content=table, params={"column": "Who"}).json()
    assert (put["entries"], put["column"]) == (1, "who")
    answer = web.put("lists/bad", content=table, params={"column": "whom"})
    assert answer.status_code == 400
    assert "when, who" in answer.json()["detail"]


def test_operations_have_stable_names(web: WebClient):
    """Clients are generated from these names."""
    paths = web.get("http://localhost/openapi.json").json()["paths"]
    names = {each["operationId"] for path in paths.values() for each in path.values()}
    assert names == {
        *("field_list", "filter_explain"),
        *("list_names", "list_get", "list_put", "list_delete"),
    }
