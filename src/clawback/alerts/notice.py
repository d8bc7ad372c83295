"""One alert for one channel: what is sent once, and how far that is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from clawback.alerts.alert import Alert
from clawback.model.labelled import Labelled

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=2), timedelta(minutes=5)
GIVES_UP = timedelta(days=3)
"""A receiver that is away for longer misses what should have been sent to it."""


class NoticeState(Labelled):
    """How far it is."""

    WAITING = "waiting", "Waits to be sent"
    SENT = "sent", "Sent"
    CAPPED = "capped", "Not sent: the day's number was used up"
    REFUSED = "refused", "Refused for good"
    GIVEN_UP = "given_up", "Given up: the receiver was away too long"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice; its `id` is the same at every try, so that a receiver can leave the second out.

    `due` is when it is tried next. `alert` is as it was opened, so that every try says the same.
    """

    id: str
    alert: Alert
    channel: str
    at: datetime
    due: datetime
    tries: int = 0
    state: NoticeState = NoticeState.WAITING
    trouble: str = ""
    ended_at: datetime | None = None

    def sent(self, now: datetime) -> Notice:
        """The receiver has it."""
        return self._ended(NoticeState.SENT, "", now)

    def refused(self, trouble: str, now: datetime) -> Notice:
        """The receiver will never take it."""
        return self._ended(NoticeState.REFUSED, trouble, now)

    def failed(self, trouble: str, now: datetime) -> Notice:
        """It is tried again after a pause that doubles, for three days."""
        if now - self.at >= GIVES_UP:
            return self._ended(NoticeState.GIVEN_UP, trouble, now)
        pause = min(FIRST_PAUSE * (1 << min(self.tries, 16)), LONGEST_PAUSE)
        return replace(self, tries=self.tries + 1, trouble=trouble, due=now + pause)

    def _ended(self, state: NoticeState, trouble: str, now: datetime) -> Notice:
        return replace(self, state=state, tries=self.tries + 1, trouble=trouble, ended_at=now)


def notice_id(alert: str, channel: str) -> str:
    """The id under which an alert goes to a channel."""
    return f"{alert}:{channel}"
