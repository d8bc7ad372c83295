"""What an administrator may set about exports."""

from __future__ import annotations

from datetime import timedelta

from pydantic import BaseModel, ByteSize, ConfigDict, Field

from clawback.exports.folder import Room


class ExportSettings(BaseModel):
    """Section `exports` of the settings."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    keep_days: float = Field(
        default=7, gt=0, le=3650, description="How long a finished export can be downloaded."
    )
    space: ByteSize = Field(
        default=ByteSize(10 << 30), description="Most bytes that all exports together take."
    )
    reserve: ByteSize = Field(
        default=ByteSize(1 << 30),
        description="Bytes that exports leave free on their disk; more than the spool's reserve.",
    )
    at_once: int = Field(default=2, ge=1, le=16, description="How many are written at once.")

    @property
    def keep(self) -> timedelta:
        return timedelta(days=self.keep_days)

    @property
    def room(self) -> Room:
        return Room(most=self.space, reserve=self.reserve)
