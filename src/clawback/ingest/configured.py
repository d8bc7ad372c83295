"""Which sources are set up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Configured:
    """Their names, as rows have them."""

    sources: frozenset[str]
