"""Inquiries over HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.making.deliveries import make_delivery
from tests.servers.parts import NOW, parts_in
from tests.servers.web_client import WebClient

from clawback.analysis.providers.memory import MemoryProvider
from clawback.analysis.providers.panel import Panel
from clawback.analysis.providers.seat import Terms
from clawback.client import inquiries
from clawback.identity.role import Role
from clawback.model.verdict import Finding, ThreatType
from clawback.purge.inquiry.asking import Engine
from clawback.store.port import Batch

API = "/api/v1/inquiries"


@pytest.fixture
def parts(tmp_path):
    bad = Finding(provider="memory", threat=ThreatType.PHISH, evidence=("Lab.Kept",))
    engine = MemoryProvider({b"as it was kept": bad})
    asked = Engine(
        name="memory", edition=engine.edition, panel=Panel([(engine, Terms(imports=True))])
    )
    with parts_in(tmp_path, asked_again=[asked]) as built:
        earlier = make_delivery(1, time_received=NOW - timedelta(hours=1))
        built.store.append(Batch(messages=(), deliveries=(earlier,)))
        yield built


def web_of(parts, role):
    secret = parts.tokens.create(name="a", role=role, by="a test").secret.text
    return WebClient(parts.app, headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture
def web(parts):
    return web_of(parts, Role.ANALYST)


def test_an_inquiry_is_made_and_followed(parts, web):
    """It answers as it begins; afterwards it tells what was asked and what turned."""
    begun = web.post(API, json={"since": "2026-01-01T00:00:00Z"})
    assert begun.status_code == 202
    parts.inquiries._crew.submit(lambda: None).result()
    made = web.get(f"{API}/{begun.json()['id']}").json()
    assert (made["state"], made["engines"]) == ("done", ["memory"])
    assert (made["total"], made["asked"], made["turned"]) == (1, 1, 1)
    page = web.get(API).json()
    assert [one["id"] for one in page["items"]] == [made["id"]]
    assert (page["engines"], page["on_change"]) == (["memory"], False)


@pytest.mark.parametrize("body", [{"engines": ["clamav"]}, {"since": "yesterday"}, {"more": 1}])
def test_what_cannot_be_asked_is_refused_in_words(web, body):
    """A problem document says what is wrong, and nothing is begun."""
    refused = web.post(API, json=body)
    assert refused.status_code in {400, 422}
    assert refused.headers["content-type"] == "application/problem+json"
    assert web.get(API).json()["items"] == []


def test_who_may_not_judge_may_not_ask(parts):
    """A reader sees inquiries, and neither begins nor ends one."""
    reader = web_of(parts, Role.READER)
    assert reader.get(API).status_code == 200
    assert reader.post(API, json={}).status_code == 403
    assert reader.post(f"{API}/Q-1/stop").status_code == 403


def test_what_is_over_or_unknown_cannot_be_stopped(parts, web):
    """Each is said in words."""
    made = web.post(API, json={}).json()
    parts.inquiries._crew.submit(lambda: None).result()
    assert web.post(f"{API}/{made['id']}/stop").status_code == 409
    assert web.post(f"{API}/Q-1/stop").json()["detail"] == "There is no such inquiry."


def test_the_clients_shapes_are_the_answers(parts):
    """No key is missing and none is made up."""
    schemas = parts.app.openapi()["components"]["schemas"]
    for ours, theirs in (
        ("NewInquiry", "NewInquiry"),
        ("Inquiry", "InquiryOut"),
        ("Inquiries", "InquiriesOut"),
    ):
        told = set(getattr(inquiries, ours).__annotations__)
        assert told == set(schemas[theirs]["properties"]), ours
