"""The one door to alerts: which there are, how they stand, and what people do with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from clawback.alerts.alert import (
    MOST_COMMENTS,
    Alert,
    AlertChangedError,
    AlertMissingError,
    AlertStatus,
    Entry,
    Happening,
    Hit,
    NobodyError,
    TooManyCommentsError,
)
from clawback.alerts.notice import Notice
from clawback.alerts.policy import AlertSeverity
from clawback.alerts.records import alerts as records
from clawback.alerts.records import hits, notices
from clawback.alerts.records.alerts import Wanted
from clawback.audit.action import AuditAction
from clawback.audit.trail import Trail
from clawback.database import Connection, Database
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.model.scope import EVERYWHERE, Scope
from clawback.model.tags import Tags
from clawback.model.version import Version, version_text

_SHOWN_HITS = 100
_WATCHED = 100
Named: TypeAlias = Callable[[str], str | None]
"""The name of a person who may handle alerts, by their id; `None` where there is nobody such."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """All of an alert: its first hits, history, and where it was sent."""

    alert: Alert
    hits: Sequence[Hit]
    history: Sequence[Entry]
    notices: Sequence[Notice]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A line of the feed: what happened, and the alert as it stands now."""

    entry: Entry
    alert: Alert


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to be another way; `None` leaves it. `assignee` is a person's id, empty for nobody.

    `version` is that of the alert that was looked at; `None` to change it however it stands.
    """

    status: AlertStatus | None = None
    assignee: str | None = None
    version: int | None = None


class Alerts:
    """Safe to call from several threads. An alert is for who may see all of its mail."""

    def __init__(
        self, database: Database, trail: Trail, clock: Clock, *, tags: Tags, named: Named
    ) -> None:
        self._database, self._trail, self._clock = database, trail, clock
        self._tags, self._named = tags, named

    def page(self, actor: Actor, wanted: Wanted, *, limit: int) -> list[Alert]:
        """At most so many, newest first."""
        found: list[Alert] = []
        while len(found) < limit:
            with self._database.read() as connection:
                block = records.newest(connection, wanted, limit=limit)
                found += self._seen(connection, actor.scope, block)
            if len(block) < limit:
                break
            wanted = replace(wanted, before=block[-1].id)
        return found[:limit]

    def get(self, actor: Actor, alert_id: str) -> Shown:
        """One of them.

        Raises:
            AlertMissingError: there is none, or some of its mail is not the actor's to see.
        """
        with self._database.read() as connection:
            return self._shown(connection, self._found(connection, actor, alert_id))

    def change(self, actor: Actor, alert_id: str, wish: Change) -> Shown:
        """Sets its status or gives it to somebody.

        Raises:
            AlertMissingError: as `get`.
            AlertChangedError: somebody else changed it meanwhile.
            NobodyError: whom it is given to may not handle alerts.
        """
        name = self._name(actor, wish.assignee)
        with self._database.write() as connection:
            before = self._found(connection, actor, alert_id)
            if wish.version not in {None, before.version}:
                raise AlertChangedError
            after = _changed(before, wish, name)
            if after != before:
                self._keep(connection, actor, before, after)
            return self._shown(connection, self._found(connection, actor, alert_id))

    def comment(self, actor: Actor, alert_id: str, text: str) -> Shown:
        """Writes a comment.

        Raises:
            AlertMissingError: as `get`.
            TooManyCommentsError: it has as many as it can have.
        """
        with self._database.write() as connection:
            alert = self._found(connection, actor, alert_id)
            if records.comments(connection, alert_id) >= MOST_COMMENTS:
                raise TooManyCommentsError
            records.add_entry(connection, self._entry(actor, alert, Happening.COMMENT, text))
            subject = f"alert:{alert_id}"
            self._trail.record(connection, actor, AuditAction.ALERT_COMMENT, subject)
            return self._shown(connection, alert)

    def feed(self, actor: Actor, after: int, *, limit: int) -> tuple[list[Told], int]:
        """What happened to alerts from behind this number on, and the number to go on behind."""
        with self._database.read() as connection:
            block = records.after(connection, after, limit=limit)
            known = records.these(connection, [one.alert for one in block])
            seen = {one.id for one in self._seen(connection, actor.scope, [*known.values()])}
        told = [Told(entry=one, alert=known[one.alert]) for one in block if one.alert in seen]
        return told, block[-1].number if block else after

    def last_number(self) -> int:
        """The number of the newest line of the feed."""
        with self._database.read() as connection:
            return records.last_number(connection)

    def open_by_severity(self) -> dict[str, float]:
        """How many alerts nobody has closed, by severity."""
        with self._database.read() as connection:
            counts = records.by_severity(connection)
        return {
            severity.value: sum(
                count
                for (mine, status), count in counts.items()
                if mine is severity and status.open
            )
            for severity in AlertSeverity
        }

    def versions(self) -> list[Version]:
        """How the newest ones stand, for those who watch and see all mail.

        Who sees a part of it watches nothing here: whose mail an alert is about is no scope.
        """
        with self._database.read() as connection:
            found = records.newest(connection, Wanted(), limit=_WATCHED)
        return [
            Version(id=one.id, text=version_text(one.version, one.status, one.hits))
            for one in found
        ]

    def _found(self, connection: Connection, actor: Actor, alert_id: str) -> Alert:
        found = records.find(connection, alert_id)
        if found is None or not self._seen(connection, actor.scope, [found]):
            raise AlertMissingError
        return found

    def _seen(
        self, connection: Connection, scope: Scope, found: Sequence[Alert]
    ) -> Sequence[Alert]:
        if scope == EVERYWHERE:
            return found
        whose = hits.recipients(connection, [one.id for one in found])
        return [one for one in found if self._covered(scope, whose.get(one.id, set()))]

    def _covered(self, scope: Scope, recipients: set[str]) -> bool:
        """Whether it has mail, and all of it is inside."""
        inside = (scope.covers(one, frozenset(self._tags.of(one))) for one in recipients)
        return bool(recipients) and all(inside)

    def _shown(self, connection: Connection, alert: Alert) -> Shown:
        return Shown(
            alert=alert,
            hits=hits.of_alert(connection, alert.id, limit=_SHOWN_HITS),
            history=records.history(connection, alert.id),
            notices=notices.of_alert(connection, alert.id),
        )

    def _name(self, actor: Actor, assignee: str | None) -> str:
        if not assignee:
            return ""
        name = actor.name if assignee == (actor.person or actor.id) else self._named(assignee)
        if name is None:
            raise NobodyError
        return name

    def _keep(self, connection: Connection, actor: Actor, before: Alert, after: Alert) -> None:
        made = replace(after, changed_at=self._clock.now(), version=before.version + 1)
        records.change(connection, made)
        if after.status is not before.status:
            text = f"{before.status.label} → {after.status.label}"
            records.add_entry(connection, self._entry(actor, made, Happening.STATUS, text))
        if after.assignee != before.assignee:
            text = after.assignee_name or "nobody"
            records.add_entry(connection, self._entry(actor, made, Happening.ASSIGNED, text))
        self._trail.record(
            connection,
            actor,
            AuditAction.ALERT_CHANGE,
            f"alert:{made.id}",
            details={"status": made.status.value, "assignee": made.assignee},
        )

    def _entry(self, actor: Actor, alert: Alert, what: Happening, text: str) -> Entry:
        return Entry(
            alert=alert.id,
            at=self._clock.now(),
            what=what,
            by=actor.person or actor.id,
            by_name=actor.name,
            text=text,
        )


def _changed(before: Alert, wish: Change, name: str) -> Alert:
    status = before.status if wish.status is None else wish.status
    if wish.assignee is None:
        return replace(before, status=status)
    return replace(before, status=status, assignee=wish.assignee, assignee_name=name)
