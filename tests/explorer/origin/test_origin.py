"""Email origin over HTTP, on both stores."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.explorer.world import STORES, asking, store_of
from tests.making.deliveries import START, make_delivery
from tests.servers.calling import READER

from clawback.demo.mmdb import geolite, mmdb
from clawback.explorer.origin import origin
from clawback.explorer.origin.countries import NO_DATABASE, Countries
from clawback.model.clock import FixedClock
from clawback.model.scope import Scope
from clawback.store.port import Batch

ADDRESSES = (
    *("8.8.8.8", "8.8.8.8", "8.8.4.4", "[8.8.8.8]"),
    *("2a00:1450::1", "1.1.1.1"),
    *("10.0.0.1", "::ffff:192.168.0.1", "junk", ""),
)
ROWS = tuple(make_delivery(n, sender_ip=address) for n, address in enumerate(ADDRESSES))
THEIRS = make_delivery(99, recipient="bob@other.example", sender_ip="8.8.8.8")
US, FR = geolite("US", "United States"), geolite("FR", "France")


@pytest.fixture(params=STORES)
def store(request, tmp_path):
    with store_of(request.param, tmp_path) as made:
        made.append(Batch(messages=(), deliveries=(*ROWS, THEIRS)))
        yield made


@pytest.fixture
def countries(tmp_path):
    path = tmp_path / "countries.mmdb"
    path.write_bytes(mmdb({"8.8.0.0/16": US, "2a00:1450::/32": FR}))
    return Countries(path)


def ask(store, countries, **parameters):
    clock = FixedClock(START + timedelta(days=1))
    with asking(store, clock, countries=countries) as (web, calling):
        calling.actor = replace(READER, scope=Scope(domains=frozenset({"example.org"})))
        answer = web.get("/explorer/origin", params=parameters)
        return answer.status_code, answer.json()


def test_mail_is_counted_by_country(store, countries):
    """Most first; private, unknown and missing addresses by themselves; only what one may see."""
    _, found = ask(store, countries)
    assert [(one["code"], one["name"], one["deliveries"]) for one in found["countries"]] == [
        ("US", "United States", 4),
        ("FR", "France", 1),
    ]
    assert (found["private"], found["unknown"], found["without"]) == (2, 2, 1)
    assert (found["database"]["kind"], found["note"]) == ("Test-Country", "")
    assert found["countries"][0]["complete"]


def test_a_country_leads_to_its_mail(store, countries, monkeypatch):
    """By the addresses with most deliveries; it is said when these are not all."""
    _, found = ask(store, countries)
    first = found["countries"][0]
    clock = FixedClock(START)
    with asking(store, clock, countries=countries) as (web, _):
        top = web.get("/explorer/top", params={"tab": "top_senders", "filter": first["filter"]})
        assert top.json()["top"][0]["count"] == 5
    monkeypatch.setattr(origin, "MOST_ADDRESSES", 1)
    _, found = ask(store, countries)
    assert (found["countries"][0]["filter"], found["countries"][0]["complete"]) == (
        "sender_ip:8.8.8.8",
        False,
    )


def test_a_database_may_know_internal_networks(store, tmp_path):
    """What it says of an address counts, also where the internet has no such address."""
    path = tmp_path / "ours.mmdb"
    path.write_bytes(mmdb({"10.0.0.0/8": FR}))
    _, found = ask(store, Countries(path))
    assert [(one["code"], one["deliveries"]) for one in found["countries"]] == [("FR", 1)]
    assert (found["private"], found["unknown"], found["without"]) == (1, 7, 1)


def test_without_a_database_all_is_unknown(store):
    """And said so."""
    _, found = ask(store, Countries())
    assert (found["countries"], found["unknown"], found["database"]) == ([], 7, None)
    assert found["note"] == NO_DATABASE


def test_clicks_come_from_no_country(store, countries):
    """The view of clicks has no such tab."""
    status, said = ask(store, countries, view="url_clicks")
    assert (status, said["code"]) == (400, "unknown_tab")
