"""Where it was put."""

from __future__ import annotations

from clawback.filters.fields.field import choice, corrected
from clawback.model.location import DeliveryAction, DeliveryLocation

DELIVERED = (
    corrected(
        choice("delivery_action", "Delivery action", "What happened at delivery.", DeliveryAction)
    ),
    corrected(
        choice(
            "original_delivery_location",
            "Original delivery location",
            "Where it was put at delivery.",
            DeliveryLocation,
        )
    ),
)
