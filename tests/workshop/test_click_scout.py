"""Who is asked at the click, and what follows redirects, as the settings want them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.links.clicks.asked.ends import KEY, TOKEN, SafeBrowsingEnd, WebhookEnd, serving
from tests.links.clicks.desk import NOW

from clawback.links.clicks.deciding import NOBODY_ASKED, Stage
from clawback.links.clicks.redirects.chain import Chain, ChainEnd
from clawback.links.clicks.settings import ClickSettings
from clawback.links.keys import LinkKeys
from clawback.links.signing import Bearer, wrap
from clawback.model.clock import FixedClock
from clawback.workshop.click_scout import chains_of, scout_of

pytestmark = pytest.mark.anyio


@pytest.fixture
def keys(tmp_path):
    return LinkKeys(tmp_path, FixedClock(NOW))


async def test_unless_somebody_is_named_nobody_is_asked(keys):
    """And nothing is followed: no site, and no service, learns of a click."""
    settings = ClickSettings()
    assert chains_of(settings, keys, FixedClock(NOW)) is None
    found = await scout_of(settings, None).look("https://shop.example/", wait=True)
    assert (found.standing, found.chain) == (NOBODY_ASKED, Chain())


async def test_those_who_are_named_are_asked():
    """With their keys; the first who lists a link decides."""
    browsing, judge = SafeBrowsingEnd({"evil.example/": "MALWARE"}), WebhookEnd({})
    with serving(browsing) as one, serving(judge) as other:
        settings = ClickSettings.model_validate(
            {
                "safe_browsing": {"key": KEY, "url": one},
                "webhook": {"url": f"{other}/judge?by=us", "token": TOKEN},
            }
        )
        scout = scout_of(settings, None)
        bad = await scout.look("https://evil.example/x", wait=True)
        good = await scout.look("https://good.example/", wait=True)
    assert (bad.standing.stage, bad.standing.source) == (Stage.LISTED, "Safe Browsing")
    assert good.standing.stage is Stage.CLEAN
    assert {said["host"] for said in judge.asked} >= {"good.example"}


async def test_links_of_ours_are_opened_here_and_only_the_public_is_asked(keys):
    """A hop that is a protected link is no click; what lies inside is not asked."""
    settings = ClickSettings.model_validate({"redirects": {"follow": True}})
    chains = chains_of(settings, keys, FixedClock(NOW))
    assert chains is not None
    bearer = Bearer(network_message_id="", made_at=NOW - timedelta(hours=1))
    inside = "http://127.0.0.1/admin"
    link = wrap(inside, bearer, keyring=keys.ring(), base="https://links.example.org")
    assert await chains.of(link) == Chain(hops=(inside,), end=ChainEnd.FORBIDDEN)


@pytest.mark.parametrize(
    "wrong",
    [
        {"webhook": {"url": "http://judge.example.org/"}},
        {"webhook": {"url": "judge.example.org"}},
        {"safe_browsing": {"url": "ftp://x.example/"}},
        {"redirects": {"ports": [0]}},
        {"redirects": {"never": ["198.51.100.0/33"]}},
    ],
)
def test_settings_that_cannot_be_meant_are_refused(wrong):
    """Links cross no network in the open; a network is one."""
    with pytest.raises(ValueError, match="validation error"):
        ClickSettings.model_validate(wrong)
