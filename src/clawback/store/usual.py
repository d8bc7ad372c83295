"""What an explorer of deliveries shows first, until somebody chooses otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from clawback.model.errors import BadInputError

USUAL_COLUMNS = (
    "time_received",
    "threat_type",
    "subject",
    "sender_address",
    "recipient",
    "latest_delivery_location",
    "original_delivery_location",
    "additional_action",
    "tags",
    "sender_domain",
)
USUAL_GROUPS = (
    "network_message_id",
    "sender_address",
    "sender_domain",
    "subject",
    "url",
    "url_domain",
    "campaign_id",
)
USUAL_PAGE = 100


class UnknownZoneError(BadInputError):
    """There is no such time zone. Name one such as `Europe/Berlin`, or `UTC`."""

    code = "unknown_zone"


def zone_named(name: str) -> ZoneInfo:
    """The time zone of this name in the machine's database; raises `UnknownZoneError`."""
    try:
        return ZoneInfo(name)
    except (ValueError, KeyError, OSError):  # OSError: `Europe` is a folder there
        raise UnknownZoneError from None


def since_yesterday(now: datetime, zone: ZoneInfo) -> datetime:
    """When yesterday began in this zone, in UTC: the usual range is yesterday and today."""
    yesterday = now.astimezone(zone).date() - timedelta(days=1)
    return datetime.combine(yesterday, time.min, zone).astimezone(UTC)
