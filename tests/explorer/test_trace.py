"""Links traced over HTTP, on both stores."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import quote

import pytest
from tests.explorer.world import STORES, asking, store_of
from tests.making.clicks import make_click
from tests.making.deliveries import START, make_delivery, make_event, make_message, message_id
from tests.servers.calling import READER, Calling
from tests.servers.web_client import WebClient

from clawback.model.click import ClickVerdict
from clawback.model.clock import FixedClock
from clawback.model.location import DeliveryAction
from clawback.model.scope import Scope
from clawback.model.tags import Tags
from clawback.model.url import Url
from clawback.store.port import Batch

LINK = "https://pay.evil.example/now?x=1"
PLAIN = "https://pay.evil.example/now"
SAFE = f"https://eur01.safelinks.protection.outlook.com/?url={quote(LINK, safe='')}&data=1"
ODD = f"https://wrap.example/x?u={quote(LINK, safe='')}"


def _delivery(number, recipient, url, **changes):
    domain, _, rest = url.removeprefix("https://").partition("/")
    return make_delivery(
        number,
        recipient=recipient,
        recipient_domain=recipient.partition("@")[2],
        url=(url,),
        url_domain=(domain,),
        url_domain_and_path=(f"{domain}/{rest.partition('?')[0]}",),
        **changes,
    )


ROWS = (
    _delivery(1, "ada@example.org", LINK),
    _delivery(1, "bob@other.example", LINK, delivery_action=DeliveryAction.BLOCKED),
    _delivery(2, "cyd@example.org", LINK, url_wrapper=(SAFE,), sender_address="x@y.example"),
    _delivery(3, "dan@example.org", PLAIN),
    _delivery(4, "eve@example.org", "https://pay.evil.example/other"),
    _delivery(5, "fay@example.org", "https://good.example/now"),
)


def _url(url, seen="", wrappers=()):
    domain, _, rest = url.removeprefix("https://").partition("/")
    path = "/" + rest.partition("?")[0]
    return Url(url=url, seen=seen or url, domain=domain, path=path, wrappers=wrappers)


MESSAGES = (
    make_message(1, urls=(_url(LINK, "PAY.evil.example/now?x=1"), _url("https://other.example/"))),
    make_message(2, urls=(_url(LINK, SAFE, (SAFE,)),)),
    make_message(3, urls=(_url(PLAIN),)),
    make_message(4, urls=(_url("https://pay.evil.example/other"),)),
)
CLICK = {
    "url": LINK,
    "url_domain": "pay.evil.example",
    "url_path": "/now",
    "url_domain_and_path": "pay.evil.example/now",
}
CLICKS = (
    make_click(1, id="c1", **CLICK),
    make_click(1, id="c2", **CLICK, verdict=ClickVerdict.BLOCKED, at=START + timedelta(hours=1)),
    make_click(1, id="c3", recipient="bob@other.example", **CLICK, verdict=ClickVerdict.BLOCKED),
    make_click(9, id="c4", recipient="zoe@example.org", network_message_id="", **CLICK),
)


@dataclass(frozen=True, slots=True)
class Web:
    """A client, and the door that says who it is."""

    client: WebClient
    calling: Calling

    def trace(self, url, **parameters):
        answer = self.client.get("/urls/trace", params={"url": url, **parameters})
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture(params=STORES, scope="module")
def web(request, tmp_path_factory):
    tags = Tags.read({"vip": ["ada@example.org"]})
    with store_of(request.param, tmp_path_factory.mktemp("world")) as store:
        store.append(Batch(messages=MESSAGES, deliveries=ROWS))
        store.amend([make_event(ROWS[0])])
        store.record_clicks(CLICKS)
        with asking(store, FixedClock(START + timedelta(days=1)), tags=tags) as (client, calling):
            yield Web(client, calling)


@pytest.mark.parametrize(
    "spelled",
    [LINK, "hxxps[:]//PAY[.]evil[.]example/now?x=1", "pay.evil.example/now?x=1", SAFE],
)
def test_any_spelling_finds_the_same_mails(web, spelled):
    """How many, to how many, from when to when, what became of them."""
    found = web.trace(spelled)
    assert (found["deliveries"], found["message_count"], found["recipients"]) == (3, 2, 3)
    assert (found["first"], found["last"]) == ("2026-11-01T00:00:01Z", "2026-11-01T00:00:02Z")
    assert found["actions"] == [
        {"code": "delivered", "label": "Delivered", "count": 2},
        {"code": "blocked", "label": "Blocked", "count": 1},
    ]
    assert {one["label"]: one["count"] for one in found["locations"]} == {
        "Inbox/folder": 2,
        "Junk folder": 1,
    }
    assert [one["count"] for one in found["senders"]] == [2, 1]
    assert [one["network_message_id"] for one in found["messages"]] == [
        message_id(2),
        message_id(1),
    ]
    assert found["messages"][1]["recipients"] == ["ada@example.org", "bob@other.example"]


def test_the_spellings_in_the_mails_are_told(web):
    """As it was written, and whether something was around it."""
    found = web.trace(LINK)
    assert [(one["written"], one["wrapped"], one["messages"]) for one in found["spellings"]] == [
        ("PAY.evil.example/now?x=1", False, 1),
        (SAFE, True, 1),
    ]
    assert found["spellings_complete"]


def test_a_link_means_as_much_as_it_says(web):
    """With a query itself, with a path host and path, else the host; or as asked for."""
    assert web.trace(LINK)["breadth"] == "url"
    place = web.trace("pay.evil.example/now")
    assert (place["breadth"], place["deliveries"]) == ("url_domain_and_path", 4)
    host = web.trace("hxxp://pay[.]evil[.]example")
    assert (host["breadth"], host["deliveries"]) == ("url_domain", 5)
    assert web.trace(LINK, match="url_domain")["deliveries"] == 5
    broader = web.trace(LINK)["broader"]
    assert [(one["value"], one["deliveries"]) for one in broader] == [
        ("pay.evil.example/now", 4),
        ("pay.evil.example", 5),
    ]
    assert broader[1]["filter"] == "url_domain:pay.evil.example"
    assert host["broader"] == []


def test_who_clicked_and_who_has_not(web):
    """Clicks by verdict, people, those who may have seen the page, and those still to warn."""
    clicks = web.trace(LINK)["clicks"]
    assert (clicks["total"], clicks["clickers"], clicks["opened"]) == (4, 3, 2)
    assert {one["code"]: one["count"] for one in clicks["verdicts"]} == {
        "allowed": 2,
        "blocked": 2,
    }
    assert [one["id"] for one in clicks["newest"]] == ["c2", "c4", "c1", "c3"]
    assert clicks["not_clicked"] == ["cyd@example.org"]
    assert (clicks["not_clicked_count"], clicks["complete"]) == (1, True)


def test_a_narrow_caller_sees_their_own(web):
    """Neither deliveries nor clicks nor recipients of others; not even by their number."""
    web.calling.actor = replace(READER, scope=Scope(domains=frozenset({"other.example"})))
    try:
        answer = web.client.get("/urls/trace", params={"url": LINK})
        assert "example.org" not in answer.text
        found = answer.json()
        assert (found["deliveries"], found["recipients"]) == (1, 1)
        assert [one["id"] for one in found["clicks"]["newest"]] == ["c3"]
        web.calling.actor = replace(READER, scope=Scope(tags=frozenset({"vip"})))
        assert web.trace(LINK)["clicks"]["clickers"] == 1
    finally:
        web.calling.actor = READER


def test_a_trace_is_bounded_in_time(web):
    """Mails and clicks alike."""
    found = web.trace(LINK, since="2026-11-01T00:00:02Z", until="2026-11-01T00:30:00Z")
    assert found["deliveries"] == 1
    assert [one["id"] for one in found["clicks"]["newest"]] == ["c4", "c1", "c3"]
    for parameters in ({"since": "soon"}, {"since": "-1d", "until": "-2d"}):
        answer = web.client.get("/urls/trace", params={"url": LINK, **parameters})
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_time")


def test_what_nobody_got_is_an_empty_trace(web):
    """And what is no link is refused."""
    found = web.trace("nowhere.example/x")
    assert (found["deliveries"], found["first"], found["messages"]) == (0, None, [])
    assert found["clicks"]["total"] == 0
    answer = web.client.get("/urls/trace", params={"url": "hello"})
    assert (answer.status_code, answer.json()["code"]) == (400, "no_link")


def test_a_link_is_decoded(web):
    """Layers, host and path."""
    found = web.client.get("/urls/decode", params={"url": SAFE}).json()
    assert found["layers"][0]["vendor"] == "Microsoft Safe Links"
    assert found["url"] == LINK
