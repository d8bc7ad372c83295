"""Rules for links over HTTP: read by who reads lists, changed by who runs the place."""

from __future__ import annotations

import pytest
from tests.servers.parts import parts_in
from tests.servers.web_client import WebClient

from clawback.identity.role import Role

API = "/api/v1/links"
VIP = {"name": "vip", "recipients": ["anna@example.org"], "rewrite": "text_too"}


@pytest.fixture(scope="module")
def caller(tmp_path_factory):
    with parts_in(tmp_path_factory.mktemp("rules")) as parts:

        def made(role):
            secret = parts.tokens.create(name=role.value, role=role, by="a test").secret.text
            return WebClient(parts.app, headers={"Authorization": f"Bearer {secret}"})

        yield made


def test_rules_are_kept_in_order_and_tried(caller):
    """Kept rules stand before those of the settings and the built-in one; each change tells all."""
    with caller(Role.ADMIN) as ada:
        book = ada.get(f"{API}/rules").json()
        assert [(one["name"], one["origin"]) for one in book["items"]] == [
            ("lab", "settings"),
            ("built-in", "built_in"),
        ]
        news = {"name": "news", "senders": ["news.example"], "rewrite": "nothing"}
        for rule in (VIP, news):
            body = {"rule": rule, "edition": book["edition"]}
            answer = ada.post(f"{API}/rules", json=body)
            assert answer.status_code == 201
            book = answer.json()
        first, second = (one["id"] for one in book["items"][:2])
        body = {"ids": [second, first], "edition": book["edition"]}
        book = ada.put(f"{API}/rules/order", json=body).json()
        assert [one["name"] for one in book["items"]][:2] == ["news", "vip"]
        tried = ada.get(f"{API}/rules/try", params={"recipient": "anna@example.org"}).json()
        assert (tried["name"], tried["rewrite_label"]) == (
            "vip",
            "Those of HTML and of plain text",
        )
        body = {"rule": VIP | {"rewrite": "html"}, "enabled": False, "edition": book["edition"]}
        book = ada.put(f"{API}/rules/{first}", json=body).json()
        assert (book["items"][1]["enabled"], book["items"][1]["by_name"]) == (False, "admin")
        for rule_id in (first, second):
            params = {"edition": book["edition"]}
            book = ada.delete(f"{API}/rules/{rule_id}", params=params).json()
        assert len(book["items"]) == 2


def test_who_is_late_is_told(caller):
    """A conflict with a sentence, not a change that is lost."""
    with caller(Role.ADMIN) as ada:
        edition = ada.get(f"{API}/rules").json()["edition"]
        late = ada.post(f"{API}/rules", json={"rule": VIP, "edition": edition + 1})
        assert (late.status_code, late.json()["code"]) == (409, "link_rules_changed")


def test_a_rule_that_is_none_is_refused(caller):
    """Mail that goes out, an address that is none, a key that is not known."""
    with caller(Role.ADMIN) as ada:
        edition = ada.get(f"{API}/rules").json()["edition"]
        for wrong in ({"directions": ["outbound"]}, {"recipients": ["@"]}, {"colour": "red"}):
            body = {"rule": VIP | wrong, "edition": edition}
            assert ada.post(f"{API}/rules", json=body).status_code == 422


def test_links_are_spared(caller):
    """And are not any more; those of the settings are told beside them."""
    with caller(Role.ADMIN) as ada:
        made = ada.post(f"{API}/spared", json={"entry": "https://Shop.example/", "reason": "ours"})
        assert (made.status_code, made.json()["entry"]) == (201, "shop.example")
        found = ada.get(f"{API}/spared").json()["items"]
        assert [(one["entry"], one["origin"]) for one in found] == [
            ("shop.example", "kept"),
            ("intranet.example.org", "settings"),
        ]
        gone = ada.delete(f"{API}/spared", params={"entry": "shop.example"})
        assert gone.status_code == 204
        assert ada.delete(f"{API}/spared", params={"entry": "shop.example"}).status_code == 404
        assert ada.post(f"{API}/spared", json={"entry": "*"}).json()["code"] == "spares_nothing"


def test_who_only_reads_changes_nothing(caller):
    """An analyst sees the rules and may try them."""
    with caller(Role.ANALYST) as nora:
        assert nora.get(f"{API}/rules").status_code == 200
        assert nora.get(f"{API}/rules/try", params={"recipient": "a@b.example"}).status_code == 200
        body = {"rule": VIP, "edition": 0}
        assert nora.post(f"{API}/rules", json=body).status_code == 403
        assert nora.post(f"{API}/spared", json={"entry": "a.example"}).status_code == 403
