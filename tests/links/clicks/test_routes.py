"""What a click service asks over the API, by a token that opens nothing else."""

from __future__ import annotations

import pytest
from tests.links.clicks.desk import NOW
from tests.links.clicks.made import opened
from tests.making.deliveries import make_delivery
from tests.servers.parts import parts_in
from tests.servers.web_client import WebClient

from clawback.client.click_service import ClickServiceClient
from clawback.client.transport import Transport
from clawback.identity.role import Role
from clawback.links.clicks.api_server import ApiServer, _plain
from clawback.links.clicks.book import Kind
from clawback.model.verdict import ThreatType
from clawback.store.port import Batch

_ROOT = "/api/v1/links"


class Wire(Transport):
    """A transport to an application in this process."""

    def __init__(self, web):
        self._web = web

    def json(self, method, path, *, query=None, body=None):
        given = {name: value for name, value in (query or {}).items() if value is not None}
        answer = self._web.request(
            method, path, params=given, content=body.content if body else None
        )
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with parts_in(tmp_path_factory.mktemp("clicks")) as parts:
        issued = parts.tokens.create(name="edge", role=Role.CLICK_SERVICE, by="test")
        headers = {
            "authorization": f"Bearer {issued.secret.text}",
            "content-type": "application/json",
        }
        with WebClient(parts.app, headers=headers) as web:
            yield parts, web


def test_clicks_and_book_pass_through_the_api_unchanged(house):
    """What the service wrote is what the store gets; what the server made is what it judges by."""
    parts, web = house
    bad = make_delivery(1, time_received=parts_now(parts), threat_type=(ThreatType.PHISH,))
    parts.store.append(Batch(messages=(), deliveries=(bad,)))
    parts.books.turn()
    server = ApiServer(ClickServiceClient(Wire(web)))
    told = server.book("")
    assert told == parts.books.since("")
    assert [one.kind for one in told.put] == [Kind.MESSAGE]
    assert server.book(told.version).put == ()
    click = opened(1, network_message_id=bad.network_message_id, at=NOW)
    assert server.record([click, click]) == 2
    (kept,) = parts.store.clicks_in(bad.network_message_id)
    assert (kept.id, kept.url, kept.at, kept.recipient) == (
        click.id,
        click.url,
        click.at,
        bad.recipient,
    )


@pytest.mark.parametrize("path", ["/api/v1/deliveries", "/api/v1/lists", "/api/v1/tokens"])
def test_the_token_of_a_click_service_opens_nothing_else(house, path):
    """Whoever takes the machine at the edge reads no mail."""
    assert house[1].get(path).status_code == 403


@pytest.mark.parametrize(
    "click",
    [{}, {"id": "x"}, {"recipient": "zz"}, {"verdict": "maybe"}, {"more": 1}],
)
def test_what_is_no_click_is_refused_whole(house, click):
    """In words, and nothing of it is kept."""
    whole = {**_plain(opened(7)), **click} if click else {}
    if click == {"id": "x"}:
        whole.pop("url")
    answer = house[1].post(f"{_ROOT}/clicks", json={"clicks": [whole]})
    assert answer.status_code in {400, 422}
    assert house[0].store.clicks_in(opened(7).network_message_id) == []


def parts_now(parts):
    return parts.books._clock.now()
