"""The site model, as methods; errors as in `transport.py`.

Moments are ISO 8601 text in UTC, shares from 0 to 1.
"""

from __future__ import annotations

from typing import TypedDict, cast

from clawback.client.transport import Transport

_ROOT = "/api/v1/model"


class Measured(TypedDict):
    """How the model does on mail that it did not learn from."""

    ham: int
    wrong: int
    bad: int
    found: int
    precision: float | None
    recall: float | None
    false_positives: float | None


class SiteModel(TypedDict):
    """The model, and whether it decides."""

    acts: bool
    wanted: bool
    why_not: str
    learning: bool
    trouble: str
    learnt_at: str | None
    ham: int
    bad: int
    threshold: float | None
    measured: Measured | None


class LearningClient:
    """What one server has learnt."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def show(self) -> SiteModel:
        """How the model stands."""
        return cast("SiteModel", self._transport.json("GET", _ROOT))

    def train(self) -> SiteModel:
        """Begins to learn it anew."""
        return cast("SiteModel", self._transport.json("POST", f"{_ROOT}/train"))
