"""What an administrator may set about queries: the table `[queries]`."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class QueriesSettings(BaseModel):
    """What is kept of people's queries."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    recent: int = Field(
        default=50,
        ge=0,
        le=500,
        description="How many of the last different filters that somebody ran are kept for them "
        "alone; 0: none, and those that were kept are forgotten.",
    )
