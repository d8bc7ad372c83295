"""Counts as a line of small bars."""

from __future__ import annotations

from collections.abc import Sequence

_BARS = "▁▂▃▄▅▆▇█"


def sparkline(counts: Sequence[int], highest: int) -> str:
    """A character for each count, as high as it is beside the highest; a blank for none."""
    return "".join(_bar(count, highest) for count in counts)


def narrowed(counts: Sequence[int], columns: int) -> list[int]:
    """The counts in at most so many columns: neighbours together, as many in each but the last."""
    width = -(-len(counts) // max(columns, 1))
    return [sum(counts[at : at + width]) for at in range(0, len(counts), max(width, 1))]


def _bar(count: int, highest: int) -> str:
    if count <= 0:
        return " "
    return _BARS[min(count * len(_BARS) // (highest + 1), len(_BARS) - 1)]
