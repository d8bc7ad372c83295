"""Who of the demo's people said what of their mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clawback.demo.aftermath.moments import afterwards
from clawback.demo.stage import Stage
from clawback.model.delivery import Delivery
from clawback.model.event import DeliveryEvent, EventSource, EventType
from clawback.model.verdict import ThreatType

_NOTICED_AFTER = 35  # minutes


def reported(
    stage: Stage, deliveries: Sequence[Delivery], count: int, threat: ThreatType
) -> Iterator[DeliveryEvent]:
    """That `count` of these deliveries, or all if they are fewer, were reported as that."""
    random = stage.chance("reports", threat, count)
    for delivery in random.sample(deliveries, min(count, len(deliveries))):
        yield DeliveryEvent(
            id=f"reported {delivery.network_message_id} {delivery.recipient}",
            key=delivery.key,
            at=afterwards(stage, random, delivery, minutes=_NOTICED_AFTER),
            type=EventType.REPORTED,
            source=EventSource.USER,
            actor=delivery.recipient,
            result=threat.value,
            details=f"Its recipient says that it is {threat.label.lower()}.",
        )
