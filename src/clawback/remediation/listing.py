"""What a list of remediations is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from clawback.model.labelled import Labelled
from clawback.remediation.action import Action, Severity
from clawback.remediation.remediation import Source, State


class Shelf(Labelled):
    """The four lists of the action centre; every remediation is on exactly one."""

    DRAFTS = "drafts", "Drafts"
    PENDING = "pending", "Pending"
    RUNNING = "running", "Running"
    HISTORY = "history", "History"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Which remediations; `None` and empty ask for all.

    People are named by name or id: who made it, who proposed it to others, who approved it, and who
    decided, which is approving, rejecting, or starting it alone. `text` is looked for in id, name
    and description, in any case. `since` is included, `until` is not; both bound the creation. With
    `attention` only what somebody should look at now: a proposal of which people were reminded, and
    a remediation that paused itself.
    """

    shelf: Shelf | None = None
    state: State | None = None
    action: Action | None = None
    severity: Severity | None = None
    source: Source | None = None
    created_by: str = ""
    proposed_by: str = ""
    approved_by: str = ""
    decided_by: str = ""
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None
    attention: bool = False
