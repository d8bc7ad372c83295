"""What an administrator may set about how long things are kept."""

from __future__ import annotations

from datetime import timedelta

from pydantic import BaseModel, ConfigDict, Field

from clawback.retention.policy import Policy
from clawback.store.port import Data

_DAYS = "0 keeps them for ever."


class RetentionSettings(BaseModel):
    """Section `retention` of the settings: days since mail was received or a link clicked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rows_days: int = Field(
        default=0,
        ge=0,
        le=36_500,
        description=f"How long deliveries, what happened to them and what they say are kept; "
        f"{_DAYS}",
    )
    content_days: int = Field(
        default=0,
        ge=0,
        le=36_500,
        description="How long a message's content and its raw mail are kept while its rows stay; "
        "0 as long as its rows.",
    )
    clicks_days: int = Field(
        default=0, ge=0, le=36_500, description=f"How long clicks on links are kept; {_DAYS}"
    )
    hold: str = Field(
        default="",
        max_length=10_000,
        description="A filter; the mail it finds is never forgotten, such as "
        "`list:litigation OR recipient_domain:board.example.org`.",
    )
    every_hours: int = Field(
        default=24, ge=1, le=720, description="How often what is old enough is forgotten."
    )

    @property
    def policy(self) -> Policy:
        days = {
            Data.ROWS: self.rows_days,
            Data.CONTENT: self.content_days,
            Data.CLICKS: self.clicks_days,
        }
        return Policy(days=days, every=timedelta(hours=self.every_hours), hold=self.hold)
