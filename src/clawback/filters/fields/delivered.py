"""Where it was put, where it lies now, and what was done since."""

from __future__ import annotations

from clawback.filters.fields.field import Field, Origin, choice, later, some_of, text, texts
from clawback.model.location import AdditionalAction, DeliveryAction, DeliveryLocation


def _event(field: Field) -> Field:
    return later(field, Origin.EVENTS)


DELIVERED = (
    choice("delivery_action", "Delivery action", "What happened at delivery.", DeliveryAction),
    choice(
        "original_delivery_location",
        "Original delivery location",
        "Where it was put at delivery.",
        DeliveryLocation,
    ),
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
            "additional_action",
            "Additional action",
            "What was done after delivery.",
            AdditionalAction,
        )
    ),
    _event(
        texts("remediation_id", "Remediation ID", "Remediations that touched it.", "01jd3x7k2m")
    ),
)
