"""What an administrator may set about investigations: the table `[investigations]`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from clawback.filters.parse import parse
from clawback.investigations.investigation import ClusterKind
from clawback.investigations.playbook import read_playbook
from clawback.investigations.policy import InvestigationPolicy
from clawback.remediation.action import Action


class InvestigationsSettings(BaseModel):
    """Cases that gather evidence, and what follows from them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    playbook: str = Field(
        default="mail", pattern=r"\A[a-z0-9_-]{1,64}\z", description="Which playbook is followed."
    )
    playbooks: Path | None = Field(
        default=None,
        description="A folder of playbooks of your own, `NAME.toml`; they win over those "
        "that are shipped.",
    )
    action: Literal["move_to_junk", "move_to_deleted_items", "soft_delete"] = Field(
        default="soft_delete", description="What is recommended for malicious mail."
    )
    spare: str = Field(
        default="",
        description="A filter of mail that is counted and never acted on, such as phishing "
        "simulations and mailboxes of your security team.",
    )
    act_on: tuple[ClusterKind, ...] = Field(
        default=(),
        description="Malicious clusters of these kinds are acted on at once, unless the approval "
        "policy asks for somebody else; all others are proposed.",
    )
    act_on_at_most: int = Field(
        default=10_000, ge=1, description="Larger clusters are always proposed."
    )
    never_for: tuple[str, ...] = Field(
        default=("vip",),
        description="Clusters with a recipient who has one of these tags are always proposed.",
    )

    def policy(self) -> InvestigationPolicy:
        """The settings as the value that decisions are made by.

        Raises:
            BadPlaybookError: the playbook cannot be used.
            FilterError: `spare` is no filter.
        """
        return InvestigationPolicy(
            playbook=read_playbook(self.playbook, self.playbooks),
            action=Action(self.action),
            spare=parse(self.spare) if self.spare.strip() else None,
            act_on=frozenset(self.act_on),
            most=self.act_on_at_most,
            never_for=self.never_for,
        )
