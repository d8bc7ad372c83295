"""Carries what waits in the outbox to one receiver: in order, until the receiver has it.

The outbox is the database. A notice is marked as sent after the receiver took it, so that an end
of the process in between sends it again, under the same key; nothing else ever does.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Lock

import structlog

from clawback.alerts.alert import Alert
from clawback.alerts.channels.channel import Answer, Channel, Message, Said
from clawback.alerts.channels.text import TEST_POLICY
from clawback.alerts.notice import Notice
from clawback.alerts.policy import AlertCategory, AlertSeverity
from clawback.alerts.records import notices
from clawback.database import Database
from clawback.model.clock import Clock
from clawback.model.identifier import new_id

_BLOCK = 50
_TAKEN_FOR = timedelta(minutes=5)  # longer than any channel takes
_log = structlog.stdlib.get_logger("clawback.alerts")


class Courier:
    """For one channel, and one thread. `pages` is the address under which alerts are shown."""

    def __init__(self, database: Database, clock: Clock, channel: Channel, *, pages: str) -> None:
        self._database, self._clock, self._channel = database, clock, channel
        self._pages = pages
        self._turn = Lock()
        self._rests_until: datetime | None = None

    @property
    def name(self) -> str:
        return self._channel.name

    def turn(self) -> None:
        """Sends what is due. After a failure the others wait as long as the one that failed."""
        with self._turn:
            while self._round():
                pass

    def try_out(self) -> Said:
        """Sends an alert that says that it only tries the channel."""
        now = self._clock.now()
        alert = Alert(
            id=new_id("W", now),
            policy=TEST_POLICY,
            policy_name="A test of this channel",
            severity=AlertSeverity.INFORMATIONAL,
            category=AlertCategory.OTHERS,
            opened_at=now,
            tripped_at=now,
            first_at=now,
            last_at=now,
            hits=0,
            summary="Somebody tried whether alerts arrive here.",
            changed_at=now,
        )
        return self._channel.send(Message(key=f"{alert.id}:{self.name}", alert=alert, at=now))

    def _round(self) -> bool:
        """One block; whether there may be more to send now."""
        now = self._clock.now()
        if self._rests_until is not None and now < self._rests_until:
            return False
        with self._database.read() as connection:
            block = notices.due(connection, self.name, now, limit=_BLOCK)
        for one in block:
            if not self._sent(one):
                return False
        return len(block) == _BLOCK

    def _mine(self, one: Notice, now: datetime) -> bool:
        """Servers that share a database send each notice from one of them."""
        if not self._database.shared:
            return True
        with self._database.write() as connection:
            return notices.claim(connection, one, now + _TAKEN_FOR)

    def _sent(self, one: Notice) -> bool:
        """Whether the next one can follow."""
        now = self._clock.now()
        if not self._mine(one, now):
            return True
        message = Message(
            key=one.id,
            alert=one.alert,
            at=now,
            link=f"{self._pages}/alerts/{one.alert.id}" if self._pages else "",
        )
        after = _after(one, self._channel.send(message), self._clock.now())
        with self._database.write() as connection:
            notices.change(connection, after)
        waits = after.ended_at is None
        self._rests_until = after.due if waits else None
        if after.trouble:
            _log.warning("alert_not_sent", channel=self.name, state=after.state.value)
        return not waits


def _after(one: Notice, said: Said, now: datetime) -> Notice:
    match said.answer:
        case Answer.TAKEN:
            return one.sent(now)
        case Answer.REFUSED:
            return one.refused(said.trouble, now)
        case Answer.AWAY:
            return one.failed(said.trouble, now)
