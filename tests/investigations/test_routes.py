"""Investigations over HTTP."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from tests.making.deliveries import make_delivery
from tests.servers.parts import NOW, parts_in
from tests.servers.web_client import WebClient

from clawback.client import investigations
from clawback.identity.role import Role
from clawback.store.port import Batch

API = "/api/v1/investigations"
BODY = {"kind": "sender", "value": "pay@evil.example"}


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    with parts_in(tmp_path_factory.mktemp("parts")) as built:
        earlier = make_delivery(
            1, time_received=NOW - timedelta(hours=1), sender_address="pay@evil.example"
        )
        built.store.append(Batch(messages=(), deliveries=(earlier,)))
        yield built


def web_of(parts, role):
    secret = parts.tokens.create(name="a", role=role, by="a test").secret.text
    return WebClient(parts.app, headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture(scope="module")
def web(parts):
    return web_of(parts, Role.ANALYST)


def test_an_investigation_is_begun_and_followed(web):
    """It answers as it begins; afterwards list, page and graph tell what was found."""
    begun = web.post(API, json=BODY)
    assert (begun.status_code, begun.json()["done"]) == (202, 0)
    where = f"{API}/{begun.json()['id']}"
    end = time.monotonic() + 10
    while (page := web.get(where).json())["status"] == "running":
        assert time.monotonic() < end
    assert (page["status"], page["done"], page["steps"]) == ("no_threats_found", 9, 9)
    assert [one["name"] for one in page["log"]][-1] == "actions"
    assert web.get(API).json()["items"][0]["id"] == page["id"]
    assert web.get(f"{where}/graph").json()["nodes"][0]["kind"] == "root"
    assert web.post(f"{where}/cancel").status_code == 409


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"kind": "house", "value": "x"}, 422),
        ({"kind": "url", "value": ""}, 422),
        ({"kind": "sender", "value": "no@one.example"}, 404),
        ({"kind": "message", "value": 'x" OR *'}, 404),
    ],
)
def test_what_cannot_be_investigated_is_refused_in_words(web, body, code):
    """A problem document says what is wrong, and nothing is begun."""
    refused = web.post(API, json=body)
    assert refused.status_code == code
    assert refused.headers["content-type"] == "application/problem+json"


def test_who_may_not_judge_may_not_investigate(parts):
    """A reader sees investigations, and neither begins nor ends one."""
    reader = web_of(parts, Role.READER)
    assert reader.get(API).status_code == 200
    assert reader.post(API, json=BODY).status_code == 403
    assert reader.post(f"{API}/V-1/cancel").status_code == 403


def test_an_unknown_one_is_missing(web):
    """It is said in words."""
    assert web.get(f"{API}/V-1").json()["detail"] == "There is no such investigation."


def test_the_clients_shapes_are_the_answers(parts):
    """No key is missing and none is made up."""
    schemas = parts.app.openapi()["components"]["schemas"]
    for ours, theirs in (
        ("NewInvestigation", "NewInvestigation"),
        ("InvestigationPage", "InvestigationPageOut"),
        ("Investigations", "InvestigationsOut"),
        ("InvestigationAction", "InvestigationActionOut"),
        ("InvestigationGraph", "InvestigationGraphOut"),
        ("Cluster", "ClusterOut"),
        ("Step", "StepOut"),
        ("Advice", "AdviceOut"),
    ):
        told = set(getattr(investigations, ours).__annotations__)
        assert told <= set(schemas[theirs]["properties"]), ours
