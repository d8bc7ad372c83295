"""One ring, one mail and one host for links, as most tests of links need them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from clawback.links.keys import Keyring, LinkKey
from clawback.links.rewriting.targets import Protecting, Restoring
from clawback.links.signing import Bearer, wrap

BASE = "https://links.example.org"
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
OLD = LinkKey(
    number=1,
    made_at=NOW - timedelta(days=500),
    secret=b"o" * 32,
    followed_at=NOW - timedelta(days=9),
)
KEY = LinkKey(number=2, made_at=NOW - timedelta(days=9), secret=b"k" * 32)
RING = Keyring(keys=(OLD, KEY), overlap=timedelta(days=30))
BEARER = Bearer(network_message_id="5e2a1f08-1111-8222-b333-123412341234", made_at=NOW)
PROTECTING = Protecting(bearer=BEARER, keyring=RING, base=BASE, spared=lambda _: False)
RESTORING = Restoring(keyring=RING, base=BASE, now=NOW)


def protected(url: str, bearer: Bearer = BEARER, ring: Keyring = RING) -> str:
    """The link that stands in a mail for this URL."""
    return wrap(url, bearer, keyring=ring, base=BASE)
