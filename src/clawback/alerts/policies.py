"""The one door to alert policies: shipped ones, those of people, and what would have fitted."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import Lock

import structlog

from clawback.alerts.asked import Asked, Reader
from clawback.alerts.built_in import BUILT_IN
from clawback.alerts.policy import (
    MOST_POLICIES,
    BadPolicyError,
    KeptPolicy,
    PartOfMailError,
    Policy,
    PolicyMissingError,
    PolicyNameTakenError,
    TooManyPoliciesError,
)
from clawback.alerts.records import policies as records
from clawback.audit.action import AuditAction
from clawback.audit.trail import Trail
from clawback.database import Connection, Database
from clawback.filters.discretion import permitted, reads_mail
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.model.errors import ClawbackError
from clawback.model.identifier import new_id

_LETTER = "P"
_FRESH = 1.0  # seconds for which what was read counts; another server may change it
_log = structlog.stdlib.get_logger("clawback.alerts")


class Policies:
    """Safe to call from several threads. `channels` are the names of those in the settings."""

    def __init__(
        self,
        database: Database,
        trail: Trail,
        clock: Clock,
        *,
        reader: Reader,
        channels: Sequence[str],
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database, self._trail, self._clock = database, trail, clock
        self.reader, self.channels = reader, tuple(channels)
        self._elapsed = elapsed
        self._turn = Lock()
        self._asked: tuple[float, Sequence[Asked]] | None = None

    def every(self) -> list[KeptPolicy]:
        """All of them, shipped ones first, with what is wrong with each."""
        with self._database.read() as connection:
            found = _merged(connection)
        return [self.reader.checked(one, self.channels) for one in found]

    def get(self, policy_id: str) -> KeptPolicy:
        """One of them. Raises `PolicyMissingError`."""
        with self._database.read() as connection:
            return self.reader.checked(_found(connection, policy_id), self.channels)

    def asked(self) -> Sequence[Asked]:
        """Those that are enabled and can be asked, as of a second ago at most."""
        with self._turn:
            if self._asked is None or self._elapsed() - self._asked[0] >= _FRESH:
                with self._database.read() as connection:
                    found = _merged(connection)
                self._asked = (self._elapsed(), [*self._readable(found)])
            return self._asked[1]

    def add(self, actor: Actor, policy: Policy) -> KeptPolicy:
        """Keeps another policy; its `id` is given here.

        Raises:
            BadPolicyError, FilterError, BodyForbiddenError: it cannot be asked.
            PolicyNameTakenError, TooManyPoliciesError, PartOfMailError: as they say.
        """
        made = replace(policy, id=new_id(_LETTER, self._clock.now()))
        return self._keep(actor, made, "added")

    def change(self, actor: Actor, policy: Policy) -> KeptPolicy:
        """Keeps the policy of this id otherwise; raises as `add`, and `PolicyMissingError`."""
        return self._keep(actor, policy, "changed")

    def remove(self, actor: Actor, policy_id: str) -> None:
        """Forgets a policy; one that is shipped is as it was shipped again.

        Raises:
            PolicyMissingError: there is none.
            PartOfMailError: the actor sees a part of the mail.
        """
        _require_all(actor)
        with self._database.write() as connection:
            kept = _found(connection, policy_id)
            records.remove(connection, policy_id)
            self._tell(connection, actor, kept.policy, "reset" if kept.built_in else "removed")
        self._forget()

    def require(self, actor: Actor, policy: Policy) -> None:
        """Raises where a policy cannot be asked, or its asker may not ask so."""
        policy.require_sound()
        permitted(self.reader.tree(policy), reads=reads_mail(actor))
        for one in policy.notify:
            if one.channel not in self.channels:
                raise BadPolicyError(
                    f"There is no channel {one.channel[:64]!r}. "
                    f"The settings name: {', '.join(self.channels) or 'none'}."
                )

    def _keep(self, actor: Actor, policy: Policy, what: str) -> KeptPolicy:
        _require_all(actor)
        self.require(actor, policy)
        made = KeptPolicy(
            policy=policy,
            changed=True,
            edited_at=self._clock.now(),
            edited_by_name=actor.name,
        )
        with self._database.write() as connection:
            others = [one for one in _merged(connection) if one.policy.id != policy.id]
            if what == "changed":
                _found(connection, policy.id)
            elif sum(not one.built_in for one in others) >= MOST_POLICIES:
                raise TooManyPoliciesError
            if made.name_key in {one.name_key for one in others}:
                raise PolicyNameTakenError
            records.put(connection, made)
            self._tell(connection, actor, policy, what)
        self._forget()
        return self.get(policy.id)

    def _readable(self, found: Sequence[KeptPolicy]) -> Sequence[Asked]:
        asked = []
        for one in (kept.policy for kept in found if kept.policy.enabled):
            try:
                asked.append(self.reader.asked(one))
            except ClawbackError as error:
                _log.warning("alert_policy_unreadable", policy=one.id, error=error.code)
        return asked

    def _forget(self) -> None:
        with self._turn:
            self._asked = None

    def _tell(self, connection: Connection, actor: Actor, policy: Policy, what: str) -> None:
        self._trail.record(
            connection,
            actor,
            AuditAction.ALERT_POLICY,
            f"alert_policy:{policy.id}",
            details={"change": what, "name": policy.name, "enabled": policy.enabled},
        )


def _merged(connection: Connection) -> list[KeptPolicy]:
    kept = {one.policy.id: one for one in records.every(connection)}
    shipped = [
        replace(kept.pop(one.id), built_in=True)
        if one.id in kept
        else KeptPolicy(policy=one, built_in=True)
        for one in BUILT_IN
    ]
    return [*shipped, *kept.values()]


def _found(connection: Connection, policy_id: str) -> KeptPolicy:
    found = {one.policy.id: one for one in _merged(connection)}
    if policy_id not in found:
        raise PolicyMissingError
    return found[policy_id]


def _require_all(actor: Actor) -> None:
    if not actor.scope.everywhere:
        raise PartOfMailError
