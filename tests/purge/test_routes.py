"""Judgements over HTTP."""

from __future__ import annotations

import pytest
from tests.making.deliveries import make_delivery
from tests.servers.parts import NOW, parts_in
from tests.servers.web_client import WebClient

from clawback.client import judgements
from clawback.identity.role import Role
from clawback.store.port import Batch

API = "/api/v1/judgements"
NEW = {"verdict": "phish", "filter": "subject~invoice", "reason": "It asks for a password"}


@pytest.fixture
def parts(tmp_path):
    with parts_in(tmp_path) as built:
        row = make_delivery(1, time_received=NOW)
        built.store.append(Batch(messages=(), deliveries=(row,)))
        yield built


@pytest.fixture
def web(parts):
    secret = parts.tokens.create(name="a", role=Role.ANALYST, by="a test").secret.text
    return WebClient(parts.app, headers={"Authorization": f"Bearer {secret}"})


def finished(parts, web, judgement_id):
    parts.judgements._crew.submit(lambda: None).result()
    return web.get(f"{API}/{judgement_id}").json()


def test_a_judgement_is_made_and_followed(parts, web):
    """It answers as it begins; afterwards it tells how many and what followed, in a sentence."""
    begun = web.post(API, json=NEW)
    assert begun.status_code == 202
    made = finished(parts, web, begun.json()["id"])
    assert (made["state"], made["deliveries"], made["answer"]) == ("done", 1, "drafted")
    assert made["sentence"].startswith("1 delivery judged phish.")
    page = web.get(API, params={"limit": 1}).json()
    assert [one["id"] for one in page["items"]] == [made["id"]]
    assert page["next"] is None


def test_deliveries_are_found_by_what_they_are_held_for_now(parts, web):
    """The field of the verdict at delivery stays as it was."""
    finished(parts, web, web.post(API, json=NEW).json()["id"])

    def count(text):
        return web.get("/api/v1/deliveries/count", params={"filter": text}).json()["count"]

    assert count("latest_threat_type:phish") == 1
    assert count("threat_type:phish") == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"filter": "nofield:x"},
        {"filter": " "},
        {"reason": "  "},
        {"verdict": "bad"},
        {"since": "yesterday"},
        {"more": 1},
    ],
)
def test_what_cannot_be_judged_is_refused_in_words(web, changes):
    """A problem document says what is wrong, and nothing is begun."""
    refused = web.post(API, json={**NEW, **changes})
    assert refused.status_code in {400, 422}
    assert refused.headers["content-type"] == "application/problem+json"
    assert web.get(API).json()["items"] == []


def test_an_unknown_judgement(web):
    """It says that there is none."""
    assert web.get(f"{API}/J-1").json()["detail"] == "There is no such judgement."


def test_what_would_follow_is_told(web):
    """The policy by verdict, so that nobody need read the settings."""
    told = web.get("/api/v1/purge").json()
    assert (told["mode"], told["look_back_hours"]) == ("propose", 48)
    spam = next(one for one in told["responses"] if one["verdict"] == "spam")
    assert (spam["action"], spam["unread_only"]) == ("move_to_junk", True)


def test_the_clients_shapes_are_the_answers(parts):
    """No key is missing and none is made up."""
    schemas = parts.app.openapi()["components"]["schemas"]
    for ours, theirs in (
        ("NewJudgement", "NewJudgement"),
        ("Judgement", "JudgementOut"),
        ("Response", "ResponseOut"),
        ("PurgePolicy", "PurgePolicyOut"),
    ):
        told = set(getattr(judgements, ours).__annotations__)
        assert told == set(schemas[theirs]["properties"]), ours
