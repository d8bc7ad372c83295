"""What of the demo's mail somebody was told of at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from clawback.demo.aftermath.moments import later
from clawback.demo.stage import Stage
from clawback.model.click import Click, ClickVerdict
from clawback.model.delivery import Delivery, DeliveryKey
from clawback.model.event import DeliveryEvent, EventSource, EventType

_SAW_THE_PAGE = frozenset(
    {
        ClickVerdict.ALLOWED,
        ClickVerdict.BLOCK_OVERRIDDEN,
        ClickVerdict.PENDING_VERDICT_BYPASSED,
    }
)
_FOUND_OUT_AFTER = 45  # minutes
_TOLD_AFTER = 2  # minutes


def alerts_of_reports(stage: Stage, reports: Iterable[DeliveryEvent]) -> Iterator[DeliveryEvent]:
    """One alert, of which everything is a part that was reported."""
    for report in reports:
        yield _alerted(
            report.key,
            later(stage, report.at, minutes=_TOLD_AFTER),
            alert="A-reported-as-phish",
            policy="user_reported_phish",
            details="Its recipient reported it as phish.",
        )


def alerts_of_clicks(stage: Stage, clicks: Iterable[Click]) -> Iterator[DeliveryEvent]:
    """An alert for each mail whose recipient may have seen the page behind its link."""
    seen = {one.key: one for one in clicks if one.verdict in _SAW_THE_PAGE}
    for number, click in enumerate(sorted(seen.values(), key=lambda one: one.at), start=1):
        yield _alerted(
            click.key,
            later(stage, click.at, minutes=_FOUND_OUT_AFTER),
            alert=f"A-link-clicked-{number}",
            policy="phish_link_clicked",
            details="Its link was clicked, and leads to a phish.",
        )


def alerts_of_malware(stage: Stage, deliveries: Iterable[Delivery]) -> Iterator[DeliveryEvent]:
    """One alert for all of a file that was delivered before it was known."""
    for delivery in deliveries:
        yield _alerted(
            delivery.key,
            later(stage, delivery.time_received, minutes=_FOUND_OUT_AFTER),
            alert="A-malware-delivered",
            policy="malware_delivered",
            details="Its file was found to be malware after it had been delivered.",
        )


def _alerted(
    key: DeliveryKey, at: datetime, *, alert: str, policy: str, details: str
) -> DeliveryEvent:
    return DeliveryEvent(
        id=f"alerted {alert} {key.network_message_id} {key.recipient}",
        key=key,
        at=at,
        type=EventType.ALERTED,
        source=EventSource.SYSTEM,
        alert_id=alert,
        alert_policy_id=policy,
        details=details,
    )
