"""What an administrator may set about carrying out: the tables `[execution]` and `[escrow]`."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from clawback.remediation.surprise import Threshold


class ExecutionSettings(BaseModel):
    """How carefully a remediation is carried out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    canary: int = Field(
        default=10,
        ge=0,
        le=1000,
        description="So many deliveries, spread over servers and mailboxes, are done and looked at "
        "before any other; 0: none. It goes on when at most one of them failed, drifted or is "
        "unknown.",
    )
    surprise_share: float = Field(
        default=0.05,
        gt=0,
        le=1,
        description="A remediation pauses itself when a larger share than this failed, drifted or "
        "is unknown; with `1` it never does.",
    )
    surprise_least: int = Field(
        default=20, ge=1, description="So many deliveries must have ended before a share counts."
    )

    @property
    def threshold(self) -> Threshold:
        return Threshold(canary=self.canary, share=self.surprise_share, least=self.surprise_least)


class EscrowSettings(BaseModel):
    """Whether mail is kept, sealed, before it is deleted for good."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    days: int = Field(
        default=0,
        ge=0,
        le=3650,
        description="A hard delete first seals each mail into the data folder, from where it can "
        "be put back for so many days; 0: it does not, and hard-deleted mail is lost.",
    )
