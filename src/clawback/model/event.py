"""What happened to a delivery after it was delivered; appended, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from clawback.model.delivery import DeliveryKey
from clawback.model.labelled import Labelled
from clawback.model.location import (
    AdditionalAction,
    DeliveryAction,
    DeliveryLocation,
    MailboxRef,
)
from clawback.model.verdict import ThreatType


class EventType(Labelled):
    """Kinds of event on a delivery's timeline."""

    ORIGINAL_DELIVERY = "original_delivery", "Original delivery"
    LOCATED = "located", "Located"  # a look into the mailbox found it, nothing was done
    REMEDIATED = "remediated", "Remediated"
    UNDONE = "undone", "Undone"
    REPORTED = "reported", "Reported"  # its recipient said that it is bad, or good
    ALERTED = "alerted", "Alerted"
    GROUPED = "grouped", "Put into a campaign"
    JUDGED = "judged", "Judged again"
    LINK_TURNED = "link_turned", "Link turned out bad"  # after somebody was let through to it
    TRANSPORT = "transport", "Transport"  # what a mail server wrote of it into its log


class EventSource(Labelled):
    """Whose doing it was."""

    SYSTEM = "system", "System"
    ADMIN = "admin", "Admin"
    USER = "user", "User"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryEvent:
    """One line of a delivery's timeline.

    `id` makes appending idempotent: the same id is kept once. `location` and `mailbox` are where
    the delivery lies afterwards; `None` when the event does not say. `result` is the outcome in
    one word (`success`, `not_found`, …), `details` a sentence. `alert_id` and `alert_policy_id`
    name the alert that it is part of, `campaign_id` the campaign it belongs to from then on,
    `zap_url_signal` the link for which a purge took it. `read` is whether it had been read when
    somebody looked; `None` when the event does not say. `threat_type` counts in an event that
    judges: what it is held for from then on, nothing at all for a clean mail.

    The last four correct what was stored of the delivery itself, before all of it was known:
    `delivery_action` and `original_location` replace it, as `connector` does, and `transport_rule`
    is one more rule that it met. Whoever appends one says it only where it differs.
    """

    id: str
    key: DeliveryKey
    at: datetime
    type: EventType
    source: EventSource
    actor: str = ""
    location: DeliveryLocation | None = None
    mailbox: MailboxRef | None = None
    additional_action: AdditionalAction | None = None
    remediation_id: str = ""
    alert_id: str = ""
    alert_policy_id: str = ""
    campaign_id: str = ""
    zap_url_signal: str = ""
    read: bool | None = None
    threat_type: tuple[ThreatType, ...] = ()
    result: str = ""
    details: str = ""
    delivery_action: DeliveryAction | None = None
    original_location: DeliveryLocation | None = None
    connector: str = ""
    transport_rule: str = ""
