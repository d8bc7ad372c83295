"""Builds who is asked at the click, and what follows redirects, as the settings want them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import urlsplit

from clawback.analysis.urls.target import target
from clawback.links.clicks.asked.outbound import Outbound
from clawback.links.clicks.asked.safe_browsing import SafeBrowsing
from clawback.links.clicks.asked.webhook import Webhook
from clawback.links.clicks.dns_lists import DnsLists
from clawback.links.clicks.lookups import Lookup, Lookups
from clawback.links.clicks.redirects.asking import GuardedWeb, Names, Ways
from clawback.links.clicks.redirects.chains import Chains
from clawback.links.clicks.redirects.following import Following
from clawback.links.clicks.scouting import Scout
from clawback.links.clicks.settings import ClickSettings
from clawback.links.keys import LinkKeys, LinkKeysUnusableError
from clawback.links.signing import open  # noqa: A004 - as it is called there
from clawback.model.clock import Clock
from clawback.model.protected_link import ProtectedLink


def chains_of(settings: ClickSettings, keys: LinkKeys, clock: Clock) -> Chains | None:
    """What follows redirects; `None` where nobody wants that."""
    if not settings.redirects.follow:
        return None

    def inside(url: str) -> str:
        """Our own links are opened here: the service does not click them."""
        try:
            found = open(target(url).path, keys.known(), clock.now())
        except LinkKeysUnusableError:
            return ""
        return found.url if isinstance(found, ProtectedLink) else ""

    web = GuardedWeb(settings.redirects.reach, Ways(look_up=Names().look_up))
    following = Following(web, inside, deadline=settings.deadline_seconds)
    return Chains(following, time.monotonic)


def scout_of(settings: ClickSettings, chains: Chains | None) -> Scout:
    """Asks those who are set up, and looks where links lead on to where there are chains."""
    lookups = Lookups(list(_lookups(settings)), settings.deadline_seconds, time.monotonic)
    return Scout(lookups, chains)


def _lookups(settings: ClickSettings) -> Iterator[Lookup]:
    seconds = settings.deadline_seconds
    yield from (DnsLists(zone) for zone in settings.dns_lists)
    if key := settings.safe_browsing.key.get_secret_value():
        outbound = Outbound(_base(settings.safe_browsing.url), "safe-browsing", seconds=seconds)
        yield SafeBrowsing(outbound, key, time.monotonic)
    if url := settings.webhook.url:
        token = settings.webhook.token.get_secret_value()
        outbound = Outbound(_base(url), "link-webhook", seconds=seconds)
        yield Webhook(outbound, url, name=settings.webhook.name, token=token)


def _base(url: str) -> str:
    split = urlsplit(url)
    return f"{split.scheme}://{split.netloc}"
