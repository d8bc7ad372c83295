"""Figures as a server gives them, made up."""

from __future__ import annotations

from clawback.api.metrics import Reading

READINGS = (
    Reading(
        name="clawback_ledger_items",
        meaning="Items of the ledger.",
        label="state",
        read=lambda: {"done": 3, "left": 1},
    ),
    Reading(
        name="clawback_ingest_stored_total",
        meaning="Deliveries stored.",
        read=lambda: {"": 7},
    ),
)
