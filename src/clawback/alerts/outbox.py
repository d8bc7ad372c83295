"""All channels of the settings: what carries alerts to them, and how each stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from clawback.alerts.channels.channel import Answer, Said
from clawback.alerts.courier import Courier
from clawback.alerts.notice import NoticeState
from clawback.alerts.records import notices
from clawback.alerts.records.notices import Waiting
from clawback.audit.action import AuditAction
from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.model.errors import NotFoundError

TOO_LONG = timedelta(minutes=10)
"""A notice that waits longer is a trouble that the server tells of."""


class ChannelMissingError(NotFoundError):
    """There is no such channel in the settings."""

    code = "alert_channel_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A channel: how many notices wait, since when, what is wrong, and how many ended how."""

    name: str
    kind: str
    waiting: int
    oldest: datetime | None
    trouble: str
    ended: Mapping[NoticeState, int]


class Outbox:
    """Safe to call from several threads. `kinds` are the channels' kinds, by their names."""

    def __init__(
        self,
        database: Database,
        trail: Trail,
        clock: Clock,
        *,
        couriers: Sequence[Courier],
        kinds: Mapping[str, str],
    ) -> None:
        self._database, self._trail, self._clock = database, trail, clock
        self.couriers = tuple(couriers)
        self._kinds = kinds

    def channels(self) -> list[Standing]:
        """How each stands, in the order of the settings."""
        with self._database.read() as connection:
            waiting, totals = notices.waiting(connection), notices.totals(connection)
        return [self._standing(one.name, waiting, totals) for one in self.couriers]

    def try_out(self, actor: Actor, name: str) -> Said:
        """Sends a test, now and once. Raises `ChannelMissingError`."""
        found = next((one for one in self.couriers if one.name == name), None)
        if found is None:
            raise ChannelMissingError
        said = found.try_out()
        taken = said.answer is Answer.TAKEN
        self._trail.record_alone(
            actor, AuditAction.ALERT_TEST, f"alert_channel:{name}", details={"taken": taken}
        )
        return said

    def trouble(self) -> str | None:
        """A sentence where a channel has not taken what waits for ten minutes."""
        old = self._clock.now() - TOO_LONG
        for one in self.channels():
            if one.oldest is not None and one.oldest < old:
                why = one.trouble or "Nothing was tried yet."
                return f"The alert channel {one.name} is behind by {one.waiting:,}. {why}"
        return None

    def _standing(
        self,
        name: str,
        waiting: Mapping[str, Waiting],
        totals: Mapping[tuple[str, NoticeState], int],
    ) -> Standing:
        mine = waiting.get(name, Waiting())
        return Standing(
            name=name,
            kind=self._kinds[name],
            waiting=mine.count,
            oldest=mine.oldest,
            trouble=mine.trouble,
            ended={
                state: count
                for (channel, state), count in totals.items()
                if channel == name and state is not NoticeState.WAITING
            },
        )
