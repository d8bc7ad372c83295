"""What an administrator may set about second thoughts: the table `[purge]`."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from clawback.purge.inquiry.inquiry import Budget
from clawback.purge.judgement import Verdict
from clawback.purge.policy import Mode, PurgePolicy, Response
from clawback.remediation.action import Action

Away = Literal["none", "move_to_junk", "move_to_deleted_items", "soft_delete"]
Back = Literal["none", "move_to_inbox"]


class AgainSettings(BaseModel):
    """Section `purge.again`: engines are asked again about stored mail."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    on_change: bool = Field(
        default=False,
        description="Ask by itself when what an engine judges by has changed. Mail that Clawback "
        "has not kept whole is read from its mailbox.",
    )
    after_minutes: float = Field(
        default=10,
        ge=0,
        le=24 * 60,
        description="How long a change must have lasted: engines need time to load it.",
    )
    mails_per_minute: float = Field(
        default=300, gt=0, le=1_000_000, description="At most so many mails are asked about."
    )
    most_mails: int = Field(default=100_000, ge=1, description="Of one inquiry, the newest first.")

    @property
    def budget(self) -> Budget:
        return Budget(mails_per_minute=self.mails_per_minute, most_mails=self.most_mails)

    @property
    def lasting(self) -> timedelta:
        return timedelta(minutes=self.after_minutes)


class PurgeSettings(BaseModel):
    """What is done about delivered mail that is judged again."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mode: Mode = Field(
        default=Mode.PROPOSE,
        description="`propose` asks others to approve, `act` acts at once where `[approval]` asks "
        "for nobody else, `off` only judges.",
    )
    look_back_hours: float = Field(
        default=48,
        gt=0,
        le=24 * 366,
        description="How old mail may be that is judged again, where nobody says from when.",
    )
    malware: Away = Field(default="soft_delete", description="What is done about malware.")
    phish: Away = Field(default="soft_delete", description="What is done about phish.")
    spam: Away = Field(default="move_to_junk", description="What is done about spam.")
    clean: Back = Field(
        default="none", description="What is done about mail in Junk that turns out to be clean."
    )
    unread_only: tuple[Verdict, ...] = Field(
        default=(Verdict.SPAM,),
        description="Verdicts for which copies that have been read are left where they are.",
    )

    again: AgainSettings = AgainSettings()

    def policy(self) -> PurgePolicy:
        """The settings as the value that decisions are made by."""
        wished = {
            Verdict.MALWARE: self.malware,
            Verdict.PHISH: self.phish,
            Verdict.SPAM: self.spam,
            Verdict.CLEAN: self.clean,
        }
        return PurgePolicy(
            mode=self.mode,
            look_back=timedelta(hours=self.look_back_hours),
            responses={
                verdict: Response(action=Action(action), unread_only=verdict in self.unread_only)
                for verdict, action in wished.items()
                if action != "none"
            },
        )
