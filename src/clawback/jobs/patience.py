"""How long the worker waits before it does something by itself or again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """In seconds. `gather` is how long an ended attempt waits at most for the work to rest."""

    poll: float = 1.0  # then the dispatcher looks by itself
    retell: float = 1.0  # then telling that failed is tried again
    gather: float = 5.0


PATIENCE = Patience()
