"""Writes down what fits policies, opens alerts, and queues what is to be sent: one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from clawback.alerts.alert import Alert, Entry, Happening, Hit
from clawback.alerts.deciding import FOLD, LEARNED, Open, Part, Standing, decide, hour_of
from clawback.alerts.notice import Notice, NoticeState, notice_id
from clawback.alerts.policy import Notify, Policy, TriggerKind
from clawback.alerts.records import alerts, hits, notices
from clawback.database import Connection, Database
from clawback.model.clock import Clock
from clawback.model.identifier import new_id

_LETTER = "W"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fits:
    """What fits one policy."""

    policy: Policy
    hits: Sequence[Hit]


class Raising:
    """Safe to call from several threads; the same hits again change nothing."""

    def __init__(self, database: Database, clock: Clock, channels: Iterable[str]) -> None:
        self._database, self._clock = database, clock
        self._channels = frozenset(channels)

    def take(self, found: Sequence[Fits]) -> None:
        """Counts what was not counted yet.

        Raises:
            UnavailableError: the database does not answer; nothing was counted.
        """
        if not any(one.hits for one in found):
            return
        with self._database.write() as connection:
            turn = _Turn(connection, self._clock.now(), self._channels)
            for one in found:
                turn.take(one.policy, one.hits)


class _Turn:
    """One transaction."""

    def __init__(self, connection: Connection, now: datetime, channels: frozenset[str]) -> None:
        self._connection, self._now, self._channels = connection, now, channels
        self._made = set[str]()

    def take(self, policy: Policy, found: Sequence[Hit]) -> None:
        fresh = hits.unknown(self._connection, policy.id, found)
        for group, mine in _grouped(fresh).items():
            self._take_group(policy, group, mine)

    def _take_group(self, policy: Policy, group: str, fresh: Sequence[Hit]) -> None:
        latest = alerts.latest_open(self._connection, policy.id, group)
        decision = decide(policy, fresh, self._standing(policy, group, fresh, latest))
        marks = {one.mark for one in fresh}
        hits.add(self._connection, policy.id, decision.waiting)
        for part in decision.parts:
            grown = latest if latest is not None and part.into == latest.id else None
            alert = self._grow(grown, part) if grown else self._open(policy, group, part)
            new = [one for one in part.hits if one.mark in marks]
            hits.add(self._connection, policy.id, new, alert.id)
            waited = {one.mark for one in part.hits} - marks
            hits.assign(self._connection, policy.id, waited, alert.id)

    def _standing(
        self, policy: Policy, group: str, fresh: Sequence[Hit], latest: Alert | None
    ) -> Standing:
        kind, oldest = policy.trigger.kind, min(one.at for one in fresh)
        known = Open(id=latest.id, tripped_at=latest.tripped_at) if latest else None
        if kind is TriggerKind.EACH:
            return Standing(latest=known)
        threshold = kind is TriggerKind.THRESHOLD
        since = oldest - max(FOLD, policy.trigger.window) if threshold else hour_of(oldest)
        pending = hits.pending(self._connection, policy.id, group, since)
        if threshold:
            return Standing(latest=known, pending=pending)
        return Standing(
            latest=known,
            pending=pending,
            hours=hits.hours(self._connection, policy.id, group, oldest - LEARNED),
            since=hits.oldest(self._connection, policy.id),
        )

    def _grow(self, alert: Alert, part: Part) -> Alert:
        grown = alert.grown(part.hits, self._now)
        alerts.change(self._connection, grown)
        alerts.add_growth(self._connection, _entry(grown, Happening.GREW, self._now))
        return grown

    def _open(self, policy: Policy, group: str, part: Part) -> Alert:
        times = [one.at for one in part.hits]
        alert = Alert(
            id=self._id(),
            policy=policy.id,
            policy_name=policy.name,
            severity=policy.severity,
            category=policy.category,
            opened_at=self._now,
            tripped_at=part.tripped_at,
            first_at=min(times),
            last_at=max(times),
            hits=len(part.hits),
            group=group,
            summary=part.hits[0].summary,
            changed_at=self._now,
        )
        alerts.add(self._connection, alert)
        alerts.add_entry(self._connection, _entry(alert, Happening.OPENED, self._now))
        for notify in policy.notify:
            if notify.channel in self._channels:
                self._queue(alert, notify)
        return alert

    def _queue(self, alert: Alert, notify: Notify) -> None:
        day = self._now.replace(hour=0, minute=0, second=0, microsecond=0)
        used = notices.counted(self._connection, alert.policy, notify.channel, day)
        capped = used >= notify.daily
        notices.add(
            self._connection,
            Notice(
                id=notice_id(alert.id, notify.channel),
                alert=alert,
                channel=notify.channel,
                at=self._now,
                due=self._now,
                state=NoticeState.CAPPED if capped else NoticeState.WAITING,
                ended_at=self._now if capped else None,
            ),
        )

    def _id(self) -> str:
        """Chance alone does not tell thousands of one millisecond apart."""
        made = new_id(_LETTER, self._now)
        while made in self._made:
            made = new_id(_LETTER, self._now)
        self._made.add(made)
        return made


def _grouped(found: Iterable[Hit]) -> Mapping[str, list[Hit]]:
    groups: dict[str, list[Hit]] = {}
    for one in found:
        groups.setdefault(one.group, []).append(one)
    return groups


def _entry(alert: Alert, what: Happening, now: datetime) -> Entry:
    text = alert.summary if what is Happening.OPENED else f"{alert.hits:,} by then"
    return Entry(alert=alert.id, at=now, what=what, by="system", by_name="Clawback", text=text)


Take = Callable[[Sequence[Fits]], None]
