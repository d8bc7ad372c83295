"""What an administrator may set about campaigns: the table `[campaigns]`."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from clawback.campaigns.campaign import Rule
from clawback.campaigns.membership.bar import Bar, Say


class CampaignJudgeSettings(BaseModel):
    """Section `campaigns.judge`: what a campaign says of the mail that comes to it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    say: Say = Field(
        default=Say.EVIDENCE,
        description="`evidence` tells it and decides nothing, `decide` has mail held for what its "
        "campaign is held for, and mail of before judged by `[purge]`, `off` does neither.",
    )
    fewest_messages: int = Field(
        default=5, ge=2, le=1_000_000, description="How many messages such a campaign has at least."
    )
    bad_share: float = Field(
        default=0.5,
        gt=0,
        le=1,
        description="How many of them others hold for the same threat at least, as a share.",
    )

    def bar(self) -> Bar:
        """The settings as the value that decisions are made by."""
        return Bar(say=self.say, fewest=self.fewest_messages, share=self.bad_share)


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

    judge: CampaignJudgeSettings = CampaignJudgeSettings()

    def rule(self) -> Rule:
        """The settings as the value that decisions are made by."""
        return Rule(fewest=self.fewest_messages, share=self.bad_share)
