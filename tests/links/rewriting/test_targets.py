"""Which link stands in place of which."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest
from tests.links.wrapping import BASE, BEARER, KEY, NOW, OLD, PROTECTING, RESTORING, protected

from clawback.links.keys import Keyring
from clawback.links.signing import Bearer

SHOP = "https://shop.example/a?b=c"
OTHER = Bearer(network_message_id="00000000-0000-8000-8000-000000000001", made_at=NOW)
SAFE_LINKS = (
    "https://eur01.safelinks.protection.outlook.com/?url=" + quote(SHOP, safe="") + "&data=x"
)


@pytest.mark.parametrize(
    "url",
    [
        SHOP,
        SAFE_LINKS,
        protected(SHOP, OTHER),
        protected(SAFE_LINKS, OTHER),
        protected(SHOP, ring=Keyring(keys=(OLD,))),
        "https://urldefense.com/v3/__https://shop.example/a?b=c__;!!x",
    ],
)
def test_wrappers_are_taken_off_first(url):
    """Those of other services, and our own that stood in another mail: links never grow."""
    bearer = replace(BEARER, network_message_id="00000000-0000-8000-8000-000000000002")
    assert replace(PROTECTING, bearer=bearer)(url) == protected(SHOP, bearer)


def test_what_is_protected_for_this_mail_stays():
    """So that a mail may pass twice."""
    assert PROTECTING(protected(SHOP)) is None


def test_a_forged_link_under_our_host_is_led_over_us_like_any_other():
    """Only a right signature makes it ours; the click service will refuse what is inside."""
    forged = protected(SHOP).replace(BASE + "/s/A", BASE + "/s/B").replace("/shop", "/bank")
    done = PROTECTING(forged)
    assert done is not None
    assert done.endswith("/links.example.org")
    assert RESTORING(forged) is None


def test_what_is_spared_stays_but_for_other_services_wrappers():
    """Links of the do-not-rewrite list are as they were before anybody wrapped them."""
    sparing = replace(PROTECTING, spared=lambda at: at.domain == "shop.example")
    assert sparing(SHOP) is None
    assert sparing(SAFE_LINKS) == SHOP
    assert sparing("https://other.example/") == protected("https://other.example/")


def test_links_are_restored_however_old_their_key():
    """What leaves the organisation carries no protected link, except somebody else's."""
    late = replace(RESTORING, now=NOW + timedelta(days=4_000))
    assert late(protected(SHOP, ring=Keyring(keys=(OLD,)))) == SHOP
    assert RESTORING(protected(SHOP).replace(BASE, "https://other.example")) is None
    assert RESTORING(protected(SHOP, ring=Keyring(keys=(replace(KEY, secret=b"x" * 32),)))) is None
    assert RESTORING(SHOP) is None
