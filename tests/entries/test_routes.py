"""The allow/block list over HTTP: read by who reads lists, changed by who writes them."""

from __future__ import annotations

import json

import pytest
from tests.servers.parts import parts_in
from tests.servers.web_client import WebClient

from clawback.identity.role import Role

API = "/api/v1/entries"


@pytest.fixture(scope="module")
def caller(tmp_path_factory):
    with parts_in(tmp_path_factory.mktemp("list")) as parts:

        def made(role):
            secret = parts.tokens.create(name=role.value, role=role, by="a test").secret.text
            return WebClient(parts.app, headers={"Authorization": f"Bearer {secret}"})

        yield made


@pytest.fixture
def ada(caller):
    with caller(Role.ADMIN) as web:
        items = web.get(API).json()["items"]
        if items:
            web.post(f"{API}/remove", json={"ids": [one["id"] for one in items]})
        yield web


def _audit(web, limit):
    told = web.get("/api/v1/audit/entries", params={"limit": limit}).json()["items"]
    return [(one["action"], one["details"]) for one in told]


def test_an_entry_is_added_changed_and_removed(ada):
    """With its labels; the audit trail tells before and after."""
    body = {"action": "block", "value": "hxxps://evil[.]example/pay/*", "note": "a fake shop"}
    made = ada.post(API, json=body)
    assert made.status_code == 201
    one = made.json()
    assert (one["value"], one["kind"], one["direction"]) == ("evil.example/pay/*", "url", "both")
    assert (one["places"], one["standing_label"]) == (["click", "mail"], "Counts")
    again = ada.post(API, json=body)
    assert (again.status_code, again.json()["code"]) == (409, "entry_known")
    assert one["id"] in again.json()["detail"]
    path = f"{API}/{one['id']}"
    change = {"expiry": {"choice": "7_days"}, "note": "", "places": ["mail"]}
    after = ada.patch(path, json=change).json()
    assert (after["standing"], after["note"], after["places"]) == ("expiring", "", ["mail"])
    assert ada.get(path).json() == after
    assert ada.delete(path).status_code == 204
    assert ada.get(path).status_code == 404
    (removed, changed, added) = _audit(ada, 3)
    assert [removed[0], changed[0], added[0]] == ["entry.remove", "entry.change", "entry.add"]
    assert (changed[1]["before_note"], changed[1]["after_note"]) == ("a fake shop", "")
    assert changed[1]["before_places"] == "click,mail"


def test_several_are_added_in_one_go_or_none(ada):
    """A value that is none keeps all of them away; what is known is told."""
    ada.post(API, json={"action": "block", "value": "a.example"})
    both = [{"action": "block", "value": one} for one in ("a.example", "b.example")]
    wrong = ada.post(f"{API}/bulk", json={"entries": [*both, {"action": "block", "value": "?"}]})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "bad_entry_value")
    added = ada.post(f"{API}/bulk", json={"entries": both}).json()
    assert (len(added["added"]), len(added["known"])) == (1, 1)
    gone = ada.post(f"{API}/remove", json={"ids": [*added["added"], "E-999"]})
    assert gone.json()["code"] == "entry_missing"
    assert ada.get(API).json()["total"] == 2


def test_they_are_listed_a_page_at_a_time(ada):
    """Every one once, and only those that are asked for."""
    values = [f"site{number}.example" for number in range(5)]
    ada.post(f"{API}/bulk", json={"entries": [{"action": "block", "value": v} for v in values]})
    ada.post(API, json={"action": "allow", "value": "x@partner.example", "kind": "address"})
    shown: list[str] = []
    cursor, total = None, 0
    while cursor or not shown:
        query = {"limit": 2, "kind": "domain", **({"cursor": cursor} if cursor else {})}
        page = ada.get(API, params=query).json()
        shown += [one["value"] for one in page["items"]]
        cursor, total = page["next"], page["total"]
    assert (shown, total) == (values[::-1], 5)
    allowed = ada.get(API, params={"action": "allow", "text": "PARTNER"}).json()
    assert [one["value"] for one in allowed["items"]] == ["x@partner.example"]
    assert ada.get(API, params={"colour": "red"}).status_code == 422


def test_a_file_is_kept_whole_or_as_far_as_somebody_asks(ada):
    """Faults are told by their line; nothing is half imported by itself."""
    content = b"value,note\nx.example,=1+1\nno value,\ny.example,\n"
    told = ada.post(f"{API}/import", content=content).json()
    assert (told["kept"], told["added"], told["not_understood"]) == (False, 0, 1)
    assert told["faults"][0]["place"] == "line 3"
    assert ada.get(API).json()["total"] == 0
    query = {"partial": "true", "expiry": "never", "place": "mail"}
    told = ada.post(f"{API}/import", content=content, params=query).json()
    assert (told["kept"], told["added"]) == (True, 2)
    exported = ada.get(f"{API}/export")
    assert exported.headers["content-type"].startswith("text/csv")
    assert "'=1+1" in exported.text
    again = ada.post(f"{API}/import", content=exported.content).json()
    assert (again["kept"], again["known"], again["not_understood"]) == (True, 2, 0)
    assert [action for action, _ in _audit(ada, 3)] == [
        *("entry.import", "entry.export", "entry.import"),
    ]


def test_a_bundle_is_imported(ada):
    """Indicators become entries; what is no bundle is refused in words."""
    pattern = "[domain-name:value = 'evil.example']"
    bundle = {
        "type": "bundle",
        "objects": [{"type": "indicator", "id": "indicator--1", "pattern": pattern}],
    }
    query = {"format": "stix"}
    content = json.dumps(bundle).encode()
    told = ada.post(f"{API}/import", content=content, params=query).json()
    assert (told["kept"], told["added"]) == (True, 1)
    assert ada.get(API).json()["items"][0]["origin"] == "stix"
    refused = ada.post(f"{API}/import", content=b"no bundle", params=query)
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_entries_file")


def test_who_only_reads_changes_nothing(caller):
    """A reader sees the list."""
    with caller(Role.READER) as nora:
        assert nora.get(API).status_code == 200
        assert nora.get(f"{API}/export").status_code == 200
        body = {"action": "block", "value": "a.example"}
        assert nora.post(API, json=body).status_code == 403
        assert nora.post(f"{API}/bulk", json={"entries": [body]}).status_code == 403
        assert nora.post(f"{API}/remove", json={"ids": ["E-1"]}).status_code == 403
        assert nora.post(f"{API}/import", content=b"a.example").status_code == 403
        assert nora.patch(f"{API}/E-1", json={"note": ""}).status_code == 403
        assert nora.delete(f"{API}/E-1").status_code == 403
