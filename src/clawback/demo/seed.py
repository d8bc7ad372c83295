"""Chance that repeats itself: the demo is the same each time it is made."""

from __future__ import annotations

from random import Random


def chance(*names: object) -> Random:
    """A stream of random numbers of its own for whatever these names stand for."""
    return Random("/".join(str(name) for name in names))  # noqa: S311 - repeatable on purpose
