"""Numbers of things, as sentences have them."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """Such as `1 delivery` and `1,204 deliveries`; without `many`, the plural is `one` and an s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
