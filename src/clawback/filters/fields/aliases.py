"""Short names for fields."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "action": "delivery_action",
        "alert": "alert_id",
        "attachment": "attachment_filename",
        "bcl": "bulk_complaint_level",
        "campaign": "campaign_id",
        "cluster": "cluster_id",
        "composite": "composite_authentication",
        "direction": "directionality",
        "dlp_rule": "data_loss_prevention_rule",
        "domain": "sender_domain",
        "extension": "file_extension",
        "file": "attachment_filename",
        "filename": "attachment_filename",
        "forwarded": "forwarded_message",
        "from": "sender_address",
        "id": "network_message_id",
        "ip": "sender_ip",
        "location": "latest_delivery_location",
        "mail_from": "sender_mail_from_address",
        "message_id": "internet_message_id",
        "message_sha256": "raw_sha256",
        "name": "sender_display_name",
        "original_location": "original_delivery_location",
        "override": "primary_override",
        "received": "time_received",
        "recipients": "recipient",
        "remediation": "remediation_id",
        "rule": "transport_rule",
        "scl": "spam_confidence_level",
        "sender": "sender_address",
        "sha256": "attachment_sha256",
        "size": "email_size",
        "tag": "tags",
        "technology": "detection_technology",
        "threat": "threat_type",
        "time": "time_received",
        "to": "recipient",
    }
)
