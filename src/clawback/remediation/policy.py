"""Which remediations must be approved by another person; pure rules, set by an administrator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from clawback.remediation.facts import Facts
from clawback.remediation.operation import Operation

MOST_APPROVERS = 3
EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingHours:
    """When somebody who could be asked is usually there: days (Monday is 0) and hours of a zone.

    `begins` is included, `ends` is not; with the defaults it is always.
    """

    days: frozenset[int] = EVERY_DAY
    begins: int = 0
    ends: int = 24
    zone: str = "UTC"

    def include(self, moment: datetime) -> bool:
        local = moment.astimezone(ZoneInfo(self.zone))
        return local.weekday() in self.days and self.begins <= local.hour < self.ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What needs approval, whose, and for how long it holds.

    A remediation needs approval when one of these speaks of it: its operation is in `operations`;
    it has more than `deliveries`; it takes more than `mailbox_share` (0 to 1) of one mailbox; a
    recipient has one of `tags`; it starts outside `hours`; or whoever starts it has one of
    `roles`. With `required` off nothing does. An approval holds for `lifetime` after the proposal,
    and once given for as long again.
    """

    required: bool = True
    operations: frozenset[Operation] = frozenset({Operation.HARD_DELETE, Operation.RESTORE})
    deliveries: int | None = 1000
    mailbox_share: float | None = None
    tags: frozenset[str] = frozenset({"vip"})
    hours: WorkingHours = WorkingHours()
    roles: frozenset[str] = frozenset()
    quorum: int = 1
    lifetime: timedelta = timedelta(hours=24)
    reminders: tuple[timedelta, ...] = (timedelta(hours=12), timedelta(hours=2))
    break_glass: bool = False

    def reasons(self, facts: Facts, role: str, now: datetime) -> tuple[str, ...]:
        """Why this must be approved, each as a sentence; empty when it need not be."""
        return tuple(self._reasons(facts, role, now)) if self.required else ()

    @property
    def _named(self) -> frozenset[Operation]:
        """The operations; whoever names undo means every undo."""
        undo = {Operation.RESTORE} if Operation.UNDO in self.operations else set()
        return self.operations | undo

    def _reasons(self, facts: Facts, role: str, now: datetime) -> Iterator[str]:
        if facts.operation in self._named:
            yield f"{facts.operation.label} always needs approval."
        if self.deliveries is not None and facts.deliveries > self.deliveries:
            yield (
                f"It touches {facts.deliveries:,} deliveries, more than the {self.deliveries:,} "
                "that need no approval."
            )
        if self.mailbox_share is not None and facts.largest_share > self.mailbox_share:
            yield (
                f"It takes {facts.largest_share:.0%} of one mailbox, more than the "
                f"{self.mailbox_share:.0%} that need no approval."
            )
        if marked := sorted(facts.tags & self.tags):
            yield f"A recipient is tagged {', '.join(marked)}."
        if not self.hours.include(now):
            yield "It would start outside working hours."
        if role in self.roles:
            yield f"What the role {role} starts needs approval."
