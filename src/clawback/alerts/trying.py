"""What a policy would have found in the mail of the last days: asked, counted, and not kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from clawback.alerts.alert import Hit, group_text
from clawback.alerts.asked import Asked
from clawback.alerts.deciding import Standing, decide
from clawback.alerts.policies import Policies
from clawback.alerts.policy import BadPolicyError, Policy
from clawback.filters.tree import Filter
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.model.folding import fold
from clawback.store.port import EventStore, Query

MOST = 100_000  # deliveries that are looked at, the newest
MOST_DAYS = 30
Ask: TypeAlias = Callable[[Actor, Filter, datetime | None, datetime | None], Query]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """How many deliveries fit, how many alerts that makes, by day, and whether that is all.

    `days` has every day, by its beginning (UTC). `since` is later than was asked where there was
    more mail than is looked at.
    """

    since: datetime
    hits: int
    alerts: int
    days: Mapping[datetime, int]
    whole: bool


class NothingToTryError(BadPolicyError):
    """Signals leave nothing to ask again. Only a policy about mail that comes in can be tried."""

    code = "alert_policy_untriable"


class Trying:
    """Safe to call from several threads."""

    def __init__(self, policies: Policies, store: EventStore, clock: Clock, ask: Ask) -> None:
        self._policies, self._store, self._clock, self._ask = policies, store, clock, ask

    def tried(self, actor: Actor, policy: Policy, *, days: int) -> Tried:
        """What it would have found, in the part of the mail that the actor sees.

        Raises:
            NothingToTryError: it goes by a signal.
            BadPolicyError, FilterError, BodyForbiddenError: it cannot be asked.
        """
        if policy.condition.signal is not None:
            raise NothingToTryError
        self._policies.require(actor, policy)
        asked = self._policies.reader.asked(policy)
        since = self._clock.now() - timedelta(days=days)
        hits = self._hits(actor, asked, since)
        whole = len(hits) < MOST
        begun = since if whole else hits[-1].at
        opened = [at for group in _grouped(hits) for at in _opened(policy, group, begun)]
        return Tried(
            since=begun,
            hits=len(hits),
            alerts=len(opened),
            days=_by_day(opened, begun, self._clock.now()),
            whole=whole,
        )

    def _hits(self, actor: Actor, asked: Asked, since: datetime) -> list[Hit]:
        by = asked.policy.trigger.by
        query = self._ask(actor, asked.tree, since, None)
        fields = ("time_received", *([by] if by else []))
        found: list[Hit] = []
        for block in self._store.stream_lines(query, fields):
            for line in block:
                at, group = line[0], line[-1] if by else ""
                found.append(
                    Hit(
                        mark=str(len(found)),
                        at=datetime.fromisoformat(str(at)),
                        group=group_text(fold(str(group or ""))),
                    )
                )
            if len(found) >= MOST:
                return found[:MOST]
        return found


def _grouped(hits: Sequence[Hit]) -> Iterator[list[Hit]]:
    groups: dict[str, list[Hit]] = {}
    for one in hits:
        groups.setdefault(one.group, []).append(one)
    yield from groups.values()


def _opened(policy: Policy, hits: Sequence[Hit], since: datetime) -> list[datetime]:
    decision = decide(policy, hits, Standing(since=since))
    return [part.tripped_at for part in decision.parts if not part.into]


def _by_day(opened: Sequence[datetime], since: datetime, now: datetime) -> dict[datetime, int]:
    day = since.replace(hour=0, minute=0, second=0, microsecond=0)
    counts: dict[datetime, int] = {}
    while day <= now:
        counts[day] = sum(day <= at < day + timedelta(days=1) for at in opened)
        day += timedelta(days=1)
    return counts
