"""What happened to it after it was delivered."""

from __future__ import annotations

from clawback.filters.fields.field import (
    Field,
    Origin,
    boolean,
    choice,
    later,
    some_of,
    text,
    texts,
    urls,
)
from clawback.model.location import AdditionalAction, DeliveryLocation
from clawback.model.verdict import ClickVerdict, ThreatType


def _event(field: Field) -> Field:
    return later(field, Origin.EVENTS)


def _click(field: Field) -> Field:
    return later(field, Origin.CLICKS)


LATER = (
    _event(
        choice(
            "latest_delivery_location",
            "Latest delivery location",
            "Where it lies now.",
            DeliveryLocation,
        )
    ),
    _event(text("folder", "Folder", "The mailbox folder it was last seen in.", "INBOX")),
    _event(
        some_of(
            "latest_threat_type",
            "Latest threat type",
            "What it is held for now; `threat_type` is what it was held for at delivery.",
            ThreatType,
        )
    ),
    _event(boolean("read", "Read", "Whether it had been read when it was last looked at.")),
    _event(
        some_of(
            "additional_action",
            "Additional action",
            "What was done after delivery.",
            AdditionalAction,
        )
    ),
    _event(
        texts("remediation_id", "Remediation ID", "Remediations that touched it.", "01jd3x7k2m")
    ),
    _event(texts("alert_id", "Alert ID", "Alerts that it is part of.", "01jd3x7k2m")),
    _event(
        texts(
            "alert_policy_id",
            "Alert policy ID",
            "The policies of those alerts.",
            "phish_delivered",
        )
    ),
    _event(text("campaign_id", "Campaign ID", "The campaign that it belongs to.", "01jd3x7k2m")),
    _event(boolean("reported", "Reported", "Whether its recipient reported it.")),
    _event(
        urls(
            "zap_url_signal",
            "ZAP URL signal",
            "A link for which it was purged after delivery.",
            "evil.example/login",
        )
    ),
    _click(boolean("clicked", "Clicked", "Whether its recipient clicked one of its links.")),
    _click(some_of("click_verdict", "Click verdict", "What became of those clicks.", ClickVerdict)),
)
