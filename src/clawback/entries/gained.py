"""How far somebody has seen what the list gained."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Mark:
    """A place in the order in which the list gains entries."""

    edition: int
    number: int
