"""Headers over HTTP: pasted and stored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from tests.explorer.world import STORES, asking, store_of
from tests.making.deliveries import START, make_delivery
from tests.making.mails import mail
from tests.servers.calling import Calling
from tests.servers.web_client import WebClient

from clawback.analysis.message import analyse
from clawback.analysis.trace import Trust
from clawback.model.clock import FixedClock
from clawback.model.scope import Scope
from clawback.store.port import Batch

RECEIVED = (
    "from evil (x.example [203.0.113.9]) by mx.corp.example with ESMTPS id Q1"
    " for <bob@other.example>; Mon, 23 Nov 2026 12:00:00 +0000"
)
RAW = mail(
    1,
    headers=[
        ("Delivered-To", "bob@other.example"),
        ("Received", RECEIVED),
        ("Reply-To", "ceo@gmail.example"),
    ],
)
MESSAGE = analyse(RAW)
ID = MESSAGE.network_message_id


@dataclass(frozen=True, slots=True)
class Web:
    """A client, and the door that says who it is."""

    client: WebClient
    calling: Calling

    def get(self, path):
        return self.client.get(path)


@pytest.fixture(params=STORES)
def web(request, tmp_path):
    with store_of(request.param, tmp_path) as store:
        rows = tuple(
            make_delivery(network_message_id=ID, recipient=who)
            for who in ("ada@example.org", "bob@other.example")
        )
        store.append(Batch(messages=(MESSAGE,), deliveries=rows))
        with asking(store, FixedClock(START + timedelta(days=1))) as (client, calling):
            yield Web(client, calling)


def test_a_stored_header_is_explained(web):
    """The way, what is odd, who vouches, and every field."""
    report = web.get(f"/messages/{ID}/headers").json()
    (hop,) = report["journey"]["hops"]
    assert (hop["side"], hop["recipient"]) == ("border", "bob@other.example")
    assert "reply_to_differs" in [one["code"] for one in report["oddities"]]
    assert report["vouching"]["sentence"] == "Nobody on our side checked who sent this mail."
    assert report["fields"][0] == {"name": "Delivered-To", "value": "bob@other.example"}


def test_a_narrow_caller_learns_of_no_other_recipient(web):
    """Neither from Delivered-To nor from Received; outside the scope all is unknown."""
    actor = web.calling.actor
    web.calling.actor = _with_scope(actor, "example.org")
    answer = web.get(f"/messages/{ID}/headers")
    assert answer.status_code == 200
    assert "bob@other.example" not in answer.text
    web.calling.actor = _with_scope(actor, "nowhere.example")
    assert web.get(f"/messages/{ID}/headers").json()["code"] == "unknown_message"


@pytest.mark.parametrize("path", ["/messages/unknown/headers"])
def test_what_does_not_exist_is_unknown(web, path):
    """404 with a code."""
    answer = web.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_message")


def test_a_pasted_header_is_explained_with_the_settings_relays(tmp_path):
    """A relay of one's own is no outsider; nothing but a header is taken."""
    with (
        store_of("memory", tmp_path) as store,
        asking(store, FixedClock(START), trust=Trust(relays=("203.0.113.0/24",))) as (web, _),
    ):
        report = web.post("/headers/explain", json={"header": RAW.decode()}).json()
        assert report["journey"]["hops"][0]["from_ip"] == "203.0.113.9"
        assert report["journey"]["first_untrusted"] is None
        refused = web.post("/headers/explain", json={"header": "hello"})
        assert (refused.status_code, refused.json()["code"]) == (400, "no_header")
        assert web.post("/headers/explain", json={"text": "x"}).status_code == 422


def _with_scope(actor, domain):
    return replace(actor, scope=Scope(domains=frozenset({domain})))
