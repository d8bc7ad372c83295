"""What is kept how long, as methods; errors as in `transport.py`.

Moments are ISO 8601 text in UTC, enumerations their codes.
"""

from __future__ import annotations

from typing import TypedDict, cast

from clawback.client.transport import Transport

_ROOT = "/api/v1/retention"


class Kept(TypedDict):
    """One kind of data; `days` of 0 is for ever, `due` what a run would forget now."""

    data: str
    days: int
    count: int
    oldest: str | None
    due: int


class Share(TypedDict):
    """What a run did to one kind of data."""

    data: str
    before: str
    found: int
    forgotten: int
    held: int


class RetentionRun(TypedDict):
    """One run."""

    id: str
    by_name: str
    state: str
    began_at: str
    ended_at: str | None
    shares: list[Share]
    raw_files: int
    reason: str


class Others(TypedDict):
    """Days of what other settings keep; 0 is not at all for escrow, and for ever for the audit."""

    exports_days: float
    quarantine_days: int
    escrow_days: int
    audit_days: int


class Retained(TypedDict):
    """All of it."""

    kept: list[Kept]
    others: Others
    hold: str
    last: RetentionRun | None
    under_way: RetentionRun | None
    next_run: str | None


class RetentionClient:
    """How long one server keeps what."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def show(self) -> Retained:
        """What is kept how long, what there is, and what a run would forget now."""
        return cast("Retained", self._transport.json("GET", _ROOT))

    def run(self) -> RetentionRun:
        """Begins to forget what was kept long enough."""
        return cast("RetentionRun", self._transport.json("POST", f"{_ROOT}/run"))
