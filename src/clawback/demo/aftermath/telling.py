"""Tells the demo's store what happened after the mail had come, once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain

from clawback.campaigns.campaigns import Campaigns
from clawback.demo.aftermath.alerts import (
    alerts_of_clicks,
    alerts_of_malware,
    alerts_of_reports,
)
from clawback.demo.aftermath.campaigns import CAMPAIGNS, FRAUDS, MALWARE, PHISH, grouped, known
from clawback.demo.aftermath.clicks import lured, surfing
from clawback.demo.aftermath.reports import reported
from clawback.demo.stage import Stage, set_stage
from clawback.demo.waves.lures import PATH
from clawback.demo.world import World, keep
from clawback.filters.parse import parse
from clawback.model.click import Click
from clawback.model.delivery import Delivery
from clawback.model.event import DeliveryEvent, EventType
from clawback.model.location import DeliveryLocation, Directionality
from clawback.model.verdict import ThreatType
from clawback.store.port import EventStore, Query

READ = f"read:true url_count>0 -url_path:{PATH} -directionality:outbound"

PHISH_REPORTS, FRAUD_REPORTS, MALWARE_REPORTS, SPAM_REPORTS = 7, 2, 3, 5


def tell_aftermath(world: World, store: EventStore, room: Campaigns, now: datetime) -> World:
    """Records clicks, reports, alerts and campaigns in a store that knows all of the mail.

    What belongs together is told `now`, after what was found while the mail came in: it counts.
    """
    if world.aftermath:
        return world
    stage = set_stage(world.made_at)
    clicks, events = happened(stage, store)
    store.record_clicks(clicks)
    store.amend([_told(one, now) for one in events])
    for one in CAMPAIGNS:
        if found := _found(stage, store, one.filter):
            room.adopt(known(stage, one, found))
    done = replace(world, aftermath=True)
    keep(done)
    return done


def happened(stage: Stage, store: EventStore) -> tuple[Sequence[Click], Sequence[DeliveryEvent]]:
    """All of it; the same for the same mail."""
    groups = {one: _found(stage, store, one.filter) for one in CAMPAIGNS}
    read = _found(stage, store, READ)
    phish, malware = groups[PHISH], _inboxes(groups[MALWARE])
    clicks = lured(stage, phish)
    reports = (*reported(stage, _inboxes(phish), PHISH_REPORTS, ThreatType.PHISH),)
    return (*clicks, *surfing(stage, read)), (
        *chain.from_iterable(grouped(stage, one, found) for one, found in groups.items()),
        *reports,
        *reported(stage, groups[FRAUDS], FRAUD_REPORTS, ThreatType.PHISH),
        *reported(stage, malware, MALWARE_REPORTS, ThreatType.MALWARE),
        *reported(stage, _from_outside(read), SPAM_REPORTS, ThreatType.SPAM),
        *alerts_of_reports(stage, reports),
        *alerts_of_clicks(stage, (one for one in clicks if one.network_message_id)),
        *alerts_of_malware(stage, malware),
    )


def _told(event: DeliveryEvent, now: datetime) -> DeliveryEvent:
    return replace(event, at=now) if event.type is EventType.GROUPED else event


def _found(stage: Stage, store: EventStore, text: str) -> tuple[Delivery, ...]:
    """What a filter finds, oldest first."""
    return tuple(sorted(_asked(stage, store, text), key=_order))


def _asked(stage: Stage, store: EventStore, text: str) -> Iterator[Delivery]:
    for block in store.stream(Query(filter=parse(text), now=stage.now)):
        yield from (row.delivery for row in block)


def _order(delivery: Delivery) -> tuple[object, ...]:
    return delivery.time_received, delivery.recipient, delivery.network_message_id


def _inboxes(deliveries: Sequence[Delivery]) -> list[Delivery]:
    return [one for one in deliveries if one.original_delivery_location is DeliveryLocation.INBOX]


def _from_outside(deliveries: Sequence[Delivery]) -> list[Delivery]:
    return [one for one in _inboxes(deliveries) if one.directionality is Directionality.INBOUND]
