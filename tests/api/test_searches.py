"""What somebody searches for over the API is among their recent queries."""

from __future__ import annotations

import pytest
from tests.making.visitors import API

from clawback.api.permissions import PERMISSIONS
from clawback.api.searches import SEARCHES
from clawback.identity.role import Role

RECENT = f"{API}/recent-queries"


@pytest.fixture
def ann(people):
    return people.settled("ann", Role.RESPONDER)


def _recent(web):
    return [one["filter"] for one in web.get(RECENT).json()["items"]]


def test_first_pages_that_went_well_are_remembered(ann, people, clock):
    """Not counts, not further pages, not mistakes; by person, whichever token they used."""
    deliveries = f"{API}/deliveries"
    ann.get(deliveries, params={"filter": "subject:a", "since": "-7d", "view": "phish"})
    ann.get(deliveries, params={"filter": "subject:b", "cursor": "x"})
    ann.get(deliveries, params={"filter": "sendr:c"})
    ann.get(f"{deliveries}/count", params={"filter": "subject:d"})
    ann.get(deliveries)
    body = {"name": "laptop", "role": "reader"}
    secret = ann.post(f"{API}/account/tokens", json=body).json()["secret"]
    mine = {"Authorization": f"Bearer {secret}"}
    program = people.browser(**mine)
    clock.turn(seconds=1)
    program.get(deliveries, params={"filter": "subject:e"})
    told = ann.get(RECENT).json()
    assert told["keeps"] == 50
    assert [(one["filter"], one["since"], one["view"]) for one in told["items"]] == [
        ("subject:e", "", "all_email"),
        ("subject:a", "-7d", "phish"),
    ]
    assert _recent(people.settled("bea", Role.ADMIN)) == []
    assert ann.delete(RECENT).json() == {"forgotten": 2}
    assert _recent(ann) == []


def test_charts_and_clicks_are_searches_too(ann, clock):
    """Each in the words of its view; a chart of what was searched for is the same search."""
    clicks, chart = f"{API}/explorer/clicks", f"{API}/explorer/chart"
    for path, asked in (
        (clicks, {"filter": "verdict:blocked"}),
        (clicks, {"filter": "subject:a", "view": "phish"}),
        (clicks, {"filter": "verdict:blocked", "cursor": "x"}),
        (chart, {"filter": "subject:b"}),
        (f"{API}/deliveries", {"filter": "subject:b"}),
        (chart, {"filter": "verdict:allowed", "view": "url_clicks"}),
    ):
        clock.turn(seconds=1)
        ann.get(path, params=asked)
    found = ann.get(RECENT).json()["items"]
    assert [(one["view"], one["filter"]) for one in found] == [
        ("url_clicks", "verdict:allowed"),
        ("all_email", "subject:b"),
        ("phish", "subject:a"),
        ("url_clicks", "verdict:blocked"),
    ]


def test_a_service_is_told_that_none_are_kept(web, bearer):
    """Its token has no person behind it."""
    web.headers.update(bearer(Role.ADMIN))
    web.get(f"{API}/deliveries", params={"filter": "subject:a"})
    assert web.get(RECENT).json() == {"keeps": 0, "items": []}


def test_searches_are_operations():
    """A renamed operation would be forgotten silently."""
    assert set(PERMISSIONS) >= set(SEARCHES)
