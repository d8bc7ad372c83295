"""Alerts over HTTP."""

from __future__ import annotations

import json
from itertools import count

import pytest
from tests.making.deliveries import make_delivery, make_message
from tests.servers.parts import NOW, parts_in
from tests.servers.web_client import WebClient

from clawback.identity.role import Role
from clawback.model.verdict import ThreatType
from clawback.store.port import Batch

API = "/api/v1"
POLICY = {
    "name": "Any phish",
    "condition": {"filter": "threat_type:phish"},
    "severity": "high",
    "notify": [{"channel": "post", "daily": 500}],
    "folds": False,
}
NUMBERS = count()


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    with parts_in(tmp_path_factory.mktemp("parts")) as built:
        yield built


def web_of(parts, role):
    secret = parts.tokens.create(name="a", role=role, by="a test").secret.text
    return WebClient(parts.app, headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture(scope="module")
def admin(parts):
    return web_of(parts, Role.ADMIN)


@pytest.fixture(scope="module")
def policy(admin):
    """A policy that an administrator keeps."""
    made = admin.post(f"{API}/alert-policies", json=POLICY)
    assert made.status_code == 201, made.text
    return made.json()


@pytest.fixture
def alert(parts, admin, policy):
    """Another alert of it."""
    number = next(NUMBERS)
    row = make_delivery(number, time_received=NOW, threat_type=(ThreatType.PHISH,))
    parts.alerting.store.append(Batch(messages=(make_message(number),), deliveries=(row,)))
    items = admin.get(f"{API}/alerts", params={"policy": policy["id"], "limit": 200}).json()[
        "items"
    ]
    return next(one for one in items if one["summary"].endswith(f": Invoice {number}"))


def test_an_alert_is_listed_and_shown(admin, alert):
    """The list tells how it stands; its page has what it is about, history and notices."""
    assert (alert["severity_label"], alert["hits"], alert["status"]) == ("High", 1, "new")
    page = admin.get(f"{API}/alerts/{alert['id']}").json()
    assert {one["recipient"] for one in page["first_hits"]} == {"ada@example.org"}
    assert page["history"][0]["what"] == "opened"
    assert page["notices"][0]["channel"] == "post"


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"severity": ["high", "low"]}, True),
        ({"severity": "informational"}, False),
        ({"status": "resolved"}, False),
        ({"category": "threat_management", "since": "-1d"}, True),
        ({"until": "-1d"}, False),
        ({"assignee": ""}, True),
    ],
)
def test_alerts_are_filtered(admin, alert, params, found):
    """Each filter of the list leaves in what fits and out what does not."""
    items = admin.get(f"{API}/alerts", params=params).json()["items"]
    assert (alert["id"] in {one["id"] for one in items}) is found


def test_pages_follow_each_other(admin, alert):
    """A page of one leads to the next, until there is none."""
    del alert
    seen: list[str] = []
    cursor = None
    while cursor or not seen:
        asked = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        page = admin.get(f"{API}/alerts", params=asked).json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen))
    assert seen == sorted(seen, reverse=True)


def test_an_analyst_handles_an_alert(parts, admin, alert):
    """Somebody takes it, comments and resolves it; history and feed tell each step."""
    analyst, where = web_of(parts, Role.ANALYST), f"{API}/alerts/{alert['id']}"
    taken = analyst.patch(where, json={"status": "in_progress", "assignee": "me"})
    assert taken.json()["assignee_name"] == "a"
    late = analyst.patch(where, json={"status": "dismissed", "version": alert["version"]})
    assert (late.status_code, late.json()["code"]) == (409, "alert_changed")
    assert analyst.post(f"{where}/comments", json={"text": " seen "}).status_code == 201
    done = analyst.patch(where, json={"status": "resolved"}).json()
    steps = [one["what"] for one in done["history"]]
    assert steps == ["opened", "status", "assigned", "comment", "status"]
    feed = admin.get(f"{API}/alerts/feed")
    lines = [json.loads(line) for line in feed.text.splitlines()]
    assert [one["what"] for one in lines if one["alert"]["id"] == alert["id"]] == steps
    assert feed.headers["clawback-next"] == str(lines[-1]["number"])
    rest = admin.get(f"{API}/alerts/feed", params={"after": lines[-1]["number"]})
    assert (rest.text, rest.headers["clawback-next"]) == ("", str(lines[-1]["number"]))


def test_an_alert_is_given_to_nobody_unknown(admin, alert):
    """Whom nobody knows cannot be given an alert; an empty assignee takes it away."""
    where = f"{API}/alerts/{alert['id']}"
    wrong = admin.patch(where, json={"assignee": "nobody-there"})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "alert_nobody")
    assert admin.patch(where, json={"assignee": ""}).json()["assignee"] == ""
    assert admin.get(f"{API}/alerts/W-0").status_code == 404


def test_policies_are_kept(admin, alert):
    """A shipped policy is set otherwise and back; one of people is changed and removed."""
    del alert
    first = admin.get(f"{API}/alert-policies").json()["items"][0]
    where = f"{API}/alert-policies/{first['id']}"
    given = {
        name: first[name]
        for name in ("name", "condition", "trigger", "severity", "category", "folds")
    }
    off = admin.put(where, json=given | {"enabled": False}).json()
    assert (off["built_in"], off["changed"], off["enabled"]) == (True, True, False)
    assert admin.delete(where).status_code == 204
    assert admin.get(where).json()["enabled"] is True
    other = POLICY | {"name": "Other"}
    made = admin.post(f"{API}/alert-policies", json=other).json()
    assert made["built_in"] is False
    taken = admin.post(f"{API}/alert-policies", json=other)
    assert (taken.status_code, taken.json()["code"]) == (409, "alert_policy_name_taken")
    mine = f"{API}/alert-policies/{made['id']}"
    assert admin.delete(mine).status_code == 204
    assert admin.get(mine).json()["code"] == "alert_policy_missing"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"condition": {"filter": "threat_tipe:phish"}}, "bad_filter"),
        ({"condition": {}}, "bad_alert_policy"),
        ({"condition": {"filter": "body~x"}}, "body_forbidden"),
        ({"condition": {"query": "Q-0"}}, "bad_filter"),
        ({"notify": [{"channel": "nowhere"}]}, "bad_alert_policy"),
        ({"trigger": {"kind": "threshold", "by": "body"}}, "bad_alert_policy"),
    ],
)
def test_a_wrong_policy_is_a_sentence(admin, change, code):
    """A policy that cannot be asked is refused, and says what is wrong."""
    answer = admin.post(f"{API}/alert-policies", json=POLICY | {"name": "Wrong"} | change)
    assert answer.json()["code"] == code
    assert answer.json()["detail"]


def test_a_policy_is_tried(admin, alert):
    """It is said how often it would have fired, day by day; a signal cannot be tried."""
    del alert
    tried = admin.post(f"{API}/alert-policies/try", json={"policy": POLICY, "days": 3}).json()
    assert tried["hits"] == tried["alerts"] >= 1
    assert sum(one["alerts"] for one in tried["days"]) == tried["alerts"]
    assert tried["whole"]
    signal = POLICY | {"condition": {"signal": "source_down"}}
    refused = admin.post(f"{API}/alert-policies/try", json={"policy": signal})
    assert refused.json()["code"] == "alert_policy_untriable"


def test_channels_are_shown_and_tried(admin):
    """A channel tells what waits for it, and takes a test."""
    (channel,) = admin.get(f"{API}/alert-channels").json()["items"]
    assert channel["name"] == "post"
    tried = admin.post(f"{API}/alert-channels/post/test").json()
    assert tried == {"taken": True, "trouble": ""}


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.READER, {"read"}),
        (Role.ANALYST, {"read", "handle"}),
        (Role.AUDITOR, set()),
        (Role.ADMIN, {"read", "handle", "manage"}),
    ],
)
def test_who_may_do_what(parts, role, may):
    """Readers read, analysts handle, administrators keep policies, others do nothing."""
    web = web_of(parts, role)
    answers = {
        "read": web.get(f"{API}/alerts"),
        "handle": web.post(f"{API}/alerts/W-0/comments", json={"text": "x"}),
        "manage": web.delete(f"{API}/alert-policies/P-0"),
    }
    assert {name for name, one in answers.items() if one.status_code != 403} == may
