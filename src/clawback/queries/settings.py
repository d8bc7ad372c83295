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
    tracked_minutes: int = Field(
        default=5,
        ge=1,
        le=1440,
        description="How old the counts of a tracked query may become, in minutes, before it is "
        "counted again; with many queries they become older.",
    )
