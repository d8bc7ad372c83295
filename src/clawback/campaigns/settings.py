"""What an administrator may set about campaigns: the table `[campaigns]`."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from clawback.campaigns.campaign import Rule


class CampaignSettings(BaseModel):
    """When mail that is alike is called a campaign."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fewest_messages: int = Field(
        default=3, ge=2, le=1000, description="How many messages it has at least."
    )
    bad_share: float = Field(
        default=0.1,
        gt=0,
        le=1,
        description="How many of them are held for malware, phish or spam at least, as a share: "
        "below it is a newsletter of which one was misjudged.",
    )

    def rule(self) -> Rule:
        """The settings as the value that decisions are made by."""
        return Rule(fewest=self.fewest_messages, share=self.bad_share)
