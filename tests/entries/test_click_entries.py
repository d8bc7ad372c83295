"""What people block and let through at the click: kept, in the book, forgotten, and on record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.links.clicks.desk import NOW
from tests.servers.parts import parts_in
from tests.servers.web_client import WebClient

from clawback.entries import current as looking
from clawback.entries.at_click.entries import NoClickEntryError, named
from clawback.entries.entry import ValueKind
from clawback.identity.role import Role
from clawback.links.clicks.book import marks_of

_ROOT = "/api/v1/links/entries"


class House:
    """The application of this process, called by somebody who may write lists."""

    def __init__(self, parts, web, clock):
        self.parts, self.web, self.clock = parts, web, clock

    def put(self, kind, value, **more):
        return self.web.post(_ROOT, json={"kind": kind, "value": value, **more})

    def named(self, url, *, blocks=True):
        """Whether the book of now names a link."""
        self.parts.books._seen = None
        self.parts.books.turn()
        found = self.parts.books.now.naming(marks_of(url, ""), self.clock.now(), blocks=blocks)
        return [(one.own, one.source) for one in found]

    def clear(self):
        for one in self.web.get(_ROOT).json()["items"]:
            assert self.web.delete(f"{_ROOT}/{one['id']}").status_code == 204


class _Clock:
    def __init__(self):
        self.at = NOW

    def now(self):
        self.at += timedelta(milliseconds=5)
        return self.at


@pytest.fixture(scope="module")
def application(tmp_path_factory):
    clock = _Clock()
    with parts_in(tmp_path_factory.mktemp("entries"), clock=clock) as parts:
        issued = parts.tokens.create(name="desk", role=Role.ADMIN, by="test")
        headers = {"authorization": f"Bearer {issued.secret.text}"}
        with WebClient(parts.app, headers=headers) as web:
            yield House(parts, web, clock)


@pytest.fixture
def house(application, monkeypatch):
    monkeypatch.setattr(looking, "LOOKED_EVERY", 0.0)
    application.clear()
    return application


def test_what_somebody_blocks_is_in_the_book_until_it_is_deleted(house):
    """A host with all below it; afterwards nothing is left, and the audit trail has both."""
    made = house.put("block", "hxxps://evil[.]example/", reason="fake shop")
    assert (made.status_code, made.json()["what"]) == (201, "url")
    assert house.put("block", "worse.example").json()["what_label"] == "Domain"
    assert house.named("https://evil.example/") == [(True, "entries")]
    assert house.named("https://deep.worse.example/a") == [(True, "entries")]
    (newest, _) = house.web.get(_ROOT).json()["items"]
    assert house.web.delete(f"{_ROOT}/{newest['id']}").status_code == 204
    assert house.named("https://deep.worse.example/a") == []
    assert house.web.delete(f"{_ROOT}/{newest['id']}").json()["code"] == "click_entry_missing"
    told = house.web.get("/api/v1/audit/entries", params={"limit": 3}).json()["items"]
    assert [one["action"] for one in told[:2]] == ["link.clear", "link.block"]


def test_the_last_word_on_a_link_counts(house):
    """Two spellings of one link are one entry, which lets through what it blocked before."""
    house.put("block", "https://shop.example/a")
    house.put("allow", "HTTPS://SHOP.example:443/a")
    assert house.named("https://shop.example/a") == []
    assert house.named("https://shop.example/a", blocks=False) == [(True, "entries")]
    assert len(house.web.get(_ROOT).json()["items"]) == 1


def test_an_entry_ends_when_it_says(house):
    """It stops to count by itself, is no longer shown, and makes room."""
    soon = (house.clock.now() + timedelta(hours=1)).isoformat()
    house.put("block", "brief.example", expires_at=soon)
    assert house.named("https://brief.example/") == [(True, "entries")]
    house.clock.at += timedelta(hours=2)
    assert house.named("https://brief.example/") == []
    assert house.web.get(_ROOT).json() == {"items": [], "next": None}
    late = house.put("block", "late.example", expires_at=soon)
    assert (late.status_code, late.json()["code"]) == (400, "expired_already")


def test_entries_are_paged_newest_first(house):
    """Every one once, and only those of the kind that is asked for."""
    for number in range(5):
        house.put("block" if number % 2 else "allow", f"site{number}.example")
    shown: list[str] = []
    cursor = None
    while cursor is not None or not shown:
        query = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        page = house.web.get(_ROOT, params=query).json()
        shown += [one["value"] for one in page["items"]]
        cursor = page["next"]
    assert shown == [f"site{number}.example" for number in (4, 3, 2, 1, 0)]
    blocked = house.web.get(_ROOT, params={"kind": "block"}).json()["items"]
    assert {one["value"] for one in blocked} == {"site1.example", "site3.example"}


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "block", "value": "somebody@example.org"},
        {"kind": "block", "value": "a" * 64},
        {"kind": "block", "value": "no link at all"},
        {"kind": "perhaps", "value": "x.example"},
        {"kind": "block", "value": "x.example", "expires_at": "2026-12-24T00:00:00"},
        {"kind": "block", "value": "x.example", "more": 1},
    ],
)
def test_what_is_no_entry_is_refused_in_words(house, body):
    """A person learns what is wrong, and nothing is kept."""
    answer = house.web.post(_ROOT, json=body)
    assert answer.status_code in {400, 422}
    assert answer.json()["detail"]
    assert house.web.get(_ROOT).json()["items"] == []


def test_of_a_wrapped_link_what_is_inside_is_meant():
    """Whoever copies a link out of a mail must not block the service that protects it."""
    inside = "https%3A%2F%2Fevil.example%2Fa"
    wrapped = f"https://eur01.safelinks.protection.outlook.com/?url={inside}&data=x"
    assert named(wrapped).text == "evil.example/a"
    assert named("192.0.2.7").kind is ValueKind.IP
    with pytest.raises(NoClickEntryError):
        named("018f2c4e-9a00-8abc-9def-0123456789ab")
