"""A part of the world that answers, and asks to be left alone for a while."""

from __future__ import annotations

from clawback.model.errors import UnavailableError


class ThrottledError(UnavailableError):
    """It asks us to come back later.

    `seconds` is for how long it wants to be left alone.
    """

    code = "throttled"

    def __init__(self, message: str | None = None, *, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


class OccupiedError(ThrottledError):
    """One account there asks us to come back later; the others do not."""

    code = "occupied"
