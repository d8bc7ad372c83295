"""Retention over HTTP and at the command line."""

from __future__ import annotations

import json

import pytest
from tests.making.deliveries import make_delivery
from tests.servers.parts import parts_in
from tests.servers.web_client import WebClient

from clawback.client import retention
from clawback.identity.role import Role
from clawback.store.port import Batch

API = "/api/v1/retention"


@pytest.fixture
def parts(tmp_path):
    with parts_in(tmp_path) as built:
        old = make_delivery(0)
        old = make_delivery(0, time_received=old.time_received.replace(year=2020))
        built.store.append(Batch(messages=(), deliveries=(old, make_delivery(1))))
        yield built


@pytest.fixture
def web(parts):
    secret = parts.tokens.create(name="a", role=Role.ADMIN, by="a test").secret.text
    return WebClient(parts.app, headers={"Authorization": f"Bearer {secret}"})


def test_what_is_kept_and_what_would_go(web):
    """Each kind with its days, also of what other settings keep."""
    shown = web.get(API).json()
    rows = next(one for one in shown["kept"] if one["data"] == "rows")
    assert (rows["days"], rows["count"], rows["due"]) == (365, 2, 1)
    assert rows["oldest"].startswith("2020-")
    assert shown["others"] == {
        "exports_days": 7,
        "quarantine_days": 30,
        "escrow_days": 0,
        "audit_days": 0,
    }
    assert shown["next_run"] is not None
    assert shown["last"] is None


def test_a_run_is_begun_and_followed(parts, web):
    """It answers as it begins; afterwards it is the last one, with its counts."""
    begun = web.post(f"{API}/run")
    assert begun.status_code == 202
    parts.retention._thread.join()
    last = web.get(API).json()["last"]
    assert (last["id"], last["state"]) == (begun.json()["id"], "done")
    assert [share["forgotten"] for share in last["shares"]] == [1]


def test_the_clients_shapes_are_the_answers(parts):
    """No key is missing and none is made up."""
    schemas = parts.app.openapi()["components"]["schemas"]
    for ours, theirs in (
        ("Kept", "KeptOut"),
        ("Share", "ShareOut"),
        ("RetentionRun", "RetentionRunOut"),
        ("Others", "OthersOut"),
        ("Retained", "RetentionOut"),
    ):
        keys = set(getattr(retention, ours).__annotations__)
        assert keys == set(schemas[theirs]["properties"]), json.dumps(ours)
