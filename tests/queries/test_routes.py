"""Saved queries over the API, as people and their programs use them."""

from __future__ import annotations

from datetime import timedelta

from tests.making.deliveries import make_delivery, make_message
from tests.making.visitors import API

from clawback.identity.role import Role
from clawback.model.actor import SYSTEM
from clawback.model.scope import Scope
from clawback.store.port import Batch

QUERIES = f"{API}/queries"


def test_a_query_goes_through_its_life(people):
    """Saved, found by name, run, renamed, shared, copied by a colleague, deleted."""
    ann, bob = people.settled("ann", Role.ANALYST), people.settled("bob", Role.READER)
    wanted = {"name": "Phish", "filter": "threat:phish", "since": "-30d", "view": "phish"}
    made = ann.post(QUERIES, json=wanted)
    assert made.status_code == 201
    query = made.json()
    assert (query["author"], query["mine"], query["time"]) == ("Ann", True, "relative")
    assert query["sentence"].startswith("Deliveries where a threat type is Phish")
    assert query["executed_at"] is None
    address = f"{QUERIES}/{query['id']}"
    assert ann.get(QUERIES, params={"name": "phish"}).json()["items"] == [query]
    ran = ann.post(f"{address}/run").json()
    assert (ran["filter"], ran["until"]) == ("threat:phish", None)
    assert ran["query"]["executed_at"] == ann.get(address).json()["executed_at"]
    assert bob.get(address).status_code == 404
    assert ann.patch(address, json={"name": "Phishes", "shared": True}).json()["name"] == "Phishes"
    seen = bob.get(address).json()
    assert (seen["mine"], seen["may_change"], seen["author"]) == (False, False, "Ann")
    refused = bob.patch(address, json={"name": "mine"})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_your_query")
    copy = bob.post(f"{address}/copy", json={"name": "Mine", "until": "-1d"}).json()
    assert (copy["mine"], copy["shared"], copy["since"]) == (True, False, "-30d")
    assert ann.delete(address).status_code == 204
    assert ann.get(QUERIES).json() == {"items": [], "next": None}
    assert [one["name"] for one in bob.get(QUERIES).json()["items"]] == ["Mine"]


def test_mistakes_are_problems(people):
    """Where the filter is wrong is said; a name that is taken is a conflict."""
    ann = people.settled("ann", Role.ANALYST)
    wrong = ann.post(QUERIES, json={"name": "x", "filter": "sendr:a"})
    assert (wrong.status_code, wrong.json()["position"]) == (400, 0)
    assert ann.post(QUERIES, json={"name": "x"}).status_code == 201
    again = ann.post(QUERIES, json={"name": "X"})
    assert (again.status_code, again.json()["code"]) == (409, "query_name_taken")
    assert ann.post(QUERIES, json={"name": "y", "view": "nope"}).status_code == 422
    assert ann.post(QUERIES, json={"name": "y", "since": "soon"}).json()["code"] == "bad_query"


def test_pages_follow_each_other(people):
    """The cursor of a page leads to the next, until there is none."""
    ann = people.settled("ann", Role.ANALYST)
    for number in range(3):
        people.clock.turn(seconds=1)
        ann.post(QUERIES, json={"name": f"q{number}"})
    first = ann.get(QUERIES, params={"limit": 2}).json()
    last = ann.get(QUERIES, params={"limit": 2, "cursor": first["next"]}).json()
    assert [one["name"] for one in (*first["items"], *last["items"])] == ["q2", "q1", "q0"]
    assert last["next"] is None


def test_a_shared_query_brings_no_scope_along(people, parts):
    """Whoever runs it finds what they may see themselves."""
    parts[0].store.append(
        Batch(
            messages=(make_message(1),),
            deliveries=tuple(
                make_delivery(1, recipient=one) for one in ("a@north.example", "b@south.example")
            ),
        )
    )
    ann = people.settled("ann", Role.ANALYST)
    north = Scope(domains=frozenset({"north.example"}))
    bob = people.settled("bob", Role.READER, scope=north)
    query = ann.post(QUERIES, json={"name": "all", "shared": True}).json()
    found = {}
    for name, web in (("ann", ann), ("bob", bob)):
        ran = web.post(f"{QUERIES}/{query['id']}/run").json()
        rows = web.get(f"{API}/deliveries", params={"filter": ran["filter"]}).json()["rows"]
        found[name] = {row["recipient"] for row in rows}
    assert found == {"ann": {"a@north.example", "b@south.example"}, "bob": {"a@north.example"}}


def test_an_administrator_changes_what_is_shared(people):
    """And not what is private, which they do not even see."""
    ann, root = people.settled("ann", Role.ANALYST), people.settled("root", Role.ADMIN)
    shared = ann.post(QUERIES, json={"name": "s", "shared": True}).json()
    private = ann.post(QUERIES, json={"name": "p"}).json()
    assert root.get(f"{QUERIES}/{shared['id']}").json()["may_change"] is True
    assert root.delete(f"{QUERIES}/{shared['id']}").status_code == 204
    assert root.delete(f"{QUERIES}/{private['id']}").status_code == 404


def test_a_query_is_tracked_over_the_api(people, parts):
    """Turned on, counted, listed with its trends, read day by day, turned off."""
    ann, bob = people.settled("ann", Role.ANALYST), people.settled("bob", Role.READER)
    query = ann.post(QUERIES, json={"name": "all", "shared": True}).json()
    address = f"{QUERIES}/{query['id']}"
    assert query["tracking"] == "off"
    assert bob.get(f"{address}/counts").json()["code"] == "query_not_tracked"
    assert bob.post(f"{address}/track").status_code == 403
    assert ann.post(f"{address}/track").json()["query"]["tracking"] == "on"
    built, clock = parts
    delivery = make_delivery(1, time_received=clock.now() - timedelta(hours=1))
    built.store.append(Batch(messages=(make_message(1),), deliveries=(delivery,)))
    built.counting.turn()
    (seen,) = bob.get(f"{API}/tracked-queries").json()["items"]
    assert seen["today"] == {"rows": 1, "messages": 1}
    assert seen["against_yesterday"] == {"before": 0, "change": 1, "percent": None}
    assert (seen["withheld"], seen["reason"], seen["trouble"]) == (False, "", "")
    assert (len(seen["series"]), seen["series"][-1]["rows"]) == (30, 1)
    counts = bob.get(f"{address}/counts", params={"days": 2}).json()
    assert [one["rows"] for one in counts["series"]] == [0, 1]
    assert ann.get(QUERIES).json()["items"][0]["tracking"] == "on"
    assert ann.post(f"{address}/untrack").json()["query"]["tracking"] == "off"
    assert bob.get(f"{API}/tracked-queries").json() == {"items": [], "next": None}


def test_tracking_ends_with_the_account(people, parts):
    """Somebody who is disabled counts nothing any more, and the page says why."""
    ann, bob = people.settled("ann", Role.ANALYST), people.settled("bob", Role.READER)
    query = ann.post(QUERIES, json={"name": "all", "shared": True}).json()
    ann.post(f"{QUERIES}/{query['id']}/track")
    people.identity.people.disable(SYSTEM, ann.get(f"{API}/session").json()["person"])
    parts[0].counting.turn()
    (seen,) = bob.get(f"{API}/tracked-queries").json()["items"]
    assert (seen["query"]["tracking"], seen["today"]) == ("stopped", None)
    assert seen["reason"] == "Its owner is gone, or shut out."
