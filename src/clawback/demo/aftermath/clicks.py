"""Who of the demo's people clicked on what, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain, cycle, islice
from random import Random
from urllib.parse import urlsplit

from clawback.demo.aftermath.browsers import browser_of
from clawback.demo.aftermath.moments import afterwards, later, named
from clawback.demo.organisation import DOMAIN
from clawback.demo.stage import Stage
from clawback.demo.waves.lures import PATH
from clawback.model.click import Click, ClickThreat, ClickVerdict, Workload
from clawback.model.delivery import Delivery
from clawback.model.location import DeliveryLocation
from clawback.model.verdict import DetectionTechnology, ThreatType

CLICKERS = 26  # of those who had the password phish in their inbox
CURIOUS = 2  # who looked into their junk folder, too
AGAIN = 9  # of these came back
IN_CHAT = 3  # to whom a colleague had passed the link on
PHISH_CLICKS = CLICKERS + CURIOUS + AGAIN + IN_CHAT

_SURF, _SURF_INSIDE = 0.14, 0.03  # of ordinary mail that was read, and of what machines of ours say
_SOON, _BACK, _SOME_TIME = 18, 50, 70  # minutes
_ASIDE = ("/leave/", "/o/")  # links of newsletters that nobody takes for a story
_OWN = f".{DOMAIN}"

# What becomes of the clicks on one host, one after the other: nobody knows it, somebody looks, it
# is blocked.
_FIRST = (
    ClickVerdict.ALLOWED,
    ClickVerdict.ALLOWED,
    ClickVerdict.PENDING_VERDICT,
    ClickVerdict.PENDING_VERDICT_BYPASSED,
)
_THEN = (
    ClickVerdict.BLOCKED,
    ClickVerdict.BLOCKED,
    ClickVerdict.BLOCK_OVERRIDDEN,
    ClickVerdict.BLOCKED,
)
_WENT_ON = {ClickVerdict.BLOCK_OVERRIDDEN, ClickVerdict.PENDING_VERDICT_BYPASSED}
_KNOWN = {ClickVerdict.BLOCKED, ClickVerdict.BLOCK_OVERRIDDEN}
_LET_THROUGH = {ClickVerdict.ALLOWED, *_WENT_ON}

_ORDINARY = (
    (ClickVerdict.ALLOWED, ClickVerdict.PENDING_VERDICT, ClickVerdict.ERROR, ClickVerdict.FAILURE),
    (93, 3, 2, 2),
)
_SPAM = (
    (ClickVerdict.BLOCKED, ClickVerdict.ALLOWED, ClickVerdict.BLOCK_OVERRIDDEN),
    (70, 22, 8),
)


def lured(stage: Stage, deliveries: Sequence[Delivery]) -> tuple[Click, ...]:
    """The clicks on the password phish, oldest first; of `PHISH_CLICKS` people and visits."""
    random = stage.chance("lured")
    inboxes = [one for one in deliveries if one.read and not _junk(one)]
    first = [
        *_clicked(stage, random, random.sample(inboxes, CLICKERS)),
        *_clicked(stage, random, random.sample([*filter(_junk, deliveries)], CURIOUS)),
    ]
    again = [_once_more(stage, random, one) for one in random.sample(first, AGAIN)]
    chat = [_in_chat(stage, random, one) for one in random.sample(first[:CLICKERS], IN_CHAT)]
    ordered = sorted([*first, *again, *chat], key=lambda one: (one.at, one.id))
    return tuple(_judged(ordered))


def surfing(stage: Stage, deliveries: Iterable[Delivery]) -> Iterator[Click]:
    """Clicks on links of ordinary mail that was read."""
    for delivery in deliveries:
        random = stage.chance("surfing", delivery.network_message_id, delivery.recipient)
        links = [n for n, path in enumerate(delivery.url_path) if not path.startswith(_ASIDE)]
        if not links:
            continue
        link = random.choice(links)
        inside = delivery.url_domain[link].endswith(_OWN)
        if random.random() < (_SURF_INSIDE if inside else _SURF):
            at = afterwards(stage, random, delivery, minutes=_SOME_TIME)
            yield _usual(random, delivery, _click(stage, random, delivery, link, at))


def _clicked(stage: Stage, random: Random, deliveries: Iterable[Delivery]) -> Iterator[Click]:
    """The first click of each."""
    for delivery in deliveries:
        at = afterwards(stage, random, delivery, minutes=_SOON)
        yield _click(stage, random, delivery, delivery.url_path.index(PATH), at)


def _once_more(stage: Stage, random: Random, click: Click) -> Click:
    at = later(stage, click.at, minutes=_BACK * (0.1 + random.random()))
    return replace(click, id=named(random, at), at=at)


def _in_chat(stage: Stage, random: Random, click: Click) -> Click:
    """Somebody whom a colleague has sent the link."""
    person = random.choice(stage.organisation.people)
    browser = browser_of(stage, person.address)
    return replace(
        _once_more(stage, random, click),
        recipient=person.address,
        network_message_id="",
        ip=browser.ip,
        user_agent=browser.user_agent,
        workload=Workload.TEAMS,
    )


def _click(stage: Stage, random: Random, delivery: Delivery, link: int, at: datetime) -> Click:
    """A click on the link at this place of the delivery's; not judged yet."""
    browser = browser_of(stage, delivery.recipient)
    return Click(
        id=named(random, at),
        network_message_id=delivery.network_message_id,
        recipient=delivery.recipient,
        at=at,
        url=delivery.url[link],
        url_domain=delivery.url_domain[link],
        url_path=delivery.url_path[link],
        url_domain_and_path=delivery.url_domain_and_path[link],
        ip=browser.ip,
        user_agent=browser.user_agent,
    )


def _judged(clicks: Iterable[Click]) -> Iterator[Click]:
    """What became of each, by what was known of its host at that moment."""
    before = Counter[str]()
    for click in clicks:
        verdict = _verdict(before[click.url_domain])
        before[click.url_domain] += 1
        known = verdict in _KNOWN
        yield replace(
            click,
            verdict=verdict,
            clicked_through=verdict in _WENT_ON,
            threat_type=(ClickThreat.PHISH,) if known else (),
            detection_technology=(DetectionTechnology.URL_DETONATION,) if known else (),
            url_chain=(_next_page(click.url),) if verdict in _LET_THROUGH else (),
        )


def _verdict(number: int) -> ClickVerdict:
    """Of the click on a host that comes after `number` others."""
    return next(islice(chain(_FIRST, cycle(_THEN)), number, None))


def _next_page(url: str) -> str:
    """Where the kit sends everybody on to."""
    at = urlsplit(url)
    return f"{at.scheme}://{at.netloc}/session/confirm"


def _usual(random: Random, delivery: Delivery, click: Click) -> Click:
    if ThreatType.SPAM in delivery.threat_type:
        verdict = random.choices(*_SPAM)[0]
        known = verdict in _KNOWN
        return replace(
            click,
            verdict=verdict,
            clicked_through=verdict in _WENT_ON,
            threat_type=(ClickThreat.SPAM,) if known else (),
            detection_technology=(DetectionTechnology.DOMAIN_REPUTATION,) if known else (),
        )
    if click.url_domain.endswith(_OWN):
        return click  # links to our own house are not looked at: no verdict
    return replace(click, verdict=random.choices(*_ORDINARY)[0])


def _junk(delivery: Delivery) -> bool:
    return delivery.original_delivery_location is DeliveryLocation.JUNK
