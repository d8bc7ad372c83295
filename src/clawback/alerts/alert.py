"""An alert, how it stands, and what was done about it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from clawback.alerts.policy import AlertCategory, AlertSeverity
from clawback.model.delivery import DeliveryKey
from clawback.model.errors import BadInputError, ConflictError, NotFoundError
from clawback.model.labelled import Labelled

LONGEST_COMMENT = 4000  # characters
MOST_COMMENTS = 1000  # of one alert
_LONGEST_GROUP = 320


class AlertStatus(Labelled):
    """How far somebody is with it."""

    NEW = "new", "New"
    IN_PROGRESS = "in_progress", "In progress"
    RESOLVED = "resolved", "Resolved"
    DISMISSED = "dismissed", "Dismissed"

    @property
    def open(self) -> bool:
        return self in {AlertStatus.NEW, AlertStatus.IN_PROGRESS}


class Happening(Labelled):
    """What an entry of an alert's history tells."""

    OPENED = "opened", "Opened"
    GREW = "grew", "More of the same came"
    STATUS = "status", "Its status was changed"
    ASSIGNED = "assigned", "It was given to somebody"
    COMMENT = "comment", "A comment"


class AlertMissingError(NotFoundError):
    """There is no such alert, or some of its mail is not yours to see."""

    code = "alert_missing"


class AlertChangedError(ConflictError):
    """Somebody changed this alert meanwhile. Look at it again."""

    code = "alert_changed"


class NobodyError(BadInputError):
    """There is nobody of this id, or they may not handle alerts."""

    code = "alert_nobody"


class TooManyCommentsError(ConflictError):
    """This alert has as many comments as it can have."""

    code = "too_many_alert_comments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing that fits a policy: a delivery, or a signal. Counts once by its `mark`.

    `group` is the value that it is counted by, folded; `summary` says in a sentence what it is.
    """

    mark: str
    at: datetime
    group: str = ""
    key: DeliveryKey | None = None
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """What somebody is told. Times are aware and in UTC.

    `hits` counts what fits, `tripped_at` is when there was enough of it, `first_at` and `last_at`
    are of the oldest and the newest. `summary` tells the first in a sentence. `version` is another
    number after every change.
    """

    id: str
    policy: str
    policy_name: str
    severity: AlertSeverity
    category: AlertCategory
    opened_at: datetime
    tripped_at: datetime
    first_at: datetime
    last_at: datetime
    hits: int
    group: str = ""
    summary: str = ""
    status: AlertStatus = AlertStatus.NEW
    assignee: str = ""
    assignee_name: str = ""
    changed_at: datetime
    version: int = 1

    @property
    def filter(self) -> str:
        """Finds its mail."""
        return f"alert_id:{self.id}"

    def grown(self, fresh: list[Hit], now: datetime) -> Alert:
        """With these more."""
        times = [one.at for one in fresh]
        return replace(
            self,
            hits=self.hits + len(fresh),
            first_at=min(self.first_at, *times),
            last_at=max(self.last_at, *times),
            changed_at=now,
            version=self.version + 1,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of an alert's history. `number` grows over all alerts, in the order of writing."""

    number: int = 0
    alert: str
    at: datetime
    what: Happening
    by: str = ""
    by_name: str = ""
    text: str = ""


def mark_of(*parts: str) -> str:
    """A short text by which the same thing is known again."""
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()


def group_text(text: str) -> str:
    """A value to count by, as a database can hold it."""
    plain = text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    return plain[:_LONGEST_GROUP]
