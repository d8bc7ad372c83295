"""Who searches bodies over the API, by whichever door."""

from __future__ import annotations

import hashlib

import pytest
from tests.making.visitors import API

from clawback.identity.role import Role
from clawback.model.scope import Scope

BODY = "subject:x OR body~secret"
DOORS = (
    ("GET", "deliveries"),
    ("GET", "deliveries/count"),
    ("GET", "deliveries/top?field=recipient"),
    ("GET", "deliveries/groups?field=recipient"),
    ("GET", "lists/bad/unmatched"),
    ("GET", "explorer/chart"),
    ("GET", "explorer/top?tab=top_urls"),
    ("GET", "explorer/clicks?view=phish"),
    ("GET", "deliveries/export?format=csv"),
    ("POST", "exports"),
    ("POST", "exports/stream"),
    ("POST", "remediations"),
)


@pytest.fixture(autouse=True)
def _listed(admin):
    """A list to look up."""
    assert admin.put(f"{API}/lists/bad", content=b"evil.example\n").status_code < 300


def _asked(web, method, path, text):
    if method == "GET":
        return web.get(f"{API}/{path}", params=_params(path) | {"filter": text})
    body: dict[str, object] = {"filter": text}
    if path == "remediations":
        body |= {"action": "soft_delete", "name": "n", "dry_run": True}
    else:
        body |= {"what": "rows", "format": "csv"}
    return web.post(f"{API}/{path}", json=body)


def _params(path):
    _, _, query = path.partition("?")
    return dict(pair.split("=") for pair in query.split("&") if pair)


def test_who_may_not_read_mail_cannot_search_bodies(people):
    """Neither rows nor counts nor files nor plans tell what stands in a mail."""
    ann = people.settled("ann", Role.RESPONDER)
    for method, path in DOORS:
        refused = _asked(ann, method, path, BODY)
        assert (refused.status_code, refused.json()["code"]) == (403, "body_forbidden"), path


def test_who_may_read_mail_may_search_it(people):
    """With the same filter."""
    assert _asked(people.settled("rita", Role.CONTENT_READER), *DOORS[0], BODY).status_code == 200


def test_every_door_leaves_an_entry(people, admin):
    """Who, by which door, with which words and their hash: before the answer, refused or not."""
    rita = people.settled("rita", Role.CONTENT_READER, Role.RESPONDER)
    for method, path in DOORS:
        assert _asked(rita, method, path, BODY).status_code < 300, path
    assert _asked(rita, *DOORS[0], "subject:x").status_code == 200
    people.settled("ann", Role.RESPONDER).get(f"{API}/deliveries", params={"filter": BODY})
    found = admin.get(f"{API}/audit/entries", params={"action": "content.search"}).json()["items"]
    assert [(one["actor_name"], one["subject"], one["result"]) for one in found] == [
        ("Ann", "operation:delivery_search", "denied"),
        ("Rita", "room:remediation", "done"),
        ("Rita", "operation:export_stream", "done"),
        ("Rita", "operation:export_create", "done"),
        ("Rita", "operation:delivery_export", "done"),
        ("Rita", "operation:explorer_clicks", "done"),
        ("Rita", "operation:explorer_top", "done"),
        ("Rita", "operation:explorer_chart", "done"),
        ("Rita", "operation:list_unmatched", "done"),
        ("Rita", "operation:delivery_groups", "done"),
        ("Rita", "operation:delivery_top", "done"),
        ("Rita", "operation:delivery_count", "done"),
        ("Rita", "operation:delivery_search", "done"),
    ]
    told = 'subject:x OR body~"secret"'
    digest = hashlib.sha256(told.encode()).hexdigest()
    assert found[-1]["details"] == {"filter": told, "sha256": digest}


def test_a_scope_hides_headers_that_name_recipients(people):
    """Whatever else they may."""
    scope = Scope(domains=frozenset({"example.org"}))
    web = people.settled("rita", Role.CONTENT_READER, scope=scope)
    refused = _asked(web, *DOORS[0], "header.delivered-to~bob")
    assert (refused.status_code, refused.json()["code"]) == (403, "header_forbidden")
    assert _asked(web, *DOORS[0], "header.x-mailer:*").status_code == 200
