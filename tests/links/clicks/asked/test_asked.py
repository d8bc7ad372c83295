"""Who is asked about links over HTTP: what they are told, and what their answers mean."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.links.clicks.asked.ends import KEY, TOKEN, SafeBrowsingEnd, WebhookEnd, serving

from clawback.links.clicks.asked.outbound import LARGEST, Outbound, Question
from clawback.links.clicks.asked.safe_browsing import SafeBrowsing
from clawback.links.clicks.asked.webhook import Webhook
from clawback.links.clicks.lookups import AskedLink, Listed
from clawback.model.verdict import ThreatType

pytestmark = pytest.mark.anyio
EVIL = AskedLink.of("https://deep.evil.example/a/b?c")
GOOD = AskedLink.of("https://good.example/")


def outbound(base):
    return Outbound(base, "test", seconds=5.0)


@pytest.fixture
def browsing():
    """Asks an end that lists a host for phish and a page for malware; its clock can be turned."""
    end = SafeBrowsingEnd(
        {"evil.example/": "SOCIAL_ENGINEERING", "shop.example/bad.html": "MALWARE"}
    )
    now = [0.0]
    with serving(end) as base:
        yield end, now, SafeBrowsing(outbound(base), KEY, lambda: now[0])


async def test_what_is_above_a_link_is_listed_with_it(browsing):
    """The other end sees four bytes of each hash, and nothing of the link."""
    end, _, asking = browsing
    assert await asking.ask(EVIL) == Listed(source="Safe Browsing", threat=ThreatType.PHISH)
    page = await asking.ask(AskedLink.of("http://shop.example/bad.html?x"))
    assert page is not None
    assert page.threat is ThreatType.MALWARE
    assert await asking.ask(GOOD) is None
    assert len(end.asked) == 3


async def test_prefixes_are_remembered_as_long_as_the_answer_says(browsing):
    """Of those that are known nothing is asked again; afterwards it is."""
    end, now, asking = browsing
    await asking.ask(EVIL)
    await asking.ask(AskedLink.of("https://deep.evil.example/a/b?other"))
    assert len(end.asked[1]) == 2  # the two that have the query
    await asking.ask(EVIL)
    assert len(end.asked) == 2
    now[0] = 301.0
    await asking.ask(EVIL)
    assert len(end.asked) == 3


@pytest.mark.parametrize(
    ("kind", "attributes"),
    [
        ("SOCIAL_ENGINEERING", ["CANARY"]),
        ("MALWARE", ["FRAME_ONLY"]),
        ("NEW_KIND", []),
        ("MALWARE", ["NEW"]),
    ],
)
async def test_what_is_not_for_people_or_not_understood_does_not_count(browsing, kind, attributes):
    """As the reference demands of clients."""
    end, _, asking = browsing
    end.listed, end.attributes = dict.fromkeys(end.listed, kind), attributes
    assert await asking.ask(EVIL) is None


@pytest.mark.parametrize(
    "answer",
    [
        b"no json",
        b"[]",
        {"fullHashes": "x", "cacheDuration": "1s"},
        {"fullHashes": [{"fullHash": "!!", "fullHashDetails": []}], "cacheDuration": "1s"},
        {"fullHashes": [{"fullHash": "AAAA", "fullHashDetails": []}], "cacheDuration": "1s"},
        {"cacheDuration": "soon"},
        b"{" + b" " * LARGEST + b"}",
        b"[" * 200_000,
    ],
)
async def test_an_answer_that_is_none_is_no_answer(answer):
    """So that nothing is called clean by accident."""
    with serving(lambda *_: (200, answer)) as base, pytest.raises(OSError):  # noqa: PT011 - any of them is no answer
        await SafeBrowsing(outbound(base), KEY, lambda: 0.0).ask(EVIL)


async def test_a_refusal_and_a_redirect_are_no_answers():
    """Nobody is asked elsewhere than the settings say."""
    for status in (302, 403, 500, 503):
        with serving(lambda *_, status=status: (status, {})) as base, pytest.raises(OSError):  # noqa: PT011 - as above
            await outbound(base).ask(Question(method="GET", target="/"))
    with pytest.raises(OSError):  # noqa: PT011 - as above
        await outbound("http://127.0.0.1:9").ask(Question(method="GET", target="/"))


async def test_a_service_of_ones_own_is_asked_as_the_guide_says():
    """It is told the link and its host; what it names is what a click says."""
    end = WebhookEnd(
        {
            "deep.evil.example": {"threat": "phish", "source": "our model\n"},
            "bad.example": {"threat": "malware"},
            "clean.example": {"threat": None},
        }
    )
    with serving(end) as base:
        asking = Webhook(outbound(base), f"{base}/judge?by=us", name="ours", token=TOKEN)
        assert await asking.ask(EVIL) == Listed(source="our model", threat=ThreatType.PHISH)
        named = await asking.ask(AskedLink.of("http://bad.example/"))
        assert named == Listed(source="ours", threat=ThreatType.MALWARE)
        assert await asking.ask(AskedLink.of("http://clean.example/")) is None
        assert await asking.ask(GOOD) is None
        end.answers["good.example"] = {"threat": "terrible"}
        with pytest.raises(OSError):  # noqa: PT011 - as above
            await asking.ask(GOOD)
    assert end.asked[0] == {"url": EVIL.url, "host": "deep.evil.example"}


def test_the_guide_has_what_a_service_is_sent():
    """Whoever writes one goes by the guide."""
    guide = Path("docs/guides/clicks.md").read_text("utf-8")
    assert '{"url": "https://shop.example/a", "host": "shop.example"}' in guide
    assert '{"threat": "phish", "source": "our model"}' in guide
