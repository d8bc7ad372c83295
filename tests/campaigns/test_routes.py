"""Campaigns over HTTP: listed, shown, called otherwise."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.campaigns.house import OTHER, PHISH, mail
from tests.making.deliveries import START
from tests.making.house import TurnedClock
from tests.servers.parts import parts_in
from tests.servers.web_client import WebClient

from clawback.audit.trail import Trail
from clawback.campaigns.campaign import Rule
from clawback.campaigns.campaigns import Campaigns, Ground
from clawback.campaigns.grouping import Grouping
from clawback.filters.tree import Everything
from clawback.identity.role import Role
from clawback.model.location import DeliveryLocation
from clawback.model.verdict import ThreatType
from clawback.store.port import Query

API = "/api/v1/campaigns"
SPAM = (ThreatType.SPAM,)


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    clock = TurnedClock()
    with parts_in(tmp_path_factory.mktemp("campaigns"), clock=clock) as built:
        grouping = Grouping(built.database, built.store, clock, Rule())
        waves = [
            *(mail(number, threat_type=PHISH) for number in range(2)),
            mail(2, original_delivery_location=DeliveryLocation.JUNK, threat_type=PHISH),
            *(mail(number, OTHER, subject="Win now", threat_type=SPAM) for number in range(9, 13)),
        ]
        for batch in waves:
            built.store.append(grouping.place(batch))
            grouping.stored(batch)
        clock.turn(seconds=1)
        yield built


@pytest.fixture(scope="module")
def caller(parts):
    """Makes callers, each with a token of a role."""

    def made(role):
        secret = parts.tokens.create(name=role.value, role=role, by="a test").secret.text
        return WebClient(parts.app, headers={"Authorization": f"Bearer {secret}"})

    return made


@pytest.fixture(scope="module")
def web(caller):
    with caller(Role.ANALYST) as client:
        yield client


def test_each_campaign_stands_with_its_mail(web):
    """The one with the latest mail first; where its mail lies, and the filter that finds it."""
    spam, phish = web.get(API).json()["items"]
    assert (spam["name"], spam["kind"], spam["messages"]) == ("Win now", "spam", 4)
    assert (phish["kind_label"], phish["deliveries"], phish["recipients"]) == ("Phish", 3, 1)
    assert (phish["inboxed"], phish["places"]) == (2, {"inbox_folder": 2, "junk_folder": 1})
    assert phish["first"].startswith(f"{START:%Y-%m-%d}")
    found = web.get("/api/v1/deliveries/count", params={"filter": phish["filter"]})
    assert found.json()["count"] == 3
    assert web.get(f"{API}/{phish['id']}").json() == phish


def test_the_list_is_narrowed_and_goes_on(web):
    """By a part of a name, by kind, by the time of the last mail, a page at a time."""
    ids = [one["id"] for one in web.get(API).json()["items"]]

    def listed(**params):
        return [one["id"] for one in web.get(API, params=params).json()["items"]]

    assert listed(text="wIN") == listed(kind="spam") == listed(text=ids[0]) == ids[:1]
    assert listed(kind="malware") == []
    assert listed(since=START.isoformat()) == ids
    assert listed(since="2026-11-01T00:05:00Z") == ids[:1]
    first = web.get(API, params={"limit": 1}).json()
    rest = web.get(API, params={"limit": 1, "cursor": first["next"]}).json()
    assert [first["items"][0]["id"], rest["items"][0]["id"]] == ids
    assert rest["next"] is None


def test_a_campaign_is_called_otherwise(web, caller):
    """By who may judge mail; it is found by its new name, and the audit trail tells of it."""
    one = web.get(API, params={"kind": "spam"}).json()["items"][0]
    renamed = web.patch(f"{API}/{one['id']}", json={"name": " Lottery "}).json()
    assert renamed == one | {"name": "Lottery"}
    assert web.get(API, params={"text": "lotter"}).json()["items"] == [renamed]
    with caller(Role.AUDITOR) as auditor:
        entries = auditor.get("/api/v1/audit/entries", params={"action": "campaign.rename"}).json()[
            "items"
        ]
    assert {entry["subject"] for entry in entries} == {f"campaign:{one['id']}"}
    assert web.patch(f"{API}/{one['id']}", json={"name": "Win now"}).json() == one
    with caller(Role.READER) as reader:
        assert reader.patch(f"{API}/{one['id']}", json={"name": "x"}).status_code == 403


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_name_is_something_that_fits_a_line(web, name):
    """Nothing, blanks and 81 characters are refused."""
    one = web.get(API).json()["items"][0]
    assert web.patch(f"{API}/{one['id']}", json={"name": name}).status_code == 422


def test_mistakes_are_sentences(web):
    """No such campaign; a cursor that is not ours; a time that is none."""
    gone = web.get(f"{API}/G-1M8MBMX0GA893").json()
    assert gone["detail"] == "There is no such campaign, or none of its mail is yours to see."
    assert web.get(API, params={"cursor": "x"}).json()["code"] == "bad_cursor"
    assert web.get(API, params={"since": "soon"}).status_code == 400


def test_the_way_of_its_mail_is_told(web):
    """As nodes and what goes between them, also of a part of its time."""
    one = web.get(API, params={"kind": "phish"}).json()["items"][0]
    flow = web.get(f"{API}/{one['id']}/flow").json()
    assert [layer["label"] for layer in flow["layers"]][2:] == ["Held for", "Where it is", "Clicks"]
    places = {n["label"]: n["deliveries"] for n in flow["nodes"] if n["layer"] == "place"}
    assert places == {"Inbox/folder": 2, "Junk folder": 1}
    assert sum(band["deliveries"] for band in flow["bands"]) == 3 * 4
    later = web.get(f"{API}/{one['id']}/flow", params={"since": "2026-11-01T00:02:00Z"}).json()
    assert sum(node["deliveries"] for node in later["nodes"]) < 15


def test_it_is_merged_split_and_put_back(web):
    """By who may judge mail; the history tells of all of it."""
    spam, phish = (one["id"] for one in web.get(API).json()["items"])
    merged = web.post(f"{API}/{phish}/merge", json={"into": spam, "reason": "One kit"}).json()
    assert (merged["id"], merged["messages"]) == (spam, 7)
    assert web.get(f"{API}/{phish}").json()["merged_into"] == spam
    (change,) = web.get(f"{API}/{phish}/changes").json()["items"]
    assert (change["kind_label"], change["mails"], change["undoable"]) == ("Merged", 3, True)
    undone = web.post(f"{API}/{spam}/changes/{change['number']}/undo", json={}).json()
    assert undone["undoes"] == change["number"]
    body = {"filter": "latest_delivery_location:junk_folder", "name": "Junked"}
    made = web.post(f"{API}/{phish}/split", json=body)
    assert (made.status_code, made.json()["messages"]) == (201, 1)
    (split,) = web.get(f"{API}/{made.json()['id']}/changes").json()["items"]
    web.post(f"{API}/{phish}/changes/{split['number']}/undo", json={})
    assert [one["id"] for one in web.get(API).json()["items"]] == [spam, phish]
    wrong = web.post(f"{API}/{phish}/split", json={"filter": "nosuch:1", "name": "x"})
    assert wrong.status_code == 400


def test_what_campaigns_are_for_is_told_to_those_who_judge_by_it(parts, web):
    """By their ids, of those that had mail since then."""
    ground = Ground(
        database=parts.database,
        store=parts.store,
        trail=Trail(parts.database, TurnedClock()),
        ask=lambda *_: Query(filter=Everything(), now=START),
    )
    found = Campaigns(ground).kinds(START - timedelta(days=1))
    shown = {one["id"]: one["kind"] for one in web.get(API).json()["items"]}
    assert shown.items() <= found.items()
    assert Campaigns(ground).kinds(START + timedelta(days=900)) == {}
