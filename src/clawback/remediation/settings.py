"""What an administrator may set about approval: the table `[approval]`."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from clawback.identity.role import Role
from clawback.model.tags import TAG_NAME
from clawback.remediation.operation import Operation
from clawback.remediation.policy import MOST_APPROVERS, Policy, WorkingHours

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Tag = Annotated[str, Field(pattern=f"^{TAG_NAME.pattern}$")]


class ApprovalSettings(BaseModel):
    """Which remediations another person must approve, and for how long that holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    required: bool = Field(
        default=True,
        description="Whether anything must be approved at all. Turn it off where one person alone "
        "looks after the mail; everything can still be proposed.",
    )
    operations: tuple[Operation, ...] = Field(
        default=(Operation.HARD_DELETE, Operation.RESTORE),
        description="Actions (and `undo`, and `restore` of what was hard-deleted) that always need "
        "approval.",
    )
    deliveries: int = Field(
        default=1000,
        ge=0,
        description="More deliveries than this need approval; 0: every remediation does.",
    )
    mailbox_share: float = Field(
        default=1.0,
        gt=0,
        le=1,
        description="A larger share of any one mailbox needs approval, such as `0.05`; with `1` "
        "no share does.",
    )
    tags: tuple[Tag, ...] = Field(
        default=("vip",), description="Recipients with one of these tags need approval."
    )
    days: tuple[Day, ...] = Field(
        default=_DAYS, description="On other days every start needs approval."
    )
    hours_begin: int = Field(
        default=0, ge=0, le=23, description="Before this hour every start needs approval."
    )
    hours_end: int = Field(
        default=24, ge=1, le=24, description="From this hour on every start needs approval."
    )
    time_zone: str = Field(
        default="UTC", description="The zone of days and hours, such as `Europe/Berlin`."
    )
    roles: tuple[Role, ...] = Field(
        default=(), description="What these roles start needs approval, whatever it is."
    )
    quorum: int = Field(
        default=1, ge=1, le=MOST_APPROVERS, description="How many other people must approve."
    )
    expires_hours: float = Field(
        default=24,
        gt=0,
        le=24 * 30,
        description="Hours until a proposal falls without a decision, and until an approval does.",
    )
    reminder_hours: tuple[float, ...] = Field(
        default=(12, 2), description="Hours before that at which people are reminded."
    )
    break_glass: bool = Field(
        default=False,
        description="Whether an approver may start at once, alone, with a reason; it is always "
        "told in the audit trail.",
    )

    @field_validator("time_zone")
    @classmethod
    def _known(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("There is no such time zone.") from None
        return zone

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.hours_begin >= self.hours_end:
            raise ValueError("hours_begin must come before hours_end.")
        return self

    def policy(self) -> Policy:
        """The settings as the value that decisions are made by."""
        return Policy(
            required=self.required,
            operations=frozenset(self.operations),
            deliveries=self.deliveries,
            mailbox_share=None if self.mailbox_share >= 1 else self.mailbox_share,
            tags=frozenset(self.tags),
            hours=WorkingHours(
                days=frozenset(_DAYS.index(day) for day in self.days),
                begins=self.hours_begin,
                ends=self.hours_end,
                zone=self.time_zone,
            ),
            roles=frozenset(role.value for role in self.roles),
            quorum=self.quorum,
            lifetime=timedelta(hours=self.expires_hours),
            reminders=tuple(timedelta(hours=hours) for hours in self.reminder_hours),
            break_glass=self.break_glass,
        )
