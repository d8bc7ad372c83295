"""Only what was signed here opens, and only as it was signed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from tests.links.forging import altered

from clawback.links import signing
from clawback.links.keys import Keyring, LinkKey
from clawback.links.signing import Bearer, Refusal, RefusalKind, blind, wrap
from clawback.model.protected_link import ProtectedLink, packed, read, signed, written

BASE = "https://links.example.org"
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
OLD = LinkKey(
    number=1, made_at=NOW - timedelta(days=500), secret=b"o" * 32, followed_at=NOW - timedelta(9)
)
KEY = LinkKey(number=2, made_at=NOW - timedelta(9), secret=b"k" * 32)
RING = Keyring(keys=(OLD, KEY), overlap=timedelta(days=30))
BEARER = Bearer(
    network_message_id="5e2a1f08-1111-8222-b333-123412341234",
    made_at=NOW,
    recipient=blind("anna@example.org", KEY.secret),
)
SHOP = "https://shop.example/a?b=c"


def _path(url: str = SHOP, ring: Keyring = RING) -> str:
    return wrap(url, BEARER, keyring=ring, base=BASE).removeprefix(BASE)


def _refusal(path: str, ring: Keyring = RING, now: datetime = NOW) -> RefusalKind | None:
    found = signing.open(path, ring, now)
    return found.kind if isinstance(found, Refusal) else None


@pytest.mark.parametrize(
    ("url", "host"),
    [
        (SHOP, "shop.example"),
        ("http://Shöp.example:8080/ä?b#c", "xn--shp-tna.example"),
        ("HTTP://user:word@shop.example./", "shop.example"),
        ("http://[::1]/a", "::1"),
        ("http://0x7f.1/", "127.0.0.1"),
        ("https:/shop.example/a", "shop.example"),
        ("http:\\\\shop.example\\a", "shop.example"),
        ("http://good.example\\@evil.example", "good.example"),
        ("ftp://files.example/x", "files.example"),
    ],
)
def test_a_link_shows_the_host_that_a_browser_would_open(url, host):
    """And opens as the link that stood in the mail, letter by letter."""
    path = _path(url)
    assert path.rpartition("/")[2] == host
    assert signing.open(path, RING, NOW) == ProtectedLink(
        url=url,
        network_message_id=BEARER.network_message_id,
        recipient=BEARER.recipient,
        made_at=NOW,
        key=KEY.number,
    )


@pytest.mark.parametrize(
    "url",
    [
        *("", "mailto:anna@example.org", "javascript:alert(1)", "data:text/html,x", "#top"),
        *("/path", "http://", "http://a:99999/", "file:///etc/passwd", "http://\ud800.example/"),
        "https://shop.example/" + "a" * 20_000,
    ],
)
def test_what_is_no_link_of_the_web_is_not_signed(url):
    """A click service must never open a script, a file or nothing at all."""
    with pytest.raises(ValueError, match=r"no link of the web|does not fit"):
        wrap(url, BEARER, keyring=RING, base=BASE)


def test_another_host_beside_the_token_is_refused():
    """What people read before they click is part of what is signed, and of what is checked."""
    path = _path()
    assert _refusal(path.replace("/shop.example", "/bank.example")) is RefusalKind.ALTERED
    assert _refusal(path.replace("/shop.example", "/SHOP.example")) is RefusalKind.ALTERED
    shown = _path("http://shop.example@evil.example/")
    assert shown.endswith("/evil.example")


def test_a_signed_link_that_leads_elsewhere_than_it_shows_is_refused():
    """Even a right signature opens no link whose target a browser reads in another way."""
    link = ProtectedLink(
        url="https://evil.example/", network_message_id="", recipient=bytes(8), made_at=NOW, key=2
    )
    token = packed(link, "bank.example")
    tag = signing._tag(KEY.secret, signed(token, "bank.example"))
    path = written("", tag=tag, token=token, host="bank.example")
    assert _refusal(path) is RefusalKind.WRONG_HOST


def test_keys_grow_old():
    """A followed key opens its links for the overlap; then the target is told, not opened."""
    path = _path(ring=Keyring(keys=(OLD,)))
    assert _refusal(path) is None
    late = NOW + timedelta(days=21)
    assert _refusal(path, now=late) is RefusalKind.EXPIRED_KEY
    found = signing.open(path, RING, late)
    assert isinstance(found, Refusal)
    assert found.link is not None
    assert found.link.url == SHOP


def test_other_peoples_links_are_refused():
    """A key that is not here, the number of a key with another secret, and no link at all."""
    alien = LinkKey(number=2, made_at=NOW, secret=b"x" * 32)
    assert _refusal(_path(ring=Keyring(keys=(alien,)))) is RefusalKind.ALTERED
    assert _refusal(_path(), Keyring(keys=(OLD,))) is RefusalKind.UNKNOWN_KEY
    assert _refusal(_path(), Keyring(keys=())) is RefusalKind.UNKNOWN_KEY
    assert _refusal("/s/https://shop.example/") is RefusalKind.UNKNOWN


@pytest.mark.slow
def test_no_altered_link_opens():
    """20,000 links with a letter changed, lost, doubled or swapped, or with parts of two: none."""
    chance = Random(7)
    paths = [_path(f"https://shop{one}.example/{one}") for one in range(8)]
    opened = [path for path in altered(paths, chance, 20_000) if _refusal(path) is None]
    assert opened == []


def test_a_recipient_is_blinded():
    """The same however the address is written, another for another address or key; not readable."""
    anna = blind("Anna@Example.org", KEY.secret)
    assert anna == blind("<anna@example.org>", KEY.secret)
    assert len({anna, blind("bert@example.org", KEY.secret), blind("anna@example.org", b"x")}) == 3
    assert b"anna" not in anna
    assert "anna" not in read(BASE + _path()).link.url
