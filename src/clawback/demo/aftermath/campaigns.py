"""Which of the demo's mail belongs together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clawback.campaigns import campaign as campaigns
from clawback.campaigns.campaign import Kind, name_of
from clawback.demo.aftermath.moments import later
from clawback.demo.stage import Stage
from clawback.demo.waves.hijack import TAKEN_OVER
from clawback.demo.waves.invoice import FRAUD
from clawback.demo.waves.malware import CARRIERS
from clawback.demo.waves.phish import ATTACK
from clawback.model.delivery import Delivery
from clawback.model.event import DeliveryEvent, EventSource, EventType

_SEEN_AFTER = 12  # minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """Its id, what it is for, the filter that finds its mail, and what that has in common."""

    id: str
    kind: Kind
    filter: str
    common: str


PHISH = Campaign(
    id="password-phish",
    kind=Kind.PHISH,
    filter=ATTACK,
    common="four senders, four hosts, one page behind all of the links",
)
FRAUDS = Campaign(
    id="payment-today",
    kind=Kind.PHISH,
    filter=FRAUD,
    common="the chief's name, and answers that go to another address",
)
MALWARE = Campaign(
    id="delivery-note",
    kind=Kind.MALWARE,
    filter=CARRIERS,
    common="one file under three names",
)
CAMPAIGNS = (
    PHISH,
    FRAUDS,
    MALWARE,
    Campaign(
        id="new-bank-details",
        kind=Kind.PHISH,
        filter=TAKEN_OVER,
        common="a domain that looks like a supplier's, in the middle of a conversation",
    ),
    Campaign(
        id="lucky-seven",
        kind=Kind.SPAM,
        filter="sender_domain:lucky-seven.test",
        common="one sender domain, and links to it",
    ),
    Campaign(
        id="kredit-sofort",
        kind=Kind.SPAM,
        filter="sender_domain:kredit-sofort.test",
        common="one sender domain, and links to it",
    ),
)


def grouped(
    stage: Stage, campaign: Campaign, deliveries: Sequence[Delivery]
) -> Iterator[DeliveryEvent]:
    """That each of these deliveries was put into the campaign."""
    for delivery in deliveries:
        yield DeliveryEvent(
            id=f"grouped {campaign.id} {delivery.network_message_id} {delivery.recipient}",
            key=delivery.key,
            at=later(stage, delivery.time_received, minutes=_SEEN_AFTER),
            type=EventType.GROUPED,
            source=EventSource.SYSTEM,
            campaign_id=campaign.id,
            details=f"{campaign.id}: {campaign.common}.",
        )


def known(stage: Stage, campaign: Campaign, deliveries: Sequence[Delivery]) -> campaigns.Campaign:
    """The campaign as it is listed; `deliveries` are its mail, oldest first."""
    first, last = deliveries[0], deliveries[-1]
    return campaigns.Campaign(
        id=campaign.id,
        kind=campaign.kind,
        name=name_of(first.subject, campaign.kind),
        subject=first.subject,
        found_at=later(stage, first.time_received, minutes=_SEEN_AFTER),
        first=first.time_received,
        last=last.time_received,
        mails=len({one.network_message_id for one in deliveries}),
    )
