"""Filters that lead from what is shown to all deliveries that have it, as text to explore with."""

from __future__ import annotations

from collections.abc import Sequence

from clawback.filters.tree import AnyOf, Filter, Or
from clawback.filters.write import write


def having(field: str, *values: str) -> Filter:
    """Deliveries that have one of these values in the field."""
    return AnyOf(field, values)


def either(parts: Sequence[Filter]) -> Filter:
    """Deliveries that one of the parts finds; there is at least one."""
    return parts[0] if len(parts) == 1 else Or(tuple(parts))


def pointer(field: str, *values: str) -> str:
    """`having` as filter text."""
    return write(having(field, *values))
